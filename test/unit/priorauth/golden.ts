import { readFileSync } from 'node:fs';

export type Json = any;

export type Golden =
	| 'request-referral'
	| 'request-homecare'
	| 'request-homecare-update'
	| 'request-medical-services'
	| 'request-surgical'
	| 'inquiry';

export const REQUESTS: readonly Golden[] = [
	'request-referral',
	'request-homecare',
	'request-homecare-update',
	'request-medical-services',
	'request-surgical',
	'inquiry',
];

/** A published example of the guide; a fresh copy each time. test/data/pas/NOTICE.md says whose. */
export const golden = (name: string): Json =>
	JSON.parse(readFileSync(new URL(`../../data/pas/${name}.json`, import.meta.url), 'utf8'));

/** The resource of a bundle by its type, or by `Type/id`. */
export function resourceOf(bundle: Json, name: string): Json {
	const [type, id] = name.split('/');
	const found = bundle.entry.find(
		({ resource }: Json) => resource?.resourceType === type && (!id || resource.id === id),
	);
	if (found === undefined) throw new Error(`the example has no ${name}`);
	return found.resource;
}

export const entryOf = (bundle: Json, name: string): Json =>
	bundle.entry.find(({ resource }: Json) => resource === resourceOf(bundle, name));

export const claimOf = (bundle: Json): Json => resourceOf(bundle, 'Claim');

export const PAS = 'http://hl7.org/fhir/us/davinci-pas/StructureDefinition/';

export const extensionOf = (of: Json, name: string): Json =>
	of.extension.find(({ url }: Json) => url.endsWith(name));

/** Takes an extension away. */
export function without(of: Json, name: string): void {
	of.extension = of.extension.filter(({ url }: Json) => !url.endsWith(name));
}

export const concept = (system: string, code: string): Json => ({ coding: [{ system, code }] });
