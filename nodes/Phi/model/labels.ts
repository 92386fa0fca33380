import type { PhiRole, PhiType } from '../types';
import { badModel } from './problems';
import type { LabelMap, LabelMeaning } from './types';

/** What one output of the model stands for. */
export interface Label {
	/** Without prefix, lower case, plain characters: part of the rule's name. */
	readonly name: string;
	/** Null: not part of an identifier. */
	readonly meaning: LabelMeaning | null;
	/** The first token of an entity (B, S or U of the usual schemes). */
	readonly begins: boolean;
}

/** Names that clinical and general models use, without punctuation. Not on the list: refused. */
const NAMES: Readonly<Record<PhiType, string>> = {
	NAME: 'NAME PERSON PER PERS PATIENT DOCTOR STAFF HCW PROVIDER PHYSICIAN NURSE RELATIVE FAMILY FIRSTNAME LASTNAME MIDDLENAME GIVENNAME SURNAME FULLNAME PRIVATEPERSON PATIENTNAME DOCTORNAME USERNAME INITIALS',
	STREET: 'STREET STREETADDRESS ADDRESS PRIVATEADDRESS BUILDINGNUMBER BUILDINGNUM SECONDARYADDRESS',
	CITY: 'CITY COUNTY LOC LOCATION LOCATIONOTHER GPE GEO PLACE TOWN DISTRICT',
	ZIP: 'ZIP ZIPCODE POSTCODE POSTALCODE',
	FACILITY:
		'FACILITY FAC HOSP HOSPITAL CLINIC ORG ORGANIZATION ORGANISATION PATORG ROOM UNIT WARD EMPLOYER COMPANY COMPANYNAME VENDOR',
	DATE: 'DATE DOB DATEOFBIRTH DATETIME DATEOFDEATH TIME PRIVATEDATE',
	AGE: 'AGE',
	PHONE: 'PHONE PHONENUMBER TELEPHONE TELEPHONENUM TEL PAGER PRIVATEPHONE CONTACT',
	FAX: 'FAX FAXNUMBER',
	EMAIL: 'EMAIL EMAILADDRESS PRIVATEEMAIL',
	SSN: 'SSN SOCIALSECURITYNUMBER SOCIALNUM SOCIALNUMBER',
	MRN: 'MRN MEDICALRECORD MEDICALRECORDNUMBER',
	PLAN: 'PLAN HEALTHPLAN HEALTHPLANNUMBER INSURANCE MEMBERID',
	ACCOUNT: 'ACCOUNT ACCOUNTNUMBER ACCOUNTNUM CREDITCARD CREDITCARDNUMBER IBAN',
	LICENCE: 'LICENSE LICENCE LICENSENUMBER DRIVERLICENSE DRIVERLICENSENUM NPI DEA',
	VEHICLE: 'VEHICLE VEHICLEID VIN PLATE LICENSEPLATE',
	DEVICE: 'DEVICE DEVICEID SERIALNUMBER',
	URL: 'URL WEB WEBSITE DOMAIN PRIVATEURL',
	IP: 'IP IPADDRESS MAC MACADDRESS',
	BIOMETRIC: 'BIOMETRIC BIOID',
	PHOTO: 'PHOTO',
	OTHER_ID:
		'ID IDNUM IDENTIFIER IDCARDNUM PASSPORT TAXNUM OTHERPHI PHI PII OTHERID UNIQUEID PASSWORD SECRET CODE',
};

/** States and countries are no identifiers (164.514(b)(2)(i)(B)), nor are occupations. */
const HARMLESS = new Set(['STATE', 'COUNTRY', 'PROFESSION', 'OCCUPATION', 'SEX', 'GENDER']);
const OUTSIDE = new Set(['O', 'OUTSIDE', 'NONE']);

const ROLES: Readonly<Record<string, PhiRole>> = {
	PATIENT: 'patient',
	PATIENTNAME: 'patient',
	DOCTOR: 'provider',
	DOCTORNAME: 'provider',
	STAFF: 'provider',
	HCW: 'provider',
	PROVIDER: 'provider',
	PHYSICIAN: 'provider',
	NURSE: 'provider',
	RELATIVE: 'relative',
	FAMILY: 'relative',
	HOSP: 'organization',
	HOSPITAL: 'organization',
	CLINIC: 'organization',
	ORG: 'organization',
	ORGANIZATION: 'organization',
	ORGANISATION: 'organization',
};

const MEANINGS = new Map<string, LabelMeaning>(
	Object.entries(NAMES).flatMap(([type, names]) =>
		names
			.split(' ')
			.map((name) => [name, { type: type as PhiType, role: ROLES[name] ?? 'unknown' }] as const),
	),
);

const PREFIX = /^([BIESLUM])[-_](?=.)/i;

/**
 * Reads `id2label` of a model's config.
 *
 * @param own meanings that the site gives, by label without prefix in any letter case
 * @throws HospitalError `model-invalid` for a label that nobody knows: left out, it would be a leak
 */
export function labelsOf(id2label: unknown, own: LabelMap = {}): Label[] {
	if (typeof id2label !== 'object' || id2label === null)
		throw badModel('config.json has no id2label');
	const entries = Object.entries(id2label);
	if (entries.length < 2 || entries.length > 1024) {
		throw badModel('id2label has fewer than 2 or more than 1,024 labels');
	}
	const meanings = new Map(Object.entries(own).map(([name, one]) => [plain(name), one]));
	const labels = entries.map((_, id) => {
		const text = (id2label as Record<string, unknown>)[String(id)];
		if (typeof text !== 'string' || text.length > 100) {
			throw badModel('id2label is not a list of names that are numbered from 0');
		}
		return label(text, meanings);
	});
	if (!labels.some(({ meaning }) => meaning === null)) {
		throw badModel('it has no label for words that are no identifier (O)');
	}
	if (labels.every(({ meaning }) => meaning === null)) {
		throw badModel('none of its labels stands for an identifier');
	}
	return labels;
}

function label(text: string, own: ReadonlyMap<string, LabelMeaning | null>): Label {
	const prefix = PREFIX.exec(text)?.[1]?.toUpperCase();
	const name = plain(prefix === undefined ? text : text.slice(2));
	const begins = prefix !== undefined && 'BSU'.includes(prefix);
	const meaning = own.get(name) ?? (own.has(name) ? null : known(name));
	if (meaning === undefined) {
		throw badModel(`it is not known what its label ${name.slice(0, 40) || '(empty)'} stands for`);
	}
	return { name: name.toLowerCase(), meaning, begins };
}

function known(name: string): LabelMeaning | null | undefined {
	if (OUTSIDE.has(name) || HARMLESS.has(name)) return null;
	return MEANINGS.get(name);
}

const plain = (name: string): string => name.toUpperCase().replace(/[^A-Z0-9]/g, '');
