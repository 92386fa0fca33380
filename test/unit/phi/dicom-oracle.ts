import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSet, Element } from '../../../dist/nodes/formats/dicom/index.js';
import { isUid, readPart10 } from '../../../dist/nodes/formats/dicom/index.js';
import { standardVr } from '../../../dist/nodes/Phi/formats/dicom/dictionary.js';
import type { DicomOptions } from '../../../dist/nodes/Phi/formats/dicom/index.js';
import { shifted } from './dicom-settings.ts';

const root =
	process.env.HOSPITAL_SHARED_DATA ?? join(import.meta.dirname, '../../../../shared/data');
const path = join(root, 'dicom/ps3.15/confidentiality_profile_attributes.json');

/** Option for `test`: skips with the reason when the standard's own table is absent. */
export const needsProfileTable = {
	skip: !existsSync(path) && 'the shared table E.1-1 is absent (HOSPITAL_SHARED_DATA)',
};

/** A row of Table E.1-1 as the shared data have it. */
export interface Row {
	readonly id: string;
	readonly name: string;
	readonly basicProfile: string;
	readonly rtnLongFullDatesOpt?: 'K';
	readonly rtnLongModifDatesOpt?: 'C';
	readonly rtnUIDsOpt?: 'K';
	readonly rtnDevIdOpt?: 'K' | 'C';
	readonly rtnInstIdOpt?: 'K';
	readonly rtnPatCharsOpt?: 'K' | 'C';
	readonly rtnSafePrivOpt?: 'C';
	readonly cleanDescOpt?: 'C';
	readonly cleanGraphOpt?: 'C';
	readonly cleanStructContOpt?: 'C';
}

export const profileRows = (): Row[] => JSON.parse(readFileSync(path, 'utf8')) as Row[];

/** Rows whose elements cannot stand in a data set of a file, or are never let through: removed. */
const STRICTER: ReadonlySet<string> = new Set(['00001000', '00001001', '00041511']);

/** What the table and the options, read on their own here, ask for in this place. */
function asked(row: Row, options: DicomOptions): 'K' | 'C' | 'basic' {
	const says = [
		options.dates === 'full' ? row.rtnLongFullDatesOpt : undefined,
		options.dates === 'modified' ? row.rtnLongModifDatesOpt : undefined,
		options.retainUids ? row.rtnUIDsOpt : undefined,
		options.retainDeviceIdentity ? row.rtnDevIdOpt : undefined,
		options.retainInstitutionIdentity ? row.rtnInstIdOpt : undefined,
		options.retainPatientCharacteristics ? row.rtnPatCharsOpt : undefined,
		options.retainSafePrivate ? row.rtnSafePrivOpt : undefined,
		options.cleanDescriptors ? row.cleanDescOpt : undefined,
		options.cleanGraphics ? row.cleanGraphOpt : undefined,
		options.cleanStructuredContent ? row.cleanStructContOpt : undefined,
	];
	return says.includes('C') ? 'C' : says.includes('K') ? 'K' : 'basic';
}

/** What was made of an element, told from its bytes alone. */
function outcomeOf(before: DataSet, after: DataSet, tag: number): 'X' | 'Z' | 'K' | 'changed' {
	const made = after.element(tag);
	if (made === undefined) return 'X';
	if (trimmed(before.bytes(tag)!) === trimmed(after.bytes(tag)!)) return 'K';
	return made.length === 0 ? 'Z' : 'changed';
}

const isEmpty = (set: DataSet, tag: number) => trimmed(set.bytes(tag)!) === '';

const trimmed = (bytes: Buffer) => bytes.toString('latin1').replace(/[ \0]+$/, '');

export interface Verdict {
	/** Elements looked at that a row names. */
	checked: number;
	/** Ids of the rows met. */
	rows: Set<string>;
	/** Tag and what was wrong, without values. */
	wrong: string[];
}

export interface Told {
	readonly options: DicomOptions;
	/** Whether a text cleaner marks what it saw with `(seen)`. */
	readonly text: boolean;
	/** Exact action where the row leaves a choice: from another source than the engine's own table. */
	readonly choice?: (tag: number, sequence: number | undefined) => string | undefined;
}

const byId = new Map<string, Row>();

