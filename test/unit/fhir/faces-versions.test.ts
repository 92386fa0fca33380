import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { observation, openWard, type Item, type Ward } from './faces-kit.ts';

let ward: Ward;
let patient: string;
let stored: Item;

before(async () => {
	ward = await openWard();
	patient = ward.hospital.ordinary[0].id;
	const { chart } = await ward.one({ operation: 'create' }, { resource: observation(patient, 1) });
	const id = chart.references[0].split('/')[1];
	stored = (await ward.one({ operation: 'read', resourceType: 'Observation', id })).resource;
	await ward.one({ operation: 'update' }, { resource: { ...stored, status: 'amended' } });
});
after(() => ward.close());

test('an earlier version is read as it was', async () => {
	const { resource } = await ward.one({
		operation: 'vread',
		resourceType: { mode: 'name', value: 'Observation' },
		id: `Observation/${stored.id}`,
		version: stored.meta.versionId,
	});
	assert.equal(resource.status, 'final');
	assert.equal((await ward.latest()).interaction, 'fhir-vread');
});

test('the history of a record has its versions, the newest first, and its deletion', async () => {
	const { chart } = await ward.one({ operation: 'create' }, { resource: observation(patient, 2) });
	const id = chart.references[0].split('/')[1];
	await ward.one({ operation: 'delete', resourceType: 'Observation', id, overwrite: 'always' });
	const [versions] = await ward.run({
		operation: 'history',
		historyOf: 'instance',
		resourceType: 'Observation',
		id,
		returnAll: true,
	});
	assert.deepEqual(
		versions.map(({ json }) => [(json.version as Item).deleted, 'resource' in json]),
		[
			[true, false],
			[false, true],
		],
	);
	const record = await ward.latest('fhir-history');
	assert.equal(record.action, 'R');
	assert.ok(record.objects.some(({ type }: Item) => type === 'Observation'));
});

test('the history of a type and of the server starts at a moment', async () => {
	const since = new Date(Date.now() - 3_600_000).toISOString();
	for (const scope of [
		{ historyOf: 'type', resourceType: 'Observation' },
		{ historyOf: 'system' },
	]) {
		const [some] = await ward.run({ operation: 'history', ...scope, since, limit: 3 });
		assert.equal(some.length, 3, scope.historyOf);
		assert.ok((some[0].json.version as Item).lastUpdated >= since);
	}
	await assert.rejects(
		ward.run({ operation: 'history', historyOf: 'system', since: 'yesterday' }),
		/not written as FHIR wants it/,
	);
});

test('a sealed history shows kinds, times and deletions, and no id', async () => {
	const [[{ json }]] = await ward.run({
		operation: 'history',
		historyOf: 'instance',
		resourceType: 'Observation',
		id: stored.id,
		sealOutput: true,
	});
	const version = json.version as Item;
	assert.equal(version.type, 'Observation');
	assert.equal(version.deleted, false);
	assert.ok(!JSON.stringify(json).includes(stored.id));
});
