import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildFacts, type FactsOptions } from '../../../dist/nodes/Drafting/facts/index.js';
import type { ChartContext, FactOf } from '../../../dist/nodes/shared/contracts/index.js';
import * as build from './facts-chart.ts';

const {
	chart,
	concept,
	dischargeMedicine: after,
	dose,
	homeMedicine: before,
	inStay,
	inpatientMedicine: during,
	patient,
	record,
	stay,
	stayWith,
} = build;

type Medication = FactOf<'medication'>;
const medicines = (context: ChartContext, options?: FactsOptions): Medication[] =>
	buildFacts(context, options).facts.filter((one): one is Medication => one.kind === 'medication');
/** Role, with why it is unclear or what changed. */
const roles = (...resources: build.ChartResource[]): string[] =>
	medicines(stayWith(...resources)).map(({ role, data }) =>
		[role, data.unclear, data.changes?.join('+')].filter(Boolean).join(' '),
	);
const [ZZ, OTHER] = [before('Zz other 1 mg', dose(1, 'mg')), 'unclear discharge-unknown'];
/** With a further medicine from before, so that the list from before is known. */
const rolesBeside = (...resources: build.ChartResource[]): string[] => {
	const [...all] = roles(ZZ, ...resources);
	const at = all.indexOf(OTHER);
	assert.notEqual(at, -1);
	return all.toSpliced(at, 1);
};

