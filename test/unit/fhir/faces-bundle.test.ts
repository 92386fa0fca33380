import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { observation, openWard, TEST_ITEM, type Item, type Ward } from './faces-kit.ts';

let ward: Ward;
let patient: string;
let next = 1;

before(async () => {
	ward = await openWard();
	patient = ward.hospital.ordinary[0].id;
});
after(() => ward.close());

const fresh = (more: Item = {}): Item =>
	observation(patient, 1, {
		identifier: [{ system: 'urn:zz:lab', value: `B${next++}` }],
		...more,
	});

const add = (items: Item[], parameters: Item = {}, more: Item = {}) =>
	ward.run({ operation: 'addToBundle', ...parameters }, items, more);

/** Requests that reached the server since. */
const sentSince = (count: number) => ward.ehr.requests.slice(count);

test('many items are written in one transaction, and each item gets its own result', async () => {
	const before = ward.ehr.requests.length;
	const items = [1, 2, 3].map((number) => ({ number, resource: fresh() }));
	const [output] = await add(items);
	assert.deepEqual(
		sentSince(before).map(({ method, path }) => `${method} ${path}`),
		['POST '],
	);
	assert.deepEqual(
		output.map(({ json, pairedItem }) => [json.number, pairedItem, (json.chart as Item).outcomes]),
		[0, 1, 2].map((item) => [item + 1, { item }, ['created']]),
	);
	const references = output.map(({ json }) => (json.chart as Item).references[0]);
	assert.equal(new Set(references).size, 3);
	for (const [at, reference] of references.entries()) {
		const id = reference.split('/')[1];
		const { resource } = await ward.one({ operation: 'read', resourceType: 'Observation', id });
		assert.deepEqual(resource.identifier, items[at].resource.identifier);
	}
	const again = await add(items);
	assert.deepEqual(
		again[0].map(({ json }) => (json.chart as Item).outcomes[0]),
		['existing', 'existing', 'existing'],
	);
});

test('every item has its own record in the ledger, with the letter of what it did', async () => {
	const [[{ json }]] = await add([{ resource: fresh() }]);
	const [reference] = (json.chart as Item).references;
	const stored = await ward.one({
		operation: 'read',
		resourceType: 'Observation',
		id: reference.split('/')[1],
	});
	await add([
		{ resource: fresh(), entryAction: 'create' },
		{ ...stored, entryAction: 'update' },
	]);
	const records = (await ward.place.ledger())
		.filter(({ interaction }) => interaction === 'fhir-transaction')
		.slice(-2);
	assert.deepEqual(
		records.map(({ action }) => action),
		['C', 'U'],
	);
	for (const { objects } of records) {
		assert.deepEqual(
			objects.map(({ type }: Item) => type),
			['Observation', 'Patient'],
		);
	}
});

test('all or none: when one record is refused nothing is written, and every item says so', async () => {
	const good = fresh();
	const items = [{ resource: good }, { resource: fresh({ status: 'zzz' }) }];
	await assert.rejects(add(items), /HTTP 400/);
	const [output] = await add(items, {}, { continueOnFail: true });
	assert.deepEqual(
		output.map(({ json }) => (json.error as Item).code),
		['fhir-rejected', 'fhir-rejected'],
	);
	const [found] = await ward.run({
		operation: 'search',
		resourceType: 'Observation',
		parameters: {
			parameter: [{ name: 'identifier', value: `urn:zz:lab|${good.identifier[0].value}` }],
		},
	});
	assert.equal(found.length, 0);
});

