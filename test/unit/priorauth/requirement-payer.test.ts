import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import {
	checkRequirement,
	crdService,
	probeCrd,
	readTable,
	type RequirementInput,
} from '../../../dist/nodes/PriorAuth/requirement/index.js';
import {
	encounter,
	information,
	input,
	insurer,
	practitioner,
	ScriptedPayer,
	service,
	update,
	type Answering,
} from './crd-payer.ts';
import type { Json } from './golden.ts';
import { coverage, order } from './people.ts';

let payer: ScriptedPayer;
const yes: Answering = () => ({ body: { cards: [], systemActions: [update(information())] } });

before(async () => {
	payer = await new ScriptedPayer().start();
});
after(async () => await payer.stop());
beforeEach(async () => {
	await payer.stop();
	payer = await new ScriptedPayer().start();
	payer.answering = yes;
});

const check = async (more: Partial<RequirementInput> = {}, crd: Json = {}) =>
	await checkRequirement(input({ crd: service(payer, crd), ...more }));

const table = () =>
	readTable({
		name: 'zz',
		version: '1',
		rules: [
			{
				id: 'r1',
				payer: '12345',
				code: 'G0154',
				needs: 'yes',
				source: 'ZZ manual of 2026',
				from: '2026-01-01',
				to: '2026-12-31',
				checkedBy: 'ZZ nurse',
				checkedOn: '2026-10-01',
			},
		],
	});

