import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { readDecision } from '../../../dist/nodes/PriorAuth/decision/index.js';
import { startPayer, type Payer } from '../../hospital/payer/index.ts';
import { judge } from '../../hospital/payer/judge.ts';
import { PAYER_OUTCOMES } from '../../hospital/payer/types.ts';
import { claimOf, golden, REQUESTS, resourceOf, type Json } from '../priorauth/golden.ts';
import { packet } from '../priorauth/sending.ts';

let payer: Payer;
before(async () => {
	payer = await startPayer({ today: '2026-11-22' });
});
after(async () => await payer.stop());
afterEach(() => payer.reset());

async function post(path: string, body: unknown, headers: Json = {}): Promise<Json> {
	const response = await fetch(path, {
		method: 'POST',
		headers: { 'content-type': 'application/fhir+json', ...headers },
		body: typeof body === 'string' ? body : JSON.stringify(body),
	});
	return { status: response.status, body: (await response.json()) as Json };
}
const submit = (body: unknown, headers: Json = {}): Promise<Json> =>
	post(`${payer.pas}/Claim/$submit`, body, headers);

for (const name of REQUESTS) {
	test(`the published example ${name} has nothing wrong`, () =>
		assert.deepEqual(judge(golden(name), name === 'inquiry'), []));
}

for (const outcome of PAYER_OUTCOMES) {
	test(`the answer "${outcome}" says what it is meant to say`, async () => {
		const { bundle } = packet(`payer-${outcome}`);
		const { status, body } = await submit(bundle, { 'x-payer-outcome': outcome });
		assert.equal(status, 200);
		assert.deepEqual(body.identifier, bundle.identifier);
		assert.equal(body.entry[0].resource.resourceType, 'ClaimResponse');
		assert.equal(readDecision(body, bundle).outcome, outcome);
	});
}

test('an approval has a number and days, a denial its reasons and words, a modification what is granted', async () => {
	const request = (key: string) => packet(key).bundle;
	const [first, second, third] = [request('say-1'), request('say-2'), request('say-3')];
	const X886 = 'https://codesystem.x12.org/external/886';
	payer.answerFor(first.identifier.value, { outcome: 'approved', days: 30 });
	payer.answerFor(second.identifier.value, {
		outcome: 'denied',
		reasons: [{ system: X886, code: '35' }],
		note: 'Step therapy was not shown.',
	});
	payer.answerFor(third.identifier.value, 'modified');
	const [yes, no, other] = await Promise.all(
		[first, second, third].map(async (bundle) => readDecision((await submit(bundle)).body, bundle)),
	);
	assert.deepEqual(yes?.items[0]?.period, { start: '2026-11-22', end: '2026-12-22' });
	assert.match(yes?.authorizationNumbers[0] ?? '', /^AUTH-/);
	assert.deepEqual(no?.items[0]?.reasonCodes, [{ system: X886, code: '35' }]);
	assert.deepEqual(no?.items[0]?.notes, ['Step therapy was not shown.']);
	assert.equal(other?.items[0]?.authorized?.at(-1)?.quantity?.value, 4);
});

test('more information is asked for by a task, by a communication request and by a form', async () => {
	for (const [by, code, way] of [
		['task', '28570-0', 'code'],
		['communication', '18776-5', 'code'],
		['task', '102089-0', 'questionnaire'],
	] as const) {
		const { bundle } = packet(`ask-${by}-${code}`);
		payer.answerFor(bundle.identifier.value, {
			outcome: 'pended',
			ask: { by, code, until: '2026-12-01' },
		});
		const decision = readDecision((await submit(bundle)).body, bundle);
		assert.equal(decision.outcome, 'pended');
		assert.equal(decision.asked[0]?.by, way);
		assert.ok(decision.asked[0]?.controlNumber);
	}
});

test('the same packet again is a repeat with the same answer; other content under its name is refused', async () => {
	const { bundle } = packet('repeat');
	const first = await submit(bundle);
	const again = await submit(bundle);
	assert.deepEqual(again.body, first.body);
	assert.deepEqual(
		payer.requests('submit').map(({ repeat }) => repeat),
		[false, true],
	);
	assert.equal(payer.duplicates(), 0);
	const changed = structuredClone(bundle);
	claimOf(changed).item[0].quantity.value = 9;
	const refused = await submit(changed);
	assert.equal(refused.status, 409);
	assert.equal(refused.body.issue[0].code, 'duplicate');
	assert.equal(payer.duplicates(), 1);
});

test('one trace number under two identifiers is a duplicate', async () => {
	const { bundle } = packet('twice');
	await submit(bundle);
	const other = structuredClone(bundle);
	other.identifier.value = 'another';
	await submit(other);
	assert.equal(payer.cases().length, 2);
	assert.equal(payer.duplicates(), 1);
});

