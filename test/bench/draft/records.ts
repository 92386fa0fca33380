import type {
	ChartContext,
	ChartResource,
} from '../../../dist/nodes/shared/contracts/chart-context.js';
import { isoOf, type Medicine, type Stay } from './stay.ts';
import type { Often, Route } from './lists.ts';

const PATIENT = 'Patient/zz-patient';
const ENCOUNTER = 'Encounter/zz-stay';

const coding = (system: string, code: string, display: string) => ({
	coding: [{ system, code, display }],
	text: display,
});

const ROUTES: Record<Route, readonly [code: string, display: string]> = {
	oral: ['26643006', 'Oral route'],
	subcutaneous: ['34206005', 'Subcutaneous route'],
	intravenous: ['47625008', 'Intravenous route'],
	inhaled: ['447694001', 'Respiratory tract route'],
	topical: ['6064005', 'Topical route'],
	sublingual: ['37839007', 'Sublingual route'],
};

const TIMES: Record<Often, { repeat: object; text: string; code?: string }> = {
	daily: { repeat: { frequency: 1, period: 1, periodUnit: 'd' }, text: 'once daily', code: 'QD' },
	twice: { repeat: { frequency: 2, period: 1, periodUnit: 'd' }, text: 'twice daily', code: 'BID' },
	thrice: {
		repeat: { frequency: 3, period: 1, periodUnit: 'd' },
		text: 'three times daily',
		code: 'TID',
	},
	four: {
		repeat: { frequency: 4, period: 1, periodUnit: 'd' },
		text: 'four times daily',
		code: 'QID',
	},
	bedtime: {
		repeat: { frequency: 1, period: 1, periodUnit: 'd', when: ['HS'] },
		text: 'at bedtime',
	},
	weekly: { repeat: { frequency: 1, period: 1, periodUnit: 'wk' }, text: 'once weekly' },
	q6: { repeat: { frequency: 1, period: 6, periodUnit: 'h' }, text: 'every 6 hours', code: 'Q6H' },
	q8: { repeat: { frequency: 1, period: 8, periodUnit: 'h' }, text: 'every 8 hours' },
	q12: { repeat: { frequency: 1, period: 12, periodUnit: 'h' }, text: 'every 12 hours' },
	needed: {
		repeat: { frequency: 1, period: 6, periodUnit: 'h' },
		text: 'every 6 hours as needed',
	},
};

const UCUM: Record<string, string> = {
	mg: 'mg',
	mcg: 'ug',
	g: 'g',
	units: '[iU]',
	mEq: 'meq',
	mL: 'mL',
};

let form = 0;

/** Directions in one of the ways in which charts carry them. */
function directions(medicine: Pick<Medicine, 'drug' | 'dose' | 'often'>): object {
	const { drug, dose, often } = medicine;
	const { repeat, text, code } = TIMES[often];
	const [routeCode, route] = ROUTES[drug.route];
	const unit = drug.unit;
	const coded = form % 3 === 0 && code !== undefined;
	return {
		text: `${dose} ${unit} ${text}`,
		timing: coded
			? { code: coding('http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation', code, code) }
			: { repeat },
		...(often === 'needed' && { asNeededBoolean: true }),
		route: coding('http://snomed.info/sct', routeCode, route),
		doseAndRate: [
			{
				doseQuantity: { value: dose, unit, system: 'http://unitsofmeasure.org', code: UCUM[unit] },
			},
		],
	};
}

