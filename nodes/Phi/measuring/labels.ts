import type { PhiRole, PhiType } from '../types';

const TYPES: ReadonlySet<string> = new Set<PhiType>([
	...(['NAME', 'STREET', 'CITY', 'ZIP', 'FACILITY', 'DATE', 'AGE', 'PHONE', 'FAX'] as const),
	...(['EMAIL', 'SSN', 'MRN', 'PLAN', 'ACCOUNT', 'LICENCE', 'VEHICLE', 'DEVICE'] as const),
	...(['URL', 'IP', 'BIOMETRIC', 'PHOTO', 'OTHER_ID'] as const),
]);

/** What other schemes call the kinds of identifier, with the role that the word gives away. */
const ALSO: Readonly<Record<string, readonly [PhiType, PhiRole?]>> = {
	PATIENT: ['NAME', 'patient'],
	DOCTOR: ['NAME', 'provider'],
	STAFF: ['NAME', 'provider'],
	HCW: ['NAME', 'provider'],
	PERSON: ['NAME'],
	PER: ['NAME'],
	USERNAME: ['OTHER_ID'],
	HOSPITAL: ['FACILITY', 'organization'],
	HOSP: ['FACILITY', 'organization'],
	ORGANIZATION: ['FACILITY', 'organization'],
	ORG: ['FACILITY', 'organization'],
	VENDOR: ['FACILITY', 'organization'],
	DEPARTMENT: ['FACILITY', 'organization'],
	ROOM: ['FACILITY', 'patient'],
	LOCATION: ['CITY'],
	LOC: ['CITY'],
	GPE: ['CITY'],
	COUNTY: ['CITY'],
	STREET_ADDRESS: ['STREET'],
	ADDRESS: ['STREET'],
	POSTAL_CODE: ['ZIP'],
	ZIP_CODE: ['ZIP'],
	DATE_TIME: ['DATE'],
	PHONE_NUMBER: ['PHONE'],
	CONTACT: ['PHONE'],
	EMAIL_ADDRESS: ['EMAIL'],
	MEDICALRECORD: ['MRN'],
	MEDICAL_RECORD: ['MRN'],
	US_SSN: ['SSN'],
	HEALTHPLAN: ['PLAN'],
	CREDIT_CARD: ['ACCOUNT'],
	IBAN_CODE: ['ACCOUNT'],
	LICENSE: ['LICENCE'],
	US_DRIVER_LICENSE: ['LICENCE'],
	IP_ADDRESS: ['IP'],
	IPADDR: ['IP'],
	DOMAIN_NAME: ['URL'],
	IDNUM: ['OTHER_ID'],
	ID: ['OTHER_ID'],
	BIOID: ['BIOMETRIC'],
};

/** A label of whatever scheme as a kind of identifier: `OTHER` where it is none of the eighteen by name. */
export function typeOfLabel(label: string): { type: PhiType | 'OTHER'; role?: PhiRole } {
	const word = label
		.trim()
		.toUpperCase()
		.replace(/[\s-]+/g, '_');
	if (TYPES.has(word)) return { type: word as PhiType };
	const also = ALSO[word];
	if (also === undefined) return { type: 'OTHER' };
	const [type, role] = also;
	return role === undefined ? { type } : { type, role };
}

const ROLES: ReadonlySet<string> = new Set<PhiRole>([
	'patient',
	'relative',
	'provider',
	'organization',
	'unknown',
]);

/** Role as it is written, or `unknown`. */
export function roleOf(value: unknown): PhiRole | undefined {
	return typeof value === 'string' && ROLES.has(value) ? (value as PhiRole) : undefined;
}