/** Each breaks one thing that the guide or its profiles demand. */
const BROKEN: ReadonlyArray<[string, (bundle: Json) => void, RegExp]> = [
	['type', (b) => (b.type = 'transaction'), /collection/],
	['no identifier', (b) => delete b.identifier, /identifier is missing/],
	['no timestamp', (b) => delete b.timestamp, /timestamp/],
	['claim not first', (b) => b.entry.push(b.entry.shift()), /spec-12/],
	['a resource twice', (b) => b.entry.push(structuredClone(b.entry.at(-1))), /spec-14/],
	['patient missing', (b) => remove(b, 'Patient'), /spec-13/],
	[
		'something nobody refers to',
		(b) =>
			b.entry.push({
				fullUrl: 'urn:uuid:11111111-1111-4111-8111-111111111111',
				resource: { resourceType: 'Basic' },
			}),
		/spec-20/,
	],
	['a fullUrl of no form', (b) => (b.entry[0].fullUrl = 'Claim/1'), /spec-16/],
	[
		'a request in an entry',
		(b) => (b.entry[0].request = { method: 'POST', url: 'Claim' }),
		/request/,
	],
	['use', (b) => (claimOf(b).use = 'claim'), /use is not/],
	['status', (b) => (claimOf(b).status = 'draft'), /status is not/],
	['no insurer', (b) => delete claimOf(b).insurer, /insurer/],
	['no claim identifier', (b) => delete claimOf(b).identifier, /number of identifiers/],
	['no item', (b) => (claimOf(b).item = []), /no item/],
	['no category', (b) => delete claimOf(b).item[0].category, /category/],
	['no place', (b) => delete claimOf(b).item[0].locationCodeableConcept, /location/],
	[
		'no product system',
		(b) => (claimOf(b).item[0].productOrService.coding[0].system = 'x'),
		/productOrService/,
	],
	['a month', (b) => (claimOf(b).item[0].servicedPeriod.start = '2026-12'), /FullDateRule/],
	[
		'no certification type',
		(b) =>
			(claimOf(b).item[0].extension = claimOf(b).item[0].extension.filter(
				({ url }: Json) => !url.endsWith('certificationType'),
			)),
		/certificationType/,
	],
	[
		'a diagnosis that is not there',
		(b) => (claimOf(b).item[0].diagnosisSequence = [7]),
		/diagnosisSequence/,
	],
	[
		'a supporting number twice',
		(b) => claimOf(b).supportingInfo.forEach((s: Json) => (s.sequence = 1)),
		/spec-22/,
	],
	[
		'a document by address',
		(b) =>
			(resourceOf(b, 'DocumentReference').content[0].attachment = { url: 'https://x.example/1' }),
		/document is not inside/,
	],
	[
		'evidence of somebody else',
		(b) => (resourceOf(b, 'DiagnosticReport').subject = { reference: b.entry[0].fullUrl }),
		/somebody else/,
	],
	['no focal coverage', (b) => (claimOf(b).insurance[0].focal = false), /focal/],
	['a coverage that ended', (b) => (resourceOf(b, 'Coverage').status = 'cancelled'), /not active/],
	['no member id', (b) => (resourceOf(b, 'Coverage').identifier = []), /member id/],
	[
		'an inactive payer',
		(b) => entryOrganizations(b).forEach((o) => (o.active = false)),
		/active is not true/,
	],
	['a patient without a name', (b) => delete resourceOf(b, 'Patient').name, /name is missing/],
	[
		'a clinician without an identifier',
		(b) => delete resourceOf(b, 'Practitioner').identifier,
		/practitioner has no identifier/,
	],
];

const remove = (bundle: Json, type: string): void => {
	bundle.entry = bundle.entry.filter(({ resource }: Json) => resource.resourceType !== type);
};
const entryOrganizations = (bundle: Json): Json[] =>
	bundle.entry
		.map(({ resource }: Json) => resource)
		.filter(({ resourceType }: Json) => resourceType === 'Organization');

for (const [name, breakIt, expected] of BROKEN) {
	test(`broken: ${name}: nothing is taken`, async () => {
		const { bundle } = packet('broken');
		breakIt(bundle);
		const { status, body } = await submit(bundle);
		assert.equal(status, 400);
		assert.equal(body.resourceType, 'OperationOutcome');
		assert.match(body.issue.map(({ details }: Json) => details.text).join('\n'), expected);
		assert.equal(payer.cases().length, 0);
	});
}

test('what is not sent as fhir+json, or breaks the structure of FHIR, is refused', async () => {
	const { bundle } = packet('form');
	const plain = await submit(bundle, { 'content-type': 'application/json' });
	assert.match(plain.body.issue[0].details.text, /spec-11/);
	const broken = structuredClone(bundle);
	resourceOf(broken, 'Patient').gender = 'lady';
	assert.equal((await submit(broken)).status, 400);
	assert.equal((await submit('{')).status, 400);
	assert.equal(payer.cases().length, 0);
});

