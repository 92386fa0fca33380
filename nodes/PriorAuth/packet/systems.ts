/** Short names of code systems, as people who work with payers say them. */
const NAMES: Readonly<Record<string, string>> = {
	'http://www.ama-assn.org/go/cpt': 'CPT',
	'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets': 'HCPCS',
	'http://hl7.org/fhir/sid/icd-10-cm': 'ICD-10-CM',
	'http://www.cms.gov/Medicare/Coding/ICD10': 'ICD-10-PCS',
	'http://hl7.org/fhir/sid/ndc': 'NDC',
	'http://loinc.org': 'LOINC',
	'http://snomed.info/sct': 'SNOMED CT',
	'http://www.nlm.nih.gov/research/umls/rxnorm': 'RxNorm',
};

export const shortSystem = (system: string): string =>
	NAMES[system] ??
	(system.startsWith('https://codesystem.x12.org/')
		? `X12 ${system.split('/').pop() ?? ''}`
		: system);