describe('a medicine', () => {
	test('on both lists with the same directions is continued', () => {
		const name = 'Lisinopril 10 MG Oral Tablet';
		assert.deepEqual(roles(before(name, dose(10, 'mg')), after(name, dose(10, 'mg'))), [
			'continued',
		]);
	});

	test('only on the list for afterwards is new', () => {
		assert.deepEqual(rolesBeside(after('Apixaban 5 mg tablet', dose(5, 'mg', 2))), ['new']);
	});

	test('only on the list for afterwards is unclear where nothing from before is recorded', () => {
		assert.deepEqual(roles(after('Apixaban 5 mg tablet', dose(5, 'mg', 2))), [
			'unclear admission-unknown',
		]);
	});

	test('is new when the chart says that none was taken before', () => {
		const none = before('No known medications', undefined, {
			medicationCodeableConcept: concept('No known medications', '787481004'),
		});
		assert.deepEqual(roles(none, after('Apixaban 5 mg tablet', dose(5, 'mg', 2))), ['new']);
	});

	test('is not new when the list from before was cut off', () => {
		const truncated = [
			{ read: 'home-medicines', type: 'MedicationStatement', kept: 200, newestFirst: true },
		];
		const context = chart([patient(), stay(), ZZ, after('Apixaban 5 mg tablet', dose(5, 'mg'))], {
			truncated,
		});
		assert.ok(!medicines(context).some(({ role }) => role === 'new'));
	});

	test('of before that no order for afterwards names is unclear, never silently stopped', () => {
		assert.deepEqual(roles(before('Aspirin 81 mg', dose(81, 'mg'))), ['unclear discharge-unknown']);
	});

	test('of before is stopped or continued by what a site says of its own lists', () => {
		const context = stayWith(before('Aspirin 81 mg', dose(81, 'mg')));
		const role = (notOnDischargeList: FactsOptions['notOnDischargeList']) =>
			medicines(context, { notOnDischargeList })[0].role;
		assert.equal(role('stopped'), 'stopped');
		assert.equal(role('continued'), 'continued');
		assert.equal(role('unclear'), 'unclear');
	});

	test('that ended during the stay is stopped', () => {
		const ended = before('Aspirin 81 mg', dose(81, 'mg'), {
			status: 'stopped',
			effectivePeriod: { start: '2024-01-01', end: '2026-11-12' },
			statusReason: [concept('Bleeding')],
		});
		const [one] = medicines(stayWith(ended));
		assert.equal(one.role, 'stopped');
		assert.equal(one.text, 'Aspirin 81 mg, 81 mg by mouth once a day (stopped: Bleeding)');
		assert.equal(one.data.stoppedReason, 'Bleeding');
		assert.equal(one.parts?.reason, 'Bleeding');
	});

	test('that ended before the stay is on no list', () => {
		assert.deepEqual(
			rolesBeside(
				before('Aspirin 81 mg', dose(81, 'mg'), { effectivePeriod: { end: '2024-01-01' } }),
			),
			[],
		);
	});

	test('that was stopped nobody knows when is unclear', () => {
		assert.deepEqual(roles(before('Aspirin 81 mg', dose(81, 'mg'), { status: 'stopped' })), [
			'unclear state',
		]);
	});

	test('with an order not to take it any more is stopped, with the reason', () => {
		const [one] = medicines(
			stayWith(
				before('Ibuprofen 400 mg', dose(400, 'mg', 3)),
				after('Ibuprofen 400 mg', undefined, {
					doNotPerform: true,
					statusReason: concept('Kidney injury'),
				}),
			),
		);
		assert.equal(one.role, 'stopped');
		assert.equal(one.data.stoppedReason, 'Kidney injury');
		assert.equal(one.data.atDischarge, false);
	});

	test('that was never taken and is ordered not to be taken is told so', () => {
		const [one] = medicines(stayWith(after('Ibuprofen', undefined, { doNotPerform: true })));
		assert.deepEqual([one.role, one.text], ['stopped', 'Ibuprofen (ordered not to be taken)']);
	});

	test('that lasts beyond the stay is not over, and one that was over before is on no list', () => {
		const until = (end: string) => ({ effectivePeriod: { start: '2026-11-01', end } });
		const name = 'Amoxicillin 500 mg';
		assert.deepEqual(roles(before(name, dose(500, 'mg', 3), until('2026-11-30'))), [
			'unclear discharge-unknown',
		]);
		assert.deepEqual(roles(before(name, dose(500, 'mg', 3), until('2026-11-12'))), ['stopped']);
		const course = (end: string) =>
			record('MedicationRequest', {
				status: 'active',
				intent: 'order',
				medicationCodeableConcept: concept(name),
				authoredOn: '2026-08-01',
				dosageInstruction: [
					dose(500, 'mg', 3, {
						timing: {
							repeat: { frequency: 3, period: 1, periodUnit: 'd', boundsPeriod: { end } },
						},
					}),
				],
			});
		assert.deepEqual(rolesBeside(course('2026-08-10')), []);
		assert.deepEqual(roles(course('2026-12-01')), ['unclear discharge-unknown']);
	});

	test('with an order to take it and one not to is a conflict', () => {
		assert.deepEqual(
			roles(
				before('Ibuprofen 400 mg', dose(400, 'mg', 3)),
				after('Ibuprofen 400 mg', dose(400, 'mg', 3)),
				after('Ibuprofen 400 mg', undefined, { doNotPerform: true }),
			),
			['unclear conflict'],
		);
	});

	test('that was not taken although it is on the list is said to be so', () => {
		const [one] = medicines(stayWith(before('Aspirin 81 mg', undefined, { status: 'not-taken' })));
		assert.deepEqual(
			[one.role, one.data.unclear, one.data.onAdmission],
			['unclear', 'not-taken', false],
		);
	});

	test('that is on hold or only a draft is unclear', () => {
		for (const status of ['on-hold', 'draft', 'unknown']) {
			assert.deepEqual(roles(after('Aspirin 81 mg', dose(81, 'mg'), { status })), [
				'unclear state',
			]);
		}
		assert.deepEqual(roles(after('Aspirin 81 mg', dose(81, 'mg'), { intent: 'proposal' })), [
			'unclear state',
		]);
	});

	test('for the stay only is told so, given or only ordered', () => {
		const order = during('Ceftriaxone 1 g injection', dose(1, 'g', 1, { route: concept('IV') }));
		const text = (...more: build.ChartResource[]) => medicines(stayWith(order, ...more))[0].text;
		assert.equal(
			text(),
			'Ceftriaxone 1 g injection, 1 g intravenously once a day (ordered during the stay only)',
		);
		const given = inStay('MedicationAdministration', {
			status: 'completed',
			medicationCodeableConcept: concept('Ceftriaxone 1 g injection'),
			request: { reference: `MedicationRequest/${order.id}` },
			effectiveDateTime: '2026-11-11T12:00:00Z',
		});
		assert.match(text(given), /\(given during the stay only\)$/);
		assert.match(text({ ...given, status: 'not-done' }), /\(ordered during the stay only\)$/);
	});

	test('given without an order in the chart is told from what was given', () => {
		const given = inStay('MedicationAdministration', {
			status: 'completed',
			medicationCodeableConcept: concept('Morphine 2 mg injection'),
			dosage: { dose: { value: 2, unit: 'mg' }, route: concept('Intravenous', '47625008') },
			effectiveDateTime: '2026-11-11T12:00:00Z',
		});
		const [one] = medicines(stayWith(given));
		assert.equal(
			one.text,
			'Morphine 2 mg injection, 2 mg intravenously (given during the stay only)',
		);
		assert.deepEqual(one.flags, ['high-alert']);
	});

	test('given into a vein during the stay is apart from the one taken by mouth', () => {
		const name = 'Furosemide';
		const context = stayWith(
			before(`${name} 40 mg tablet`, dose(40, 'mg')),
			during(`${name} 10 mg/mL injection`, dose(40, 'mg', 2, { route: concept('IV') })),
			after(`${name} 40 mg tablet`, dose(40, 'mg')),
		);
		assert.deepEqual(
			medicines(context).map(({ role }) => role),
			['continued', 'inpatient-only'],
		);
	});

	test('given during the stay and continued is one fact that says both', () => {
		const name = 'Lisinopril 10 mg tablet';
		const order = during(name, dose(10, 'mg'));
		const given = inStay('MedicationAdministration', {
			status: 'completed',
			medicationCodeableConcept: concept(name),
			request: { reference: `MedicationRequest/${order.id}` },
		});
		const [one, ...others] = medicines(
			stayWith(before(name, dose(10, 'mg')), order, given, after(name, dose(10, 'mg'))),
		);
		assert.equal(others.length, 0);
		assert.deepEqual([one.role, one.flags], ['continued', ['given-during-stay']]);
		assert.ok(one.source.some(({ reference }) => reference === `MedicationRequest/${order.id}`));
	});

	test('ordered in the stay without a word on what for is unclear', () => {
		const order = after('Zz 1 mg tablet', dose(1, 'mg'), { category: [] });
		assert.deepEqual(roles(order), ['unclear discharge-unknown']);
	});

	test('ordered in the stay and finished in it was for the stay, whatever it is called', () => {
		const stopped = after('Zz 1 mg tablet', dose(1, 'mg'), { category: [], status: 'completed' });
		assert.deepEqual(roles(stopped), ['inpatient-only']);
		const bounded = dose(1, 'mg', 1, {
			timing: {
				repeat: {
					frequency: 1,
					period: 1,
					periodUnit: 'd',
					boundsPeriod: { start: '2026-11-10', end: '2026-11-12' },
				},
			},
		});
		assert.deepEqual(roles(after('Zz 1 mg tablet', bounded, { category: [] })), ['inpatient-only']);
	});

	test('prescribed before this stay and running is one from before', () => {
		const running = record('MedicationRequest', {
			status: 'active',
			intent: 'order',
			medicationCodeableConcept: concept('Metformin 500 mg tablet'),
			authoredOn: '2026-03-01',
			encounter: { reference: 'Encounter/zz-earlier' },
			dosageInstruction: [dose(500, 'mg', 2)],
		});
		const order = after('Metformin 500 mg tablet', dose(1000, 'mg', 2));
		assert.deepEqual(roles(running, order), ['changed dose']);
	});

	test('reported by the patient within the stay is one from before (US Core)', () => {
		const reported = inStay('MedicationRequest', {
			status: 'active',
			intent: 'plan',
			reportedBoolean: true,
			medicationCodeableConcept: concept('Metformin 500 mg tablet'),
			authoredOn: '2026-11-10T09:00:00+01:00',
			dosageInstruction: [dose(500, 'mg', 2)],
		});
		assert.deepEqual(roles(reported, after('Metformin 500 mg tablet', dose(500, 'mg', 2))), [
			'continued',
		]);
	});

	test('without a name is a gap and no fact', () => {
		const context = stayWith(
			after('', undefined, { medicationCodeableConcept: undefined }),
			after('', undefined, {
				medicationCodeableConcept: undefined,
				medicationReference: { reference: 'Medication/zz-unknown' },
			}),
		);
		assert.deepEqual(medicines(context), []);
		assert.ok(buildFacts(context).gaps.some(({ code }) => code === 'medicine-without-name'));
	});

	test('is named by the record that the order refers to, or carries inside', () => {
		const product = { resourceType: 'Medication', id: 'zzm', code: concept('Aspirin 81 mg') };
		const byReference = after('', dose(81, 'mg'), {
			medicationCodeableConcept: undefined,
			medicationReference: { reference: 'Medication/zzm' },
		});
		const inside = after('', dose(81, 'mg'), {
			medicationCodeableConcept: undefined,
			medicationReference: { reference: '#c1' },
			contained: [{ ...product, id: 'c1', code: concept('Atenolol 25 mg') }],
		});
		const names = medicines(stayWith(product, byReference, inside)).map(({ data }) => data.name);
		assert.deepEqual(names.toSorted(), ['Aspirin 81 mg', 'Atenolol 25 mg']);
	});
});

