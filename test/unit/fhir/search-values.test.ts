import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { partsOf } from '../../../dist/nodes/Fhir/writing/condition.js';
import { faultServer, json, type FaultServer } from './fault-server.ts';
import { openWard, type Item, type Ward } from './faces-kit.ts';

/** Record numbers in which every sign that a search or an address gives a meaning stands. */
const NUMBERS = ['A+B', 'A%20B', 'A&B', 'A,B', 'A|B', 'A$B', 'A\\B', 'A,B\\', 'Ä B=#?'];
const MRN = 'https://hospital.example/mrn';
const escaped = (number: string) => number.replace(/[\\,$|]/g, '\\$&');

let ward: Ward;
let server: FaultServer;
/** What the server was searched for last. */
let asked: URLSearchParams;

before(async () => {
	ward = await openWard();
	const person = { resourceType: 'Patient', id: 'p1', meta: { versionId: '1' } };
	const searchParam = [{ name: 'identifier', type: 'token' }];
	const rest = [{ mode: 'server', resource: [{ type: 'Patient', searchParam }] }];
	server = await faultServer(({ method, url, headers, body }, answer) => {
		if (url.endsWith('/metadata')) {
			return json(answer, { resourceType: 'CapabilityStatement', fhirVersion: '4.0.1', rest });
		}
		if (url.includes('_search')) {
			asked = new URLSearchParams(body);
			return json(answer, {
				resourceType: 'Bundle',
				type: 'searchset',
				entry: [{ resource: identified(person), search: { mode: 'match' } }],
			});
		}
		if (method === 'POST' && url.endsWith('/Patient')) {
			asked = new URLSearchParams(String(headers['if-none-exist']));
			answer.setHeader('location', 'Patient/p1/_history/1');
			return json(answer, identified(person));
		}
		if (method === 'POST') {
			const [{ request }] = JSON.parse(body).entry;
			asked = new URLSearchParams(request.url.split('?')[1]);
			const response = { status: '200', location: 'Patient/p1/_history/2' };
			return json(answer, {
				resourceType: 'Bundle',
				type: 'batch-response',
				entry: [{ response }],
			});
		}
		return json(answer, { resourceType: 'OperationOutcome', issue: [] });
	});
});
after(async () => {
	await server.close();
	await ward.close();
});

/** The person has the number that was searched for, as on a server that searches right. */
function identified(person: Item): Item {
	const [first = ''] = (asked.get('identifier') ?? '').split(/(?<!\\),/);
	const [system = '', value = ''] = first.split(/(?<!\\)\|/);
	return { ...person, identifier: [{ system, value: value.replace(/\\(.)/g, '$1') }] };
}

const run = (parameters: Item, item: Item = {}) =>
	ward.run({ resourceType: 'Patient', ...parameters }, [item], {
		credential: { baseUrl: server.base, authentication: 'none' },
	});

/** A token for the number, as a node before this one leaves it in an item. */
async function sealed(number: string): Promise<string> {
	const { chart } = await ward.one(
		{ operation: 'create' },
		{
			resource: {
				resourceType: 'Patient',
				identifier: [{ system: MRN, value: number }],
				name: [{ family: 'ZZTEST' }],
			},
		},
	);
	const read = await ward.one({
		operation: 'read',
		resourceType: 'Patient',
		id: chart.references[0].split('/')[1],
		sealOutput: true,
	});
	const token = read.resource.identifier[0].value;
	assert.match(token, /^sealed:/);
	return token;
}

const WRITES: Array<[string, Item]> = [
	['delete', { findBy: 'search' }],
	['patch', { findBy: 'search', patchForm: 'custom', overwrite: 'always' }],
	['update', { findBy: 'search', overwrite: 'always' }],
	['create', { onceRule: 'search' }],
];
const ITEM = {
	resource: { resourceType: 'Patient', name: [{ family: 'ZZTEST' }] },
	patch: '[{"op":"replace","path":"/active","value":true}]',
};

