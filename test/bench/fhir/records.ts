/** A patient of a usual size: about 1.5 kB. */
export const patientOf = (id: string) => ({
	resourceType: 'Patient',
	id,
	meta: { versionId: '3', lastUpdated: '2026-02-03T04:05:06.789Z' },
	identifier: [
		{
			use: 'usual',
			type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] },
			system: 'urn:oid:2.25.99.1',
			value: `MRN-${id}`,
		},
	],
	active: true,
	name: [{ use: 'official', family: 'Zztest', given: ['Ada', 'Zz'] }],
	telecom: [{ system: 'phone', value: '+1 555 0100', use: 'home' }],
	gender: 'female',
	birthDate: '1980-02-03',
	address: [{ use: 'home', line: ['1 Example Street'], city: 'Exampleton', postalCode: '00000' }],
	communication: [{ language: { coding: [{ system: 'urn:ietf:bcp:47', code: 'en' }] } }],
	generalPractitioner: [{ reference: 'Practitioner/zztest-1' }],
	managingOrganization: { reference: 'Organization/zztest-1' },
});

/** An observation of a usual size: about 700 bytes as a line. */
export const observationOf = (number: number) => ({
	resourceType: 'Observation',
	id: `zz-${number}`,
	meta: { versionId: '1', lastUpdated: '2026-02-03T04:05:06.789Z' },
	status: 'final',
	category: [
		{
			coding: [
				{
					system: 'http://terminology.hl7.org/CodeSystem/observation-category',
					code: 'laboratory',
				},
			],
		},
	],
	code: {
		coding: [{ system: 'http://loinc.org', code: '718-7', display: 'Hemoglobin [Mass/volume]' }],
	},
	subject: { reference: `Patient/zz-${number % 5000}` },
	encounter: { reference: `Encounter/zz-${number % 9000}` },
	effectiveDateTime: '2026-02-03T04:00:00Z',
	valueQuantity: {
		value: 120 + (number % 40),
		unit: 'g/L',
		system: 'http://unitsofmeasure.org',
		code: 'g/L',
	},
});