describe('what changed', () => {
	const name = 'Metoprolol tartrate 25 mg tablet';
	const change = (a: object, b: object, nameAfter = name, nameBefore = name) =>
		roles(
			before(nameBefore, a as Record<string, unknown>),
			after(nameAfter, b as Record<string, unknown>),
		)[0];

	test('is the dose, also by ten, and never by a unit of the same amount', () => {
		assert.equal(change(dose(25, 'mg', 2), dose(50, 'mg', 2)), 'changed dose');
		assert.equal(change(dose(2.5, 'mg', 2), dose(25, 'mg', 2)), 'changed dose');
		assert.equal(change(dose(1, 'g', 2), dose(1000, 'mg', 2)), 'continued');
		assert.equal(change(dose(500, 'mcg', 2), dose(0.5, 'mg', 2)), 'continued');
		assert.equal(change(dose(500, 'ug', 2), dose(500, 'mg', 2)), 'changed dose');
	});

	test('is the upper end of a range of doses too', () => {
		const upTo = (high: number) => ({
			...dose(25, 'mg', 2),
			doseAndRate: [
				{ doseRange: { low: { value: 25, unit: 'mg' }, high: { value: high, unit: 'mg' } } },
			],
		});
		assert.equal(change(upTo(50), upTo(50)), 'continued');
		assert.equal(change(upTo(50), upTo(75)), 'changed dose');
		assert.equal(change(dose(25, 'mg', 2), upTo(50)), 'changed dose');
	});

	test('is how often, however it is written', () => {
		assert.equal(change(dose(25, 'mg', 2), dose(25, 'mg', 1)), 'changed frequency');
		const timing = (repeat: object, code?: object) => ({
			...dose(25, 'mg'),
			timing: { repeat, code },
		});
		const every12 = timing({ frequency: 1, period: 12, periodUnit: 'h' });
		assert.equal(change(dose(25, 'mg', 2), every12), 'continued');
		const bid = {
			...dose(25, 'mg'),
			timing: {
				code: {
					coding: [
						{ system: 'http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation', code: 'BID' },
					],
				},
			},
		};
		assert.equal(change(dose(25, 'mg', 2), bid), 'continued');
		assert.equal(change(dose(25, 'mg', 1), bid), 'changed frequency');
		const other = timing({ frequency: 1, period: 2, periodUnit: 'd' });
		assert.equal(change(dose(25, 'mg', 1), other), 'changed frequency');
	});

	test('is "as needed"', () => {
		const needed = dose(25, 'mg', 2, { asNeededBoolean: true });
		assert.equal(change(dose(25, 'mg', 2), needed), 'changed as-needed');
		assert.equal(change(needed, needed), 'continued');
	});

	test('is the salt or the release, where both sides say it', () => {
		const er = 'Metoprolol succinate 25 mg extended release oral tablet';
		assert.equal(change(dose(25, 'mg', 2), dose(25, 'mg', 2), er), 'changed form');
		assert.equal(
			change(
				dose(30, 'mg'),
				dose(30, 'mg'),
				'Nifedipine 30 MG Extended Release Oral Tablet',
				'Nifedipine 30 MG Oral Tablet',
			),
			'changed form',
		);
	});

	test('is unclear where only one side says how the medicine is released', () => {
		assert.equal(
			change(dose(30, 'mg'), dose(30, 'mg'), 'Nifedipine ER 30 mg', 'Nifedipine 30 mg'),
			'unclear not-comparable',
		);
		assert.equal(
			change(dose(25, 'mg', 2), dose(25, 'mg', 2), 'Metoprolol 25 mg tablet'),
			'unclear not-comparable',
			'a salt that counts',
		);
		assert.equal(
			change(dose(40, 'mg'), dose(40, 'mg'), 'Atorvastatin 40 mg', 'Atorvastatin calcium 40 mg'),
			'continued',
			'a salt that does not',
		);
	});

	test('is not known where one side has words and the other numbers', () => {
		assert.equal(change({ text: 'Take as told' }, dose(25, 'mg', 2)), 'unclear not-comparable');
		assert.equal(
			change({ text: 'one tablet BID' }, { text: 'One tablet twice a day' }),
			'continued',
		);
		assert.equal(
			change({ text: '2.5 mg daily' }, { text: '25 mg daily' }),
			'unclear not-comparable',
			'words that differ are never called the same',
		);
	});

	test('is not known without any directions', () => {
		assert.deepEqual(roles(before(name), after(name)), ['unclear not-comparable']);
	});

	test('is the tablet, where tablets are counted', () => {
		const tablets = (count: number) => dose(count, 'tablet');
		const named = (strength: number) => `Furosemide ${strength} MG Oral Tablet`;
		assert.equal(change(tablets(1), tablets(1), named(40), named(40)), 'continued');
		assert.equal(change(tablets(1), tablets(1), named(40), named(20)), 'changed dose');
		assert.equal(change(tablets(1), tablets(2), named(20), named(40)), 'changed strength');
		assert.equal(change(tablets(1), dose(40, 'mg'), named(40), named(40)), 'continued');
	});

	test('is what is in a milliliter, where milliliters or units are counted', () => {
		const milliliters = (count: number) => dose(count, 'mL', 2);
		const named = (amount: string) => `Amoxicillin ${amount} Oral Suspension`;
		const same = named('250 MG / 5 ML');
		assert.equal(change(milliliters(5), milliliters(5), named('250 mg/5 mL'), same), 'continued');
		assert.equal(
			change(milliliters(5), milliliters(5), named('400 mg/5 mL'), named('250 mg/5 mL')),
			'changed strength+dose',
		);
		assert.equal(
			change(milliliters(5), milliliters(5), named('suspension'), named('250 mg/5 mL')),
			'unclear not-comparable',
		);
		const insulin = (units: number) => dose(units, 'U', 1, { route: concept('SC') });
		const glargine = (amount: number) => `Insulin glargine ${amount} UNT/ML Injectable Solution`;
		assert.equal(change(insulin(20), insulin(24), 'Lantus', glargine(100)), 'changed dose');
		assert.equal(change(insulin(20), insulin(20), 'Lantus', glargine(100)), 'continued');
		assert.equal(
			change(insulin(20), insulin(20), glargine(300), glargine(100)),
			'changed strength',
		);
	});

	test('is told with what it was', () => {
		const [one] = medicines(
			stayWith(
				before('Furosemide 20 mg tablet', dose(20, 'mg')),
				after('Furosemide 40 mg tablet', dose(40, 'mg', 2)),
			),
		);
		assert.equal(
			one.text,
			'Furosemide 40 mg tablet, 40 mg by mouth twice a day (changed; before: Furosemide 20 mg tablet, 20 mg by mouth once a day)',
		);
		assert.deepEqual(one.parts, {
			name: 'Furosemide 40 mg tablet',
			directions: '40 mg by mouth twice a day',
			dose: '40 mg',
			route: 'by mouth',
			frequency: 'twice a day',
			before: '20 mg by mouth once a day',
			beforeDose: '20 mg',
			beforeRoute: 'by mouth',
			beforeFrequency: 'once a day',
		});
		assert.deepEqual(one.data.dose, { value: 40, unit: 'mg' });
		assert.deepEqual(one.data.changes, ['dose', 'frequency']);
		assert.equal(one.data.before?.steps[0].dose?.value, 20);
		assert.deepEqual([one.data.onAdmission, one.data.atDischarge], [true, true]);
	});
});

