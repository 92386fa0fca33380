import type { Quantity } from '../reading/quantities';
import type { WrittenFrequency } from '../reading/frequency';
import type { WrittenRoute } from '../reading/routes';
import type { Term } from '../reading/read';
import type { Judgement } from './judgement';

/** What stands beside the name of a medicine. */
export type Attribute =
	| {
			kind: 'dose';
			from: number;
			to: number;
			quantity: Quantity;
			before: boolean;
			strength: boolean;
	  }
	| { kind: 'route'; from: number; to: number; route: string }
	| { kind: 'frequency'; from: number; to: number; frequency: WrittenFrequency }
	| { kind: 'duration'; from: number; to: number; days: number };

export interface Mention {
	readonly term: Term;
	readonly attributes: Attribute[];
}

const DOSE_LIKE = /^(?:mass|amount|equivalent|unit|volume|form:|percent|count$)/;
const FORM_AFTER = /^(?:tablet|tab|capsule|cap|patch|pill|suppositor|vial|strip|film|lozenge)/;

/** Words between an amount and the medicine it is of: "40 mg of oral furosemide". */
const LINK = new Set(
	'of oral iv dose doses daily total a the once tablet tablets capsule capsules iv'.split(' '),
);
const SEPARATORS = new Set([
	',',
	'and',
	'or',
	'to',
	';',
	'.',
	'then',
	'plus',
	'with',
	'from',
	'for',
	'(',
	')',
	'by',
	'but',
	'while',
	'|',
	'/',
	':',
	'in',
	'on',
	'instead',
]);

/** Gives each amount, route and rate of a text to the medicine that it stands with. */
export function attach(
	judgement: Judgement,
	drugs: readonly Term[],
	taken: (from: number) => boolean,
): Mention[] {
	const mentions: Mention[] = drugs.map((term) => ({ term, attributes: [] }));
	if (mentions.length === 0) return mentions;
	const orphans: Attribute[] = [];
	const attributes = attributesOf(judgement).filter(
		(one) => !taken(one.from) && !inside(one, drugs),
	);
	if (respectively(judgement, mentions, attributes)) return mentions;
	for (const attribute of attributes) {
		const mention = ownerOf(judgement, mentions, attribute);
		if (mention === undefined) orphans.push(attribute);
		else mention.attributes.push(attribute);
	}
	for (const mention of mentions) mention.attributes.sort((a, b) => a.from - b.from);
	return mentions;
}

const inside = (attribute: { from: number }, drugs: readonly Term[]) =>
	drugs.some((term) => attribute.from >= term.from && attribute.from < term.to);

export function attributesOf(judgement: Judgement): Attribute[] {
	const { quantities, routes, frequencies } = judgement.reading;
	const all: Attribute[] = [];
	for (const quantity of quantities) {
		const dimension = quantity.unit?.dimension;
		if (dimension === 'time') {
			if (isDuration(judgement, quantity)) {
				all.push({
					kind: 'duration',
					from: quantity.from,
					to: quantity.to,
					days: (quantity.value * quantity.unit!.factor) / 86_400,
				});
			}
		} else if (
			dimension === undefined ? isBareDose(judgement, quantity) : DOSE_LIKE.test(dimension)
		) {
			all.push({
				kind: 'dose',
				from: quantity.from,
				to: quantity.to,
				quantity,
				before:
					isBefore(judgement, quantity.from) ||
					isBracketedBefore(judgement, quantity.from) ||
					isEarlierAfter(judgement, quantity),
				strength:
					FORM_AFTER.test(judgement.low(quantity.to)) ||
					(judgement.low(quantity.to) === 'oral' &&
						FORM_AFTER.test(judgement.low(quantity.to + 1))),
			});
		}
	}
	for (const route of routes as readonly WrittenRoute[]) all.push({ kind: 'route', ...route });
	for (const frequency of frequencies)
		all.push({ kind: 'frequency', from: frequency.from, to: frequency.to, frequency });
	return all.sort((a, b) => a.from - b.from);
}