/** The stay as the discharge-summary purpose reads it from a chart. */
export function recordsOf(stay: Stay, notes: readonly string[] = []): ChartContext {
	const resources: ChartResource[] = [];
	const add = (resourceType: string, body: object): void => {
		const id = `zz-${resourceType.toLowerCase()}-${resources.length}`;
		resources.push({ resourceType, id, meta: { versionId: '1' }, ...body });
	};
	const subject = { reference: PATIENT };
	const encounter = { reference: ENCOUNTER };
	const at = (day: number, hour = 9): string =>
		`${isoOf(day)}T${String(hour).padStart(2, '0')}:00:00Z`;
	form = stay.from;
	resources.push(
		{
			resourceType: 'Patient',
			id: 'zz-patient',
			meta: { versionId: '1' },
			name: [{ use: 'official', family: stay.family, given: [stay.given] }],
			gender: stay.sex,
			birthDate: stay.born,
		},
		{
			resourceType: 'Encounter',
			id: 'zz-stay',
			meta: { versionId: '3' },
			status: 'finished',
			class: {
				system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
				code: 'IMP',
				display: 'inpatient encounter',
			},
			subject,
			period: { start: at(stay.from, 14), end: at(stay.to, 11) },
			reasonCode: [{ text: stay.reason }],
			participant: [
				{
					type: [
						coding(
							'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
							'ATND',
							'attender',
						),
					],
					individual: { reference: 'Practitioner/zz-doctor', display: stay.physician },
				},
			],
			hospitalization: {
				dischargeDisposition: coding(
					'http://terminology.hl7.org/CodeSystem/discharge-disposition',
					...stay.disposition,
				),
			},
		},
	);
	for (const { name, side, polarity, role } of stay.problems) {
		add('Condition', {
			clinicalStatus: coding(
				'http://terminology.hl7.org/CodeSystem/condition-clinical',
				'active',
				'Active',
			),
			verificationStatus: coding(
				'http://terminology.hl7.org/CodeSystem/condition-ver-status',
				polarity === 'absent' ? 'refuted' : 'confirmed',
				polarity === 'absent' ? 'Refuted' : 'Confirmed',
			),
			category: [
				coding(
					'http://terminology.hl7.org/CodeSystem/condition-category',
					role === 'stay' ? 'encounter-diagnosis' : 'problem-list-item',
					role === 'stay' ? 'Encounter Diagnosis' : 'Problem List Item',
				),
			],
			code: { text: side === undefined ? name : `${capital(side)} ${name}` },
			...(side !== undefined && {
				bodySite: [
					coding('http://snomed.info/sct', side === 'left' ? '7771000' : '24028007', capital(side)),
				],
			}),
			subject,
			...(role === 'stay' && { encounter }),
			recordedDate: isoOf(role === 'stay' ? stay.from : stay.from - 900),
		});
	}
	for (const { name, side, day, done } of stay.procedures) {
		add('Procedure', {
			status: done ? 'completed' : 'not-done',
			code: { text: side === undefined ? name : `${name}, ${side}` },
			subject,
			encounter,
			...(done && { performedDateTime: isoOf(day) }),
		});
	}
	for (const medicine of stay.medicines) addMedicine(stay, medicine, add);
	for (const { analyte, values } of stay.results) {
		for (const { day, value } of values) {
			const { low, high, unit, loinc, name } = analyte;
			add('Observation', {
				status: 'final',
				category: [
					coding(
						'http://terminology.hl7.org/CodeSystem/observation-category',
						'laboratory',
						'Laboratory',
					),
				],
				code: coding('http://loinc.org', loinc, name),
				subject,
				encounter,
				effectiveDateTime: at(stay.from + day, day === 0 ? 18 : 6),
				valueQuantity: {
					value,
					...(unit !== '' && { unit, system: 'http://unitsofmeasure.org', code: unit }),
				},
				referenceRange: [{ low: { value: low }, high: { value: high } }],
				...((value < low || value > high) && {
					interpretation: [
						coding(
							'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation',
							value < low ? 'L' : 'H',
							value < low ? 'Low' : 'High',
						),
					],
				}),
			});
		}
	}
	for (const { substance, reaction } of stay.allergies) {
		add('AllergyIntolerance', {
			clinicalStatus: coding(
				'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical',
				'active',
				'Active',
			),
			verificationStatus: coding(
				'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
				'confirmed',
				'Confirmed',
			),
			code: { text: substance },
			patient: subject,
			...(reaction !== undefined && { reaction: [{ manifestation: [{ text: reaction }] }] }),
		});
	}
	if (stay.noneKnown) {
		add('AllergyIntolerance', {
			clinicalStatus: coding(
				'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical',
				'active',
				'Active',
			),
			code: coding('http://snomed.info/sct', '716186003', 'No known allergy'),
			patient: subject,
		});
	}
	for (const { name, day } of stay.pending) {
		add('DiagnosticReport', {
			status: 'registered',
			code: { text: name },
			subject,
			encounter,
			effectiveDateTime: at(day, 8),
		});
	}
	for (const { clinic, day } of stay.appointments) {
		add('Appointment', {
			status: 'booked',
			serviceType: [{ text: clinic }],
			description: `${clinic} follow-up`,
			start: at(day, 10),
			end: at(day, 11),
			participant: [{ actor: subject, status: 'accepted' }],
		});
	}
	if (stay.codeStatus !== undefined) {
		add('Observation', {
			status: 'final',
			category: [
				coding(
					'http://terminology.hl7.org/CodeSystem/observation-category',
					'social-history',
					'Social History',
				),
			],
			code: coding('http://snomed.info/sct', '304251008', 'Resuscitation status'),
			subject,
			encounter,
			effectiveDateTime: at(stay.from, 16),
			valueCodeableConcept:
				stay.codeStatus === 'full'
					? coding('http://snomed.info/sct', '304252001', 'For resuscitation')
					: coding('http://snomed.info/sct', '304253006', 'Not for resuscitation'),
		});
	}
	for (const text of notes) {
		add('DocumentReference', {
			status: 'current',
			docStatus: 'final',
			type: coding('http://loinc.org', '11506-3', 'Progress note'),
			subject,
			date: at(stay.from + 1, 12),
			context: { encounter: [encounter] },
			content: [
				{
					attachment: {
						contentType: 'text/plain',
						data: Buffer.from(text).toString('base64'),
					},
				},
			],
		});
	}
	return {
		contract: 'ChartContext/1',
		purpose: 'discharge-summary',
		purposeVersion: '2',
		patient: PATIENT,
		encounter: ENCOUNTER,
		declared: [],
		resources,
		asOf: at(stay.to, 12),
		counts: {},
		notFound: [],
		truncated: [],
		enteredInError: 0,
		otherEncounter: 0,
	};
}

