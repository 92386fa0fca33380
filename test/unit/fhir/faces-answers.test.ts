import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { faultServer, json, searchset, type FaultServer, type Seen } from './fault-server.ts';
import { FhirError } from '../../../dist/nodes/clients/fhir/index.js';
import { refusedOutcome } from '../../../dist/nodes/Fhir/calling/outcome.js';
import { openWard, type Item, type Ward } from './faces-kit.ts';

/** What the item says about the answer as a whole. */
const foundIn = (item: { json: object } | undefined): Record<string, unknown> =>
	(item?.json as { found?: Record<string, unknown> }).found ?? {};

const B = { reference: 'Patient/B' };
const ofB = { resourceType: 'Observation', id: 'o1', status: 'final', subject: B };
const ofA = { ...ofB, id: 'o2', subject: { reference: 'Patient/A' } };
const V1 = { meta: { versionId: '1' } };

let ward: Ward;
let server: FaultServer;
/** What the server answers, by the end of the address. */
let answer: (seen: Seen) => object = () => searchset([]);

const searchParam = ['_id', 'identifier', 'name', 'patient', 'subject'].map((name) => ({
	name,
	type: 'token',
}));
const CAPABILITIES = {
	resourceType: 'CapabilityStatement',
	fhirVersion: '4.0.1',
	rest: [
		{
			mode: 'server',
			resource: ['Patient', 'Observation'].map((type) => ({ type, searchParam })),
		},
	],
};

before(async () => {
	ward = await openWard();
	server = await faultServer((seen, response) => {
		if (seen.url.endsWith('/metadata')) return json(response, CAPABILITIES);
		if (seen.method === 'DELETE') return void response.writeHead(204).end();
		json(response, answer(seen));
	});
});
beforeEach(() => void (server.seen.length = 0));
after(async () => {
	await server.close();
	await ward.close();
});

const run = (parameters: Item, item: Item = {}) =>
	ward.run(parameters, [item], { credential: { baseUrl: server.base, authentication: 'none' } });
const search = (type: string, name: string, value: unknown, more: Item = {}) =>
	run({
		operation: 'search',
		resourceType: type,
		returnAll: true,
		parameters: { parameter: [{ name, value, ...more.line }] },
		...more,
	});
const others = async () =>
	(await ward.place.ledger().catch(() => [])).filter(
		({ interaction }) => interaction === 'fhir-other-patient-received',
	).length;
const sent = (method: string) => server.seen.filter((one) => one.method === method);

for (const [what, ask, records] of [
	['by elements, the patient among them', { elements: 'status,subject' }, [ofB]],
	['by elements without it', { elements: 'status' }, [ofB]],
] as const) {
	test(`a search of one patient refuses another's record: ${what}`, async () => {
		answer = () => searchset([...records]);
		const before = await others();
		await assert.rejects(
			search('Observation', 'patient', 'Patient/A', { searchOptions: ask }),
			/does not fit/,
		);
		assert.equal(await others(), before + 1, 'put on record');
		assert.match(decodeURIComponent(server.seen[0]?.body ?? ''), /_elements=[^&]*subject/);
	});
}

for (const type of ['FamilyMemberHistory', 'Consent', 'Claim']) {
	test(`a search of one patient refuses another's ${type}`, async () => {
		answer = () => searchset([{ resourceType: type, id: 'x', patient: B }]);
		await assert.rejects(search(type, 'patient', 'Patient/A'), /does not fit/);
		assert.equal((await search(type, 'patient', 'Patient/B'))[0].length, 1);
	});
}

test("a search by way of the patient's number refuses another's record", async () => {
	const number = { identifier: [{ system: 'urn:zz', value: '1' }] };
	const serving = (id: string) => (seen: Seen) =>
		seen.url.includes('/Patient/')
			? searchset([{ resourceType: 'Patient', id, ...number }])
			: searchset([ofB]);
	answer = serving('A');
	await assert.rejects(search('Observation', 'patient.identifier', 'urn:zz|1'), /does not fit/);
	answer = serving('B');
	assert.equal((await search('Observation', 'patient.identifier', 'urn:zz|1'))[0].length, 1);
	assert.equal((await search('Observation', 'subject:Patient', 'B'))[0].length, 1);
	await assert.rejects(search('Observation', 'subject:Patient', 'A'), /does not fit/);
});

