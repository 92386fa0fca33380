import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideIdentity } from '../../../dist/nodes/Identity/decide.js';
import { parseIssuers } from '../../../dist/nodes/Identity/policy.js';
import { HospitalError } from '../../../dist/nodes/shared/errors.js';
import { ACCESSION, ada, Chart, claim, MRN, order, policy } from './chart.ts';

const now = new Date('2026-02-03T04:05:06.000Z');
const decide = (what: ReturnType<typeof claim>, chart: Chart, rules = policy()) =>
	decideIdentity(what, chart, rules, { now });

test('a study that agrees in everything is matched to patient, order and encounter', async () => {
	assert.deepEqual(await decide(claim(), new Chart(ada(), order())), {
		decision: 'match',
		reasons: [],
		patientReference: 'Patient/p-ada',
		orderReference: 'ServiceRequest/o-1',
		encounterReference: 'Encounter/e-1',
		mergeFollowed: false,
		agreed: ['id', 'name', 'birthDate', 'sex', 'accession'],
		decidedAt: '2026-02-03T04:05:06.000Z',
	});
});

test('every contradiction is listed, and a hold names no patient', async () => {
	const chart = new Chart(ada({ active: false }), order({ status: 'revoked' }));
	const decision = await decide(
		claim({ name: 'ZZOTHER^EVE', birthDate: '19990101', sex: 'M' }, { mixedIdentity: true }),
		chart,
	);
	assert.equal(decision.decision, 'hold');
	assert.deepEqual(decision.reasons.toSorted(), [
		'birth-date-mismatch',
		'mixed-identity',
		'name-mismatch',
		'order-status',
		'patient-inactive',
		'sex-mismatch',
	]);
	assert.ok(
		!('patientReference' in decision) &&
			!('orderReference' in decision) &&
			!('encounterReference' in decision),
	);
});

const holds: Array<
	[
		string,
		Partial<Parameters<typeof claim>[0]>,
		object,
		ConstructorParameters<typeof Chart>,
		string[],
	]
> = [
	['an id that nobody has', { id: 'M9' }, {}, [ada(), order()], ['patient-not-found']],
	['an empty id', { id: ' ' }, {}, [ada(), order()], ['patient-id-missing']],
	['an id without an issuer', { issuer: '' }, {}, [ada(), order()], ['patient-id-missing']],
	[
		'an issuer that is not listed',
		{ issuer: 'ELSEWHERE' },
		{},
		[ada(), order()],
		['patient-not-found'],
	],
	[
		'an issuer named like a property of every object',
		{ issuer: 'constructor' },
		{},
		[ada(), order()],
		['patient-not-found'],
	],
	[
		'the same id of another issuer',
		{ issuer: 'OTHER' },
		{},
		[ada(), order()],
		['patient-not-found'],
	],
	['two patients with one id', {}, {}, [ada(), ada({ id: 'p-2' }), order()], ['patient-ambiguous']],
	['an inactive patient', {}, {}, [ada({ active: false }), order()], ['patient-inactive']],
	[
		'an accession number without an order',
		{},
		{ accessionNumber: 'A9' },
		[ada(), order()],
		['order-not-found'],
	],
	['no accession number', {}, { accessionNumber: '' }, [ada(), order()], ['order-not-found']],
	[
		'an order of another patient',
		{},
		{},
		[ada(), ada({ id: 'p-2', identifier: [] }), order({ subject: { reference: 'Patient/p-2' } })],
		['order-other-patient'],
	],
	['an order without a patient', {}, {}, [ada(), order({ subject: {} })], ['order-other-patient']],
	[
		'an order of a patient on another server',
		{},
		{},
		[ada(), order({ subject: { reference: 'http://other.example/fhir/Patient/p-ada' } })],
		['order-other-patient'],
	],
	['a revoked order', {}, {}, [ada(), order({ status: 'revoked' })], ['order-status']],
	['an order without a status', {}, {}, [ada(), order({ status: undefined })], ['order-status']],
	[
		'two orders with one number',
		{},
		{},
		[ada(), order(), order({ id: 'o-2' })],
		['order-ambiguous'],
	],
	[
		'a second order of somebody else under the number',
		{},
		{},
		[
			ada(),
			order(),
			order({ id: 'o-2', status: 'revoked', subject: { reference: 'Patient/p-2' } }),
		],
		['order-other-patient'],
	],
	[
		'an order entered in error',
		{},
		{},
		[ada(), order({ status: 'entered-in-error' })],
		['order-not-found'],
	],
	[
		'an identifier of another kind with the same number',
		{},
		{},
		[ada(), order({ identifier: [{ system: 'https://else.example', value: 'A1' }] })],
		['order-not-found'],
	],
	['a missing name', { name: '' }, {}, [ada(), order()], ['name-mismatch']],
	['a missing birth date', { birthDate: '' }, {}, [ada(), order()], ['birth-date-mismatch']],
	[
		'a partial birth date in the chart',
		{},
		{},
		[ada({ birthDate: '1950-03' }), order()],
		['birth-date-mismatch'],
	],
	['a missing sex', { sex: '' }, {}, [ada(), order()], ['sex-mismatch']],
	[
		'images that name two patients',
		{},
		{ mixedIdentity: true },
		[ada(), order()],
		['mixed-identity'],
	],
];
for (const [what, patient, more, resources, reasons] of holds) {
	test(`${what}: held`, async () => {
		const decision = await decide(claim(patient, more), new Chart(...resources));
		assert.equal(decision.decision, 'hold');
		assert.deepEqual(decision.reasons, reasons);
	});
}