test('The payer is asked as the hook describes it, and its statement is the answer', async () => {
	payer.services[0].prefetch = {
		patient: 'Patient/{{context.patientId}}',
		cover: 'Coverage?patient={{context.patientId}}&status=active',
		user: '{{context.userId}}',
	};
	const found = await check();
	assert.equal(found.source, 'payer');
	assert.equal(found.items[0]?.needed, 'yes');
	assert.equal(found.needsPerson, false);
	assert.deepEqual(found.reasons, []);
	const { question } = payer;
	assert.equal(question.hook, 'order-sign');
	assert.match(question.hookInstance, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
	assert.equal(question.context.userId, 'Practitioner/doc');
	assert.equal(question.context.patientId, 'p1');
	assert.equal(question.context.encounterId, 'e9');
	assert.equal(question.context.draftOrders.entry[0].resource.id, 'o1');
	assert.equal(question.prefetch.patient.id, 'p1');
	assert.equal(question.prefetch.cover.entry.length, 1);
	assert.equal(question.prefetch.user.id, 'doc');
	assert.equal(question.fhirAuthorization, undefined);
	assert.equal(question.fhirServer, undefined);
	assert.deepEqual(found.asked?.sent, ['patient', 'cover', 'user']);
});

test('No social security number, contact, rendered text or note leaves', async () => {
	payer.services[0].prefetch = { patient: 'Patient/{{context.patientId}}' };
	const own = { ...order(), note: [{ text: 'ZZSECRET' }] };
	await check({ orders: [own] });
	const text = JSON.stringify(payer.question);
	for (const word of ['999-99-9999', 'BOB', 'ZZSECRET', 'xhtml', 'generalPractitioner']) {
		assert.ok(!text.includes(word), word);
	}
	assert.ok(text.includes('ZZ-1001'));
});

test('Only what the list asks for and what is allowed goes; the rest is said to be withheld', async () => {
	payer.services[0].prefetch = {
		conditions: 'Condition?patient={{context.patientId}}',
		everything: 'Observation?patient={{context.patientId}}&_count=100',
		stranger: 'Patient/p2',
		strangers: 'Patient?_id=p1,p2',
		all: 'Patient?_id={{context.patientId}}&_revinclude=Observation:patient',
		coverages: 'Coverage?patient={{context.patientId}}&status=cancelled',
		other: 'Coverage?patient=p2',
		path: 'Patient/{{context.patientId.replace("1","2")}}',
		place: 'Location?_id={{%encounter.location.location.resolve().id}}',
		circle: 'Practitioner?_id={{%circle.entry.resource.id}}',
		missing: 'Practitioner?_id={{%nowhere.entry.resource.id}}',
		encounter: 'Encounter/{{context.encounterId}}',
	};
	const found = await check();
	assert.deepEqual(found.asked?.sent, ['place', 'encounter']);
	assert.equal(payer.question.prefetch.place, null);
	assert.deepEqual(Object.keys(payer.question.prefetch).sort(), ['encounter', 'place']);
	assert.equal(found.asked?.withheld.length, 10);
});

test('Templates with paths are satisfied with what the order leads to', async () => {
	const orders = 'context.draftOrders.entry.resource';
	const people = [
		`%encounter.participant.individual`,
		`${orders}.requester`,
		`${orders}.performer`,
	];
	const ids = (type: string, ...of: string[]) =>
		`${type}?_id={{${of.map((path) => `${path}.resolve().ofType(${type}).id`).join('|')}}}`;
	const roles = '%practitionerRoles.entry.resource';
	payer.services[0].prefetch = {
		encounter: 'Encounter/{{context.encounterId}}',
		practitionerRoles: ids('PractitionerRole', ...people),
		practitioners: ids('Practitioner', `${roles}.practitioner`, ...people),
		organizations: ids('Organization', `${roles}.organization`, `${orders}.performer`),
		locations: ids('Location', `${roles}.location`, `${orders}.locationReference`),
		medications: `Medication?_id={{${orders}.ofType(MedicationRequest).medication.resolve().id}}`,
		included:
			'PractitionerRole?_id={{userPractitionerRoleId}}&_include=PractitionerRole:practitioner',
	};
	const role: Json = {
		resourceType: 'PractitionerRole',
		id: 'role1',
		practitioner: { reference: 'Practitioner/doc' },
		organization: { reference: 'http://ehr.example.org/fhir/Organization/org1' },
	};
	const records: Record<string, Json> = {
		'Practitioner/doc': practitioner(),
		'Organization/org1': { resourceType: 'Organization', id: 'org1', name: 'ZZTEST CLINIC' },
	};
	const read: string[] = [];
	const own = {
		...order(),
		requester: { reference: 'PractitionerRole/role1' },
		performer: [{ reference: 'http://elsewhere.example.org/fhir/Practitioner/doc' }],
	};
	await check({
		orders: [own],
		practitioner: role,
		read: async (key) => {
			read.push(key);
			return await Promise.resolve(records[key]);
		},
	});
	const { prefetch } = payer.question;
	const found = (name: string) => prefetch[name].entry.map(({ resource }: Json) => resource.id);
	assert.deepEqual(found('practitionerRoles'), ['role1']);
	assert.deepEqual(found('practitioners'), ['doc']);
	assert.deepEqual(found('organizations'), ['org1']);
	assert.deepEqual(found('included'), ['role1', 'doc']);
	assert.equal(prefetch.locations, null);
	assert.equal(prefetch.medications, null);
	assert.equal(prefetch.encounter.id, 'e9');
	assert.deepEqual(read.sort(), ['Organization/org1', 'Practitioner/doc']);
});

test('A record that the chart gives of another patient, or under another id, does not leave', async () => {
	payer.services[0].prefetch = {
		encounters: 'Encounter?_id={{context.draftOrders.entry.resource.encounter.resolve().id}}',
	};
	const foreign = { ...encounter(), subject: { reference: 'Patient/p2' } };
	const { encounter: _own, ...rest } = input();
	for (const record of [foreign, { ...encounter(), id: 'e8' }]) {
		const crd = service(payer);
		const read = async () => await Promise.resolve(record as Json);
		await checkRequirement({ ...rest, crd, read });
		assert.equal(payer.question.prefetch.encounters, null);
	}
});

for (const [what, answering, reason] of [
	['is late', () => ({ afterMs: 900, body: {} }), 'payer-late'],
	['refuses', () => ({ status: 400, body: { text: 'ZZTEST' } }), 'payer-refused'],
	['fails', () => ({ status: 500, text: '<html>' }), 'payer-refused'],
	['answers with a page', () => ({ text: '<html>ZZTEST</html>' }), 'payer-answer-unusable'],
	['answers with a list', () => ({ body: [] }), 'payer-answer-unusable'],
	['answers with neither cards nor actions', () => ({ body: {} }), 'payer-answer-unusable'],
	[
		'answers without an end',
		() => ({ text: `{"cards":["${'x'.repeat(3 * 1024 * 1024)}"]}` }),
		'payer-answer-unusable',
	],
] as Array<[string, Answering, string]>) {
	test(`When the payer ${what}, the table answers and that is said; without one it is unknown`, async () => {
		payer.answering = answering;
		const crd = { timeoutMs: 500 };
		const withTable = await check({ table: table() }, crd);
		assert.equal(withTable.source, 'table');
		assert.deepEqual(withTable.reasons, [reason]);
		assert.equal(withTable.items[0]?.needed, 'yes');
		assert.equal(withTable.items[0]?.rule?.id, 'r1');
		assert.equal(withTable.table?.name, 'zz');
		const without = await check({}, crd);
		assert.equal(without.source, 'none');
		assert.deepEqual(without.reasons, [reason, 'no-table']);
		assert.equal(without.items[0]?.needed, 'unknown');
		assert.equal(without.needsPerson, true);
		assert.ok(!JSON.stringify(without).includes('ZZTEST'));
	});
}

test('When nobody listens, that is said and the table answers', async () => {
	const crd = { ...service(payer), baseUrl: 'http://127.0.0.1:9' };
	const found = await checkRequirement(input({ crd, table: table() }));
	assert.deepEqual(found.reasons, ['payer-unreachable']);
	assert.equal(found.source, 'table');
});

test('A payer that says nothing about the order leaves what it wrote on it before, or it is unknown', async () => {
	payer.answering = () => ({ body: { cards: [{ summary: 'ZZ hello' }], systemActions: [] } });
	const silent = await check();
	assert.equal(silent.source, 'payer');
	assert.equal(silent.items[0]?.needed, 'unknown');
	assert.equal(silent.cards[0]?.summary, 'ZZ hello');
	const noted = { ...order(), extension: [information({ 'pa-needed': 'no-auth' })] };
	assert.equal((await check({ orders: [noted] })).items[0]?.needed, 'no');
});

test('Each order gets its own answer', async () => {
	const second = { ...order(), id: 'o2' };
	payer.answering = () => ({
		body: {
			systemActions: [
				update(information({ 'pa-needed': 'no-auth' })),
				{ type: 'update', resource: { ...second, extension: [information()] } },
				{ type: 'create', resource: { ...second, extension: [information()] } },
				{ type: 'update', resource: { ...second, id: 'o3', extension: [information()] } },
			],
		},
	});
	const { items } = await check({ orders: [order(), second] });
	assert.deepEqual(
		items.map(({ order: key, needed }) => [key, needed]),
		[
			['ServiceRequest/o1', 'no'],
			['ServiceRequest/o2', 'yes'],
		],
	);
});

test('order-select names what was chosen, and its service is found by the hook', async () => {
	payer.services.push({ hook: 'order-select', id: 'select', description: 'ZZTEST' });
	const found = await check({}, { hook: 'order-select' });
	assert.equal(found.asked?.service, 'select');
	assert.deepEqual(payer.question.context.selections, ['ServiceRequest/o1']);
});

test('Of several services one has to be named; a service with an unsafe name is none', async () => {
	payer.services.push({ hook: 'order-sign', id: 'sign2', description: 'ZZTEST' });
	assert.deepEqual((await check({ table: table() })).reasons, ['payer-service-unclear']);
	assert.equal((await check({}, { serviceId: 'sign2' })).asked?.service, 'sign2');
	const odd = await new ScriptedPayer().start();
	odd.services = [{ hook: 'order-sign', id: '../admin', description: 'ZZTEST' }];
	const found = await checkRequirement(input({ crd: service(odd) }));
	assert.deepEqual(found.reasons, ['payer-offers-no-service', 'no-table']);
	assert.ok(odd.asked.every(({ method }) => method === 'GET'));
	await odd.stop();
});

test('The list is remembered, and read anew once after a refusal', async () => {
	await check();
	await check();
	assert.equal(payer.asked.filter(({ method }) => method === 'GET').length, 1);
	payer.services = [{ hook: 'order-sign', id: 'renamed', description: 'ZZTEST' }];
	payer.answering = ({ url, ...rest }) =>
		url.endsWith('/renamed') ? yes({ url, ...rest }) : { status: 404 };
	assert.equal((await check()).items[0]?.needed, 'yes');
	assert.equal(payer.asked.filter(({ method }) => method === 'GET').length, 2);
});

test('A payer who does not insure the patient is not told about the patient', async () => {
	const found = await check({ table: table() }, { payers: ['99999'] });
	assert.deepEqual(found.reasons, ['payer-not-served']);
	assert.equal(payer.asked.length, 0);
	assert.equal((await check({}, { payers: ['12345'] })).source, 'payer');
	assert.equal((await check({}, { payers: ['http://payers.example.org|12345'] })).source, 'payer');
});

test('Nothing is asked about records of two patients, or when nobody has ordered', async () => {
	const foreign = { ...order(), subject: { reference: 'Patient/p2' } };
	await assert.rejects(check({ orders: [foreign] }), { code: 'prior-auth-other-patient' });
	const other = { ...coverage(), beneficiary: { reference: 'Patient/p2' } };
	await assert.rejects(check({ coverage: other }), { code: 'prior-auth-other-patient' });
	await assert.rejects(check({ orders: [] }), { code: 'prior-auth-setting-wrong' });
	await assert.rejects(check({ orders: [order(), order()] }), { code: 'prior-auth-setting-wrong' });
	assert.equal(payer.asked.length, 0);
	const nobody = order();
	delete nobody.requester;
	const { practitioner: _who, ...rest } = input({ orders: [nobody], crd: service(payer) });
	assert.deepEqual((await checkRequirement(rest)).reasons, ['order-incomplete', 'no-table']);
});

test('Each question is signed for the address that it goes to', async () => {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'secp384r1' });
	const credential = {
		baseUrl: `${payer.url}/cds-services/`,
		authentication: 'key' as const,
		privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
		keyId: 'zz-1',
		issuer: 'https://ehr.example.org',
		keySet: 'https://ehr.example.org/jwks.json',
		tenant: 'ZZTEST',
	};
	const crd = crdService(credential, { timeoutMs: 3000 });
	await checkRequirement(input({ crd }));
	const seen = payer.asked.map(({ headers, url }) => {
		const [head = '', body = '', signature = ''] = String(headers.authorization)
			.replace('Bearer ', '')
			.split('.');
		const key = {
			key: createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })),
			dsaEncoding: 'ieee-p1363' as const,
		};
		assert.ok(
			verify('sha384', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url')),
		);
		const header = JSON.parse(Buffer.from(head, 'base64url').toString());
		const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
		assert.deepEqual(header, { alg: 'ES384', kid: 'zz-1', typ: 'JWT', jku: credential.keySet });
		assert.equal(claims.aud, payer.url + url);
		assert.equal(claims.iss, credential.issuer);
		assert.equal(claims.tenant, 'ZZTEST');
		assert.ok(claims.exp - claims.iat <= 300 && claims.exp * 1000 > Date.now());
		return claims.jti;
	});
	assert.equal(seen.length, 2);
	assert.equal(new Set(seen).size, 2);
});

