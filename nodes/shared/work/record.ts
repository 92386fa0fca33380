import { ledger, type AuditEvent, type AuditObject, type AuditOutcome } from '../ledger';
import { instanceName } from '../origin';
import type { WorkEvent, WorkFact } from './events';
import { isQueued, type WorkRecord } from './item';

const OUTCOMES: Partial<Record<WorkEvent['type'], AuditOutcome>> = {
	failed: '4',
	unclaimed: '4',
	'inbox-damaged': '12',
	'engine-fault': '8',
};

/**
 * The engine's own events go to the ledger. Delivery alone is no access and is not recorded; an
 * escalation is recorded as the end that it is, by {@link recordFact}.
 */
export function recordEvent(event: WorkEvent): void {
	const { type, record, attempt = 0, reason } = event;
	if (type === 'delivered' || type === 'escalated') return;
	const entry: AuditEvent = {
		kind: 'work',
		interaction: `work-${type}`,
		action: type === 'opened' ? 'C' : 'U',
		outcome: OUTCOMES[type] ?? '0',
		outcomeReason: reason,
		agent: agentOf(record),
	};
	if (record !== undefined) {
		entry.workItem = { id: record.id, attempt, priority: record.priority, reason };
	}
	// A ledger that cannot write refuses the nodes' own records, and with them the work itself.
	append(entry).catch(() => undefined);
}

/** @returns once the fact is on the disk. @throws what the ledger said */
export async function recordFact(fact: WorkFact): Promise<void> {
	if (fact.type === 'remains-disposed') {
		return await systemEvent(`${fact.what}-disposed`, [{ type: fact.what, count: fact.count }]);
	}
	const { id, priority } = fact.record;
	if (fact.type === 'disposed') {
		return await append({
			kind: 'work',
			interaction: 'work-disposed',
			action: 'D',
			outcome: '0',
			agent: agentOf(fact.record),
			workItem: { id, attempt: 0, priority },
		});
	}
	const { state, reason, attempt, executionId, by } = fact.closing;
	await append({
		kind: 'work',
		interaction: by === 'engine' ? 'work-escalated' : 'work-closed',
		action: 'U',
		outcome: by === 'engine' ? '8' : '0',
		// The node that closed it was cut off before it could record it, or says so itself a second time.
		outcomeReason: by === 'engine' ? reason : 'recorded-late',
		agent: { ...agentOf(fact.record), executionId },
		workItem: { id, attempt, priority, state, reason },
	});
}

/** A removal or the like that belongs to no patient: counts only. */
export async function systemEvent(
	interaction: string,
	objects: AuditObject[],
	workItem?: string,
): Promise<void> {
	await append({
		kind: 'system',
		interaction,
		action: 'D',
		outcome: '0',
		agent: agentOf(undefined),
		objects,
		workItem: workItem === undefined ? undefined : { id: workItem, attempt: 0 },
	});
}

async function append(event: AuditEvent): Promise<void> {
	await (await ledger()).append(event);
}

const agentOf = (record: WorkRecord | undefined): AuditEvent['agent'] => ({
	instance: instanceName(),
	// The work of a queue belongs to no workflow before one takes it.
	workflowId:
		record === undefined || isQueued(record.route) ? undefined : record.route.split('/')[0],
});