test('what comes along with the matches is checked as well', async () => {
	const bundle = (...included: Item[]) => ({
		resourceType: 'Bundle',
		type: 'searchset',
		entry: [
			{ resource: ofA, search: { mode: 'match' } },
			...included.map((resource) => ({ resource, search: { mode: resource.mode ?? 'include' } })),
		],
	});
	const includes = { include: [{ path: 'Observation:subject' }] };
	const ask = () => search('Observation', 'patient', 'Patient/A', { includes });
	const person = (id: string, more: Item = {}) => ({ resourceType: 'Patient', id, ...more });
	for (const wrong of [person('B'), ofB, { ...person('B'), mode: 'match' }]) {
		answer = () => bundle(wrong);
		const [items] = await ask();
		assert.deepEqual([items.length, foundIn(items[0]).leftOut], [1, 1]);
	}
	answer = () => ({ ...bundle(ofB), entry: bundle(ofB).entry.slice(1) });
	await assert.rejects(ask(), /does not fit/, 'nothing that it could have come along with');
	const link = [{ other: { reference: 'Patient/B' }, type: 'seealso' }];
	for (const right of [
		[person('A')],
		[{ resourceType: 'Practitioner', id: 'd' }],
		[person('A', { link }), person('B')],
	]) {
		answer = () => bundle(...right);
		assert.equal((await ask())[0].length, 1 + right.length);
	}
	// A search that names no patient: what comes along must hang together with a match.
	const byName = () => search('Observation', 'name', 'ZZ', { includes });
	answer = () => bundle(person('A'));
	assert.equal((await byName())[0].length, 2);
	answer = () => bundle(person('C'));
	assert.equal((await byName())[0].length, 1);
	answer = () => bundle({ ...ofB, id: 'o3', hasMember: [{ reference: 'Observation/o2' }] });
	assert.equal((await byName())[0].length, 1, 'it is of somebody else and only mentions a match');
});

test('a search whose value came out empty asks nothing', async () => {
	for (const value of ['urn:zz:mrn|', '|', ',', ' , ', 'A,', 'urn:zz|1,urn:zz|', '']) {
		await assert.rejects(search('Patient', 'identifier', value), /has no value/, value);
	}
	assert.equal(server.seen.length, 0);
	answer = () => searchset([]);
	await search('Patient', 'identifier', 'urn:zz', { line: { comparison: 'anyOf' } });
	assert.equal(new URLSearchParams(server.seen[0]?.body).get('identifier'), 'urn:zz|');
});

test('what shapes the answer is not taken for a search parameter', async () => {
	for (const name of ['_elements', '_summary', '_count', '_include', '_sort', '_include:iterate']) {
		await assert.rejects(search('Patient', name, 'x'), /shapes the answer/, name);
	}
	assert.equal(server.seen.length, 0);
});

test('a record that Search read in part cannot be written back, though the server does not say so', async () => {
	answer = () => searchset([{ resourceType: 'Patient', id: 'P', gender: 'male', ...V1 }]);
	const searchOptions = { elements: 'gender' };
	const [[{ json: item }]] = await search('Patient', '_id', 'P', { searchOptions });
	const { resource } = item as Item;
	assert.equal(resource.meta.tag[0].code, 'SUBSETTED');
	await assert.rejects(run({ operation: 'update' }, { resource }), /read in part only/);
	assert.equal(sent('PUT').length, 0);
	const [[{ json: whole }]] = await search('Patient', '_id', 'P');
	assert.equal((whole as Item).resource.meta.tag, undefined);
});

const DELETE = { operation: 'delete', findBy: 'search', deleteReason: 'test-data' };
for (const [type, condition, found] of [
	['Patient', 'identifier=urn:mrn|A17', { identifier: [{ system: 'urn:mrn', value: 'a17' }] }],
	['Patient', '_id=A', {}],
	['Observation', 'patient=Patient/A', { subject: B }],
] as const) {
	const there = { resourceType: type, id: 'B', ...V1, ...found };
	for (const operation of ['delete', 'update', 'patch']) {
		test(`${operation} by ${condition} touches nobody else's record`, async () => {
			answer = () => searchset([there]);
			const before = await others();
			await assert.rejects(
				run(
					{
						...DELETE,
						operation,
						resourceType: type,
						condition,
						overwrite: 'always',
						patchForm: 'custom',
					},
					{
						resource: { resourceType: type, status: 'final' },
						patch: [{ op: 'remove', path: '/x' }],
					},
				),
				/does not fit/,
			);
			assert.equal(await others(), before + 1);
			assert.ok(server.seen.every(({ url }) => /metadata|_search/.test(url)));
		});
	}
}