test('a denial is not updated: the payer wants a new request', async () => {
	const update = golden('request-homecare-update');
	payer.outcomeFor('G0154', 'denied');
	await submit(golden('request-homecare'));
	const { body } = await submit(update);
	assert.equal(readDecision(body, update).outcome, 'refused');
	payer.outcomeFor('G0154', 'approved');
});

test('coverage requirements come in an action of the system, only for a request of CDS Hooks', async () => {
	const order = {
		resourceType: 'ServiceRequest',
		id: 'o1',
		status: 'draft',
		intent: 'order',
		code: { coding: [{ system: 'x', code: 'G0154' }] },
	};
	const call = (more: Json = {}): Promise<Json> =>
		post(`${payer.crd}/cds-services/order-sign-crd`, {
			hook: 'order-sign',
			hookInstance: crypto.randomUUID(),
			context: {
				userId: 'Practitioner/1',
				patientId: 'p1',
				draftOrders: { resourceType: 'Bundle', type: 'collection', entry: [{ resource: order }] },
			},
			prefetch: { coverage: { resourceType: 'Coverage', id: 'c1' } },
			...more,
		});
	const discovery = (await (await fetch(`${payer.crd}/cds-services`)).json()) as Json;
	assert.deepEqual(
		discovery.services.map(({ hook }: Json) => hook),
		['order-sign', 'order-select'],
	);
	payer.requirementFor('G0154', { paNeeded: 'satisfied', satisfiedId: 'OLD-1' });
	const { status, body } = await call();
	assert.equal(status, 200);
	const [{ resource }] = body.systemActions;
	const parts = Object.fromEntries(
		resource.extension[0].extension.map(({ url, ...value }: Json) => [
			url,
			Object.values(value)[0],
		]),
	);
	assert.equal(parts['pa-needed'], 'satisfied');
	assert.equal(parts['satisfied-pa-id'], 'OLD-1');
	assert.deepEqual(parts.coverage, { reference: 'Coverage/c1' });
	for (const wrong of [
		{ hookInstance: '1' },
		{ hook: 'order-select' },
		{ prefetch: { coverage: {}, everything: {} } },
		{ context: { userId: 'x', patientId: 'p1' } },
	]) {
		assert.equal((await call(wrong)).status, 400);
	}
});

test('a package brings the form, a draft, the logic in both forms and the value set', async () => {
	const parameters = (canonical?: string): Json => ({
		resourceType: 'Parameters',
		parameter: [
			{
				name: 'coverage',
				resource: { resourceType: 'Coverage', id: 'c1', beneficiary: { reference: 'Patient/p1' } },
			},
			{ name: 'order', resource: { resourceType: 'ServiceRequest', id: 'o1' } },
			...(canonical === undefined ? [] : [{ name: 'questionnaire', valueCanonical: canonical }]),
		],
	});
	const ask = (body: Json) => post(`${payer.dtr}/Questionnaire/$questionnaire-package`, body);
	const { body } = await ask(parameters());
	const [{ name, resource }] = body.parameter;
	assert.equal(name, 'packagebundle');
	assert.deepEqual(
		resource.entry.map(({ resource: each }: Json) => each.resourceType),
		['Questionnaire', 'QuestionnaireResponse', 'Library', 'ValueSet'],
	);
	assert.equal(resource.entry[0].resource.url, payer.questionnaire);
	assert.deepEqual(
		resource.entry[2].resource.content.map(({ contentType }: Json) => contentType),
		['text/cql', 'application/elm+json'],
	);
	const unknown = await ask(parameters('http://payer.example.org/fhir/Questionnaire/none'));
	assert.deepEqual(
		unknown.body.parameter.map(({ name: each }: Json) => each),
		['outcome'],
	);
	assert.equal((await ask({ resourceType: 'Parameters', parameter: [] })).status, 400);
});

test('it is set up and looked at from outside of its process', async () => {
	const set = await post(`${payer.url}/control`, { outcomes: { G0154: 'contact-payer' } });
	assert.equal(set.status, 200);
	const { bundle } = packet('control');
	assert.equal(readDecision((await submit(bundle)).body, bundle).outcome, 'contact-payer');
	const state = (await (await fetch(`${payer.url}/control.json`)).json()) as Json;
	assert.equal(state.cases.length, 1);
	assert.equal(state.duplicates, 0);
	const page = await (await fetch(`${payer.url}/control`)).text();
	assert.match(page, /Duplicates: 0/);
	payer.outcomeFor('G0154', 'approved');
});

test('with a token nothing but its capabilities is told without it', async () => {
	const closed = await startPayer({ token: 'secret' });
	try {
		const url = `${closed.pas}/Claim/$submit`;
		assert.equal((await post(url, packet('token').bundle)).status, 401);
		const known = await post(url, packet('token').bundle, { authorization: 'Bearer secret' });
		assert.equal(known.status, 200);
		assert.equal((await fetch(`${closed.fhir}/metadata`)).status, 200);
	} finally {
		await closed.stop();
	}
});
