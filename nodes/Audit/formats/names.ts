import { OWN_CODE_SYSTEM } from '../../shared/code-system';
import { flatten, type Outgoing, type Scalar } from './outgoing';

const HOME = OWN_CODE_SYSTEM.replace(/\/codes$/, '/audit');

/** Systems of the identifiers and codes that only this package gives out. */
export const SYSTEMS = {
	account: `${HOME}/account`,
	device: `${HOME}/device`,
	event: `${HOME}/event`,
	instance: `${HOME}/instance`,
	interaction: `${HOME}/interaction`,
	pseudonym: `${HOME}/pseudonym`,
	role: `${HOME}/role`,
} as const;

/** Designator of the own code system where a text is asked for (PS3.16, private designators). */
export const OWN_DESIGNATOR = '99HOSPITAL';
export const PRODUCT = 'n8n-hospital';
export const VENDOR = 'n8n-nodes-hospital';

/** Members of an event that FHIR and ATNA have elements of their own for, whole. */
const PLACED: ReadonlySet<string> = new Set([
	'id',
	'recorded',
	'action',
	'outcome',
	'patient',
	'encounter',
	'objects',
]);

/** What the standard has no element for: kept by name, so that nothing that may leave is lost. */
export function restOf(event: Outgoing): Array<[name: string, value: Scalar]> {
	return Object.entries(event)
		.filter(([name]) => !PLACED.has(name))
		.flatMap(([name, value]) => [...flatten(value, name)]);
}
