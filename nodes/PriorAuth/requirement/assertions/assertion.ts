import type {
	DecisionCode,
	RequirementDetail,
	RequirementItem,
	RequirementNote,
} from '../../../shared/contracts';
import { codings, element, elements, isFullDate, text, type Element } from '../../rules/element';

/** Extension of CRD 2.x by which a payer writes its requirements onto an order. */
export const COVERAGE_INFORMATION =
	'http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information';

/** One coverage-information extension as it came, in the types of R4. */
export interface Assertion {
	/** Reference of the coverage that it is about. */
	coverage: string | undefined;
	covered: string | undefined;
	/** Code of `pa-needed`. */
	authorization: string | undefined;
	documentation: string[];
	purposes: string[];
	information: string[];
	billingCodes: DecisionCode[];
	reasons: RequirementNote[];
	details: RequirementDetail[];
	dependencies: string[];
	questionnaires: string[];
	date: string | undefined;
	id: string | undefined;
	authorizationNumber: string | undefined;
	contacts: string[];
	expires: string | undefined;
	/** True when a part is missing, twice or of another type than the guide says. */
	malformed: boolean;
}

/** Longer lists and texts are cut: what is decided on stands at their beginning, or is a code. */
const MOST = 50;
const LONGEST = 2000;

/** Parts that must be there once, and parts that may be there once (CRD 2.2, ext-coverage-information). */
const ONCE = ['coverage', 'covered', 'date', 'coverage-assertion-id'];
const AT_MOST_ONCE = ['pa-needed', 'satisfied-pa-id', 'expiry-date'];

export const assertionsOn = (resource: Element): Assertion[] =>
	elements(resource, 'extension')
		.filter(({ value }) => value.url === COVERAGE_INFORMATION)
		.map(readAssertion);

export function readAssertion(extension: Element): Assertion {
	const parts = elements(extension, 'extension').slice(0, 500);
	const of = (name: string): Element[] =>
		parts.filter(({ value }) => value.url === name).slice(0, MOST);
	const texts = (name: string, value: string): string[] =>
		of(name).flatMap((part) => shortened(text(part, value)) ?? []);
	const codes = (name: string): string[] => texts(name, 'valueCode').filter(isName);
	const one = (name: string, value: string) => texts(name, value)[0];
	const dates = { date: one('date', 'valueDate'), expires: one('expiry-date', 'valueDate') };
	return {
		coverage: text(element(of('coverage')[0], 'valueReference'), 'reference'),
		covered: one('covered', 'valueCode'),
		authorization: one('pa-needed', 'valueCode'),
		// CRD 2.0 and 2.1 said with a code that nothing is needed.
		documentation: codes('doc-needed').filter((code) => code !== 'no-doc'),
		purposes: codes('doc-purpose'),
		information: codes('info-needed'),
		billingCodes: of('billingCode').flatMap(({ value, path }) =>
			billingCode(element({ path, value }, 'valueCoding')),
		),
		reasons: of('reason').map((part) => note(element(part, 'valueCodeableConcept'))),
		details: of('detail').map(detail),
		dependencies: of('dependency').flatMap(
			(part) => text(element(part, 'valueReference'), 'reference') ?? [],
		),
		questionnaires: texts('questionnaire', 'valueCanonical').filter(isCanonical),
		...dates,
		id: one('coverage-assertion-id', 'valueString'),
		authorizationNumber: one('satisfied-pa-id', 'valueString'),
		contacts: of('contact').flatMap((part) => contact(element(part, 'valueContactDetail'))),
		malformed: isMalformed(extension, parts) || !datesAreDates(dates),
	};
}

function isMalformed(extension: Element, parts: readonly Element[]): boolean {
	const count = (name: string) => parts.filter(({ value }) => value.url === name).length;
	const typed: ReadonlyArray<[string, string]> = [
		['covered', 'valueCode'],
		['pa-needed', 'valueCode'],
		['date', 'valueDate'],
		['coverage-assertion-id', 'valueString'],
		['satisfied-pa-id', 'valueString'],
		['expiry-date', 'valueDate'],
		['billingCode', 'valueCoding'],
		['dependency', 'valueReference'],
		['coverage', 'valueReference'],
	];
	return (
		ONCE.some((name) => count(name) !== 1) ||
		AT_MOST_ONCE.some((name) => count(name) > 1) ||
		// A part of another type would be read as a part that is not there.
		parts.some(({ value }) =>
			typed.some(([name, type]) => value.url === name && value[type] === undefined),
		) ||
		// A modifier may turn round what the extension says (extensibility.html, modifierExtension).
		elements(extension, 'modifierExtension').length > 0
	);
}