test('The credential is tested without naming a patient', async () => {
	const credential = { baseUrl: payer.url, authentication: 'none' as const };
	assert.match(await probeCrd(credential), /order-sign/);
	assert.equal(payer.asked.length, 1);
	payer.services = [];
	await assert.rejects(probeCrd(credential), { code: 'crd-no-service' });
	await assert.rejects(probeCrd({ ...credential, baseUrl: '' }), { code: 'crd-address-invalid' });
	await assert.rejects(probeCrd({ ...credential, authentication: 'token' }), {
		code: 'crd-credential-incomplete',
	});
});

test('An address that our own network refuses is an error, not an answer', async () => {
	const crd = { ...service(payer), baseUrl: 'http://169.254.169.254' };
	await assert.rejects(checkRequirement(input({ crd, table: table() })), (error: Json) =>
		error.code.startsWith('egress-'),
	);
});

test('A stopped execution stops asking', async () => {
	payer.answering = () => ({ afterMs: 2000, body: {} });
	const stop = new AbortController();
	setTimeout(() => stop.abort(), 50);
	await assert.rejects(check({ signal: stop.signal }), { code: 'cancelled' });
});

test('The insurer may be contained in the coverage or named by its number alone', async () => {
	const { insurer: _insurer, ...rest } = input({ table: table() });
	const contained = {
		...coverage(),
		contained: [{ ...insurer(), id: 'in' }],
		payor: [{ reference: '#in' }],
	};
	const named = { ...coverage(), payor: [{ identifier: { system: 's', value: '12345' } }] };
	for (const own of [contained, named]) {
		const found = await checkRequirement({ ...rest, coverage: own });
		assert.equal(found.source, 'table');
		assert.equal(found.items[0]?.needed, 'yes');
		assert.deepEqual(found.reasons, ['payer-not-asked']);
	}
});

