import {
	dicomObjectContract,
	studyContract,
	type DicomObjectReference,
	type DicomPatient,
	type StudyReference,
} from '../../../shared/contracts';
import { dataDirectory } from '../../../shared/data-directory';
import { toHospitalError } from '../../../shared/errors';
import {
	byContract,
	contractField,
	writeInTestsField,
	type Operation,
	type OperationContext,
	type OperationOutcome,
} from '../../../shared/face';
import { workFile } from '../../../shared/work-file';
import type { DicomPeer } from '../../../clients/dimse';
import { openStudy } from '../../intake';
import { readObject } from '../../objects';
import { peerOf, type DicomNodeCredential } from '../../peer';
import { readBack, readBackStudy, sendAll } from '../../sending';

export const sendStudy: Operation = {
	value: 'sendStudy',
	name: 'Send Study',
	description: 'Send a result object or the received images to a DICOM system such as the PACS',
	action: 'Send a study or result',
	fields: [
		{
			displayName: 'What to Send',
			name: 'sendWhat',
			type: 'options',
			default: 'report',
			description: 'Which objects of the item are sent',
			options: [
				{
					name: 'Received Images',
					value: 'study',
					description: 'All images of the study, exactly as they were received',
				},
				{
					name: 'Result Object',
					value: 'report',
					description: 'The Structured Report that an earlier node created',
				},
			],
		},
		{
			...contractField(dicomObjectContract),
			displayOptions: { show: { sendWhat: ['report'] } },
		},
		{ ...contractField(studyContract), displayOptions: { show: { sendWhat: ['study'] } } },
		{
			displayName: 'Read Back',
			name: 'readBack',
			type: 'boolean',
			default: true,
			description:
				'Whether to ask the other system afterwards if it really holds what was sent (C-FIND). The step fails when it does not.',
		},
		writeInTestsField,
	],
	async execute(context) {
		const peer = peerOf(
			await context.credentials<DicomNodeCredential>('dicomNodeApi'),
			context.signal,
		);
		const what = await context.parameter<string>('sendWhat');
		if (!(await context.mayWrite())) return {};
		return what === 'study' ? await sendImages(context, peer) : await sendReport(context, peer);
	},
};

async function sendReport(context: OperationContext, peer: DicomPeer): Promise<OperationOutcome> {
	const report = await context.contract<DicomObjectReference>(dicomObjectContract);
	const { volumes } = await dataDirectory();
	const path = workFile(volumes, context.liveWork?.id, report.key, 'dcm');
	const bytes = await readObject(path, report.sha256);
	const what = {
		studyInstanceUid: report.studyInstanceUid,
		patient: await patientOf(context, report),
		description: 'dicom-report',
		count: 1,
	};
	await disclosed(context, peer, what, async () => {
		await sendAll(peer, [{ bytes }]);
	});
	const stored: DicomObjectReference = {
		...report,
		storedAt: new Date().toISOString(),
		storedIn: peer.calledAeTitle,
	};
	if (await context.parameter<boolean>('readBack')) {
		await readBack(peer, report);
		stored.readBackAt = new Date().toISOString();
	}
	return { add: [byContract(dicomObjectContract, stored)] };
}

async function sendImages(context: OperationContext, peer: DicomPeer): Promise<OperationOutcome> {
	const study = await context.contract<StudyReference>(studyContract);
	const { dicom } = await dataDirectory();
	const { instances } = await openStudy(dicom, study.key, study.version);
	let warnings = 0;
	const what = {
		studyInstanceUid: study.studyInstanceUid,
		patient: study.patient,
		description: 'dicom-study',
		count: instances.length,
	};
	await disclosed(context, peer, what, async () => {
		({ warnings } = await sendAll(
			peer,
			instances.map(({ path }) => ({ path })),
		));
	});
	const value: Record<string, unknown> = {
		count: instances.length,
		warnings,
		storedIn: peer.calledAeTitle,
		storedAt: new Date().toISOString(),
	};
	if (await context.parameter<boolean>('readBack')) {
		const series = Map.groupBy(instances, (each) => each.seriesInstanceUid);
		await readBackStudy(
			peer,
			study.studyInstanceUid,
			[...series].map(([seriesInstanceUid, all]) => ({
				seriesInstanceUid,
				sopInstanceUids: new Set(all.map((each) => each.sopInstanceUid)),
			})),
		);
		value.readBackAt = new Date().toISOString();
	}
	const clear = ['/count', '/warnings', '/storedIn', '/storedAt', '/readBackAt'];
	return { add: [{ key: 'sent', value, clear }] };
}

/** Whom the report is about, where the item still carries the study that it was made for. */
async function patientOf(
	context: OperationContext,
	report: DicomObjectReference,
): Promise<DicomPatient | undefined> {
	const study = await context.optionalContract<StudyReference>(studyContract);
	return study?.studyInstanceUid === report.studyInstanceUid ? study.patient : undefined;
}

interface Disclosed {
	studyInstanceUid: string;
	patient: DicomPatient | undefined;
	/** What is given, as a code. */
	description: string;
	count: number;
}

/** Records the disclosure before anything leaves, and how it ended. */
async function disclosed(
	context: OperationContext,
	peer: DicomPeer,
	{ studyInstanceUid, patient, description, count }: Disclosed,
	send: () => Promise<void>,
): Promise<void> {
	const study = await context.pseudonym('study', studyInstanceUid);
	const event = {
		...(patient && { patient: await context.pseudonym('patient', patient.issuer, patient.id) }),
		disclosure: { recipient: peer.calledAeTitle, description },
		kind: 'disclosure' as const,
		action: 'R' as const,
		network: {
			port: peer.port,
			calledAeTitle: peer.calledAeTitle,
			callingAeTitle: peer.callingAeTitle,
		},
		objects: [{ type: 'dicom-study', ...study, count }],
	};
	await context.audit({ ...event, interaction: 'dicom-send-begun', outcome: '0' });
	try {
		await send();
	} catch (error) {
		const { code } = toHospitalError(error, 'Sending DICOM objects');
		await context.audit({
			...event,
			interaction: 'dicom-send-failed',
			outcome: '8',
			outcomeReason: code,
		});
		throw error;
	}
	await context.audit({ ...event, interaction: 'dicom-sent', outcome: '0' });
}
