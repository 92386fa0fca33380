import { dataDirectory, type DataDirectory } from '../data-directory';
import { ledger } from '../ledger';
import { instanceName } from '../origin';
import { processState } from '../process-state';
import { Sealer } from './sealer';

export * from './sealer';
export * from './token';

const HOUR = 3_600_000;
/** How long values stay that were sealed outside of any work item. */
export const FREE_TIME_TO_LIVE = 48 * HOUR;

/** One for each data directory: it remembers which folders are there. */
const sealers = new WeakMap<DataDirectory, Sealer>();

/** The sealer over this process's data directory. */
export async function sealer(): Promise<Sealer> {
	const directory = await dataDirectory();
	const { sealed, key } = directory;
	const sealing = sealers.get(directory) ?? new Sealer(sealed, key.key('sealed'));
	sealers.set(directory, sealing);
	disposeNowAndThen(sealing, sealed);
	return sealing;
}

/**
 * Values without a work item are disposed of by whoever seals, at most once an hour: a process
 * without a trigger (a worker, a workflow started by hand) has no other housekeeping.
 */
function disposeNowAndThen(sealing: Sealer, folder: string): void {
	const last = processState('sealed-disposal/1', () => new Map<string, number>());
	if (Date.now() - (last.get(folder) ?? 0) < HOUR) return;
	last.set(folder, Date.now());
	// What cannot be removed now is tried again in an hour; sealing must not fail for it.
	sealing
		.disposeFreeBefore(new Date(Date.now() - FREE_TIME_TO_LIVE), recordDisposal)
		.catch(() => undefined);
}

async function recordDisposal(count: number): Promise<void> {
	await (
		await ledger()
	).append({
		kind: 'system',
		interaction: 'free-sealed-disposed',
		action: 'D',
		outcome: '0',
		agent: { instance: instanceName() },
		objects: [{ type: 'sealed-item', count }],
	});
}