const link = (type: string, reference: string) => [{ type, other: { reference } }];
const old = (reference = 'Patient/p-ada') =>
	ada({
		id: 'p-old',
		active: false,
		identifier: [{ system: MRN, value: 'OLD' }],
		link: link('replaced-by', reference),
	});

test('a merged record is followed to its replacement, also when the order still names the old record', async () => {
	for (const subject of ['Patient/p-ada', 'Patient/p-old', 'http://127.0.0.1/fhir/Patient/p-ada']) {
		const decision = await decide(
			claim({ id: 'OLD' }),
			new Chart(ada(), old(), order({ subject: { reference: subject } })),
		);
		assert.equal(decision.decision, 'match', subject);
		assert.equal(decision.patientReference, 'Patient/p-ada');
		assert.equal(decision.mergeFollowed, true);
	}
});

test('an old number that the survivor carries too leads to one patient', async () => {
	const both = [
		{ system: MRN, value: 'M1' },
		{ use: 'old', system: MRN, value: 'OLD' },
	];
	const decision = await decide(
		claim({ id: 'OLD' }),
		new Chart(ada({ identifier: both }), old(), order()),
	);
	assert.equal(decision.decision, 'match');
});

test('the demographics of the surviving record count, not those of the merged one', async () => {
	const decision = await decide(
		claim({ id: 'OLD' }),
		new Chart(ada({ birthDate: '1960-01-01' }), old(), order()),
	);
	assert.deepEqual(decision.reasons, ['birth-date-mismatch']);
});

test('merges that go in a circle, branch, leave the server or end nowhere are held', async () => {
	const circle = ada({ link: link('replaced-by', 'Patient/p-old') });
	const branch = {
		...old(),
		link: [...link('replaced-by', 'Patient/p-ada'), ...link('replaced-by', 'Patient/p-3')],
	};
	const cases: Array<[Chart, string]> = [
		[new Chart(circle, old(), order()), 'merge-loop'],
		[new Chart(ada(), old('Patient/p-old'), order()), 'merge-loop'],
		[new Chart(ada(), branch, order()), 'patient-ambiguous'],
		[new Chart(ada(), old('Patient/gone'), order()), 'patient-not-found'],
		[
			new Chart(ada(), old('http://other.example/fhir/Patient/p-ada'), order()),
			'patient-not-found',
		],
		[new Chart(ada(), old('#p-ada'), order()), 'patient-not-found'],
	];
	for (const [chart, reason] of cases) {
		const decision = await decide(claim({ id: 'OLD' }), chart);
		assert.deepEqual(decision.reasons, [reason]);
		assert.ok(chart.reads < 15);
	}
});