describe('which records are of one medicine', () => {
	const d = dose(25, 'mg', 3);
	const both = (a: string, b: string) => roles(before(a, d), after(b, d));

	test('is told by the ingredient: brand, salt, tall letters and the other country do not matter', () => {
		for (const [a, b] of [
			['Lasix', 'furosemide'],
			['Furosemide 40 MG Oral Tablet [Lasix]', 'furosemide tablet'],
			['Lasix (furosemide) 40 mg', 'Furosemide'],
			['hydrALAZINE 25 mg tablet', 'Hydralazine hydrochloride 25 mg tablet'],
			['Paracetamol 500 mg', 'Tylenol'],
			['Sertraline HCl 50 mg', 'Zoloft 50 mg tablet'],
			['Amoxicillin-clavulanate 875 mg', 'Augmentin'],
			[
				'Hydrocodone / Acetaminophen',
				'Acetaminophen 325 MG / Hydrocodone Bitartrate 5 MG Oral Tablet',
			],
			['24 HR Diltiazem', 'Diltiazem 24 hr'],
		]) {
			assert.deepEqual(both(a, b), ['continued'], `${a} and ${b}`);
		}
	});

	test('is never told by likeness', () => {
		for (const [a, b] of [
			['Hydralazine 25 mg tablet', 'Hydroxyzine 25 mg tablet'],
			['Clonidine 0.1 mg', 'Clonazepam 0.5 mg'],
			['Prednisone 10 mg', 'Prednisolone 10 mg'],
			['Bupropion 150 mg', 'Buspirone 15 mg'],
			['Metformin 500 mg', 'Metronidazole 500 mg'],
			['Glipizide 5 mg', 'Glyburide 5 mg'],
			['Insulin glargine', 'Insulin lispro'],
			['Penicillin G benzathine', 'Penicillin G potassium'],
			['Haloperidol decanoate', 'Haloperidol lactate'],
			['Potassium chloride', 'Sodium chloride'],
			['Ferrous sulfate', 'Ferrous gluconate'],
			['Vitamin D3', 'Vitamin D2'],
			['Amlodipine', 'Amlodipin'],
		]) {
			assert.deepEqual(both(a, b), ['new', 'unclear discharge-unknown'], `${a} and ${b}`);
		}
	});

	test('is told by the way too: drops for the eye are not tablets', () => {
		assert.deepEqual(
			roles(
				before('Timolol 0.5 % ophthalmic solution', dose(1, 'drop', 2, { route: concept('eye') })),
				after('Timolol 10 mg tablet', dose(10, 'mg', 2)),
			),
			['new', 'unclear discharge-unknown'],
		);
	});

	test('stays open where an injection may take the place of a tablet', () => {
		assert.deepEqual(
			roles(
				before('Methotrexate 25 mg/mL injection', dose(15, 'mg', 1, { route: concept('SC') })),
				after('Methotrexate 2.5 mg tablet', dose(15, 'mg', 1)),
			),
			['unclear not-comparable', 'unclear not-comparable'],
		);
	});

	test('is told by one product code, when the names do not contradict', () => {
		const rx = (text: string, display = text) => ({
			medicationCodeableConcept: concept(text, '197417', build.RXNORM, display),
		});
		assert.deepEqual(
			roles(before('', d, rx('Zzbrand')), after('', d, rx('Zzbrand 25', 'Zzbrand 25'))),
			['continued'],
		);
		assert.deepEqual(
			roles(
				before('', d, rx('hydralazine', 'hydralazine')),
				after('', d, rx('hydroxyzine', 'hydroxyzine')),
			),
			['unclear conflict', 'unclear conflict'],
		);
	});

	test('is a conflict where the name and the code of one record are of two medicines', () => {
		const wrong = {
			medicationCodeableConcept: concept(
				'hydroxyzine 25 mg',
				'197417',
				build.RXNORM,
				'Hydralazine Hydrochloride 25 MG Oral Tablet',
			),
		};
		const [one] = medicines(stayWith(after('', d, wrong)));
		assert.deepEqual([one.role, one.data.unclear], ['unclear', 'conflict']);
		assert.ok(one.flags?.includes('conflict'));
	});

	test('stays open for a combination that may take the place of one of its parts', () => {
		assert.deepEqual(
			roles(
				before('Lisinopril 10 mg', dose(10, 'mg')),
				after('Lisinopril / Hydrochlorothiazide', dose(1, 'tablet')),
			),
			['unclear not-comparable', 'unclear not-comparable'],
		);
		assert.deepEqual(
			roles(
				before('Acetaminophen 500 mg', dose(500, 'mg', 3)),
				after('Acetaminophen 500 mg', dose(500, 'mg', 3)),
				after('Acetaminophen / Hydrocodone', dose(1, 'tablet', 3)),
			),
			['new', 'continued'],
			'what has its own counterpart is not in doubt',
		);
	});
});

