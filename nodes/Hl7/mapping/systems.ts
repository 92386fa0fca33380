/** Names of coding systems in HL7 v2 (table 0396) and the addresses by which FHIR knows them. */
const BY_NAME: Readonly<Record<string, string>> = {
	LN: 'http://loinc.org',
	LOINC: 'http://loinc.org',
	SCT: 'http://snomed.info/sct',
	SNM: 'http://snomed.info/sct',
	SNOMED: 'http://snomed.info/sct',
	'SNOMED-CT': 'http://snomed.info/sct',
	I10: 'http://hl7.org/fhir/sid/icd-10',
	I10C: 'http://hl7.org/fhir/sid/icd-10-cm',
	'ICD-10-CM': 'http://hl7.org/fhir/sid/icd-10-cm',
	I10P: 'http://www.cms.gov/Medicare/Coding/ICD10',
	I9: 'http://hl7.org/fhir/sid/icd-9-cm',
	I9C: 'http://hl7.org/fhir/sid/icd-9-cm',
	I9CDX: 'http://hl7.org/fhir/sid/icd-9-cm',
	UCUM: 'http://unitsofmeasure.org',
	RXNORM: 'http://www.nlm.nih.gov/research/umls/rxnorm',
	CVX: 'http://hl7.org/fhir/sid/cvx',
	NDC: 'http://hl7.org/fhir/sid/ndc',
	C4: 'http://www.ama-assn.org/go/cpt',
	CPT: 'http://www.ama-assn.org/go/cpt',
	DCM: 'http://dicom.nema.org/resources/ontology/DCM',
	RADLEX: 'http://www.radlex.org',
	CDCREC: 'urn:oid:2.16.840.1.113883.6.238',
};

/** The address of a coding system; undefined for one that only the sender knows. */
export function codeSystemOf(name: string): string | undefined {
	const known = BY_NAME[name.toUpperCase()];
	if (known !== undefined) return known;
	const table = /^(?:HL7|HL7-?)(\d{4})$/i.exec(name)?.[1];
	if (table !== undefined) return `http://terminology.hl7.org/CodeSystem/v2-${table}`;
	if (/^\d+(\.\d+){3,}$/.test(name)) return `urn:oid:${name}`;
	return undefined;
}

/** The name in table 0396 of a system's address; undefined when there is none. */
export function codeSystemName(system: string): string | undefined {
	const table = /^http:\/\/terminology\.hl7\.org\/CodeSystem\/v2-(\d{4})$/.exec(system)?.[1];
	if (table !== undefined) return `HL7${table}`;
	return Object.entries(BY_NAME).find(([, address]) => address === system)?.[0];
}

/** What a universal id and its type say as an address (HD.2 and HD.3, table 0301). */
export function universalSystem(
	id: string | undefined,
	type: string | undefined,
): string | undefined {
	if (id === undefined) return undefined;
	if (type === 'ISO' || (type === undefined && /^[0-2](\.\d+){2,}$/.test(id))) {
		return /^[0-2](\.(0|[1-9]\d*))+$/.test(id) ? `urn:oid:${id}` : undefined;
	}
	if (type === 'UUID' || type === 'GUID') {
		return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)
			? `urn:uuid:${id.toLowerCase()}`
			: undefined;
	}
	if (type === 'URI' && /^(https?:\/\/|urn:)\S+$/.test(id)) return id;
	return undefined;
}
