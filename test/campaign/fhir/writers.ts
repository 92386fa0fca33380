import type { Random } from '../../hospital/random.ts';
import type { ChartServer, Version } from './chart-server.ts';

export interface Writing {
	/** How many versions are written. */
	changes: number;
	/** Mean time between two of them, in milliseconds. */
	everyMs: number;
	/** Share of versions that become visible late, and by how much at most. */
	late: number;
	latestMs: number;
	/** Share of versions stamped by a machine whose clock is off, and by how much at most. */
	skewed: number;
	skewMs: number;
	/** Share of versions stamped ten days ahead. */
	future: number;
	/** Share of versions that change or delete a record which is there. */
	updates: number;
	deletes: number;
	patients: number;
}

export const HOSPITAL: Writing = {
	changes: 4_000,
	everyMs: 300,
	late: 0.1,
	latestMs: 8_000,
	skewed: 0.3,
	skewMs: 1_500,
	future: 0.001,
	updates: 0.35,
	deletes: 0,
	patients: 300,
};

const TEN_DAYS = 10 * 24 * 60 * 60 * 1000;

/** Writes all versions of a run in advance: each becomes visible when the server's clock comes there. */
export function writeAll(
	server: ChartServer,
	writing: Writing,
	random: Random,
	from: number,
): Version[] {
	const { changes, everyMs, late, latestMs, skewed, skewMs, future } = writing;
	const { updates, deletes, patients } = writing;
	const written: Version[] = [];
	const ids: string[] = [];
	let at = from;
	for (let index = 0; index < changes; index++) {
		at += random.between(0, 2 * everyMs);
		const off = random.next() < skewed ? random.between(-skewMs, skewMs) : 0;
		const skew = random.next() < future ? TEN_DAYS : off;
		const lateness = random.next() < late ? random.between(0, latestMs) : random.between(0, 50);
		const kind = random.next();
		const known = ids.length > 0 && kind < updates + deletes;
		const id = known ? random.pick(ids) : `zz${index}`;
		if (!known) ids.push(id);
		const deleted = known && kind < deletes;
		const subject = { reference: `Patient/zz${random.integer(1, patients)}` };
		written.push(
			server.write(id, {
				stamp: Math.round(at + skew),
				visibleAt: Math.round(at + lateness),
				deleted,
				body: { subject, valueString: 'ZZSECRETVALUE' },
			}),
		);
		if (deleted) ids.splice(ids.indexOf(id), 1);
	}
	return written;
}
