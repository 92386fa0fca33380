import { HospitalError } from '../../shared/errors';

const refuse = (what: string, nextStep: string) =>
	new HospitalError('fhir-name-invalid', `${what} is not valid in FHIR`, { nextStep });

/** FHIR R4 id (2.24.0.1). Anything else could lead the request to another address. */
export function checkId(id: string): string {
	if (!isId(id)) {
		throw refuse(
			'The resource id',
			'An id has 1 to 64 letters, digits, hyphens or dots. Use the bare id, not a whole address.',
		);
	}
	return id;
}

/** Dots alone would be read as a path step. */
export const isId = (id: unknown): id is string =>
	typeof id === 'string' && /^[A-Za-z0-9\-.]{1,64}$/.test(id) && !/^\.+$/.test(id);

export function checkType(type: string): string {
	if (typeof type !== 'string' || !/^[A-Z][A-Za-z]{1,63}$/.test(type)) {
		throw refuse('The resource type', 'Choose a type such as Patient or DiagnosticReport.');
	}
	return type;
}

/** Names with modifiers and chains: `name:exact`, `patient.identifier`, `_has:Observation:patient:code`. */
export function checkParameter(name: string): string {
	if (!/^[A-Za-z_][A-Za-z0-9_\-.:]{0,127}$/.test(name)) {
		throw refuse(
			'A search parameter name',
			'Use the names that the server lists, such as identifier.',
		);
	}
	return name;
}

/** `$validate`, `$hapi.fhir.replace-references`; the dollar sign may be left out. @returns with it */
export function checkOperation(name: string): string {
	const bare = typeof name === 'string' ? name.replace(/^\$/, '') : '';
	if (!/^[a-zA-Z][A-Za-z0-9_\-.]{0,63}$/.test(bare)) {
		throw refuse('The operation name', 'Use the names that the server lists, such as $everything.');
	}
	return `$${bare}`;
}

/**
 * A literal reference `Type/id`, with or without a version or a server's address before it. Whose
 * server that is must be known already, or asked of `localReference`.
 */
export function parseReference(
	reference: unknown,
): { type: string; id: string; reference: string } | undefined {
	if (typeof reference !== 'string' || reference.length > 2048) return undefined;
	const found =
		/(?:^|\/)([A-Z][A-Za-z]{1,63})\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/.exec(
			reference,
		);
	const [, type, id] = found ?? [];
	if (type === undefined || !isId(id)) return undefined;
	return { type, id, reference: `${type}/${id}` };
}

/** The reference of a resource itself; undefined without an id. */
export const referenceOf = (resource: { resourceType: string; id?: unknown } | null | undefined) =>
	resource && isId(resource.id)
		? parseReference(`${resource.resourceType}/${resource.id}`)
		: undefined;

/**
 * Query text `name=value&...` as If-None-Exist and conditional requests carry it, with every name
 * checked and every value encoded.
 */
export function queryText(parameters: Record<string, string>): string {
	const query = new URLSearchParams();
	for (const [name, value] of Object.entries(parameters)) query.append(checkParameter(name), value);
	return query.toString();
}

/** `system|value` for a token search; separators inside are escaped (FHIR search 3.1.1.4.2). */
export function token(system: string | undefined, value: string): string {
	return system === undefined ? escapeValue(value) : `${escapeValue(system)}|${escapeValue(value)}`;
}

/** Escapes what separates values in a search parameter: `\`, `,`, `$`, `|`. */
export const escapeValue = (value: string): string => value.replace(/[\\,$|]/g, '\\$&');

/** Takes a value apart at a separator, except where a `\` stands before it. The `\` stay. */
export function splitValue(value: string, separator: ',' | '|' | '$'): string[] {
	const parts = [''];
	for (const [one] of value.matchAll(/\\?./gs)) {
		if (one === separator) parts.push('');
		else parts[parts.length - 1] += one;
	}
	return parts;
}

/** The opposite of {@link escapeValue}. */
export const unescapeValue = (value: string): string => value.replace(/\\([\\,$|])/g, '$1');

/** True for a search value that fits more than was meant: a system alone, an alternative without a value. */
export const isOpen = (value: string): boolean =>
	splitValue(value, ',').some((one) => splitValue(one, '|').at(-1)?.trim() === '');