const datesAreDates = ({ date, expires }: { date?: string; expires?: string }): boolean =>
	[date, expires].every((one) => one === undefined || isFullDate(one));

function billingCode(coding: Element | undefined): DecisionCode[] {
	const code = text(coding, 'code');
	const system = text(coding, 'system');
	// With modifiers, CPT writes `77065:26` (CPT post-coordination).
	if (code === undefined || !/^[A-Za-z0-9.:,_-]{1,60}$/.test(code)) return [];
	const display = shortened(text(coding, 'display'));
	return [{ ...(system && { system }), code, ...(display && { display }) }];
}

function note(concept: Element | undefined): RequirementNote {
	const [coded] = codings(concept);
	const words = shortened(text(concept, 'text') ?? text(elements(concept, 'coding')[0], 'display'));
	return {
		...(coded && isName(coded.code) && { system: coded.system, code: coded.code }),
		...(words !== undefined && { text: words }),
	};
}

function detail(part: Element): RequirementDetail {
	const inner = elements(part, 'extension');
	const of = (url: string) => inner.find(({ value }) => value.url === url);
	const concept = element(of('code'), 'valueCodeableConcept');
	const code = codings(concept)[0]?.code ?? shortened(text(concept, 'text'));
	const qualification = shortened(text(of('qualification'), 'valueString'));
	const category = text(of('category'), 'valueCode');
	return {
		// Without a known category it may be a limitation.
		category:
			category === 'cat-decisional' || category === 'cat-other' ? category : 'cat-limitation',
		...(code !== undefined && isName(code) && { code }),
		value: detailValue(of('value')),
		...(qualification !== undefined && { qualification }),
	};
}

function detailValue(part: Element | undefined): string {
	if (part === undefined) return '';
	const { valueBoolean, valueString, valueUrl, valueUri, valueInteger, valueDate } = part.value;
	const plain = valueBoolean ?? valueString ?? valueUrl ?? valueUri ?? valueInteger ?? valueDate;
	if (plain !== undefined) return shortened(String(plain)) ?? '';
	const quantity = element(part, 'valueQuantity');
	if (quantity !== undefined) {
		const unit = text(quantity, 'unit') ?? text(quantity, 'code') ?? '';
		return shortened(`${String(quantity.value.value ?? '')} ${unit}`.trim()) ?? '';
	}
	const period = element(part, 'valuePeriod');
	if (period === undefined) return '';
	return shortened(`${text(period, 'start') ?? ''} – ${text(period, 'end') ?? ''}`) ?? '';
}

function contact(of: Element | undefined): string[] {
	const name = text(of, 'name');
	const points = elements(of, 'telecom').flatMap((point) => text(point, 'value') ?? []);
	const words = [...(name === undefined ? [] : [name]), ...points.slice(0, 10)].join(', ');
	return words === '' ? [] : [shortened(words) ?? ''];
}

const shortened = (words: string | undefined): string | undefined =>
	words === undefined ? undefined : words.slice(0, LONGEST);

/** Codes stay readable in n8n: only what is a plain name may pass for one. */
export const isName = (code: string): boolean => /^[A-Za-z][A-Za-z0-9-]{0,59}$/.test(code);

const isCanonical = (text: string): boolean =>
	/^(https?:\/\/|urn:)[A-Za-z0-9._~:/%@!$&'()*+,;=-]{1,400}(\|[A-Za-z0-9._-]{1,40})?$/.test(text);

/** The parts of an item that are only collected, of several assertions each entry once. */
export function collected(
	assertions: readonly Assertion[],
): Pick<
	RequirementItem,
	| 'documentation'
	| 'informationNeeded'
	| 'questionnaires'
	| 'billingCodes'
	| 'assertionIds'
	| 'reasons'
	| 'details'
	| 'dependencies'
	| 'contacts'
> {
	const all = <T>(pick: (one: Assertion) => readonly T[]): T[] => unique(assertions.flatMap(pick));
	return {
		documentation: {
			needed: all(({ documentation }) => documentation),
			purposes: all(({ purposes }) => purposes),
		},
		informationNeeded: all(({ information }) => information),
		questionnaires: all(({ questionnaires }) => questionnaires),
		billingCodes: all(({ billingCodes }) => billingCodes),
		assertionIds: all(({ id }) => (id === undefined ? [] : [id])),
		reasons: all(({ reasons }) => reasons),
		details: all(({ details }) => details),
		dependencies: all(({ dependencies }) => dependencies),
		contacts: all(({ contacts }) => contacts),
	};
}

const unique = <T>(values: readonly T[]): T[] => [
	...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];