test('each for itself: only the item whose record is refused fails', async () => {
	const items = [
		{ resource: fresh() },
		{ resource: fresh({ status: 'zzz' }) },
		{ resource: fresh() },
	];
	const [output] = await add(items, { together: 'batch' }, { continueOnFail: true });
	assert.deepEqual(
		output.map(({ json }) => (json.chart as Item)?.outcomes[0] ?? (json.error as Item).code),
		['created', 'fhir-batch-failed', 'created'],
	);
	assert.match(
		(output[1].json.error as Item).message,
		/refused the record of this item \(HTTP 400/,
	);
});

test('an item that is no record is named, and nothing is sent', async () => {
	const before = ward.ehr.requests.length;
	const cases: Array<[Item, RegExp]> = [
		[{ resource: '{"resourceType"' }, /Item 2: .*not valid JSON/],
		[{ resource: { ...fresh(), identifier: undefined } }, /Item 2: .*no identifier/],
		[{ resource: fresh(), entryAction: 'update' }, /Item 2: .*not known which version/],
		[{ resource: fresh(), fullUrl: 'urn:uuid:zz' }, /Item 2: .*temporary name/],
		[{ resource: fresh(), entryAction: 'update', overwrite: 'always' }, /Item 2: .*no id/],
	];
	for (const [second, message] of cases) {
		await assert.rejects(add([{ resource: fresh() }, second]), message);
	}
	assert.equal(ward.ehr.requests.length, before);
});

test('records refer to each other by temporary names', async () => {
	const fullUrl = 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520';
	const report = {
		resourceType: 'DiagnosticReport',
		status: 'final',
		identifier: [{ system: 'urn:zz:report', value: 'R1' }],
		code: { text: 'ZZ' },
		result: [{ reference: fullUrl }],
	};
	const [output] = await add([{ resource: fresh(), fullUrl }, { resource: report }]);
	const [observed, reported] = output.map(({ json }) => (json.chart as Item).references[0]);
	const { resource } = await ward.one({
		operation: 'read',
		resourceType: 'DiagnosticReport',
		id: reported.split('/')[1],
	});
	assert.equal(resource.result[0].reference, observed);
});

test('items are updated and deleted by their id and version', async () => {
	const [[{ json }]] = await add([{ resource: fresh() }]);
	const id = (json.chart as Item).references[0].split('/')[1];
	const { resource } = await ward.one({ operation: 'read', resourceType: 'Observation', id });
	const changed = { resource: { ...resource, status: 'amended' } };
	const [[updated]] = await add([changed], { entryAction: 'update' });
	assert.deepEqual((updated.json.chart as Item).outcomes, ['updated']);
	await assert.rejects(add([changed], { entryAction: 'delete' }), /Item 1: Somebody else changed/);
	const [[deleted]] = await add([changed], { entryAction: 'delete', overwrite: 'always' });
	assert.deepEqual((deleted.json.chart as Item).outcomes, ['deleted']);
	assert.equal((await ward.latest('fhir-transaction')).action, 'D');
});

test('an item of a test run is left out of the bundle', async () => {
	const [output] = await add([{ resource: fresh() }, { resource: fresh(), ...TEST_ITEM }]);
	assert.deepEqual(
		output.map(({ json }) => (json.chart as Item).outcomes[0]),
		['created', 'not-written'],
	);
});

const bundle = (type: string, entry: Item[]) => ({
	operation: 'transaction',
	content: 'custom',
	bundle: { resourceType: 'Bundle', type, entry },
});

test('a batch of its own goes entry by entry, and a failed entry is not passed over', async () => {
	const entries = [
		{ resource: fresh(), request: { method: 'POST', url: 'Observation' } },
		{ resource: fresh({ status: 'zzz' }), request: { method: 'POST', url: 'Observation' } },
	];
	await assert.rejects(ward.run(bundle('batch', entries)), /refused 1 of 2 entries/);
	const { chart } = await ward.one({ ...bundle('batch', entries), failedEntries: 'continue' });
	assert.deepEqual(chart.outcomes, ['created', 'failed']);
	assert.deepEqual(chart.resourceTypes, ['Observation', 'Observation']);
});

test('what a batch reads stands in the item, and the ledger says that it was read', async () => {
	const item = await ward.one(
		bundle('batch', [{ request: { method: 'GET', url: `Patient/${patient}` } }]),
	);
	assert.equal(item.resources[0].id, patient);
	const record = await ward.latest('fhir-batch');
	assert.equal(record.action, 'R');
	assert.deepEqual(
		record.objects.map(({ type }: Item) => type),
		['Patient'],
	);
});
