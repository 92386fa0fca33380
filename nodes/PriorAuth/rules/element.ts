/** An object of a document and where it stands in it, so that a finding can name the place. */
export interface Element {
	/** `Bundle.entry[0].resource.item[1]` */
	readonly path: string;
	readonly value: Fields;
}
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** The objects under a name, whether they are written as a list or alone. */
export function elements(of: Element | undefined, name: string): Element[] {
	const value = of?.value[name];
	if (of === undefined || value === undefined) return [];
	if (!Array.isArray(value)) {
		return isFields(value) ? [{ path: `${of.path}.${name}`, value }] : [];
	}
	return value.flatMap((member: unknown, at) =>
		isFields(member) ? [{ path: `${of.path}.${name}[${at}]`, value: member }] : [],
	);
}

export const element = (of: Element | undefined, name: string): Element | undefined =>
	elements(of, name)[0];

/** A text that says something, or undefined. */
export function text(of: Element | undefined, name: string): string | undefined {
	const value = of?.value[name];
	return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

export const has = (of: Element, name: string): boolean => of.value[name] !== undefined;

/** Name of the `value[x]` (or `timing[x]`, ...) that is there. */
export const choice = (of: Element, stem: string): string | undefined =>
	Object.keys(of.value).find((key) => {
		const rest = key.startsWith(stem) ? key.slice(stem.length) : '';
		return /^[A-Z]/.test(rest);
	});

export function extensions(
	of: Element | undefined,
	url: string,
	name: 'extension' | 'modifierExtension' = 'extension',
): Element[] {
	return elements(of, name).filter((extension) => extension.value.url === url);
}

/** A part of an extension, named by url alone (`reportTypeCode`) or in full. */
export const part = (of: Element | undefined, url: string): Element | undefined =>
	extensions(of, url)[0];

/** Codings that name a system and a code. */
export function codings(of: Element | undefined): Array<{ system: string; code: string }> {
	return elements(of, 'coding').flatMap((coding) => {
		const system = text(coding, 'system');
		const code = text(coding, 'code');
		return system === undefined || code === undefined ? [] : [{ system, code }];
	});
}

/** True when one coding of a CodeableConcept is of one of the systems. */
export const codedIn = (of: Element | undefined, systems: ReadonlySet<string>): boolean =>
	codings(of).some(({ system }) => systems.has(system));

export const hasCode = (of: Element | undefined, system: string, code: string): boolean =>
	codings(of).some((coding) => coding.system === system && coding.code === code);

/** Code of the extension's CodeableConcept, whatever its system. */
export const extensionCode = (of: Element | undefined, url: string): string | undefined =>
	codings(element(part(of, url), 'valueCodeableConcept'))[0]?.code;

/** A whole positive number. */
export const positive = (value: unknown): number | undefined =>
	typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;

/** Full date that exists in the calendar: YYYY-MM-DD (invariant FullDateRule). */
export function isFullDate(value: unknown): value is string {
	if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
	const date = new Date(`${value}T00:00:00Z`);
	return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

/** FHIR instant or dateTime with time and offset. */
export const isInstant = (value: unknown): value is string =>
	typeof value === 'string' &&
	/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(value) &&
	isFullDate(value.slice(0, 10)) &&
	!Number.isNaN(Date.parse(value));
