import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ICredentialTestFunctions, INodeExecutionData } from 'n8n-workflow';
import { FhirServerApi } from '../../../dist/credentials/FhirServerApi.credentials.js';
import { closeAgents } from '../../../dist/nodes/clients/http/index.js';
import { Fhir } from '../../../dist/nodes/Fhir/Fhir.node.js';
import { IdentityGate } from '../../../dist/nodes/Identity/IdentityGate.node.js';
import type { StudyReference } from '../../../dist/nodes/shared/contracts/index.js';
import { startEhr, type Ehr } from '../../hospital/ehr.ts';
import {
	ACCESSION_SYSTEM,
	MRN_ISSUER,
	MRN_SYSTEM,
	orderOf,
	type Hospital,
	type Person,
} from '../../hospital/people.ts';
import { seedHospital } from '../../hospital/seed.ts';
import { dataPlace, runNode, type Place } from './run-node.ts';

const TOKEN = 'ZZSECRET-TOKEN';
let place: Place;
let ehr: Ehr;
let hospital: Hospital;

before(async () => {
	place = await dataPlace();
	ehr = await startEhr({ token: TOKEN });
	hospital = await seedHospital(ehr, { ordinary: 4 });
});
after(async () => {
	closeAgents();
	await ehr.stop();
	await place.remove();
});

type Item = Record<string, any>;
const credential = () => ({ baseUrl: ehr.url, authentication: 'bearer', token: TOKEN });

const study = (person: Person, more: Partial<StudyReference> = {}): Partial<StudyReference> => ({
	key: 'k1',
	version: `v-${person.id}`,
	studyInstanceUid: `2.25.99${person.mrn.replace(/\D/g, '')}`,
	accessionNumber: orderOf(hospital, person).accession,
	studyDate: '20261102',
	patient: {
		id: person.mrn,
		issuer: MRN_ISSUER,
		name: `${person.family}^${person.given}`.toUpperCase(),
		birthDate: person.birthDate.replaceAll('-', ''),
		sex: person.sex,
	},
	mixedIdentity: false,
	...more,
});

/** A work item whose id ends in this digit. */
const work = (digit: number) => ({
	id: `w${String(digit).padStart(31, '0')}`,
	attempt: 1,
	kind: 'dicom-study',
	priority: 'urgent',
	openedAt: '2026-11-02T00:00:00.000Z',
});

const GATE = {
	operation: 'checkStudy',
	issuers: `${MRN_ISSUER} = ${MRN_SYSTEM}`,
	accessionSystem: ACCESSION_SYSTEM,
	purposeOfUse: 'TREAT',
};

const gate = (item: Item, parameters: Item = {}) =>
	runNode({
		node: new IdentityGate(),
		name: 'Identity Gate',
		parameters: { ...GATE, ...parameters },
		credential: credential(),
		items: [item],
	});

const fhir = (item: Item, parameters: Item, more: Item = {}) =>
	runNode({
		node: new Fhir(),
		name: 'FHIR',
		parameters: { purposeOfUse: 'TREAT', ...parameters },
		credential: credential(),
		items: [item],
		...more,
	});

const result = (more: Item = {}) => ({
	status: 'result',
	finding: {
		system: 'http://snomed.info/sct',
		code: '1386000',
		display: 'Intracranial hemorrhage',
	},
	score: 0.91,
	threshold: 0.5,
	suspected: true,
	model: {
		name: 'hyperdensity-demo',
		version: '1',
		server: 'test',
		demonstration: true,
		intendedUse: 'None.',
	},
	decidedAt: '2026-11-02T04:05:06.789Z',
	...more,
});

/** What n8n would store of these items holds nothing of the person. */
function storesNothingOf(person: Person, output: INodeExecutionData[][]): void {
	const text = JSON.stringify(output);
	for (const secret of [person.mrn, person.family, person.id, person.birthDate, TOKEN]) {
		assert.ok(!text.includes(secret), `the output holds ${secret}`);
	}
}

