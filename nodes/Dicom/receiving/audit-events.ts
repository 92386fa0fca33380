import type { AuditEvent } from '../../shared/ledger/event';
import type { ListenerEvent, PeerInfo } from '../intake';

/** Stands for a patient or study in the ledger. */
export type Pseudonymise = (...parts: string[]) => { pseudonym: string; keyId: string };

type Entry = Omit<AuditEvent, 'agent'>;

const networkOf = ({ address, port, callingAeTitle, calledAeTitle }: PeerInfo) => ({
	address,
	port,
	callingAeTitle,
	calledAeTitle,
});

const device = ({ callingAeTitle }: PeerInfo) => ({ type: 'device' as const, id: callingAeTitle });

/** What a listener's event looks like in the audit ledger; some events give several entries. */
export function auditEntries(event: ListenerEvent, pseudonym: Pseudonymise): Entry[] {
	switch (event.type) {
		case 'association-refused':
			return [
				{
					kind: 'association',
					interaction: 'dicom-association-refused',
					action: 'E',
					outcome: '8',
					outcomeReason: event.reason,
					actor: device(event.peer),
					network: networkOf(event.peer),
				},
			];
		case 'association-ended':
			return [
				{
					kind: 'association',
					interaction: 'dicom-association-ended',
					action: 'E',
					outcome: event.failed > 0 ? '4' : '0',
					outcomeReason: event.how,
					actor: device(event.peer),
					network: networkOf(event.peer),
				},
				...event.studies.map(
					({ studyInstanceUid, patientId, issuer, stored, repeated }): Entry => ({
						kind: 'access',
						interaction: 'dicom-store-received',
						action: 'C',
						outcome: '0',
						actor: device(event.peer),
						network: networkOf(event.peer),
						patient: pseudonym('patient', issuer, patientId),
						objects: [
							{
								type: 'dicom-study',
								...pseudonym('study', studyInstanceUid),
								count: stored + repeated,
							},
						],
					}),
				),
			];
		case 'instance-refused':
			return [
				{
					kind: 'access',
					interaction: 'dicom-store-refused',
					action: 'C',
					outcome: '8',
					outcomeReason: event.reason,
					actor: device(event.peer),
					network: networkOf(event.peer),
				},
			];
		case 'study-complete': {
			const { patient, studyInstanceUid, instanceCount, version } = event.study;
			return [
				{
					kind: 'access',
					interaction: 'dicom-study-complete',
					action: 'R',
					outcome: event.study.completeness.incomplete ? '4' : '0',
					outcomeReason: event.study.completeness.evidence,
					patient: pseudonym('patient', patient.issuer, patient.id),
					objects: [
						{
							type: 'dicom-study',
							...pseudonym('study', studyInstanceUid),
							version,
							count: instanceCount,
						},
					],
				},
			];
		}
		case 'listener-restarted':
			return [system('dicom-listener-restarted', '0')];
		case 'study-missing':
			return [system('dicom-study-missing', '12', 'files-gone')];
		case 'studies-unclaimed':
			return [system('dicom-studies-unclaimed', '4', 'no-active-workflow')];
		case 'storage-failing':
			return [system('dicom-storage-failing', '12', event.code)];
		case 'listener-failed':
			return [system('dicom-listener-failed', '12', event.code)];
	}
}

const system = (interaction: string, outcome: Entry['outcome'], outcomeReason?: string): Entry => ({
	kind: 'system',
	interaction,
	action: 'E',
	outcome,
	...(outcomeReason !== undefined && { outcomeReason }),
});