test('links that only refer to another record are not followed', async () => {
	const decision = await decide(
		claim(),
		new Chart(ada({ link: link('seealso', 'Patient/p-2') }), order()),
	);
	assert.equal(decision.decision, 'match');
});

test('a server that ignores search parameters leads to no match with the wrong patient', async () => {
	const chart = new Chart(ada({ id: 'p-x', identifier: [{ system: MRN, value: 'M7' }] }), order());
	chart.lenient = true;
	assert.deepEqual((await decide(claim(), chart)).reasons, ['patient-not-found']);
	const crowded = new Chart(ada(), order());
	for (let index = 0; index < 30; index++) crowded.add(ada({ id: `p-${index}`, identifier: [] }));
	crowded.lenient = true;
	assert.deepEqual((await decide(claim(), crowded)).reasons, ['patient-ambiguous']);
});

test('where the policy allows it, missing details do not hold, but contradictions still do', async () => {
	const loose = policy({
		name: 'compare-if-present',
		birthDate: 'compare-if-present',
		sex: 'compare-if-present',
		accession: 'compare-if-present',
	});
	const chart = new Chart(ada({ birthDate: '1950', gender: 'unknown' }), order());
	const decision = await decide(claim({ name: '' }, { accessionNumber: '' }), chart, loose);
	assert.equal(decision.decision, 'match');
	assert.deepEqual(decision.agreed, ['id']);
	assert.ok(!('orderReference' in decision));
	const wrong = await decide(
		claim({ name: 'ZZOTHER^ADA', birthDate: '19600301' }, { accessionNumber: 'A9' }),
		chart,
		loose,
	);
	assert.deepEqual(wrong.reasons, ['name-mismatch', 'birth-date-mismatch', 'order-not-found']);
});

test('ids without an issuer are looked up in the system named for them', async () => {
	const decision = await decide(
		claim({ issuer: '' }),
		new Chart(ada(), order()),
		policy({ systemWithoutIssuer: MRN }),
	);
	assert.equal(decision.decision, 'match');
});

test('an accession number is looked up in any system when none is set', async () => {
	const rules = policy();
	delete rules.accessionSystem;
	const anywhere = order({ identifier: [{ system: 'https://else.example', value: 'A1' }] });
	assert.equal((await decide(claim(), new Chart(ada(), anywhere), rules)).decision, 'match');
});

test('a chart that fails is an error, never a decision', async () => {
	const failing = new HospitalError('fhir-unavailable', 'down', {
		nextStep: 'wait',
		retryable: true,
	});
	const broken = new Chart(ada(), old(), order());
	broken.read = () => Promise.reject(failing);
	await assert.rejects(decide(claim({ id: 'OLD' }), broken), failing);
	broken.searchAll = () => Promise.reject(failing);
	await assert.rejects(decide(claim(), broken), failing);
});

test('a decision says nothing that identifies the patient in its clear fields', async () => {
	const { patientReference, orderReference, encounterReference, ...clear } = await decide(
		claim(),
		new Chart(ada(), order()),
	);
	assert.ok(patientReference && orderReference && encounterReference);
	assert.ok(!/Zztest|ADA|M1|A1|1950|p-ada/i.test(JSON.stringify(clear)));
});

test('the list of issuers is read line by line, and a line that cannot be read is refused', () => {
	assert.deepEqual(parseIssuers(`DEMO = ${MRN}\n\n A B=urn:oid:1.2.3=4 \n`), {
		DEMO: MRN,
		'A B': 'urn:oid:1.2.3=4',
	});
	for (const text of ['DEMO', `= ${MRN}`, 'DEMO = mrn', `A = ${MRN}\nA = ${ACCESSION}`]) {
		assert.throws(
			() => parseIssuers(text),
			(error: HospitalError) => error.code === 'issuer-list-invalid',
		);
	}
});