test('a matching study leaves by Match with sealed references, recorded under a pseudonym', async () => {
	const person = hospital.ordinary[0];
	const output = await gate({ workItem: work(1), study: study(person) });
	assert.deepEqual(
		output.map((items) => items.length),
		[1, 0],
	);
	const [{ json, pairedItem }] = output[0];
	const identity = json.identity as Item;
	assert.equal(identity.decision, 'match');
	assert.deepEqual(identity.reasons, []);
	assert.match(identity.patientReference, /sealed:/);
	assert.deepEqual(pairedItem, { item: 0 });
	storesNothingOf(person, [[{ json: { identity } }]]);
	const record = (await place.ledger()).findLast(
		({ interaction }) => interaction === 'identity-matched',
	);
	assert.equal(record?.workItem.id, work(1).id);
	assert.match(record?.patient.pseudonym, /^[0-9a-f]{32}$/);
	assert.ok(!JSON.stringify(record).includes(person.mrn));
});

test('a mismatch leaves by Hold, and asking again after the chart was corrected gives a match', async () => {
	const person = hospital.ordinary[1];
	const wrong = study(person, { accessionNumber: 'A-NONE' });
	const held = await gate({ workItem: work(2), study: wrong });
	assert.deepEqual(
		held.map((items) => items.length),
		[0, 1],
	);
	assert.deepEqual((held[1][0].json.identity as Item).reasons, ['order-not-found']);
	const record = (await place.ledger()).findLast(
		({ interaction }) => interaction === 'identity-held',
	);
	assert.equal(record?.outcomeReason, 'order-not-found');
	const order = {
		...(await ehr.repository.readResource('ServiceRequest', orderOf(hospital, person).id)),
	} as Item;
	order.identifier = [{ system: ACCESSION_SYSTEM, value: 'A-NONE' }];
	await ehr.repository.updateResource(order as never);
	const matched = await gate({ workItem: work(2), study: wrong });
	assert.deepEqual(
		matched.map((items) => items.length),
		[1, 0],
	);
});

test('a match is kept for the work: a rerun asks nobody and tells the same', async () => {
	const item = { workItem: work(3), study: study(hospital.ordinary[2]) };
	const [[first]] = await gate(item);
	const asked = ehr.requests.length;
	const [[again]] = await gate(item);
	assert.equal(ehr.requests.length, asked);
	assert.equal((again.json.identity as Item).decidedAt, (first.json.identity as Item).decidedAt);
	assert.equal((await place.ledger()).at(-1)?.interaction, 'identity-match-reused');
});

test('a chart that is down is an error, recorded, and no decision', async () => {
	ehr.unavailable = true;
	try {
		await assert.rejects(
			gate({ workItem: work(4), study: study(hospital.ordinary[3]) }),
			/is not available at the moment/,
		);
	} finally {
		ehr.unavailable = false;
	}
	assert.equal((await place.ledger()).at(-1)?.interaction, 'identity-check-failed');
});

test('a gate without a list of issuers says what to fill in', async () => {
	await assert.rejects(
		gate({ study: study(hospital.ordinary[0]) }, { issuers: '' }),
		/does not know where patient IDs come from/,
	);
});

test('from sealed gate output to the chart: written once, read back, and nothing readable in n8n', async () => {
	const person = hospital.ordinary[0];
	const [[matched]] = await gate({ workItem: work(5), study: study(person) });
	const item = { ...matched.json, result: result() };
	const [[first]] = await fhir(item, { operation: 'transaction', content: 'imagingResult' });
	const chart = first.json.chart as Item;
	assert.deepEqual(chart.resourceTypes, [
		'Device',
		'Observation',
		'DiagnosticReport',
		'Task',
		'Provenance',
	]);
	assert.deepEqual(chart.outcomes, Array(5).fill('created'));
	assert.ok(chart.references.every((reference: string) => reference.startsWith('sealed:')));
	const [[again]] = await fhir(item, { operation: 'transaction', content: 'imagingResult' });
	assert.deepEqual((again.json.chart as Item).outcomes, Array(5).fill('existing'));
	const interactions = (await place.ledger()).map(({ interaction }) => interaction);
	assert.ok(interactions.includes('fhir-transaction') && interactions.includes('fhir-read-back'));
});

