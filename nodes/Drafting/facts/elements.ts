import type { FactCode } from '../../shared/contracts/clinical-facts';
import { tidy } from './words/tidy';

/** A part of a FHIR resource whose shape is not trusted. */
export type Element = Readonly<Record<string, unknown>>;

/** Codes of one concept that are kept at most. */
const MOST_CODES = 8;
/** Members of one list that are looked at: more of them is no chart but an attack or a mistake. */
const MOST_MEMBERS = 500;
const LONGEST_REFERENCE = 600;

export const isElement = (value: unknown): value is Element =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

export const element = (value: unknown): Element => (isElement(value) ? value : {});

/** The objects of a list, or of one that stands alone. */
export function elements(value: unknown): Element[] {
	if (Array.isArray(value)) return value.slice(0, MOST_MEMBERS).filter(isElement);
	return isElement(value) ? [value] : [];
}

/** A string that says something. */
export const string = (value: unknown): string | undefined =>
	typeof value === 'string' && value.trim() !== '' ? value : undefined;

export const number = (value: unknown): number | undefined =>
	typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** Codes of a CodeableConcept, a list of them, or of a Coding; the chart's order. */
export function codesOf(concept: unknown): FactCode[] {
	const codings = elements(concept).flatMap((one) =>
		one.coding === undefined ? [one] : elements(one.coding),
	);
	return codings.slice(0, MOST_CODES).flatMap((coding) => {
		const code = string(coding.code);
		if (code === undefined) return [];
		const system = string(coding.system);
		const display = string(coding.display);
		return [
			{
				...(system !== undefined && { system: system.slice(0, 200) }),
				code: code.slice(0, 100),
				...(display !== undefined && { display: tidy(display).text }),
			},
		];
	});
}

/** How the chart calls a concept: its text, else what was chosen by a person, else the first display. */
export function nameOf(concept: unknown): string | undefined {
	const [one] = elements(concept);
	if (one === undefined) return undefined;
	const codings = elements(one.coding);
	const chosen = codings.find((coding) => coding.userSelected === true);
	const name = [one.text, chosen?.display, ...codings.map(({ display }) => display)]
		.map(string)
		.find((text) => text !== undefined);
	if (name === undefined || name.length > LONGEST_TERM) return name;
	const isLoinc = codings.some(({ system }) => system === 'http://loinc.org');
	const plain = name.replace(TAG, '');
	return (isLoinc ? plain.replace(/ \[[^[\]]{1,40}\](?= |$)/g, '') : plain).trim() || name;
}

/** Kind of concept at the end of SNOMED CT's full names; LOINC writes the property in brackets. */
const TAG =
	/ \((?:disorder|finding|procedure|situation|regime\/therapy|substance|product|medicinal product|event|observable entity|qualifier value|body structure|morphologic abnormality)\)$/;
const LONGEST_TERM = 500;

/** The name, or the code where the chart has no name for it. */
export function nameOrCode(concept: unknown): { name: string; codedOnly: boolean } | undefined {
	const name = nameOf(concept);
	if (name !== undefined) return { name, codedOnly: false };
	const [code] = codesOf(concept);
	return code === undefined ? undefined : { name: codeInWords(code), codedOnly: true };
}

const SYSTEMS: ReadonlyArray<[RegExp, string]> = [
	[/rxnorm$|113883\.6\.88$/, 'RxNorm'],
	[/snomed\.info\/sct$|113883\.6\.96$/, 'SNOMED CT'],
	[/loinc\.org\/?$|113883\.6\.1$/, 'LOINC'],
	[/icd-10-cm$/, 'ICD-10-CM'],
	[/ama-assn\.org\/go\/cpt$/, 'CPT'],
	[/Coding\/HCPCSReleaseCodeSets$/, 'HCPCS'],
	[/icd-10$/, 'ICD-10'],
	[/\/ndc$|113883\.6\.69$/, 'NDC'],
	[/fhir\/sid\/cvx$/, 'CVX'],
	[/fdasis\.nlm\.nih\.gov$/, 'UNII'],
];

/** `code 7980 (RxNorm)`: a number says nothing without the system that gave it. */
function codeInWords({ system = '', code }: FactCode): string {
	const name = SYSTEMS.find(([known]) => known.test(system))?.[1];
	const last = system.replace(/[^A-Za-z0-9.:/-]/g, '').slice(0, 80);
	if (name !== undefined) return `code ${code} (${name})`;
	return last === '' ? `code ${code}` : `code ${code} (system ${last})`;
}

/** Names of several concepts, at most ten. */
export const namesOf = (concepts: unknown): string[] =>
	elements(concepts)
		.slice(0, 10)
		.flatMap((one) => nameOf(one) ?? []);

export const hasCode = (concept: unknown, ...wanted: string[]): boolean =>
	codesOf(concept).some(({ code }) => wanted.includes(code));

export const referenceOf = (value: unknown): string | undefined => string(element(value).reference);

/** `Type/id` of a reference, relative or in full, with or without a version; undefined for others. */
export function typeAndId(reference: string): string | undefined {
	if (reference.length > LONGEST_REFERENCE) return undefined;
	const [, type, id] =
		/(?:^|\/)([A-Z][A-Za-z]{2,40})\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[A-Za-z0-9.-]{1,64})?$/.exec(
			reference,
		) ?? [];
	return type === undefined ? undefined : `${type}/${id}`;
}
