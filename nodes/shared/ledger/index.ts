import { dataDirectory } from '../data-directory';
import { instanceName } from '../origin';
import { processState } from '../process-state';
import type { AuditEvent } from './event';
import { LedgerKeeper } from './keeper';
import { failOpenPolicy, mayBeLeftOut } from './policy';
import type { LedgerReceipt, LedgerWriter } from './writer';

export * from './event';
export * from './writer';

interface Kept {
	keeper: LedgerKeeper;
	/** Events let through while nothing could be recorded. */
	leftOut: number;
}

/** The ledger of this process. @throws whatever `LedgerKeeper.current` throws */
export async function ledger(): Promise<LedgerWriter> {
	return await (await kept()).keeper.current();
}

async function kept(): Promise<Kept> {
	const open = processState('ledger/3', () => new Map<string, Kept>());
	const { root, audit, key } = await dataDirectory();
	let held = open.get(root);
	if (held === undefined) {
		held = { keeper: new LedgerKeeper(root, audit, key), leftOut: 0 };
		open.set(root, held);
	}
	return held;
}

/**
 * Records an event by the administrator's policy (HOSPITAL_AUDIT_FAIL_OPEN): where that says so, work
 * goes on although nothing can be recorded, and how much was left out is recorded afterwards. The
 * count is kept in memory: a process that ends before the disk works again takes it along.
 *
 * @returns where it stands; undefined when it was left out
 * @throws whatever failed, for every event that the policy does not name
 */
export async function record(event: AuditEvent): Promise<LedgerReceipt | undefined> {
	const open = failOpenPolicy();
	if (!mayBeLeftOut(event, open)) return await append(event);
	try {
		return await append(event);
	} catch {
		// Without a data directory or key there is nothing to count in, and nothing to go on with.
		(await kept()).leftOut += 1;
		return undefined;
	}
}

async function append(event: AuditEvent): Promise<LedgerReceipt> {
	const held = await kept();
	const writer = await held.keeper.current();
	const receipt = await writer.append(event);
	const count = held.leftOut;
	if (count === 0) return receipt;
	held.leftOut = 0;
	await writer
		.append({
			kind: 'system',
			interaction: 'audit-gap',
			action: 'E',
			outcome: '8',
			outcomeReason: 'left-out-by-policy',
			agent: { instance: instanceName() },
			objects: [{ type: 'events-left-out', count }],
		})
		.catch(() => {
			held.leftOut += count;
		});
	return receipt;
}

/** Ends the writer of this process in order: the last checkpoint, then the file. For commands and tests. */
export async function closeLedger(): Promise<void> {
	const { root } = await dataDirectory();
	const open = processState('ledger/3', () => new Map<string, Kept>());
	const held = open.get(root);
	open.delete(root);
	await held?.keeper.close();
}