test('a held study is not written', async () => {
	const before = ehr.requests.length;
	const identity = {
		decision: 'hold',
		reasons: ['name-mismatch'],
		mergeFollowed: false,
		agreed: [],
		decidedAt: '2026-11-02T00:00:00Z',
	};
	await assert.rejects(
		fhir(
			{ workItem: work(6), study: study(hospital.ordinary[0]), identity, result: result() },
			{ operation: 'transaction', content: 'imagingResult' },
		),
		/not matched to a patient/,
	);
	assert.equal(ehr.requests.length, before);
});

test('a report without a LOINC code or a title is refused before anything is written', async () => {
	const [[matched]] = await gate({ workItem: work(7), study: study(hospital.ordinary[0]) });
	const item = { ...matched.json, result: result() };
	const before = ehr.requests.length;
	const write = (parameters: Item) =>
		fhir(item, { operation: 'transaction', content: 'imagingResult', ...parameters });
	for (const reportCode of [
		'',
		' ',
		'30799',
		'30799-',
		'30799-12',
		'12345678-1',
		'CT head',
		307991,
	]) {
		await assert.rejects(
			write({ reportCode }),
			{ message: 'The Report Code is not a LOINC code', description: /such as 30799-1/ },
			String(reportCode),
		);
	}
	await assert.rejects(write({ reportTitle: ' ' }), {
		message: 'The Report Title is empty',
		description: /Nothing was written/,
	});
	assert.equal(ehr.requests.length, before);
	const spaced = { reportCode: ' 30799-1 ', reportTitle: ' CT Head ', sealOutput: false };
	const [[{ json }]] = await write(spaced);
	const [, , reference] = (json.chart as Item).references as string[];
	const report = await ehr.repository.readResource('DiagnosticReport', reference.split('/')[1]);
	const [coding] = (report as Item).code.coding as Item[];
	assert.deepEqual([coding.code, coding.display], ['30799-1', 'CT Head']);
});

test('a read seals everything but codes, and the plain form is given on request', async () => {
	const person = hospital.ordinary[0];
	const parameters = { operation: 'read', resourceType: 'Patient', id: person.id };
	const sealed = await fhir({}, parameters);
	const resource = sealed[0][0].json.resource as Item;
	assert.equal(resource.resourceType, 'Patient');
	storesNothingOf(person, sealed);
	const [[plain]] = await fhir({}, { ...parameters, sealOutput: false });
	assert.equal((plain.json.resource as Item).id, person.id);
	const record = (await place.ledger()).at(-1);
	assert.equal(record?.interaction, 'fhir-read');
	assert.equal(record?.purposeOfUse, 'TREAT');
	assert.equal(record?.objects[0].type, 'Patient');
});

test('a search gives one item per record, and an unknown parameter is an error', async () => {
	const search = (name: string, value: string, more: Item = {}) =>
		fhir(
			{ kept: true },
			{
				operation: 'search',
				resourceType: 'Patient',
				parameters: { parameter: [{ name, value }] },
				...more,
			},
		);
	const person = hospital.ordinary[0];
	const [one] = await search('identifier', `${MRN_SYSTEM}|${person.mrn}`, { returnAll: true });
	assert.equal(one.length, 1);
	assert.equal(one[0].json.kept, true);
	storesNothingOf(person, [one]);
	const [limited] = await fhir(
		{},
		{
			operation: 'search',
			resourceType: 'Patient',
			parameters: {},
			limit: 3,
			searchOptions: { pageSize: 2 },
		},
	);
	assert.equal(limited.length, 3);
	await assert.rejects(search('nonsense', 'x'), /HTTP 400/);
	assert.equal((await place.ledger()).at(-1)?.outcome, '8');
});