test('an update by a search that several records fit is not taken for done', async () => {
	const number = { identifier: [{ system: 'urn:mrn', value: '1' }] };
	const mine = { resourceType: 'Patient', id: 'P', gender: 'male', ...number };
	answer = (seen) => (seen.method === 'GET' ? mine : searchset([mine, { ...mine, id: 'Q' }]));
	await assert.rejects(
		run(
			{ operation: 'update', findBy: 'search', condition: 'identifier=urn:mrn|1' },
			{ resource: { ...mine, meta: { versionId: '3' } } },
		),
		/More than one record matches/,
	);
});

test('a write that met another record than the search had found is no success', async () => {
	const number = { identifier: [{ system: 'urn:mrn', value: '1' }] };
	const response = { status: '200', location: 'Patient/Q/_history/2' };
	answer = (seen) =>
		seen.url.endsWith('_search')
			? searchset([{ resourceType: 'Patient', id: 'P', ...number }])
			: { resourceType: 'Bundle', type: 'batch-response', entry: [{ response }] };
	const update = { operation: 'update', findBy: 'search', overwrite: 'always' };
	await assert.rejects(
		run(
			{ ...update, condition: 'identifier=urn:mrn|1' },
			{ resource: { resourceType: 'Patient', ...number } },
		),
		/changed another record/,
	);
});

test('everything about a patient holds nobody else, of whatever kind', async () => {
	const everything = {
		operation: 'operation',
		form: 'everything',
		everythingOf: 'Patient',
		id: 'A',
	};
	const me = { resourceType: 'Patient', id: 'A' };
	for (const [type, element] of [
		['FamilyMemberHistory', 'patient'],
		['Claim', 'patient'],
		['Specimen', 'subject'],
		['Coverage', 'beneficiary'],
	]) {
		answer = () => searchset([me, { resourceType: type, id: 'f', [element]: B }]);
		const [items] = await run(everything);
		assert.deepEqual([items.length, foundIn(items[0]).leftOut], [1, 1], type);
		answer = () => searchset([{ resourceType: type, id: 'f', [element]: B }]);
		await assert.rejects(run(everything), /does not fit/, type);
	}
	answer = () => searchset([me, { ...ofB, performer: [{ reference: 'Patient/A' }] }]);
	assert.equal(foundIn((await run(everything))[0][1]).belonging, 'somebody-else');
	const stay = { ...everything, everythingOf: 'Encounter', id: 'e' };
	const encounter = { resourceType: 'Encounter', id: 'e', subject: { reference: 'Patient/A' } };
	answer = () => searchset([encounter, ofB]);
	assert.equal((await run(stay))[0].length, 1, 'of the stay of another patient');
	answer = () => searchset([{ ...encounter, id: 'e2', subject: B }, ofB]);
	await assert.rejects(run(stay), /does not fit/, 'another stay');
	answer = () => ({
		resourceType: 'Bundle',
		type: 'document',
		entry: [{ resource: { resourceType: 'Composition', id: 'c9', subject: B } }],
	});
	await assert.rejects(run({ operation: 'operation', form: 'document', id: 'c1' }), /does not fit/);
	answer = () => searchset([encounter, ofA]);
	assert.equal((await run(stay))[0].length, 2);
	const docref = { operation: 'operation', form: 'docref', id: 'A' };
	answer = () => searchset([{ resourceType: 'DocumentReference', id: 'd', subject: B }]);
	await assert.rejects(run(docref), /does not fit/, '$docref');
});

