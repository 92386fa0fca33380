import { alarmOf, succeeded, type Outgoing } from './outgoing';

/** A code of DICOM's own terminology (PS3.16, context groups 400 and 401). */
export interface DicomCode {
	code: string;
	meaning: string;
}

const code = (number: string, meaning: string): DicomCode => ({ code: number, meaning });

const ACTIVITY = code('110100', 'Application Activity');
const LOG_USED = code('110101', 'Audit Log Used');
const TRANSFER_BEGUN = code('110102', 'Begin Transferring DICOM Instances');
const ACCESSED = code('110103', 'DICOM Instances Accessed');
const TRANSFERRED = code('110104', 'DICOM Instances Transferred');
const STUDY_DELETED = code('110105', 'DICOM Study Deleted');
const EXPORT = code('110106', 'Export');
const IMPORT = code('110107', 'Import');
const PATIENT_RECORD = code('110110', 'Patient Record');
const QUERY = code('110112', 'Query');
const ALERT = code('110113', 'Security Alert');
const AUTHENTICATION = code('110114', 'User Authentication');

const STARTED = code('110120', 'Application Start');
const LOGIN = code('110122', 'Login');
const NODE_AUTHENTICATION = code('110126', 'Node Authentication');
const EMERGENCY_STARTED = code('110127', 'Emergency Override Started');
const SOFTWARE_CONFIGURATION = code('110131', 'Software Configuration');
const RECORDING_STOPPED = code('110133', 'Audit Recording Stopped');
const ATTRIBUTES_CHANGED = code('110135', 'Object Security Attributes Changed');

/** Interactions by the beginning or end of their names; the first that fits counts. */
const BY_NAME: ReadonlyArray<readonly [RegExp, DicomCode, DicomCode?]> = [
	[/^audit-(?:queried|exported|export-begun|verified|batch-delivered)$|^ledger-read$/, LOG_USED],
	[/^dicom-association-refused$/, ALERT, NODE_AUTHENTICATION],
	[/^dicom-listener-restarted$/, ACTIVITY, STARTED],
	[/^dicom-send-begun$/, TRANSFER_BEGUN],
	[/^dicom-(?:store|sent|send|retrieve|move)/, TRANSFERRED],
	[/^dicom-study-disposed$/, STUDY_DELETED],
	[/^dicom-(?:query|find|found)/, QUERY],
	[/^dicom-(?:study-complete|series|volume|report)/, ACCESSED],
	[/(?:^|-)(?:login|logon|authenticated)(?:-|$)/, AUTHENTICATION, LOGIN],
	[/(?:^|-)imported$/, IMPORT],
	[/(?:^|-)exported$/, EXPORT],
	[/^fhir-search|-queried$/, QUERY],
	[/^identity-/, PATIENT_RECORD],
	[/^hl7-connection-refused$/, ALERT, NODE_AUTHENTICATION],
	[/^hl7-listener-restarted$/, ACTIVITY, STARTED],
	[/^hl7-message-(?:received|duplicate|quarantined|refused)$/, IMPORT],
	[/^hl7-(?:message-sent|send-begun|send-failed)$/, EXPORT],
	[/^hl7-chart-looked-up$/, QUERY],
	[/^fhir-bulk-export(?:ed)?$/, EXPORT],
];

/**
 * EventID and EventTypeCode of the audit message (PS3.15 A.5.3), which the FHIR AuditEvent of
 * everything that is no REST interaction shares.
 */
export function dicomEvent(event: Outgoing): { id: DicomCode; type?: DicomCode } {
	const alarm = alarmOf(event);
	if (event.kind === 'break-glass') return { id: ALERT, type: EMERGENCY_STARTED };
	if (alarm === 'ledger') {
		return { id: ALERT, type: isLoss(event) ? RECORDING_STOPPED : ATTRIBUTES_CHANGED };
	}
	const { interaction = '' } = event;
	const [, id, type] = BY_NAME.find(([name]) => name.test(interaction)) ?? [];
	if (id !== undefined) return type === undefined ? { id } : { id, type };
	return byKind(event);
}

const LOSSES = new Set(['audit-disk-full', 'audit-gap', 'audit-ledger-lost']);

const isLoss = ({ interaction }: Outgoing): boolean => LOSSES.has(interaction ?? '');

function byKind(event: Outgoing): { id: DicomCode; type?: DicomCode } {
	switch (event.kind) {
		case 'disclosure':
			return { id: EXPORT };
		case 'configuration':
			return { id: ALERT, type: SOFTWARE_CONFIGURATION };
		case 'association':
			return succeeded(event) ? { id: ACTIVITY } : { id: ALERT, type: NODE_AUTHENTICATION };
		case 'access':
		case 'inference': {
			if (event.objects?.some(({ type }) => type?.startsWith('dicom-'))) return { id: ACCESSED };
			const ofPatient = event.kind === 'access' || event.patient?.pseudonym !== undefined;
			return { id: ofPatient ? PATIENT_RECORD : ACTIVITY };
		}
		default:
			return { id: ACTIVITY };
	}
}
