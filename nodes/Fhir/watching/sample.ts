import type { Change } from './change';
import { look } from './look';
import type { LookSettings } from './pass';
import { Seen } from './seen';
import type { ChangeSource } from './source';
import { beginAt } from './start-point';
import type { Position } from './state';

/** The newest record that fits, or any when the server tells no order; undefined when there is none. */
export async function newestChange(
	source: ChangeSource,
	signal: AbortSignal,
): Promise<Change | undefined> {
	const { change } = await source.newest(signal);
	if (change !== undefined) return change;
	for await (const { changes } of source.pages({}, { limit: 1, pageSize: 1, signal })) {
		const [first] = changes;
		if (first !== undefined) return first;
	}
	return undefined;
}

/** Waits for the next change, with a position of its own that is kept nowhere. */
export async function nextChange(
	source: ChangeSource,
	settings: LookSettings,
	wait: () => Promise<void>,
	signal: AbortSignal,
): Promise<Change> {
	const position: Position = { cursor: null };
	const found: Change[] = [];
	const outlet = {
		holdBack: 0,
		handOver: async (fresh: ReadonlyArray<{ change: Change }>): Promise<void> =>
			await Promise.resolve(void found.push(...fresh.map(({ change }) => change))),
	};
	const seen = new Seen([], !source.forwards);
	const save = () => Promise.resolve();
	const looking = { source, outlet, seen, position, settings, save, signal };
	await beginAt(looking, undefined);
	for (;;) {
		await look(looking);
		const [first] = found;
		if (first !== undefined) return first;
		await wait();
	}
}
