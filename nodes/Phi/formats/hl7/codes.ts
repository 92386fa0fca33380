import { isPublicCode, UCUM } from '../fhir/terminologies';

/** Coding systems (HL7 table 0396) that are public, as FHIR names them. */
const SYSTEMS: Readonly<Record<string, string>> = {
	LN: 'http://loinc.org',
	SCT: 'http://snomed.info/sct',
	SNM3: 'http://snomed.info/sct',
	RXN: 'http://www.nlm.nih.gov/research/umls/rxnorm',
	RXNORM: 'http://www.nlm.nih.gov/research/umls/rxnorm',
	I9: 'http://hl7.org/fhir/sid/icd-9-cm',
	I9C: 'http://hl7.org/fhir/sid/icd-9-cm',
	I9CDX: 'http://hl7.org/fhir/sid/icd-9-cm',
	I10: 'http://hl7.org/fhir/sid/icd-10-cm',
	I10C: 'http://hl7.org/fhir/sid/icd-10-cm',
	I10P: 'http://www.cms.gov/Medicare/Coding/ICD10',
	C4: 'http://www.ama-assn.org/go/cpt',
	CPT4: 'http://www.ama-assn.org/go/cpt',
	HCPCS: 'urn:oid:2.16.840.1.113883.6.285',
	HPC: 'urn:oid:2.16.840.1.113883.6.285',
	CVX: 'http://hl7.org/fhir/sid/cvx',
	MVX: 'http://hl7.org/fhir/sid/mvx',
	NDC: 'http://hl7.org/fhir/sid/ndc',
	UCUM: UCUM,
	CDCREC: 'urn:oid:2.16.840.1.113883.6.238',
	CDCA: 'urn:oid:2.16.840.1.113883.6.238',
	DCM: 'http://dicom.nema.org/resources/ontology/DCM',
	ISO4217: 'urn:iso:std:iso:4217',
	ISO3166_1: 'urn:iso:std:iso:3166',
	UNII: 'http://fdasis.nlm.nih.gov',
	ATC: 'http://www.whocc.no/atc',
};

/** Codes of tables: short, so that they hold no name and no number of somebody. */
const SHORT = /^(?:[A-Z]{1,4}|\d{1,2}|[A-Z]\d{1,2}|[A-Z]{2}\d)$/;
const UNITS = /^(?:ISO\+|ANS\+)$/;
const UNIT = /^[A-Za-z%*/.\d^()]{1,12}$/;

export const isShortCode = (code: string): boolean => SHORT.test(code);

/** What a name of a coding system is to a reader who knows table 0396; undefined for a private one. */
export function systemOf(name: string): string | undefined {
	const bare = name.trim().toUpperCase();
	if (Object.hasOwn(SYSTEMS, bare) || UNITS.test(bare) || /^HL7\d{4}$/.test(bare)) return bare;
	return undefined;
}

/** True for a code that its public system could have. */
export function isCodeOf(system: string, code: string): boolean {
	if (/^HL7\d{4}$/.test(system)) return isShortCode(code) || /^\d{4}-\d$/.test(code);
	if (UNITS.test(system))
		return isPublicCode(UCUM, code) || (UNIT.test(code) && !/\d{3}/.test(code));
	return isPublicCode(SYSTEMS[system], code);
}