export function rowOf(tag: number): Row | undefined {
	if (byId.size === 0) for (const row of profileRows()) byId.set(row.id.toUpperCase(), row);
	const hex = tag.toString(16).padStart(8, '0').toUpperCase();
	if ((tag >>> 16) & 1) return byId.get('GGGGEEEE-WHERE-GGGG-IS-ODD');
	return (
		byId.get(hex) ??
		byId.get(hex.startsWith('50') ? '50XXXXXX' : `${hex.slice(0, 2)}XX${hex.slice(4)}`)
	);
}

/** Holds every element of `before`, items included, against what the table asks for. */
export function judge(
	before: DataSet,
	after: DataSet,
	told: Told,
	verdict: Verdict = { checked: 0, rows: new Set(), wrong: [] },
	sequence?: number,
): Verdict {
	for (const element of before) {
		const { tag } = element;
		const row = rowOf(tag);
		if (row === undefined || isCreator(tag)) {
			judgeItems(before, after, element, told, verdict);
			continue;
		}
		verdict.checked++;
		verdict.rows.add(row.id);
		const problem = problemOf(row, before, after, element, told, sequence);
		if (problem !== undefined) verdict.wrong.push(`${hexOf(tag)} ${problem}`);
		// A dummy has items of its own; items that came through are the old ones.
		const isOwn = asked(row, told.options) === 'basic' && !/U/.test(row.basicProfile);
		if (!isOwn) judgeItems(before, after, element, told, verdict);
	}
	return verdict;
}

/** The file meta information and the data set of what came and what was made. */
export function judgeFile(before: Buffer, after: Buffer, told: Told): Verdict {
	const [old, made] = [readPart10(before), readPart10(after)];
	const verdict = judge(old.dataSet, made.dataSet, told);
	// Where the file said two different things, the data set counts.
	const instance = old.dataSet.string(0x00080018);
	if (instance === '' || instance !== old.meta.string(0x00020003)) return verdict;
	return judge(old.meta, made.meta, told, verdict);
}

const isCreator = (tag: number) => ((tag >>> 16) & 1) === 1 && (tag & 0xff00) === 0;
const hexOf = (tag: number) => tag.toString(16).padStart(8, '0');

/** Items that came through one by one are held against the table in their turn. */
function judgeItems(
	before: DataSet,
	after: DataSet,
	{ tag }: Element,
	told: Told,
	verdict: Verdict,
): void {
	if (!after.has(tag)) return;
	const [old, made] = [before.sequence(tag), after.sequence(tag)];
	if (old.length === 0 || old.length !== made.length || isDummyItem(made[0]!)) return;
	old.forEach((item, index) => judge(item, made[index]!, told, verdict, tag));
}

const isDummyItem = (item: DataSet) => [...item].some(({ tag }) => item.string(tag) === 'REMOVED');

/** Every text in the items, however deep, that is no class or code of the standard. */
function textsOf(items: readonly DataSet[]): string[] {
	return items.flatMap((item) =>
		[...item].flatMap((element) => {
			const nested = item.sequence(element.tag);
			if (nested.length > 0) return textsOf(nested);
			return item.strings(element.tag).filter((value) => !value.startsWith('1.2.840.10008.'));
		}),
	);
}

function problemOf(
	row: Row,
	before: DataSet,
	after: DataSet,
	element: Element,
	told: Told,
	sequence: number | undefined,
): string | undefined {
	const { tag } = element;
	const vr = ((tag >>> 16) & 1) === 0 ? (standardVr(tag) ?? element.vr) : element.vr;
	const outcome = outcomeOf(before, after, tag);
	if (STRICTER.has(row.id)) return outcome === 'X' ? undefined : 'is still there';
	const wants = asked(row, told.options);
	if (wants === 'K') return keptRight(before, after, element, vr, outcome);
	if (wants === 'C') {
		const cleaned = cleanedRight(before, after, element, vr, told, outcome);
		if (cleaned !== 'basic') return cleaned;
	}
	const exact = told.choice?.(tag, sequence);
	const offered = exact === undefined ? row.basicProfile.replace('*', '').split('/') : [exact];
	const problems = offered.map((action) => basicRight(action, before, after, element, vr, outcome));
	return problems.includes(undefined) ? undefined : `${offered.join('/')}: ${problems[0]}`;
}

