import type { Priority, WorkItemReference } from '../../shared/contracts/work-item';
import { workItemId, type WorkEngine, type WorkStore } from '../../shared/work';
import type { Hl7Payload } from './payload';
import type { ReceiveOptions } from './receive';

/** What ties the messages of a trigger to the work engine. */
export interface MessageWork extends Pick<ReceiveOptions, 'open' | 'escalate' | 'ended'> {
	/** Call it when the trigger is deactivated. */
	detach(): void;
}

const KIND = 'hl7-message';

/**
 * Work items of received messages. What no workflow could take becomes a work item of a route of its
 * own, which ends it as ESCALATED: a person finds it in the list, under the reason why.
 *
 * @param route of the trigger
 * @param owner role or team that is asked
 */
export function messageWork(
	engine: WorkEngine,
	store: WorkStore,
	{ route, priority, owner }: { route: string; priority: Priority; owner: string },
): MessageWork {
	const quarantine = `${route}/quarantine`;
	const open = async (to: string, payload: Hl7Payload, dedupeKey: string) => {
		await engine.open({ kind: KIND, route: to, priority, dedupeKey, payload, owner });
	};
	const end = async ({ id, attempt }: WorkItemReference, reason: string) => {
		await store.close(id, { state: 'ESCALATED', reason, owner, attempt, by: 'engine' });
		await engine.settle(id, attempt, 'success');
	};
	const handler = {
		label: 'HL7 quarantine',
		deliver: (item: WorkItemReference, payload: unknown) => {
			const { quarantined = 'hl7-unreadable' } = payload as Hl7Payload;
			// What cannot be written now is tried again when the lease is over.
			end(item, quarantined).catch(() => undefined);
		},
	};
	engine.attach(quarantine, handler);
	return {
		open: async (payload, key) => await open(route, payload, key),
		escalate: async (payload, key) => await open(quarantine, payload, key),
		ended: async (key) => (await store.closing(workItemId(route, key)))?.state,
		detach: () => engine.detach(quarantine, handler),
	};
}
