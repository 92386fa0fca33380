import { HospitalError } from '../../shared/errors';
import { isOpen, splitValue, type SearchParameters } from '../../clients/fhir';
import { COMPARISONS } from './comparisons';

/** One line of the search as a user gives it. */
export interface Criterion {
	name: string;
	value: unknown;
	/** `value` of one of COMPARISONS; `is` when absent. */
	comparison?: string;
}

/**
 * The search parameters of the wire for what a user gave. The same name twice means that both hold.
 *
 * @throws HospitalError `fhir-search-value-missing`: an expression that gave nothing must not turn a
 *   search for one patient into a search for all
 */
export function criteria(lines: readonly Criterion[]): Record<string, string[]> {
	const groups: Record<string, string[]> = {};
	for (const { name, value, comparison = 'is' } of lines) {
		if (name === '' && isEmpty(value)) continue;
		if (name === '') throw invalid('A search parameter has a value and no name');
		const rule = COMPARISONS.find((one) => one.value === comparison);
		if (rule === undefined) throw invalid('A comparison of the search is not known');
		const { modifier, prefix = '', suffix = '', fixed } = rule;
		const text = fixed ?? textOf(value);
		// A system alone, or an alternative without a value, fits more records than was meant.
		if (isOpen(text)) throw missing();
		if (SHAPING.test(name)) throw shaping();
		const key = modifier === undefined ? name : `${name}:${modifier}`;
		(groups[key] ??= []).push(prefix === '' ? text + suffix : prefixed(prefix, text));
	}
	return groups;
}

/** Parameters that shape the answer: typed among the others, they cut records off without a word. */
const SHAPING =
	/^_(?:contained|containedType|count|elements|format|include|pretty|revinclude|sort|summary)(?::|$)/;

/** Each of several alternatives (separated by commas) has a prefix of its own. */
const prefixed = (prefix: string, text: string): string =>
	splitValue(text, ',')
		.map((one) => prefix + one.trim())
		.join(',');

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

function textOf(value: unknown): string {
	if (isEmpty(value)) return '';
	if (typeof value === 'object') throw invalid('A value of the search is no text or number');
	return String(value);
}

/** One order of the result, the first the most important. */
export interface SortLine {
	name: string;
	direction?: 'asc' | 'desc';
}

/** Parameters that shape the result: what comes along, in which order, which elements. */
export interface Shape {
	include?: string[];
	revinclude?: string[];
	sort?: SortLine[];
	/** Names of elements, separated by commas. */
	elements?: string;
	pageSize?: number;
}

export function shapeOf({
	include = [],
	revinclude = [],
	sort = [],
	elements = '',
	pageSize,
}: Shape): SearchParameters {
	const order = sort
		.filter(({ name }) => name !== '')
		.map(({ name, direction }) => `${direction === 'desc' ? '-' : ''}${plain(name, 'Sort')}`);
	const wanted = elements
		.split(',')
		.map((one) => one.trim())
		.filter((one) => one !== '')
		.map((one) => plain(one, 'Elements'));
	return {
		...(include.length > 0 && { _include: include.map((one) => path(one)) }),
		...(revinclude.length > 0 && { _revinclude: revinclude.map((one) => path(one)) }),
		...(order.length > 0 && { _sort: order.join(',') }),
		...(wanted.length > 0 && { _elements: wanted.join(',') }),
		...(pageSize !== undefined && pageSize > 0 && { _count: pageSize }),
	};
}

function plain(name: string, field: string): string {
	if (/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/.test(name)) return name;
	throw invalid(`A name in the field ${field} is not usable`);
}

/** `DiagnosticReport:subject`, `DiagnosticReport:subject:Patient`. */
function path(text: string): string {
	if (/^[A-Z][A-Za-z]+:[A-Za-z0-9_-]+(:[A-Z][A-Za-z]+)?$/.test(text)) return text;
	throw invalid('A path in Include Other Records is not usable');
}

const missing = () =>
	new HospitalError(
		'fhir-search-value-missing',
		'A search parameter has no value, or one of its alternatives has none',
		{
			nextStep:
				'Nothing was asked, because the search would have found everybody. Give every parameter a value, or remove it; an identifier needs what stands behind the |. For "has any value" choose Is Present, for any value of one system Is Any of a System.',
		},
	);

const shaping = () =>
	new HospitalError(
		'fhir-search-parameter-shaping',
		'A search parameter shapes the answer instead of saying which records fit',
		{
			nextStep:
				'Nothing was asked. Remove it; the fields Include Other Records, Sort and Options (Elements, Page Size) do the same.',
		},
	);

const invalid = (message: string) =>
	new HospitalError('input-invalid', message, {
		nextStep:
			'Use names such as identifier, and paths such as DiagnosticReport:subject, as the list of the field shows them.',
	});
