import type { AnswerValue } from '../../../shared/contracts';
import { choiceOf, isFields, list, type Fields } from '../fhir';
import { codingsIn } from './choices';
import type { Place } from './tree';

/** Values that stand at a place now. */
export type ValuesAt = (place: Place) => AnswerValue[];

/** Whether a question applies; `undecided` while a question that it depends on has no answer yet. */
export type Enabling = 'on' | 'off' | 'undecided';

/** The form around a question. */
export interface Around {
	all: readonly Place[];
	valuesAt: ValuesAt;
	/** True for a question that applies, or may still. */
	mayBeAnswered(place: Place): boolean;
}

/**
 * Whether a question applies by its `enableWhen` (R4 Questionnaire.item.enableWhen). A condition about a
 * question that the form does not have says nothing: a question is rather shown than hidden.
 */
export function enablingOf(place: Place, around: Around): Enabling {
	const conditions = list(place.item.enableWhen);
	if (conditions.length === 0) return 'on';
	const each = conditions.map((condition): Enabling => {
		const about = nearest(String(condition.question), place, around.all);
		if (about === undefined) return 'on';
		const values = around.valuesAt(about);
		if (judge(condition, values)) return 'on';
		return values.length === 0 && around.mayBeAnswered(about) ? 'undecided' : 'off';
	});
	const [wins, loses]: Enabling[] =
		place.item.enableBehavior === 'any' ? ['on', 'off'] : ['off', 'on'];
	return each.includes(wins as Enabling)
		? (wins as Enabling)
		: each.includes('undecided')
			? 'undecided'
			: (loses as Enabling);
}

/** Questions that conditions are about and that the form does not have. */
export const unknownConditions = (place: Place, all: readonly Place[]): boolean =>
	list(place.item.enableWhen).some(
		({ question }) => nearest(String(question), place, all) === undefined,
	);

/** Where a group repeats, the question of the same repetition is meant. */
function nearest(linkId: string, from: Place, all: readonly Place[]): Place | undefined {
	const shared = ({ path }: Place): number => {
		const [a, b] = [path.split('/'), from.path.split('/')];
		const at = a.findIndex((step, index) => step !== b[index]);
		return at === -1 ? a.length : at;
	};
	return all
		.filter((place) => place.linkId === linkId)
		.toSorted((a, b) => shared(b) - shared(a))[0];
}

function judge(condition: Fields, values: readonly AnswerValue[]): boolean {
	const wanted = choiceOf(condition, 'answer')?.value;
	if (condition.operator === 'exists') return values.length > 0 === (wanted === true);
	const found = values.flatMap((value) => Object.values(value));
	switch (condition.operator) {
		case '=':
			return found.some((value) => isEqual(value, wanted));
		case '!=':
			return found.length > 0 && !found.some((value) => isEqual(value, wanted));
		case '>':
			return found.some((value) => compare(value, wanted) > 0);
		case '<':
			return found.some((value) => compare(value, wanted) < 0);
		case '>=':
			return found.some((value) => compare(value, wanted) >= 0);
		case '<=':
			return found.some((value) => compare(value, wanted) <= 0);
		default:
			return false;
	}
}

function isEqual(value: unknown, wanted: unknown): boolean {
	if (isFields(value) && isFields(wanted) && 'value' in wanted) return compare(value, wanted) === 0;
	if (!isFields(wanted)) return value === wanted;
	const [asked] = codingsIn(wanted);
	return codingsIn(value).some(
		({ system, code }) =>
			code === asked?.code && (asked?.system === undefined || asked.system === system),
	);
}

/** NaN for what cannot be compared: then nothing holds. */
function compare(value: unknown, wanted: unknown): number {
	if (isFields(value) && isFields(wanted)) {
		const sameUnit = (value.code ?? value.unit) === (wanted.code ?? wanted.unit);
		return sameUnit ? compare(value.value, wanted.value) : Number.NaN;
	}
	if (typeof value === 'number' && typeof wanted === 'number') return value - wanted;
	if (typeof value !== 'string' || typeof wanted !== 'string') return Number.NaN;
	const [a, b] = [Date.parse(value), Date.parse(wanted)];
	return a - b;
}
