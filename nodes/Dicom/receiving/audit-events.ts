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
					outcome: event.failed > 0 ? '4' : '0',
					outcomeReason: event.how,
					actor: actorOf(event.peer),
					network: networkOf(event.peer),
				},
				...event.studies.map(
					({ studyInstanceUid, patientId, issuer, stored, repeated }): Entry => ({
						kind: 'access',
						interaction: 'dicom-store-received',
						action: 'C',
						outcome: '0',
						actor: actorOf(event.peer),
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
					actor: actorOf(event.peer),
					network: networkOf(event.peer),
					...counted('dicom-instance', event.more),
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
		case 'count-wanted':
			return [
				{
					kind: 'access',
					interaction: 'dicom-query-count',
					action: 'E',
					outcome: '0',
					objects: [{ type: 'dicom-study', ...pseudonym('study', event.studyInstanceUid) }],
				},
			];
		case 'listener-restarted':
			return [system('dicom-listener-restarted', '0')];
		case 'study-missing':
			return [system('dicom-study-missing', '12', 'files-gone')];
		case 'studies-unclaimed':
			return [
				{
					...system(
						'dicom-studies-unclaimed',
						'4',
						event.journal === undefined ? 'no-active-workflow' : 'port-not-open',
					),
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