test('a check of the server says valid only where the server says so', async () => {
	const validate = {
		operation: 'operation',
		form: 'validate',
		resource: { resourceType: 'Patient' },
	};
	for (const wrong of [{ resourceType: 'Patient', id: 'x' }, { resourceType: 'Parameters' }]) {
		answer = () => wrong;
		await assert.rejects(run(validate), /does not say what it found/);
	}
	const issue = [...Array<string>(20).fill('warning'), 'error'].map((severity) => ({
		severity,
		code: 'invariant',
	}));
	answer = () => ({ resourceType: 'OperationOutcome', issue });
	const [[{ json: item }]] = await run(validate);
	const { valid, errors, warnings } = (item as Item).validation;
	assert.deepEqual([valid, errors, warnings], [false, 1, 20]);
});

test('a reference to one version is not read as the current one', async () => {
	for (const operation of ['read', 'delete', 'vread', 'history']) {
		await assert.rejects(
			run({ operation, resourceType: 'Patient', id: 'Patient/x/_history/1', version: '1' }),
			/names one version/,
			operation,
		);
	}
	assert.equal(server.seen.length, 0);
});

test("another record's history, or another version, is refused and put on record", async () => {
	const before = await others();
	const resource = { resourceType: 'Patient', id: 'B', ...V1 };
	const entry = [{ resource, request: { method: 'PUT', url: 'Patient/B' } }];
	answer = () => ({ resourceType: 'Bundle', type: 'history', entry });
	const history = { operation: 'history', resourceType: 'Patient', id: 'A', returnAll: true };
	await assert.rejects(run(history), /another record/);
	answer = () => ({ resourceType: 'Patient', id: 'A', meta: { versionId: '9' } });
	const version = { operation: 'vread', resourceType: 'Patient', id: 'A', version: '2' };
	await assert.rejects(run(version), /another version/);
	assert.equal(await others(), before + 2);
});

test('a bundle of its own deletes nothing by a search, and searches for nothing empty', async () => {
	const bundle = (request: Item) => ({
		operation: 'transaction',
		content: 'custom',
		bundle: {
			resourceType: 'Bundle',
			type: 'transaction',
			entry: [{ request, resource: { resourceType: 'Patient' } }],
		},
	});
	for (const request of [
		{ method: 'DELETE', url: 'Patient?active=true' },
		{ method: 'DELETE', url: 'Patient?identifier=urn:zz|1' },
	]) {
		await assert.rejects(run(bundle(request)), /deletes by a search/);
	}
	for (const request of [
		{ method: 'PUT', url: 'Patient?identifier=' },
		{ method: 'PUT', url: 'Patient?' },
		{ method: 'PATCH', url: 'Patient?identifier=urn%3Azz%7C' },
		{ method: 'POST', url: 'Patient', ifNoneExist: 'identifier=urn:zz|' },
	]) {
		await assert.rejects(run(bundle(request)), /has no value/, JSON.stringify(request));
	}
	assert.equal(server.seen.length, 0);
});

test('what a server calls a kind of record reaches no message and no ledger', async () => {
	answer = () => ({ resourceType: 'Zzleakperson', id: 'x' });
	const custom = {
		operation: 'operation',
		form: 'custom',
		callOn: 'type',
		resourceType: 'Patient',
		operationName: '$zz',
		inputAs: 'json',
		input: { resourceType: 'Parameters' },
	};
	await run(custom);
	answer = () => ({ resourceType: 'Patient ZZLEAK', id: 'x' });
	await assert.rejects(run(custom), /is no resource/);
	answer = () => searchset([{ resourceType: 'Zzleakperson', id: 'x', subject: B }]);
	await assert.rejects(
		run({ operation: 'operation', form: 'everything', everythingOf: 'Patient', id: 'A' }),
		(error: Error) => !/zzleak/i.test(error.message),
	);
	assert.doesNotMatch(JSON.stringify(await ward.place.ledger()), /zzleak/i);
});

test('an operation that changes the chart has failed when its answer says so', async () => {
	const call = {
		operation: 'operation',
		form: 'custom',
		callOn: 'type',
		resourceType: 'Patient',
		operationName: '$zz',
		inputAs: 'json',
		input: { resourceType: 'Parameters' },
	};
	answer = () => ({
		resourceType: 'OperationOutcome',
		issue: [{ severity: 'error', code: 'processing', diagnostics: 'ZZ' }],
	});
	await assert.rejects(run({ ...call, changesChart: true }), /said in it that it failed/);
	const [[{ json: item }]] = await run({ ...call, changesChart: false });
	assert.equal((item as Item).resource.resourceType, 'OperationOutcome', 'it may be the result');
});