function keptRight(
	before: DataSet,
	after: DataSet,
	{ tag }: Element,
	vr: string,
	outcome: string,
): string | undefined {
	if (vr !== 'SQ') return outcome === 'K' ? undefined : 'K: was changed';
	return before.sequence(tag).length === after.sequence(tag).length ? undefined : 'K: lost items';
}

/** `basic`: the option cannot clean such a value, so the Basic Profile's action is due. */
function cleanedRight(
	before: DataSet,
	after: DataSet,
	{ tag }: Element,
	vr: string,
	{ text }: Told,
	outcome: string,
): string | undefined {
	if (((tag >>> 16) & 1) === 1) return outcome === 'X' || outcome === 'K' ? undefined : 'C: odd';
	if (isEmpty(before, tag)) return outcome === 'K' || outcome === 'X' ? undefined : 'basic';
	if (tag === 0x00080201) return outcome === 'K' ? undefined : 'C: was changed';
	if (vr === 'TM') return outcome === 'K' ? undefined : 'C: was changed';
	if (vr === 'DA' || vr === 'DT') {
		const expected = before.strings(tag).map((value) => shifted(value));
		if (expected.includes(undefined)) return 'basic';
		return after.strings(tag).join() === expected.join() ? undefined : 'C: not shifted';
	}
	if (!text) return 'basic';
	if (vr === 'SQ') {
		return before.sequence(tag).length === after.sequence(tag).length ? undefined : 'C: lost items';
	}
	if (!['LO', 'SH', 'ST', 'LT', 'UT', 'UC'].includes(vr)) return 'basic';
	// Nobody can say what a curve or an overlay draws, and a name that stays in a text is too much.
	if (tag >>> 24 === 0x50 || tag >>> 24 === 0x60) return 'basic';
	const raw = after.bytes(tag)?.toString('utf8') ?? '';
	const seen = raw.split('\\').every((value) => value === '' || value.startsWith('(seen)'));
	if (seen && raw !== '') return undefined;
	return namesPatient(before, tag) ? 'basic' : 'C: was not cleaned';
}

const namesPatient = (set: DataSet, tag: number) =>
	set
		.strings(0x00100010)
		.flatMap((name) => name.split(/[=^ ]/))
		.some((word) => word.length > 1 && set.strings(tag).join().includes(word));

function basicRight(
	action: string,
	before: DataSet,
	after: DataSet,
	{ tag }: Element,
	vr: string,
	outcome: string,
): string | undefined {
	const isNew = outcome === 'changed' && noneStays(before, after, tag, vr);
	switch (action) {
		case 'X':
			return outcome === 'X' ? undefined : 'is still there';
		case 'Z':
			return outcome === 'Z' || isNew || (outcome === 'K' && isEmpty(before, tag))
				? undefined
				: 'stays';
		case 'D':
			return isNew || wasDummy(before, after, tag) ? undefined : 'has no dummy';
		case 'U':
			if (vr === 'SQ') return after.has(tag) ? undefined : 'is gone';
			return uidsRight(before, after, tag);
		default:
			return `unknown action ${action}`;
	}
}

/** The dummy may happen to be what was there; references keep their class. */
function wasDummy(before: DataSet, after: DataSet, tag: number): boolean {
	const dummies = ['REMOVED', '19000101', '000000', '0', '000Y', '19000101000000'];
	const items = before.sequence(tag);
	if (items.length > 0) return after.sequence(tag).length > 0;
	return dummies.includes(after.string(tag)) && before.string(tag) === after.string(tag);
}

function noneStays(before: DataSet, after: DataSet, tag: number, vr: string): boolean {
	const texts = vr === 'SQ' ? textsOf(before.sequence(tag)) : before.strings(tag);
	const old = texts.filter((value) => value.length > 3);
	const made = after.bytes(tag)!.toString('latin1');
	return !old.some((value) => made.includes(value));
}

function uidsRight(before: DataSet, after: DataSet, tag: number): string | undefined {
	const [old, made] = [before.strings(tag), after.strings(tag)];
	if (old.length !== made.length) return 'lost values';
	const right = old.every((uid, index) => {
		const now = made[index]!;
		if (uid === '' || uid.startsWith('1.2.840.10008.')) return now === uid;
		return now !== uid && isUid(now);
	});
	return right ? undefined : 'holds an old UID';
}