function addMedicine(
	stay: Stay,
	medicine: Medicine,
	add: (resourceType: string, body: object) => void,
): void {
	form += 1;
	const { drug, role, before } = medicine;
	const name = form % 4 === 1 && drug.brand !== undefined ? drug.brand : drug.name;
	const subject = { reference: PATIENT };
	// Brand names stand together with the ingredient, as in drug databases.
	const concept = {
		coding: [
			{ system: 'https://demo-hospital.example/drugs', code: drug.name, display: drug.name },
		],
		text: name === drug.name ? drug.name : `${drug.name} (${name})`,
	};
	if (role !== 'new') {
		add('MedicationStatement', {
			status: 'active',
			category: coding(
				'http://terminology.hl7.org/CodeSystem/medication-statement-category',
				'community',
				'Community',
			),
			medicationCodeableConcept: concept,
			subject,
			effectivePeriod: { start: isoOf(stay.from - 400) },
			dateAsserted: isoOf(stay.from),
			dosage: [directions(before === undefined ? medicine : { drug, ...before })],
		});
	}
	const request = {
		intent: 'order',
		category: [
			coding(
				'http://terminology.hl7.org/CodeSystem/medicationrequest-category',
				'discharge',
				'Discharge',
			),
		],
		medicationCodeableConcept: concept,
		subject,
		encounter: { reference: ENCOUNTER },
		authoredOn: isoOf(stay.to),
		dosageInstruction: [directions(medicine)],
	};
	if (role === 'stopped') {
		add('MedicationRequest', {
			...request,
			status: 'stopped',
			statusReason: { text: 'No longer needed' },
		});
	} else {
		add('MedicationRequest', { ...request, status: 'active' });
	}
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
