import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { readCursor, type Cursor } from './cursor';

/** The positions of all sinks. @param folder `audit-cursors` of a data directory */
async function allCursors(folder: string): Promise<Cursor[]> {
	const names = existsSync(folder) ? await readdir(folder) : [];
	const sinks = names.filter((name) => name.endsWith('.json'));
	return await Promise.all(
		sinks.map(async (name) => await readCursor(folder, name.slice(0, -'.json'.length))),
	);
}

/** Up to which record at least one sink has each writer. */
export async function someDeliveredTo(folder: string): Promise<Map<string, number>> {
	const delivered = new Map<string, number>();
	for (const { origins } of await allCursors(folder)) {
		for (const [origin, { seq }] of Object.entries(origins)) {
			delivered.set(origin, Math.max(seq, delivered.get(origin) ?? 0));
		}
	}
	return delivered;
}

/** Up to which record every sink has each writer; undefined when there is no sink. */
export async function allDeliveredTo(folder: string): Promise<Map<string, number> | undefined> {
	const cursors = await allCursors(folder);
	if (cursors.length === 0) return undefined;
	return new Map(
		Object.keys(cursors[0].origins).map((origin) => [
			origin,
			Math.min(...cursors.map(({ origins }) => origins[origin]?.seq ?? 0)),
		]),
	);
}