test('a create writes once by its identifier, and asks for one when it has none', async () => {
	const resource = {
		resourceType: 'Communication',
		status: 'completed',
		identifier: [{ system: 'https://hospital.example/documents', value: 'A-17' }],
		subject: { reference: `Patient/${hospital.ordinary[0].id}` },
	};
	const write = (value: unknown, more: Item = {}) =>
		fhir({ resource: value }, { operation: 'create', ...more });
	const [[first]] = await write(resource);
	const [[again]] = await write(JSON.stringify(resource));
	assert.deepEqual((first.json.chart as Item).outcomes, ['created']);
	assert.deepEqual((again.json.chart as Item).outcomes, ['existing']);
	const { identifier, ...bare } = resource;
	assert.ok(identifier);
	await assert.rejects(write(bare), /no identifier with system and value/);
	await assert.rejects(write(bare, { onceRule: 'search', onceSearch: ' ' }), /is empty/);
	const [[searched]] = await write(bare, {
		onceRule: 'search',
		onceSearch: 'identifier=https://hospital.example/documents|A-17',
	});
	assert.deepEqual((searched.json.chart as Item).outcomes, ['existing']);
	const [[always]] = await write(bare, { onceRule: 'never' });
	assert.deepEqual((always.json.chart as Item).outcomes, ['created']);
	await assert.rejects(
		write('{"resourceType":"Patient", ZZTEST'),
		(error: Error) => !error.message.includes('ZZTEST'),
	);
});

test('a custom transaction is sent as it is', async () => {
	const bundle = {
		resourceType: 'Bundle',
		type: 'transaction',
		entry: [
			{
				resource: { resourceType: 'Basic', code: { text: 'test' } },
				request: { method: 'POST', url: 'Basic' },
			},
		],
	};
	const [[done]] = await fhir({ bundle }, { operation: 'transaction', content: 'custom' });
	assert.deepEqual((done.json.chart as Item).resourceTypes, ['Basic']);
	assert.deepEqual((done.json.chart as Item).outcomes, ['created']);
});

test('with "continue on fail" the error of one item stands in its item', async () => {
	const output = await fhir(
		{},
		{ operation: 'read', resourceType: 'Patient', id: 'nobody' },
		{ continueOnFail: true },
	);
	assert.equal((output[0][0].json.error as Item).code, 'fhir-not-found');
});

const tested = (data: object) =>
	new Fhir().methods.credentialTest.fhirServer.call({} as ICredentialTestFunctions, {
		id: '1',
		name: 'EHR',
		type: 'fhirServerApi',
		data: data as never,
	});

test('the connection test says what the server can do', async () => {
	const { status, message } = await tested(credential());
	assert.equal(status, 'OK');
	assert.match(
		message,
		/FHIR R4 server answered: \d+ resource types, transactions supported\. Searching patients is allowed/,
	);
});

test('the connection test tells a wrong token, an empty one, a dead port and a refused address apart', async () => {
	const cases: Array<[object, RegExp]> = [
		[{ ...credential(), token: 'WRONG' }, /did not accept the credential/],
		[{ ...credential(), token: '' }, /has no access token/],
		[{ ...credential(), baseUrl: 'http://127.0.0.1:1/fhir' }, /Nothing listens/],
		[{ ...credential(), baseUrl: 'http://169.254.169.254/fhir' }, /egress guard/],
		[{ ...credential(), baseUrl: 'nonsense' }, /is not a valid URL/],
		[{}, /is not a valid URL/],
	];
	for (const [data, expected] of cases) {
		const { status, message } = await tested(data);
		assert.equal(status, 'Error');
		assert.match(message, expected);
		assert.ok(!message.includes(TOKEN) && !message.includes('WRONG'));
	}
});

test('secrets in the credential are password fields, and every field is described', () => {
	for (const { name, typeOptions, description } of new FhirServerApi().properties) {
		const secret = /^token$|password|secret$|key$|certificate/i.test(name);
		assert.equal(typeOptions?.password === true, secret, name);
		assert.ok((description ?? '').length > 10, name);
	}
});
