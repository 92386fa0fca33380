import type { PhiType } from '../../types';

/** HL7 v2-0203 identifier types, as far as they say more than the resource does. */
const BY_CODE: Readonly<Record<string, PhiType>> = {
	MR: 'MRN',
	MRT: 'MRN',
	PI: 'MRN',
	PT: 'MRN',
	RI: 'MRN',
	SS: 'SSN',
	SB: 'SSN',
	AN: 'ACCOUNT',
	VN: 'ACCOUNT',
	PEN: 'ACCOUNT',
	BA: 'ACCOUNT',
	CC: 'ACCOUNT',
	AM: 'ACCOUNT',
	MB: 'PLAN',
	MC: 'PLAN',
	MA: 'PLAN',
	SN: 'PLAN',
	NIIP: 'PLAN',
	HC: 'PLAN',
	DL: 'LICENCE',
	DEA: 'LICENCE',
	NPI: 'LICENCE',
	MD: 'LICENCE',
	RN: 'LICENCE',
	LN: 'LICENCE',
	PRN: 'LICENCE',
	UPIN: 'LICENCE',
	PPN: 'LICENCE',
	SNO: 'DEVICE',
	UDI: 'DEVICE',
	VIN: 'VEHICLE',
	ACSN: 'OTHER_ID',
	PLAC: 'OTHER_ID',
	FILL: 'OTHER_ID',
};

const BY_SYSTEM: ReadonlyArray<readonly [RegExp, PhiType]> = [
	[/us-ssn|2\.16\.840\.1\.113883\.4\.1$/, 'SSN'],
	[/us-npi|2\.16\.840\.1\.113883\.4\.6$/, 'LICENCE'],
	[/us-mbi|2\.16\.840\.1\.113883\.4\.927$/, 'PLAN'],
	[/dea|licen[cs]e|passport|2\.16\.840\.1\.113883\.4\.3\b/i, 'LICENCE'],
	[/mrn|medical-?record/i, 'MRN'],
	[/member|subscriber|plan|insur/i, 'PLAN'],
	[/account|visit|encounter|card/i, 'ACCOUNT'],
	[/\bvin\b|plate|vehicle/i, 'VEHICLE'],
	[/serial|udi|device/i, 'DEVICE'],
	[/portal|handle|user|badge|pager/i, 'OTHER_ID'],
];

const BY_RESOURCE: Readonly<Record<string, PhiType>> = {
	Patient: 'MRN',
	Person: 'OTHER_ID',
	RelatedPerson: 'OTHER_ID',
	Practitioner: 'LICENCE',
	PractitionerRole: 'LICENCE',
	Encounter: 'ACCOUNT',
	EpisodeOfCare: 'ACCOUNT',
	Account: 'ACCOUNT',
	Coverage: 'PLAN',
	Device: 'DEVICE',
};

/** Which of the eighteen an Identifier is: by its type code, else its system, else the resource it is of. */
export function identifierType(
	codes: readonly unknown[],
	system: unknown,
	resourceType: string,
): PhiType {
	for (const code of codes) {
		const type =
			typeof code === 'string' && Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;
		if (type !== undefined) return type;
	}
	if (typeof system === 'string') {
		for (const [pattern, type] of BY_SYSTEM) if (pattern.test(system)) return type;
	}
	return (Object.hasOwn(BY_RESOURCE, resourceType) && BY_RESOURCE[resourceType]) || 'OTHER_ID';
}
