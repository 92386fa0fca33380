import type { AnswerValue } from '../../../shared/contracts';
import { isFields, text, words, type Fields } from '../fhir';
import type { QuestionnairePackage } from '../types';
import { URLS } from '../urls';
import { boundOf } from './bounds';
import { codingsIn, matching, optionsOf, unitsOf } from './choices';

/** A value that a question takes, or why it does not, by name; `offer` is what a person may confirm. */
export type Fitted = { value: AnswerValue } | { why: string; offer?: AnswerValue };

type Lists = Pick<QuestionnairePackage, 'valueSets'>;

/** Brings what an expression found into the form that the question takes. Nothing is converted or rounded. */
export function fit(found: unknown, item: Fields, lists: Lists): Fitted {
	const fitted = byType(found, item, lists);
	if (!('value' in fitted)) return fitted;
	const why = outside(fitted.value, item);
	return why === undefined ? fitted : { why, offer: fitted.value };
}

const UNFIT: Fitted = { why: 'value-unfit' };

function byType(found: unknown, item: Fields, lists: Lists): Fitted {
	switch (item.type) {
		case 'boolean':
			return typeof found === 'boolean' ? { value: { valueBoolean: found } } : UNFIT;
		case 'integer':
			return Number.isInteger(found) ? { value: { valueInteger: found } } : UNFIT;
		case 'decimal':
			return typeof found === 'number' && Number.isFinite(found)
				? { value: { valueDecimal: found } }
				: UNFIT;
		case 'date':
			return dated(found, /^\d{4}(-\d\d(-\d\d)?)?/, 'valueDate');
		case 'dateTime':
			return dated(
				found,
				/^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?$/,
				'valueDateTime',
			);
		case 'time':
			return dated(found, /^\d\d:\d\d:\d\d(\.\d+)?$/, 'valueTime');
		case 'string':
		case 'text':
		case 'url':
			return inWords(found, item.type);
		case 'quantity':
			return quantity(found, item, lists);
		case 'choice':
		case 'open-choice':
			return choice(found, item, lists);
		case 'reference':
			return referenced(found);
		default:
			return UNFIT;
	}
}

function dated(found: unknown, form: RegExp, name: string): Fitted {
	const match = typeof found === 'string' ? form.exec(found) : null;
	return match === null ? UNFIT : { value: { [name]: match[0] } };
}

function inWords(found: unknown, type: string): Fitted {
	const said =
		typeof found === 'string' ? text(found) : (words(found) ?? codingsIn(found)[0]?.display);
	if (said === undefined) return UNFIT;
	return { value: type === 'url' ? { valueUri: said } : { valueString: said } };
}

function quantity(found: unknown, item: Fields, lists: Lists): Fitted {
	const units = unitsOf(item, lists);
	if (typeof found === 'number' && Number.isFinite(found)) {
		const [only, another] = units ?? [];
		if (only === undefined || another !== undefined) return { why: 'unit-unknown' };
		const { display, ...coded } = only;
		return { value: { valueQuantity: { value: found, unit: display ?? coded.code, ...coded } } };
	}
	if (!isFields(found) || typeof found.value !== 'number') return UNFIT;
	const [code, unit] = [text(found.code), text(found.unit)];
	const value = { valueQuantity: found };
	if (units === undefined) return { value };
	// A code is the unit; the words beside it may be of another one.
	const allowed = units.some((one) =>
		code !== undefined ? one.code === code : one.code === unit || one.display === unit,
	);
	return allowed ? { value } : { why: 'unit-not-allowed', offer: value };
}

function choice(found: unknown, item: Fields, lists: Lists): Fitted {
	const options = optionsOf(item, lists);
	const coding = codingsIn(found).find(({ system }) => system !== undefined);
	const asIs: AnswerValue | undefined =
		coding !== undefined
			? { valueCoding: coding }
			: typeof found === 'string'
				? { valueString: found }
				: undefined;
	const offered = asIs === undefined ? {} : { offer: asIs };
	if (options?.values === undefined) return { why: 'list-not-known', ...offered };
	const [match, another] = matching(found, options.values);
	if (another !== undefined) return { why: 'several-choices', ...offered };
	if (match !== undefined) return { value: match };
	return options.open && asIs !== undefined ? { value: asIs } : { why: 'not-a-choice', ...offered };
}

function referenced(found: unknown): Fitted {
	if (!isFields(found)) return UNFIT;
	const own =
		typeof found.resourceType === 'string' && typeof found.id === 'string'
			? `${found.resourceType}/${found.id}`
			: text(found.reference);
	return own === undefined ? UNFIT : { value: { valueReference: { reference: own } } };
}

/** Why a value is outside of what the question allows. */
function outside(value: AnswerValue, item: Fields): string | undefined {
	const [inner] = Object.values(value);
	if (
		typeof inner === 'string' &&
		typeof item.maxLength === 'number' &&
		inner.length > item.maxLength
	) {
		return 'too-long';
	}
	const size = isFields(inner) ? inner.value : inner;
	const [low, high] = [URLS.minValue, URLS.maxValue].map((url) => boundOf(item, url));
	if (low !== undefined && isBelow(size, low)) return 'out-of-range';
	if (high !== undefined && isBelow(high, size)) return 'out-of-range';
	return undefined;
}

/** Numbers by size; full dates and moments, which read alike, by their text. */
const isBelow = (a: unknown, b: unknown): boolean =>
	(typeof a === 'number' && typeof b === 'number' && a < b) ||
	(typeof a === 'string' && typeof b === 'string' && a.length === b.length && a < b);
