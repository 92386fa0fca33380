import { unique } from '../words/lists';
import type { Entry } from './entry';

/** Systems whose codes stand for one product; a class code such as ATC is not enough. */
const PRODUCT_CODES = /rxnorm|\/ndc$|snomed\.info\/sct|2\.16\.840\.1\.113883\.6\.(?:88|69|96)$/;

/** Entries of one medicine that goes one way. */
export interface Group {
	entries: Entry[];
	/** Two names of one code, or in one record, are of different medicines. */
	conflict: boolean;
}

/** Entries that are of the same medicine and go the same way. Nothing is joined by likeness. */
export function groupsOf(entries: readonly Entry[]): Group[] {
	const keys = joinedKeys(entries);
	const byMedicine = new Map<string, Entry[]>();
	for (const entry of entries) {
		const key = keys.get(entry.medicine.key) ?? entry.medicine.key;
		const list = byMedicine.get(key);
		if (list === undefined) byMedicine.set(key, [entry]);
		else list.push(entry);
	}
	return [...byMedicine.values()].flatMap(byWay);
}

/** Two keys with the same product code are one medicine: a brand, and its ingredient. */
function joinedKeys(entries: readonly Entry[]): Map<string, string> {
	const parent = new Map<string, string>();
	const root = (key: string): string => {
		let at = key;
		for (let up = parent.get(at); up !== undefined; up = parent.get(at)) at = up;
		return at;
	};
	const byCode = new Map<string, string>();
	for (const { medicine } of entries) {
		for (const { system = '', code } of medicine.codes) {
			if (!PRODUCT_CODES.test(system)) continue;
			const other = byCode.get(`${system}|${code}`);
			if (other === undefined) byCode.set(`${system}|${code}`, medicine.key);
			else if (root(other) !== root(medicine.key)) parent.set(root(medicine.key), root(other));
		}
	}
	return new Map(entries.map(({ medicine: { key } }) => [key, root(key)]));
}

/** By the way it is taken; entries that do not tell it go with the only one that is told. */
function byWay(entries: Entry[]): Group[] {
	const conflict = entries.some(({ medicine }) => medicine.conflict) || hasTwoNames(entries);
	const ways = unique(entries.map(({ to }) => to).filter((one) => one !== 'unknown'));
	if (ways.length <= 1) return [{ entries, conflict }];
	return [...ways, 'unknown' as const]
		.map((way) => ({ entries: entries.filter(({ to }) => to === way), conflict }))
		.filter((group) => group.entries.length > 0);
}

/** One code with two names that are both surely ingredients: one of the records is wrong. */
function hasTwoNames(entries: readonly Entry[]): boolean {
	const sure = entries.filter(({ medicine }) => medicine.sure);
	return new Set(sure.map(({ medicine }) => medicine.key)).size > 1;
}
