import type { DataSet } from '../../formats/dicom';
import { HospitalError } from '../../shared/errors';
import { inside, outside, type Size } from './boxes';
import type { Box, EquipmentRule, RuleCondition } from './types';

/** What the rules that fit say about an image. */
export interface RuleAnswer {
	readonly boxes: readonly Box[];
	/** Rules that masked something, with the number of their boxes. */
	readonly used: readonly { readonly id: string; readonly boxes: number }[];
	/** A rule that a site has checked masked this image. */
	readonly trusted: boolean;
	/** Rule that lets no such image through. */
	readonly refusedBy?: string;
}

/** @param size of a frame */
export function applyRules(rules: readonly EquipmentRule[], set: DataSet, size: Size): RuleAnswer {
	const boxes: Box[] = [];
	const used: { id: string; boxes: number }[] = [];
	let trusted = false;
	let refusedBy: string | undefined;
	for (const rule of rules) {
		if (!rule.when.every((condition) => holds(condition, set))) continue;
		if (rule.refuse === true) refusedBy ??= rule.id;
		const regions = rule.outsideRegions === true ? ultrasoundRegions(set, size) : [];
		const own = [
			...(rule.mask ?? []).map((mask) => rectangle(mask, size)),
			...(regions.length > 0 ? outside(regions, size) : []),
		].flatMap((box) => inside(box, size) ?? []);
		// A rule without the regions that it relies on has masked nothing to be trusted for.
		const complete = rule.outsideRegions !== true || regions.length > 0;
		trusted ||= rule.trusted === true && complete && rule.refuse !== true;
		if (own.length > 0) used.push({ id: rule.id, boxes: own.length });
		boxes.push(...own);
	}
	return { boxes, used, trusted, refusedBy };
}

function holds({ tag, equals, contains, absent }: RuleCondition, set: DataSet): boolean {
	const values = set.strings(Number.parseInt(tag, 16)).map((value) => value.trim().toUpperCase());
	const present = values.some((value) => value !== '');
	if (absent !== undefined && absent === present) return false;
	if (equals !== undefined && !equals.some((one) => values.includes(one.toUpperCase())))
		return false;
	const joined = values.join('\\');
	return contains === undefined || contains.some((one) => joined.includes(one.toUpperCase()));
}

/** Numbers that all are 1 at most are shares of the frame. */
function rectangle(mask: readonly [number, number, number, number], size: Size): Box {
	const shares = mask.every((number) => number <= 1);
	const [x, y] = shares ? [size.width, size.height] : [1, 1];
	const [left, top, width, height] = mask;
	return { left: left * x, top: top * y, right: (left + width) * x, bottom: (top + height) * y };
}

const REGIONS = 0x00186011;
const EDGES = { left: 0x00186018, top: 0x0018601a, right: 0x0018601c, bottom: 0x0018601e } as const;

/** The places of the sound picture itself (PS3.3 C.8.5.5), corners included. */
function ultrasoundRegions(set: DataSet, size: Size): Box[] {
	return set.sequence(REGIONS).flatMap((item) => {
		const edge = (tag: number): number => {
			const bytes = item.bytes(tag);
			if (bytes?.length !== 4) return Number.NaN;
			return item.encoding.bigEndian ? bytes.readUInt32BE() : bytes.readUInt32LE();
		};
		const [left, top] = [edge(EDGES.left), edge(EDGES.top)];
		const [right, bottom] = [edge(EDGES.right) + 1, edge(EDGES.bottom) + 1];
		return inside({ left, top, right, bottom }, size) ?? [];
	});
}

const MOST_RULES = 5_000;

/**
 * Checks the rules of a site (a JSON list).
 *
 * @throws HospitalError `pixel-rules-invalid` naming the rule by its number
 */
export function parseRules(value: unknown): EquipmentRule[] {
	if (!Array.isArray(value) || value.length > MOST_RULES) throw invalid('they are no list', 0);
	return value.map((rule: unknown, index) => {
		const why = fault(rule);
		if (why !== undefined) throw invalid(why, index + 1);
		return rule as EquipmentRule;
	});
}

function fault(rule: unknown): string | undefined {
	if (typeof rule !== 'object' || rule === null) return 'it is no object';
	const { id, description, when, mask, outsideRegions, refuse, trusted } = rule as Record<
		string,
		unknown
	>;
	if (typeof id !== 'string' || !/^[a-z0-9][a-z0-9-]{0,63}$/.test(id))
		return 'its id is no plain name';
	if (typeof description !== 'string') return 'it has no description';
	if (!Array.isArray(when) || when.length === 0) return 'it has no conditions';
	if (!when.every(isCondition)) return 'one of its conditions cannot be understood';
	if (![outsideRegions, refuse, trusted].every(isFlag)) return 'a yes or no in it is neither';
	if (mask === undefined) {
		return outsideRegions === true || refuse === true ? undefined : 'it masks nothing';
	}
	const isMask = Array.isArray(mask) && mask.length > 0 && mask.every(isRectangle);
	return isMask ? undefined : 'its mask is no list of [left, top, width, height]';
}

const isFlag = (value: unknown): boolean => value === undefined || typeof value === 'boolean';

function isCondition(value: unknown): boolean {
	if (typeof value !== 'object' || value === null) return false;
	const { tag, equals, contains, absent } = value as Record<string, unknown>;
	const texts = (list: unknown): boolean =>
		list === undefined ||
		(Array.isArray(list) &&
			list.length > 0 &&
			list.every((one) => typeof one === 'string' && one !== ''));
	const says = [equals, contains, absent].some((one) => one !== undefined);
	const known = typeof tag === 'string' && /^[0-9a-fA-F]{8}$/.test(tag);
	return known && says && texts(equals) && texts(contains) && isFlag(absent);
}

const isRectangle = (value: unknown): boolean =>
	Array.isArray(value) &&
	value.length === 4 &&
	value.every((number) => typeof number === 'number' && number >= 0 && number <= 65_535) &&
	value[2] > 0 &&
	value[3] > 0;

const invalid = (why: string, index: number): HospitalError =>
	new HospitalError('pixel-rules-invalid', `Equipment rule ${index} cannot be used: ${why}`, {
		nextStep: 'Correct the file with the equipment rules.',
	});
