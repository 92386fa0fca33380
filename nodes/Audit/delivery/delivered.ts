import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { HospitalError } from '../../shared/errors';
import { readCursor, type Cursor } from './cursor';

async function sinksIn(folder: string): Promise<string[]> {
	const names = existsSync(folder) ? await readdir(folder) : [];
	return names
		.filter((name) => name.endsWith('.json'))
		.map((name) => name.slice(0, -'.json'.length))
		.sort();
}

/** What receivers have, as the positions that are kept on this server say. */
export interface HeldElsewhere {
	/** Up to which record at least one receiver confirmed to have each writer. */
	to: ReadonlyMap<string, number>;
	/** Sinks whose receiver confirms, and those whose receiver never did: these are not counted. */
	confirming: string[];
	unconfirmed: string[];
	/** Sinks whose position cannot be read; not counted either. */
	damaged: string[];
}

/**
 * Only what a receiver confirmed counts. A position that cannot be read hides no others.
 *
 * @param folder `audit-cursors` of a data directory
 */
export async function heldElsewhere(folder: string): Promise<HeldElsewhere> {
	const to = new Map<string, number>();
	const held: HeldElsewhere = { to, confirming: [], unconfirmed: [], damaged: [] };
	for (const sink of await sinksIn(folder)) {
		let cursor: Cursor;
		try {
			cursor = await readCursor(folder, sink);
		} catch (error) {
			if (!(error instanceof HospitalError)) throw error;
			held.damaged.push(sink);
			continue;
		}
		(cursor.confirmed === undefined ? held.unconfirmed : held.confirming).push(sink);
		for (const [origin, seq] of Object.entries(cursor.confirmed ?? {})) {
			to.set(origin, Math.max(seq, to.get(origin) ?? 0));
		}
	}
	return held;
}

/** Up to which record at least one receiver confirmed to have each writer. */
export async function someDeliveredTo(folder: string): Promise<ReadonlyMap<string, number>> {
	return (await heldElsewhere(folder)).to;
}

/**
 * Up to which record every sink has each writer; undefined when there is no sink.
 *
 * @throws HospitalError `audit-cursor-unreadable`
 */
export async function allDeliveredTo(folder: string): Promise<Map<string, number> | undefined> {
	const sinks = await sinksIn(folder);
	if (sinks.length === 0) return undefined;
	const cursors = await Promise.all(sinks.map(async (sink) => await readCursor(folder, sink)));
	return new Map(
		Object.keys(cursors[0].origins).map((origin) => [
			origin,
			Math.min(...cursors.map(({ origins }) => origins[origin]?.seq ?? 0)),
		]),
	);
}
