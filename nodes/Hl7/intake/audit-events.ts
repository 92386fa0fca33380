import type { AuditEvent } from '../../shared/ledger/event';
import type { ListenerEvent, Peer, ReceivedMessage } from './events';

/** Stands for a patient in the ledger. */
export type Pseudonymise = (...parts: string[]) => { pseudonym: string; keyId: string };

type Entry = Omit<AuditEvent, 'agent'>;

const networkOf = ({ address, port }: Peer) => ({ address, port });
const deviceOf = ({ address, certificate }: Peer): NonNullable<Entry['actor']> => ({
	type: 'device',
	id: certificate ?? address,
	...(certificate !== undefined && { authentication: 'client-certificate' }),
});

/** What a listener's event looks like in the audit ledger; a batch gives an entry for each message. */
export function auditEntries(event: ListenerEvent, pseudonym: Pseudonymise): Entry[] {
	switch (event.type) {
		case 'messages':
			return event.messages.map((message) => received(message, event.quarantined, pseudonym));
		case 'connection-refused':
			return [about('association', 'hl7-connection-refused', '8', event)];
		case 'connection-ended':
			return [
				{
					kind: 'association',
					interaction: 'hl7-connection-ended',
					action: 'E',
					outcome: event.refused > 0 ? '4' : '0',
					outcomeReason: event.how,
					actor: deviceOf(event.peer),
					network: networkOf(event.peer),
					objects: [{ type: 'hl7-message', count: event.accepted }],
				},
			];
		case 'message-refused':
			return [about('access', 'hl7-message-refused', '8', event)];
		case 'message-duplicate':
			return [about('access', 'hl7-message-duplicate', '0', event)];
		case 'control-id-reused':
			return [about('access', 'hl7-control-id-reused', '4', event)];
		case 'answer-missing':
			return [about('access', 'hl7-answer-missing', '4', event)];
		case 'messages-unclaimed':
			return [
				{
					...system('hl7-messages-unclaimed', '4', 'no-active-workflow'),
					objects: [{ type: 'hl7-message', count: event.count }],
				},
			];
		case 'journal-damaged':
			return [
				{
					...system('hl7-journal-damaged', '12'),
					objects: [{ type: 'hl7-message', count: event.records }],
				},
			];
		case 'storage-failing':
			return [system('hl7-storage-failing', '12', event.code)];
		case 'certificate-expiring':
			return [
				event.days < 0
					? system('hl7-certificate-expired', '8', `days-ago-${-event.days}`)
					: system('hl7-certificate-expiring', '4', `days-left-${event.days}`),
			];
		case 'listener-failed':
			return [system('hl7-listener-failed', '12', event.code)];
		case 'listener-restarted':
			return [system('hl7-listener-restarted', '0')];
		case 'watch':
			return [];
	}
}

function received(
	{ peer, patient, key }: ReceivedMessage,
	quarantined: string | undefined,
	pseudonym: Pseudonymise,
): Entry {
	return {
		kind: 'access',
		interaction: quarantined === undefined ? 'hl7-message-received' : 'hl7-message-quarantined',
		action: 'C',
		outcome: quarantined === undefined ? '0' : '8',
		...(quarantined !== undefined && { outcomeReason: quarantined }),
		actor: deviceOf(peer),
		network: networkOf(peer),
		...(patient && { patient: pseudonym('patient', patient.issuer, patient.id) }),
		objects: [{ type: 'hl7-message', ...pseudonym('hl7-message', key), count: 1 }],
	};
}

/** "And 132 more": what was counted and not written down one by one. */
function about(
	kind: Entry['kind'],
	interaction: string,
	outcome: Entry['outcome'],
	{ reason, peer, more }: { reason: string; peer: Peer; more?: number },
): Entry {
	return {
		kind,
		interaction,
		action: 'E',
		outcome,
		outcomeReason: reason,
		actor: deviceOf(peer),
		network: networkOf(peer),
		...(more !== undefined && { objects: [{ type: 'hl7-message', count: more }] }),
	};
}

const system = (interaction: string, outcome: Entry['outcome'], outcomeReason?: string): Entry => ({
	kind: 'system',
	interaction,
	action: 'E',
	outcome,
	...(outcomeReason !== undefined && { outcomeReason }),
});
