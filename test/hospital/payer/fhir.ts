/** Readers of JSON that somebody else wrote: this side of the table knows no class of the product. */
export type Json = any;

export const PAS = 'http://hl7.org/fhir/us/davinci-pas';
export const X12 = 'https://codesystem.x12.org/005010';
export const TEMP_CODES = `${PAS}/CodeSystem/PASTempCodes`;

export const profile = (name: string): string => `${PAS}/StructureDefinition/profile-${name}`;
export const extensionUrl = (name: string): string =>
	`${PAS}/StructureDefinition/extension-${name}`;

export const list = (value: Json): Json[] =>
	value === undefined || value === null ? [] : [value].flat();

/** An extension of an element by the last part of its address. */
export const extension = (of: Json, name: string, from = 'extension'): Json =>
	list(of?.[from]).find(({ url }: Json) => url === extensionUrl(name) || url === name);

export const codes = (concept: Json): string[] =>
	list(concept?.coding).map(({ code }: Json) => String(code));

export const concept = (system: string, code: string, display?: string): Json => ({
	coding: [{ system, code, ...(display === undefined ? {} : { display }) }],
});

/** `system|value` */
export const identity = (identifier: Json): string =>
	`${identifier?.system ?? ''}|${identifier?.value ?? ''}`;

export interface Entry {
	fullUrl: string;
	resource: Json;
}

export const entriesOf = (bundle: Json): Entry[] =>
	list(bundle?.entry).filter(({ resource }: Json) => typeof resource?.resourceType === 'string');

/** What a reference of an entry leads to, by the rules of bundles (R4, bundle.html, 2.36.4.1). */
export function target(bundle: Json, reference: Json, from: Entry): Entry | undefined {
	const to = typeof reference === 'string' ? reference : reference?.reference;
	if (typeof to !== 'string' || to.startsWith('#')) return undefined;
	const [plain = ''] = to.split('/_history/');
	const base = from.fullUrl.split('/').slice(0, -2).join('/');
	const absolute = plain.includes(':') ? plain : `${base}/${plain}`;
	return entriesOf(bundle).find(({ fullUrl }) => fullUrl === absolute);
}

/** Every reference in a resource, nested bundles left out. */
export function references(of: Json): string[] {
	if (typeof of !== 'object' || of === null) return [];
	const own =
		typeof of.reference === 'string' && !of.reference.startsWith('#') ? [of.reference] : [];
	const below = Object.values(of).flatMap((child: Json) =>
		child?.resourceType === 'Bundle' ? [] : references(child),
	);
	return [...own, ...below];
}

export const isFullDate = (value: unknown): boolean =>
	typeof value === 'string' &&
	/^\d{4}-\d\d-\d\d$/.test(value) &&
	new Date(`${value}T00:00:00Z`).toJSON()?.slice(0, 10) === value;

export const dayAfter = (day: string, days: number): string =>
	new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