test('what a sealed number stands for never widens or changes the search of a write', async () => {
	for (const number of NUMBERS) {
		const text = `identifier=${MRN}|${await sealed(number)}`;
		for (const [operation, more] of WRITES) {
			await run({ operation, condition: text, onceSearch: text, ...more }, ITEM);
			assert.deepEqual([...asked], [['identifier', `${MRN}|${escaped(number)}`]], operation);
		}
	}
});

test('what a sealed number stands for never becomes several alternatives of a Search', async () => {
	for (const number of NUMBERS) {
		const token = await sealed(number);
		const line = (value: string) => ({
			operation: 'search',
			parameters: { parameter: [{ name: 'identifier', value }] },
		});
		await run(line(`${MRN}|${token}`));
		assert.equal(asked.get('identifier'), `${MRN}|${escaped(number)}`);
		await run({ ...line(token), resourceType: 'Patient' }).catch(() => undefined);
		assert.equal(asked.get('identifier'), escaped(number), 'a whole value');
	}
});

test('a value of the form is taken as it is, alternatives only where they are asked for', async () => {
	const values = (line: Item) => ({ line: [{ name: 'identifier', system: MRN, ...line }] });
	for (const number of NUMBERS) {
		for (const [operation, more] of WRITES) {
			const given = values({ value: number });
			const by = operation === 'create' ? { onceRule: 'values' } : { findBy: 'values' };
			await run({ operation, ...more, ...by, conditionValues: given, onceValues: given }, ITEM);
			assert.deepEqual([...asked], [['identifier', `${MRN}|${escaped(number)}`]], operation);
		}
	}
	const two = values({ value: 'A|1, B$2', kind: 'several' });
	await run({ operation: 'delete', findBy: 'values', conditionValues: two }).catch(() => undefined);
	assert.equal(asked.get('identifier'), `${MRN}|A\\|1,${MRN}|B\\$2`);
});

test('a typed search is taken as it stands: nothing in it is decoded', async () => {
	assert.deepEqual(partsOf(' ?identifier=urn:zz|A+B%20C&name:exact=a=b '), [
		{ name: 'identifier', value: 'urn:zz|A+B%20C' },
		{ name: 'name:exact', value: 'a=b' },
	]);
	await run(
		{
			operation: 'update',
			findBy: 'search',
			overwrite: 'always',
			condition: 'identifier=urn:zz|1,urn:zz|2',
		},
		ITEM,
	);
	assert.equal(asked.get('identifier'), 'urn:zz|1,urn:zz|2');
});

test('a search whose value is missing or stands for everything writes nothing', async () => {
	const before = server.seen.length;
	for (const condition of [
		`identifier=${MRN}|`,
		`identifier=${MRN}|A,`,
		`identifier=${MRN}|A,${MRN}|`,
		`identifier=${MRN}|A&B`,
		'identifier',
	]) {
		await assert.rejects(
			run({ operation: 'delete', findBy: 'search', condition }),
			/without a value|is empty/,
			condition,
		);
	}
	for (const line of [{ value: '' }, { value: 'A,', kind: 'several' }, { value: { a: 1 } }]) {
		const conditionValues = { line: [{ name: 'identifier', system: MRN, ...line }] };
		await assert.rejects(
			run({ operation: 'delete', findBy: 'values', conditionValues }),
			/without a value|is empty/,
		);
	}
	assert.equal(server.seen.length, before);
});

test('a record whose identifier holds separators is written only once', async () => {
	for (const number of ['C,1', 'C|2', 'C\\3', 'C$4']) {
		const resource = {
			resourceType: 'Patient',
			identifier: [{ system: MRN, value: number }],
			name: [{ family: 'ZZTEST' }],
		};
		const first = await ward.one({ operation: 'create' }, { resource });
		const again = await ward.one({ operation: 'create' }, { resource });
		assert.deepEqual(again.chart.outcomes, ['existing'], number);
		assert.deepEqual(again.chart.references, first.chart.references);
	}
	const half = { resourceType: 'Patient', identifier: [{ system: MRN, value: 'C' }] };
	const other = await ward.one({ operation: 'create' }, { resource: half });
	assert.deepEqual(other.chart.outcomes, ['created'], 'half of a number is another number');
});