test('A payer that answers with the order of another patient has said nothing about this one', async () => {
	const foreign = update(information({ 'pa-needed': 'no-auth' }));
	foreign.resource.subject = { reference: 'Patient/p2' };
	payer.answering = () => ({ body: { systemActions: [foreign] } });
	const [item] = (await check()).items;
	assert.equal(item?.needed, 'unknown');
	assert.deepEqual(item?.doubts, ['other-patient']);
});

test('A record that the list itself names is never read for the payer', async () => {
	payer.services[0].prefetch = {
		named: 'Practitioner/zz9',
		listed: 'Practitioner?_id=zz9',
		filled: 'Practitioner/zz9{{context.encounterId.resolve()}}',
	};
	const read: string[] = [];
	const found = await check({
		read: async (key) => {
			read.push(key);
			return await Promise.resolve({ resourceType: 'Practitioner', id: 'zz9' });
		},
	});
	assert.deepEqual(read, []);
	assert.deepEqual(found.asked?.withheld, ['named', 'listed']);
	assert.equal(payer.question.prefetch.filled, null);
});

const free = (parts: Record<string, unknown> = {}) =>
	information({ 'pa-needed': 'no-auth', ...parts });

test('A silent payer and an old statement on the order release nobody', async () => {
	const orders = [{ ...order(), extension: [free({ date: '2021-01-01' })] }];
	payer.answering = () => ({ body: { cards: [] } });
	const silent = await check({ orders });
	assert.deepEqual([silent.items[0]?.needed, silent.needsPerson], ['unknown', true]);
	assert.deepEqual(silent.items[0]?.doubts, ['assertion-expired']);
	const fresh = [{ ...order(), extension: [free()] }];
	assert.equal((await check({ orders: fresh })).items[0]?.needed, 'no');
});