/** "for 5 days", "x 7 days", "a 5-day course", "7 days of". */
function isDuration(judgement: Judgement, quantity: Quantity): boolean {
	const before = judgement.low(quantity.from - 1);
	const after = judgement.low(quantity.to);
	const next = judgement.low(quantity.to + 1);
	if (['for', 'x', 'total', 'additional', 'another', 'over', 'during'].includes(before))
		return true;
	if (after === 'course' || after === 'of' || after === 'total' || after === 'supply') return true;
	return (before === 'a' || before === 'further') && (after === 'course' || next === 'course');
}

/** "metoprolol 25 twice daily": a number without a unit right after the name. */
function isBareDose(judgement: Judgement, quantity: Quantity): boolean {
	return (
		quantity.second === undefined &&
		(judgement.reading.terms.some((term) => term.to === quantity.from) ||
			isNextDose(judgement, quantity))
	);
}

/** "18 units at bedtime and 6 in the morning": the second number has its own time of day and the first unit. */
function isNextDose({ reading }: Judgement, quantity: Quantity): boolean {
	const { tokens, frequencies, quantities } = reading;
	return (
		/^(?:and|,)$/.test(tokens[quantity.from - 1]?.low ?? '') &&
		frequencies.some((one) => one.from === quantity.to) &&
		frequencies.some((one) => one.to <= quantity.from && one.to >= quantity.from - 2) &&
		quantities.some((one) => one.to <= quantity.from && DOSE_LIKE.test(one.unit?.dimension ?? ''))
	);
}

const EARLIER =
	/^(?:before|previously|previous|prior|formerly|former|earlier|old|originally|initially|home|preadmission|was)$/;

