import { HospitalError } from '../../shared/errors';
import type { Authority } from '../transforming/index';
import { siteJson } from './folder';

export const AUTHORITIES_FILE = 'authorities.json';
export const CODE_SYSTEMS_FILE = 'code-systems.json';

const LISTS = ['fhir', 'hl7', 'dicom', 'prefixes'] as const;
const FLAGS = ['default', 'ignoreLeadingZeros'] as const;
const TEXTS = ['type', 'ignore'] as const;
const KNOWN: ReadonlySet<string> = new Set(['name', ...LISTS, ...FLAGS, ...TEXTS]);

/**
 * Which names of FHIR, HL7 and DICOM mean the same giver of numbers. Without the file no number of one
 * format is the same as one of another.
 *
 * @throws HospitalError `phi-settings-invalid`
 */
export async function siteAuthorities(): Promise<readonly Authority[]> {
	const value = await siteJson(AUTHORITIES_FILE);
	return value === undefined ? [] : checkAuthorities(value);
}

/** @throws HospitalError `phi-settings-invalid` */
export function checkAuthorities(value: unknown): readonly Authority[] {
	if (!Array.isArray(value) || !value.every(isAuthority)) {
		throw new HospitalError('phi-settings-invalid', `The file ${AUTHORITIES_FILE} is not usable`, {
			nextStep:
				'It holds a list such as [{"name": "mrn", "fhir": ["urn:oid:1.2.3"], "hl7": ["HOSP"], "dicom": ["HOSP"]}]. Nothing was done.',
		});
	}
	return value as readonly Authority[];
}

/** Code systems of the hospital whose codes say nothing about a person. */
export async function siteCodeSystems(): Promise<readonly string[]> {
	const value = await siteJson(CODE_SYSTEMS_FILE);
	if (value === undefined) return [];
	if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
	throw new HospitalError('phi-settings-invalid', `The file ${CODE_SYSTEMS_FILE} is not usable`, {
		nextStep: 'It holds a list of names such as ["99LAB", "urn:oid:1.2.3.4"]. Nothing was done.',
	});
}

/** A member that is not known would be ignored, and somebody believes that it does something. */
function isAuthority(value: unknown): boolean {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
	const one = value as Record<string, unknown>;
	return (
		typeof one.name === 'string' &&
		one.name !== '' &&
		Object.keys(one).every((key) => KNOWN.has(key)) &&
		LISTS.every((key) => one[key] === undefined || isTexts(one[key])) &&
		FLAGS.every((key) => one[key] === undefined || typeof one[key] === 'boolean') &&
		TEXTS.every((key) => one[key] === undefined || typeof one[key] === 'string')
	);
}

const isTexts = (value: unknown): boolean =>
	Array.isArray(value) && value.every((one) => typeof one === 'string' && one !== '');
