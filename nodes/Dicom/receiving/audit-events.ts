import type { Completeness } from '../../shared/contracts/completeness';
import type { AuditEvent } from '../../shared/ledger/event';
import type { ListenerEvent, PeerInfo, StudyTransfer } from '../intake';
import type { CountAnswer } from './count-images';

/** Stands for a patient or study in the ledger. */
export type Pseudonymise = (...parts: string[]) => { pseudonym: string; keyId: string };

/** The PACS is to be asked how many images it has. */
export type CountWanted = Extract<ListenerEvent, { type: 'count-wanted' }>;

/** What is written down: of a question to the PACS that it was put, and how that went. */
export type AuditedEvent =
	| Exclude<ListenerEvent, CountWanted>
	| (Omit<CountWanted, 'type'> & { type: 'count-asked'; answer: CountAnswer });

type Entry = Omit<AuditEvent, 'agent'>;

const networkOf = ({ address, port, callingAeTitle, calledAeTitle }: PeerInfo) => ({
	address,
	port,
	callingAeTitle,
	calledAeTitle,
});

/** Whoever proved to be somebody: a listed user, else the machine that calls. */
function actorOf({ callingAeTitle, proof }: PeerInfo): NonNullable<Entry['actor']> {
	const authentication = proof && { authentication: proof.by };
	return proof?.user === undefined
		? { type: 'device', id: callingAeTitle, ...authentication }
		: { type: 'user', id: proof.user, ...authentication };
}

/** "And 132 more": refusals that were counted and not written down one by one. */
const counted = (type: string, more: number | undefined) =>
	more === undefined ? {} : { objects: [{ type, count: more }] };

/** How it was known, and why images may be missing: `quiet-period,transfer-aborted`. */
const reasonOf = ({ evidence, incompleteReason }: Completeness): string =>
	incompleteReason === undefined ? evidence : `${evidence},${incompleteReason}`;

/** A count is of many images, which may be of many studies. */
function refusedOf(
	{ studyInstanceUid, more }: Extract<ListenerEvent, { type: 'instance-refused' }>,
	pseudonym: Pseudonymise,
): Pick<Entry, 'objects'> {
	if (more !== undefined || studyInstanceUid === undefined) return counted('dicom-instance', more);
	return { objects: [{ type: 'dicom-study', ...pseudonym('study', studyInstanceUid) }] };
}

/** One entry for each study that an association stored images of. */
function storesOf(
	{ peer, studies }: { peer: PeerInfo; studies: StudyTransfer[] },
	pseudonym: Pseudonymise,
): Entry[] {
	return studies.map(
		({ studyInstanceUid, patientId, issuer, added, changed, repeated }): Entry => ({
			kind: 'access',
			interaction: 'dicom-store-received',
			action: 'C',
			outcome: '0',
			actor: actorOf(peer),
			network: networkOf(peer),
			patient: pseudonym('patient', issuer, patientId),
			objects: [
				{
					type: 'dicom-study',
					...pseudonym('study', studyInstanceUid),
					count: added + changed + repeated,
					added,
					changed,
					repeated,
				},
			],
		}),
	);
}

/** What a listener's event looks like in the audit ledger; some events give several entries. */
export function auditEntries(event: AuditedEvent, pseudonym: Pseudonymise): Entry[] {
	switch (event.type) {
		case 'association-refused':
			return [
				{
					kind: 'association',
					interaction: 'dicom-association-refused',
					action: 'E',
					outcome: '8',
					outcomeReason: event.reason,
					actor: actorOf(event.peer),
					network: networkOf(event.peer),
					...counted('dicom-association', event.more),
				},
			];
		case 'association-ended':
			return [
				{
					kind: 'association',
					interaction: 'dicom-association-ended',
					action: 'E',
					outcome: event.failed > 0 || event.failure !== undefined ? '4' : '0',
					outcomeReason: event.failure === undefined ? event.how : `${event.how},${event.failure}`,
					actor: actorOf(event.peer),
					network: networkOf(event.peer),
				},
				...storesOf(event, pseudonym),
			];
		case 'association-cut-off':
			return [
				{
					kind: 'association',
					interaction: 'dicom-association-ended',
					action: 'E',
					outcome: '4',
					outcomeReason: 'receiver-ended',
					actor: actorOf(event.peer),
					network: networkOf(event.peer),
				},
				...storesOf(event, pseudonym).map((entry) => ({
					...entry,
					outcomeReason: 'recorded-late',
				})),
			];
		case 'instance-refused':
			return [
				{
					kind: 'access',
					interaction: 'dicom-store-refused',
					action: 'C',
					outcome: '8',
					outcomeReason: event.reason,
					actor: actorOf(event.peer),
					network: networkOf(event.peer),
					...refusedOf(event, pseudonym),
				},
			];
		case 'study-complete': {
			const { patient, studyInstanceUid, instanceCount, version, completeness } = event.study;
			return [
				{
					kind: 'access',
					// A copy for somebody who tries a workflow out is no work of the hospital.
					interaction:
						event.mode === 'test' ? 'dicom-study-complete-in-test' : 'dicom-study-complete',
					action: 'R',
					outcome: completeness.incomplete ? '4' : '0',
					outcomeReason: reasonOf(completeness),
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
		case 'count-asked': {
			const { answer, studyInstanceUid } = event;
			const study = { type: 'dicom-study', ...pseudonym('study', studyInstanceUid) };
			return [
				{
					kind: 'access',
					interaction: 'dicom-query-count',
					action: 'E',
					...('count' in answer
						? { outcome: '0', objects: [{ ...study, count: answer.count }] }
						: {
								// Forbidden is worse than not answered: somebody set an address that may not be.
								outcome: answer.failed === 'egress-refused' ? '8' : '4',
								outcomeReason: answer.failed,
								objects: [study],
							}),
				},
			];
		}
		case 'listener-restarted':
			return [system('dicom-listener-restarted', '0')];
		case 'study-missing':
			return [system('dicom-study-missing', '12', 'files-gone')];
		case 'studies-unclaimed':
			return [
				{
					...system('dicom-studies-unclaimed', '4', event.reason),
					objects: [
						{
							type: 'dicom-study',
							count: event.count,
							...(event.studyInstanceUid && pseudonym('study', event.studyInstanceUid)),
						},
					],
				},
			];
		case 'orphans-removed':
			return [system('dicom-orphans-removed', '0', `files-${event.count}`)];
		case 'certificate-expiring':
			return [
				event.days < 0
					? system('dicom-certificate-expired', '8', `days-ago-${-event.days}`)
					: system('dicom-certificate-expiring', '4', `days-left-${event.days}`),
			];
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