describe('several entries of one medicine', () => {
	const name = 'Levothyroxine 88 mcg tablet';
	const d = (value: number) => dose(value, 'mcg');

	test('find each its own, and the rest is unclear', () => {
		assert.deepEqual(
			roles(before(name, d(88)), before(name, d(100)), after(name, d(88)), after(name, d(100))),
			['continued', 'continued'],
		);
		assert.deepEqual(
			roles(before(name, d(88)), before(name, d(100)), after(name, d(88)), after(name, d(112))),
			['continued', 'unclear several-entries', 'unclear several-entries'],
		);
		assert.deepEqual(roles(before(name, d(88)), after(name, d(88)), after(name, d(100))), [
			'continued',
			'unclear several-entries',
		]);
		assert.deepEqual(roles(before(name, d(88)), after(name, d(100)), after(name, d(112))), [
			'unclear several-entries',
			'unclear several-entries',
			'unclear several-entries',
		]);
	});

	test('that say the same are one, with all sources', () => {
		const running = record('MedicationRequest', {
			status: 'active',
			intent: 'order',
			medicationCodeableConcept: concept(name),
			authoredOn: '2026-03-01',
			dosageInstruction: [d(88)],
		});
		const [one, ...others] = medicines(stayWith(before(name, d(88)), running, after(name, d(88))));
		assert.equal(others.length, 0);
		assert.equal(one.role, 'continued');
		const references = new Set(one.source.map(({ reference }) => reference));
		assert.equal(references.size, 3);
	});

	test('that are both new are marked', () => {
		const all = medicines(stayWith(ZZ, after(name, d(88)), after(name, d(100))));
		assert.deepEqual(
			all.filter(({ role }) => role === 'new').map(({ flags }) => flags),
			[['several-entries'], ['several-entries']],
		);
	});
});

