import type { Outlet } from './outlet';
import type { Fresh, Seen } from './seen';
import type { ChangePage, ChangeSource } from './source';
import type { Position } from './state';

export interface LookSettings {
	/** How far back each look reads again: longer than any commit is late and any clock is off. */
	overlapMs: number;
	/** Changes that one step reads. */
	limit: number;
	pageSize: number;
}

export interface Looking {
	source: ChangeSource;
	outlet: Outlet;
	seen: Seen;
	/** Brought up to date by a look that succeeds. */
	position: Position;
	settings: LookSettings;
	/** Writes `seen` and `position` to the disk. */
	save(): Promise<void>;
	signal: AbortSignal;
}

/** How many changes a look has handed over so far. */
export interface Handed {
	count: number;
}

/** What one way through the pages showed. */
export interface Pass {
	/** The server's clock at the first page. */
	date?: number;
	/** Latest time that was met, by the server's clock not from the future when it tells its clock. */
	newest?: number;
	/** True when all times that were met lie in the future of the server's clock. */
	onlyFuture?: true;
	/** Time of the last change that was read. */
	last?: number;
	/** Oldest change that had not been handed over before. */
	oldestFresh?: number;
	fresh: number;
	sorted: boolean;
	pages: number;
	/** It stopped at the limit; more may be there. */
	capped: boolean;
}

/** Reads pages to their end, and hands over what was not handed over before. */
export async function readPass(
	{ source, outlet, seen, save }: Looking,
	pages: AsyncIterable<ChangePage>,
	limit: number,
	handed: Handed,
): Promise<Pass> {
	const pass: Pass = { fresh: 0, sorted: true, pages: 0, capped: false };
	let count = 0;
	let held: Fresh[] = [];
	const flush = async (): Promise<void> => {
		if (held.length === 0) return;
		const batch = held;
		held = [];
		if (!source.forwards) batch.sort((a, b) => (a.change.at ?? 0) - (b.change.at ?? 0));
		await outlet.handOver(batch);
		for (const one of batch) seen.add(one, pass.date ?? pass.newest ?? 0);
		handed.count += batch.length;
		if (outlet.settled === undefined) return;
		await save();
		await outlet.settled();
	};
	for await (const { changes, date } of pages) {
		pass.pages += 1;
		pass.date ??= date;
		for (const change of changes) {
			count += 1;
			const { at } = change;
			if (at === undefined || at < (pass.last ?? at)) pass.sorted = false;
			if (at !== undefined) {
				pass.last = at;
				noteNewest(pass, at);
			}
			const fresh = seen.judge(change);
			if (fresh === undefined) continue;
			held.push(fresh);
			pass.fresh += 1;
			if (at !== undefined) pass.oldestFresh = Math.min(pass.oldestFresh ?? at, at);
		}
		if (held.length > outlet.holdBack) await flush();
	}
	await flush();
	return { ...pass, capped: count >= limit };
}

/**
 * A record from the future (a machine whose clock is off, an import) would carry the cursor beyond what
 * is still to come; it counts only when the server shows nothing else.
 */
function noteNewest(pass: Pass, at: number): void {
	const future = pass.date !== undefined && at > pass.date;
	if (future && pass.newest === undefined) {
		pass.newest = pass.date;
		pass.onlyFuture = true;
	}
	if (future) return;
	pass.newest = pass.onlyFuture ? at : Math.max(pass.newest ?? at, at);
	delete pass.onlyFuture;
}