for (const [what, change] of [
	['is cancelled', { status: 'cancelled' }],
	['is over', { period: { end: '2020-01-01' } }],
	['ends before the day of service', { period: { end: '2026-11-30' } }],
] as Array<[string, Json]>) {
	test(`Nobody is asked about a coverage that ${what}`, async () => {
		payer.answering = () => ({ body: { cards: [], systemActions: [update(free())] } });
		await assert.rejects(check({ coverage: { ...coverage(), ...change } }), {
			code: 'prior-auth-coverage-not-active',
		});
		assert.equal(payer.asked.length, 0);
		assert.equal((await check()).items[0]?.needed, 'no');
	});
}

test('A payer that releases and warns at once is for a person to read', async () => {
	const card = (indicator: string) => ({
		summary: 'ZZ',
		indicator,
		source: { label: 'ZZ' },
		detail: 'Prior authorization REQUIRED',
	});
	const answer = (indicator: string, said: Json) => {
		payer.answering = () => ({
			body: { cards: [card(indicator)], systemActions: [update(said)] },
		});
	};
	for (const indicator of ['critical', 'warning']) {
		answer(indicator, free());
		const found = await check();
		assert.deepEqual([found.items[0]?.needed, found.needsPerson], ['conditional', true]);
		assert.deepEqual(found.items[0]?.doubts, ['assertions-disagree']);
		answer(indicator, information());
		const needed = await check();
		assert.deepEqual([needed.items[0]?.needed, needed.needsPerson], ['yes', false]);
	}
	answer('info', free());
	assert.equal((await check()).items[0]?.needed, 'no');
});