describe('directions', () => {
	const directions = (dosage: object | object[], name = 'Zz 1 mg tablet') =>
		medicines(stayWith(after(name, dosage as Record<string, unknown>)))[0];
	const text = (dosage: object | object[]) => directions(dosage).parts?.directions;
	const timing = (repeat: object, more: object = {}) => ({
		doseAndRate: [{ doseQuantity: { value: 1, unit: 'tablet' } }],
		timing: { repeat },
		...more,
	});

	test('are written out in plain words', () => {
		for (const [dosage, words] of [
			[dose(40, 'mg'), '40 mg by mouth once a day'],
			[dose(2, 'tablet', 2), '2 tablets by mouth twice a day'],
			[dose(10, 'U'), '10 units by mouth once a day'],
			[dose(1, '[iU]'), '1 international units by mouth once a day'],
			[dose(0.5, 'ug'), '0.5 mcg by mouth once a day'],
			[
				timing({ frequency: 1, period: 4, periodMax: 6, periodUnit: 'h' }),
				'1 tablet every 4 to 6 hours',
			],
			[
				timing({ frequency: 1, frequencyMax: 2, period: 1, periodUnit: 'd' }),
				'1 tablet 1 to 2 times a day',
			],
			[
				timing({ frequency: 1, period: 1, periodUnit: 'wk', dayOfWeek: ['mon'] }),
				'1 tablet once a week on Monday',
			],
			[timing({ frequency: 1, period: 2, periodUnit: 'd' }), '1 tablet every other day'],
			[timing({ when: ['HS'] }), '1 tablet at bedtime'],
			[timing({ when: ['AC'], offset: 30 }), '1 tablet 30 minutes before meals'],
			[timing({ timeOfDay: ['08:00:00', '20:00:00'] }), '1 tablet at 08:00 and 20:00'],
			[
				timing({
					frequency: 1,
					period: 1,
					periodUnit: 'd',
					boundsDuration: { value: 5, unit: 'd', code: 'd' },
				}),
				'1 tablet once a day for 5 days',
			],
			[
				timing({ frequency: 1, period: 1, periodUnit: 'd', boundsPeriod: { end: '2026-11-30' } }),
				'1 tablet once a day until 2026-11-30',
			],
			[timing({ count: 1 }), '1 tablet one time only'],
		] as const) {
			assert.equal(text(dosage), words);
		}
	});

	test('say for what an as-needed medicine is, and how much is the most', () => {
		const dosage = timing(
			{ frequency: 1, period: 6, periodUnit: 'h' },
			{
				asNeededCodeableConcept: concept('pain'),
				maxDosePerPeriod: {
					numerator: { value: 4, unit: 'g' },
					denominator: { value: 1, unit: 'd' },
				},
			},
		);
		const one = directions(dosage);
		assert.equal(
			one.parts?.directions,
			'1 tablet every 6 hours as needed for pain, at most 4 g in 1 day',
		);
		assert.equal(one.data.asNeeded, true);
	});

	test('with steps that follow each other tell all of them, and no single dose', () => {
		const one = directions([
			dose(20, 'mg', 1, { sequence: 2 }),
			dose(40, 'mg', 1, { sequence: 1 }),
		]);
		assert.equal(
			one.parts?.directions,
			'40 mg by mouth once a day, then 20 mg by mouth once a day',
		);
		assert.equal(one.parts?.dose, undefined);
		assert.equal(one.data.dose, undefined);
		assert.ok(one.flags?.includes('tapering'));
		assert.deepEqual(
			one.data.steps.map((step) => step.dose?.value),
			[40, 20],
		);
	});

	test('with steps at the same time join them with "and"', () => {
		const one = directions([
			timing({ when: ['MORN'] }),
			{
				...timing({ when: ['HS'] }),
				doseAndRate: [{ doseQuantity: { value: 2, unit: 'tablet' } }],
			},
		]);
		assert.equal(one.parts?.directions, '1 tablet in the morning, and 2 tablets at bedtime');
		assert.ok(!one.flags?.includes('tapering'));
	});

	test('that are words only are told with unsafe abbreviations written out', () => {
		const one = directions({ text: '5.0 mg PO QD, hold for SBP <100' });
		assert.equal(one.parts?.directions, '5 mg by mouth once a day, hold for SBP <100');
		assert.deepEqual(one.flags, ['text-only', 'unsafe-abbreviation']);
	});

	test('half in numbers and all in words are told in words', () => {
		const half = { text: '1 tablet twice a day', doseAndRate: timing({}).doseAndRate };
		const one = directions(half);
		assert.equal(one.parts?.directions, '1 tablet twice a day');
		assert.deepEqual(one.data.dose, { value: 1, unit: 'tablet' });
	});

	test('whose words and numbers contradict are marked', () => {
		assert.ok(
			directions({ ...dose(20, 'mg'), text: 'Take 40 mg daily' }).flags?.includes('conflict'),
		);
		assert.equal(directions({ ...dose(20, 'mg'), text: 'Take 20 mg daily' }).flags, undefined);
		const disagreeing = {
			...dose(20, 'mg', 1),
			timing: {
				code: { coding: [{ code: 'BID' }] },
				repeat: { frequency: 1, period: 1, periodUnit: 'd' },
			},
		};
		assert.ok(directions(disagreeing).flags?.includes('conflict'));
	});

	test('take the dose that is ordered, not the one that it was calculated from', () => {
		const each = (code: string, value: number) => ({
			type: build.coded(code),
			doseQuantity: { value, unit: 'mg' },
		});
		const both = { ...dose(1, 'mg'), doseAndRate: [each('calculated', 5), each('ordered', 350)] };
		assert.deepEqual(directions(both).data.dose, { value: 350, unit: 'mg' });
	});

	test('with a number without a unit are marked', () => {
		assert.ok(directions(dose(20, '')).flags?.includes('no-unit'));
	});

	test('count how often in a day', () => {
		const perDay = (repeat: object) => directions(timing(repeat)).data.frequency?.perDay;
		assert.equal(perDay({ frequency: 3, period: 1, periodUnit: 'd' }), 3);
		assert.equal(perDay({ frequency: 1, period: 8, periodUnit: 'h' }), 3);
		assert.equal(perDay({ frequency: 1, period: 2, periodUnit: 'd' }), 0.5);
		assert.equal(perDay({ when: ['MORN', 'HS'] }), 2);
		assert.equal(
			perDay({ frequency: 1, period: 1, periodUnit: 'd', dayOfWeek: ['mon', 'wed', 'fri'] }),
			3 / 7,
		);
		assert.equal(perDay({ frequency: 1, period: 1, periodUnit: 'mo' }), undefined);
	});
});
