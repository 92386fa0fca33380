import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../../shared/durable';
import type { Outlet } from './outlet';
import type { Fresh } from './seen';
import type { StateFile } from './state';
import { openAll, workOfOne, workOfPatients, type WorkRules } from './work';

/** A history shows the newest first: so many are put in order before they are handed over. */
const IN_ORDER = 2_000;
/** Records of one patient come together when one look finds them, up to so many records in all. */
const TOGETHER = 5_000;

/** Every record becomes a piece of work of its own. */
export const onePerRecord = (rules: WorkRules): Outlet => ({
	holdBack: rules.foundBy === 'history' ? IN_ORDER : 0,
	handOver: async (fresh) => {
		await openAll(
			fresh.map((one) => workOfOne(one, rules)),
			rules,
		);
	},
});

/**
 * The records of a patient become one piece of work. Which ones came together is written down before
 * any of it is opened: after a crash exactly the same work is opened again, and a record that came
 * meanwhile gets a piece of its own.
 */
export const onePerPatient = (rules: WorkRules, intent: StateFile): Outlet => {
	const open = async (fresh: readonly Fresh[]): Promise<void> =>
		await openAll(workOfPatients(fresh, rules), rules);
	const settled = async (): Promise<void> => {
		await rm(intent.place, { force: true });
		await syncFolder(dirname(intent.place));
	};
	return {
		holdBack: TOGETHER,
		handOver: async (fresh) => {
			const writable = fresh.map(withoutUnwritable);
			await intent.write({ v: 1, fresh: writable });
			await open(writable);
		},
		settled,
		recover: async () => {
			const left = await intent.read<{ fresh: Fresh[] }>();
			if (left === undefined) return [];
			await open(left.fresh);
			return left.fresh;
		},
	};
};

/** A record nested deeper than can be written goes without its content: it must not hold up the others. */
function withoutUnwritable(one: Fresh): Fresh {
	try {
		JSON.stringify(one.change.resource);
		return one;
	} catch {
		return { ...one, change: { ...one.change, resource: undefined } };
	}
}