test('a search for one patient is not switched off by what cannot be read or compared', async () => {
	answer = () => searchset([ofB]);
	for (const value of [
		'Patient/A ',
		'A\n',
		'Patient/A, Patient/C',
		'http://other.example/Patient/A',
	]) {
		await assert.rejects(search('Observation', 'patient', value), /does not fit/, value);
	}
	server.seen.length = 0;
	await assert.rejects(search('Observation', 'patient', 'A,B?'), /cannot be read/);
	await assert.rejects(search('Patient', 'identifier', 'urn:zz|A|x'), /cannot be read/);
	assert.equal(sent('POST').length, 0, 'nothing was asked');
	const [items] = await search('Observation', 'patient.name', 'ZZ');
	assert.equal(foundIn(items[0]).belonging, 'not-shown');
	answer = ({ url }) =>
		searchset(url.includes('/Patient/') ? [{ resourceType: 'Patient', id: 'A' }] : [ofB]);
	const line = { comparison: 'identifier' };
	await assert.rejects(search('Observation', 'patient', 'urn:zz|1', { line }), /does not fit/);
	answer = () => searchset([{ resourceType: 'Coverage', id: 'c', status: 'active' }]);
	await assert.rejects(
		search('Coverage', 'beneficiary', 'Patient/A', { searchOptions: { elements: 'status' } }),
		/does not fit/,
	);
});

test('a delete by a search changes nothing where it cannot be told whose the record is', async () => {
	const remove = (condition: string) =>
		run({
			operation: 'delete',
			resourceType: 'Observation',
			findBy: 'search',
			condition,
			deleteReason: 'test-data',
		});
	answer = () => searchset([{ ...ofA, meta: { versionId: '1' } }]);
	await assert.rejects(remove('patient.name=ZZ'), /does not show/);
	answer = () => searchset([ofB]);
	await assert.rejects(remove('patient=Patient%2FA%20'));
	assert.equal(sent('DELETE').length, 0);
});

test('a write that gives back something else than was sent does not count as done', async () => {
	answer = () => ofB;
	const update = (resource: Item) => run({ operation: 'update', resource, overwrite: 'refuse' });
	await assert.rejects(update({ ...ofA, id: 'o1', ...V1 }), /something else than what was written/);
	answer = () => ({ resourceType: 'Patient', id: 'A', gender: 'female', ...V1 });
	await assert.rejects(
		update({ resourceType: 'Patient', id: 'A', gender: 'male', ...V1 }),
		/something else than what was written/,
	);
	answer = () => ({ resourceType: 'Patient', id: 'A', gender: 'male', meta: { versionId: '2' } });
	assert.equal(
		(await update({ resourceType: 'Patient', id: 'A', gender: 'male', ...V1 }))[0].length,
		1,
	);
});

test('an update by a search that found none must not have changed one', async () => {
	const batch = (status: string, resource: object) => ({
		resourceType: 'Bundle',
		type: 'batch-response',
		entry: [{ response: { status, location: 'Patient/B/_history/2' }, resource }],
	});
	const sentRecord = {
		resourceType: 'Patient',
		identifier: [{ system: 'urn:zz', value: '1' }],
		...V1,
	};
	const there = { ...sentRecord, id: 'B', meta: { versionId: '2' } };
	const update = () =>
		run({
			operation: 'update',
			resource: sentRecord,
			findBy: 'search',
			condition: 'identifier=urn:zz%7C1',
			overwrite: 'always',
		});
	answer = ({ url }) => (url.includes('_search') ? searchset([]) : batch('200 OK', there));
	await assert.rejects(update(), /changed another record/);
	answer = ({ url }) => (url.includes('_search') ? searchset([]) : batch('201 Created', there));
	assert.equal((await update())[0].length, 1);
});

test('a refusal that is not about the record does not call it invalid', () => {
	const refusal = (code: string) =>
		refusedOutcome(
			new FhirError('fhir-refused', 'x', {
				nextStep: 'x',
				status: 400,
				issues: [{ severity: 'error', code, expression: [] }],
			}),
		);
	for (const code of ['not-supported', 'security', 'forbidden', 'throttled']) {
		assert.equal(refusal(code), undefined, code);
	}
	assert.equal(refusal('structure')?.resourceType, 'OperationOutcome');
});
