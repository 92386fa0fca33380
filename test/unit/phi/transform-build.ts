import { loadProfile, type ProfileChange } from '../../../dist/nodes/Phi/profiles/index.js';
import {
	type Authority,
	subjectOf,
	transformer,
	type Transformer,
	type TransformerOptions,
} from '../../../dist/nodes/Phi/transforming/index.js';

export const KEY = Buffer.alloc(32, 7);
export const AS_OF = '2026-11-22';

/** One hospital's record numbers, as its three systems name them. */
export const RECORDS: Authority = {
	name: 'records',
	fhir: ['urn:oid:2.999.1', 'https://hospital.example/mrn'],
	hl7: ['ZZHOSP', '2.999.1'],
	dicom: ['ZZ HOSPITAL'],
	default: true,
	prefixes: ['H', 'MRN'],
	ignoreLeadingZeros: true,
};

export const ADA = subjectOf({ number: '8235899', birthDate: '1950-02-03' }, [RECORDS]);
export const BEN = subjectOf({ number: '8235900', birthDate: '1980-07-01' }, [RECORDS]);
export const NOBODY = { key: '' };

/** A transformer of the tests' project on a fixed day. */
export function build(
	profile: string,
	options: Partial<TransformerOptions> = {},
	tighten: ProfileChange = {},
): Transformer {
	return transformer({
		profile: loadProfile(profile, tighten),
		project: 'test',
		key: KEY,
		authorities: [RECORDS],
		asOf: AS_OF,
		...options,
	});
}

const DAY = 86_400_000;

/** Days from one ISO date to another. */
export const daysBetween = (from: string, to: string): number =>
	Math.round((Date.parse(to) - Date.parse(from)) / DAY);

/** The ISO date so many days later. */
export const plusDays = (date: string, days: number): string =>
	new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10);