/** "(before: 875 mg)", "[was 875 mg]", "- previously 875 mg": a head right before the amount, nothing between but small words. */
function isBracketedBefore(judgement: Judgement, at: number): boolean {
	if (judgement.low(at - 1) === 'be' && judgement.low(at - 3) === 'used') return true;
	let index = at - 1;
	while (
		index > at - 6 &&
		/^(?:dose|:|=|at|of|on|a|the|taking|it|he|she|amount|had|been)$/.test(judgement.low(index))
	)
		index--;
	for (let steps = 0; steps < 3; steps++, index--) {
		const low = judgement.low(index);
		if (!EARLIER.test(low) && !/^(?:dose|to|admission|dosage|taking|used|be|taken)$/.test(low))
			return false;
		const subject = /^(?:it|which|this|that|dose)$/.test(judgement.low(index - 1));
		const opened = judgement.low(subject ? index - 2 : index - 1);
		if (EARLIER.test(low) && (/^[([;—,-]$/.test(opened) || judgement.low(index + 1) === ':'))
			return true;
	}
	return false;
}

/** "875 mg before", "875 mg previously", "875 mg -> 500 mg": said to be earlier by what follows. */
function isEarlierAfter(judgement: Judgement, quantity: Quantity): boolean {
	let at = quantity.to;
	const { routes, frequencies, quantities } = judgement.reading;
	for (let steps = 0; steps < 3; steps++) {
		const part =
			routes.find((one) => one.from === at) ?? frequencies.find((one) => one.from === at);
		if (part === undefined) break;
		at = part.to;
	}
	const low = judgement.low(at);
	const arrow =
		low === '→' ||
		(judgement.low(at + 1) === '>' && /^[-=]$/.test(low)) ||
		(low === '-' && judgement.low(at + 1) === '-' && judgement.low(at + 2) === '>');
	if (arrow) return quantities.some((one) => one.from > at && one.from <= at + 3);
	// "40 mg to 20 mg daily": two whole amounts.
	if (low === 'to')
		return quantities.some(
			(one) =>
				one.from === at + 1 &&
				one.unit !== undefined &&
				one.unit.dimension === quantity.unit?.dimension &&
				one.unit.factor === quantity.unit.factor,
		);
	if (/^(?:previously|formerly|originally)$/.test(low))
		return quantities.some((one) => one.to <= quantity.from);
	return (
		(low === 'before' || low === 'at' || (low === 'prior' && judgement.low(at + 1) === 'to')) &&
		quantities.some(
			(one) => one !== quantity && one.unit?.dimension === quantity.unit?.dimension,
		) &&
		/^(?:|\)|\.|,|;|admission|hospitalization|to|home)$/.test(judgement.low(at + 1))
	);
}

/** "from 20 mg", "previously 20 mg", "(was 20 mg)", "home dose of 20 mg", "20 mg before admission". */
function isBefore(judgement: Judgement, at: number): boolean {
	for (let index = at - 1; index >= Math.max(0, at - 3); index--) {
		const low = judgement.low(index);
		if (low === 'to' || low === ',') return false;
		if (['from', 'previously', 'was', 'formerly', 'prior', 'previous', 'of'].includes(low)) {
			if (low === 'was') return judgement.low(index - 1) === '(';
			if (low === 'of') {
				if (judgement.low(index - 1) === 'instead') return true;
				return (
					['dose', 'dosage', 'regimen'].includes(judgement.low(index - 1)) &&
					['home', 'previous', 'prior', 'old', 'earlier', 'former'].includes(
						judgement.low(index - 2),
					)
				);
			}
			return true;
		}
	}
	return judgement.low(at - 2) === 'instead' && judgement.low(at - 1) === 'of';
}

function ownerOf(
	judgement: Judgement,
	mentions: readonly Mention[],
	attribute: Attribute,
): Mention | undefined {
	const { clause } = judgement.reading;
	let before: Mention | undefined;
	let after: Mention | undefined;
	for (const mention of mentions) {
		if (mention.term.to <= attribute.from) before = mention;
		else if (mention.term.from >= attribute.to && after === undefined) after = mention;
	}
	const sameBefore = before !== undefined && clause[before.term.to - 1] === clause[attribute.from];
	const sameAfter = after !== undefined && clause[after.term.from] === clause[attribute.from];
	if (sameAfter && linked(judgement, attribute.to, after!.term.from)) {
		if (!sameBefore || separated(judgement, before!.term.to, attribute.from)) return after;
	}
	if (sameBefore) return before;
	if (sameAfter) return after;
	return before ?? after;
}

/** Only words of amount and way stand between. */
function linked(judgement: Judgement, from: number, to: number): boolean {
	const { quantities, routes, frequencies } = judgement.reading;
	let at = from;
	while (at < to) {
		const part =
			quantities.find((one) => one.from === at) ??
			routes.find((one) => one.from === at) ??
			frequencies.find((one) => one.from === at);
		if (part !== undefined) at = part.to;
		else if (LINK.has(judgement.low(at))) at++;
		else return false;
	}
	return true;
}

function separated(judgement: Judgement, from: number, to: number): boolean {
	const { quantities, frequencies, dates } = judgement.reading;
	for (let at = from; at < to; at++) {
		const part =
			quantities.find((one) => one.from === at) ??
			frequencies.find((one) => one.from === at) ??
			dates.find((one) => one.from === at);
		if (part !== undefined) at = part.to - 1;
		else if (SEPARATORS.has(judgement.low(at))) return true;
	}
	return false;
}

/** "lisinopril and metoprolol at 10 mg and 25 mg respectively". */
function respectively(
	judgement: Judgement,
	mentions: readonly Mention[],
	attributes: readonly Attribute[],
): boolean {
	if (!judgement.reading.tokens.some((token) => token.low === 'respectively')) return false;
	let any = false;
	for (const kind of ['dose', 'frequency', 'route'] as const) {
		const own = attributes.filter((one) => one.kind === kind);
		if (own.length === mentions.length) {
			own.forEach((one, index) => mentions[index].attributes.push(one));
			any = true;
		} else if (own.length === 1) {
			for (const mention of mentions) mention.attributes.push(own[0]);
		} else if (own.length > 0) {
			return false;
		}
	}
	return any;
}
