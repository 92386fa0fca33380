import { PROFILE_ROWS } from './facts/profile-rows';

/** Actions of the Basic Profile (PS3.15 Table E.1-1a). */
export type ProfileAction = 'X' | 'Z' | 'D' | 'U' | 'X/Z' | 'X/D' | 'Z/D' | 'X/Z/D' | 'X/Z/U*';

/** One row of Table E.1-1. `options` are the letters that facts/profile-rows.ts explains. */
export interface ProfileRow {
	readonly action: ProfileAction;
	readonly options: string;
}

const rows = new Map<number, ProfileRow>();
const patterns = new Map<string, ProfileRow>();

for (const line of PROFILE_ROWS.trim().replaceAll('\n  ', ' ').split('\n')) {
	const [action, options, ...tags] = line.split(' ');
	const row: ProfileRow = {
		action: action as ProfileAction,
		options: options === '-' ? '' : options!,
	};
	for (const tag of tags) {
		if (/^[0-9A-F]{8}$/.test(tag)) rows.set(Number.parseInt(tag, 16), row);
		else patterns.set(tag, row);
	}
}

const PRIVATE = patterns.get('PRIVATE')!;
const CURVE = patterns.get('50xxxxxx')!;
const OVERLAY_DATA = patterns.get('60xx3000')!;
const OVERLAY_COMMENTS = patterns.get('60xx4000')!;

/** Row of the element, undefined where the table does not name it. */
export function profileRow(tag: number): ProfileRow | undefined {
	const group = tag >>> 16;
	if (group & 1) return PRIVATE;
	const row = rows.get(tag);
	if (row !== undefined) return row;
	if (isCurve(tag)) return CURVE;
	if (isOverlay(tag)) {
		if ((tag & 0xffff) === 0x3000) return OVERLAY_DATA;
		if ((tag & 0xffff) === 0x4000) return OVERLAY_COMMENTS;
	}
	return undefined;
}

/** Groups 5000 to 501E (retired): curves, audio. */
export const isCurve = (tag: number) => (tag & 0xff010000) >>> 0 === 0x50000000;

/** Groups 6000 to 601E, and above as vendors write them. */
export const isOverlay = (tag: number) => (tag & 0xff010000) >>> 0 === 0x60000000;

/** How many rows the table has, patterns included. */
export const ROW_COUNT = rows.size + patterns.size;
