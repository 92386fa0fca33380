import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { faultServer, json, searchset } from './fault-server.ts';
import { observation, openWard, TEST_ITEM, type Item, type Ward } from './faces-kit.ts';

let ward: Ward;
let patient: string;
let next = 1;

before(async () => {
	ward = await openWard();
	patient = ward.hospital.ordinary[0].id;
});
after(() => ward.close());

/** A new observation, as it was read. */
async function stored(more: Item = {}): Promise<Item> {
	const resource = observation(patient, 1, {
		identifier: [{ system: 'urn:zz:lab', value: `W${next++}` }],
		...more,
	});
	const { chart } = await ward.one({ operation: 'create' }, { resource });
	return await read(chart.references[0].split('/')[1]);
}

const read = async (id: string): Promise<Item> =>
	(await ward.one({ operation: 'read', resourceType: 'Observation', id })).resource;

const update = (resource: Item, more: Item = {}) =>
	ward.one({ operation: 'update', ...more }, { resource });

test('an update replaces the version that was read and hands on the new one', async () => {
	const before = await stored();
	const { chart, resource } = await update({ ...before, status: 'amended' });
	assert.deepEqual(chart.outcomes, ['updated']);
	assert.equal(resource.status, 'amended');
	assert.notEqual(resource.meta.versionId, before.meta.versionId);
	const record = await ward.latest('fhir-update');
	assert.equal(record.action, 'U');
	assert.deepEqual(
		record.objects.map(({ type }: Item) => type),
		['Observation', 'Patient'],
	);
	assert.equal((await update({ ...resource, status: 'corrected' })).resource.status, 'corrected');
});

test('a change of somebody else is not overwritten, unless that was chosen', async () => {
	const before = await stored();
	await update({ ...before, status: 'amended' });
	const mine = { ...before, status: 'cancelled' };
	await assert.rejects(update(mine), /HTTP 412/);
	assert.equal((await read(before.id)).status, 'amended');
	await update(mine, { overwrite: 'always' });
	assert.equal((await read(before.id)).status, 'cancelled');
});

test('an update whose answer was lost is recognised when it is tried again', async () => {
	const before = await stored();
	const mine = { ...before, status: 'amended' };
	await update(mine);
	const { chart, resource } = await update(mine);
	assert.deepEqual(chart.outcomes, ['existing']);
	assert.notEqual(resource.meta.versionId, before.meta.versionId);
	assert.equal((await ward.latest()).interaction, 'fhir-read-back');
});

test('an update without a version, or of a record read in part, is refused', async () => {
	const { meta, ...rest } = await stored();
	const before = ward.ehr.requests.length;
	await assert.rejects(update(rest), /not known which version/);
	const tag = [{ code: 'SUBSETTED' }];
	await assert.rejects(update({ ...rest, meta: { ...meta, tag } }), /read in part only/);
	await assert.rejects(update({ ...rest, meta: { versionId: '../1' } }), /version is not usable/);
	await assert.rejects(update({ ...rest, id: undefined, meta }), /not valid in FHIR/);
	assert.equal(ward.ehr.requests.length, before);
	await update({ ...rest, status: 'amended' }, { version: `W/"${meta.versionId}"` });
});

test('a conditional update replaces the one that a search finds', async () => {
	const { id, meta: _, ...rest } = await stored();
	const { value } = rest.identifier[0];
	const { chart } = await update(
		{ ...rest, status: 'amended' },
		{ findBy: 'search', condition: `identifier=urn:zz:lab|${value}`, overwrite: 'always' },
	);
	assert.deepEqual(chart.references, [`Observation/${id}`]);
	assert.equal((await read(id)).status, 'amended');
	const record = await ward.latest('fhir-update');
	assert.ok(record.objects.some(({ version }: Item) => version === 'Observation.identifier'));
	for (const condition of ['', 'identifier=', 'identifier=a&identifier=b', 'identifier=a&code=']) {
		await assert.rejects(
			update(rest, { findBy: 'search', condition, overwrite: 'always' }),
			/is empty|without a value/,
		);
	}
});

const patch = (id: string, more: Item, item: Item = {}) =>
	ward.one({ operation: 'patch', resourceType: 'Observation', id, ...more }, item);

test('a patch by position changes one element and keeps the rest', async () => {
	const before = await stored();
	const { chart, resource } = await patch(before.id, {
		patchForm: 'json',
		version: before.meta.versionId,
		changes: {
			change: [
				{ op: 'replace', path: '/status', kind: 'text', value: 'amended' },
				{ op: 'replace', path: '/valueQuantity/value', kind: 'number', value: '99' },
				{ op: 'add', path: '/note', kind: 'json', value: '[{"text":"ZZ"}]' },
				{ op: 'copy', from: '/identifier/0', path: '/identifier/-' },
			],
		},
	});
	assert.deepEqual(chart.outcomes, ['updated']);
	assert.equal(resource.status, 'amended');
	assert.equal(resource.valueQuantity.value, 99);
	assert.equal(resource.note[0].text, 'ZZ');
	assert.equal(resource.identifier.length, 2);
	assert.deepEqual(resource.subject, before.subject);
	assert.equal((await ward.latest('fhir-patch')).action, 'U');
});

test('a patch checks what is there: another value refuses all of it', async () => {
	const before = await stored();
	const changes = (value: string) => ({
		change: [
			{ op: 'test', path: '/status', kind: 'text', value },
			{ op: 'replace', path: '/status', kind: 'text', value: 'amended' },
		],
	});
	await assert.rejects(
		patch(before.id, { patchForm: 'json', changes: changes('cancelled') }),
		/HTTP 4/,
	);
	assert.equal((await read(before.id)).status, 'final');
	await patch(before.id, { patchForm: 'json', changes: changes('final') });
	assert.equal((await read(before.id)).status, 'amended');
});

test('a patch without a version and without a check is refused, and a stale version fails', async () => {
	const before = await stored();
	const changes = { change: [{ op: 'remove', path: '/effectiveDateTime' }] };
	await assert.rejects(patch(before.id, { patchForm: 'json', changes }), /not known which version/);
	await update({ ...before, status: 'amended' });
	const { versionId: version } = before.meta;
	await assert.rejects(patch(before.id, { patchForm: 'json', changes, version }), /HTTP 412/);
	await patch(before.id, { patchForm: 'json', changes, overwrite: 'always' });
	assert.equal((await read(before.id)).effectiveDateTime, undefined);
});

test('a patch by FHIRPath replaces and deletes what an expression finds', async () => {
	const before = await stored();
	const { resource } = await patch(before.id, {
		patchForm: 'fhirpath',
		version: before.meta.versionId,
		pathChanges: {
			change: [
				{ type: 'replace', path: 'Observation.status', valueType: 'code', value: 'amended' },
				{ type: 'delete', path: 'Observation.identifier' },
			],
		},
	});
	assert.equal(resource.status, 'amended');
	assert.equal(resource.identifier, undefined);
});

test('a conditional patch keeps its condition out of the address', async () => {
	const searchParam = [{ name: 'identifier', type: 'token' }];
	const rest = [{ mode: 'server', resource: [{ type: 'Observation', searchParam }] }];
	const response = { status: '200', location: 'Observation/o1/_history/2' };
	const identifier = [{ system: 'urn:zz:lab', value: 'W1' }];
	const there = { resourceType: 'Observation', id: 'o1', identifier };
	const server = await faultServer(({ method, url }, answer) => {
		if (method === 'GET') {
			return json(answer, { resourceType: 'CapabilityStatement', fhirVersion: '4.0.1', rest });
		}
		if (url.endsWith('_search')) return json(answer, searchset([there]));
		json(answer, { resourceType: 'Bundle', type: 'batch-response', entry: [{ response }] });
	});
	try {
		const change = [{ op: 'replace', path: '/status', value: 'amended' }];
		const [[{ json: done }]] = await ward.run(
			{
				operation: 'patch',
				resourceType: 'Observation',
				findBy: 'search',
				condition: 'identifier=urn:zz:lab|W1',
				patchForm: 'custom',
				overwrite: 'always',
			},
			[{ patch: JSON.stringify(change) }],
			{ credential: { baseUrl: server.base, authentication: 'none' } },
		);
		assert.deepEqual((done.chart as Item).references, ['Observation/o1']);
		assert.deepEqual(
			server.seen.map(({ url }) => url),
			['/fhir/metadata', '/fhir/Observation/_search', '/fhir'],
		);
		const [{ request, resource }] = JSON.parse(server.seen[2].body).entry;
		assert.equal(request.method, 'PATCH');
		assert.deepEqual(JSON.parse(Buffer.from(resource.data, 'base64').toString()), change);
	} finally {
		await server.close();
	}
});

test('a patch of its own is sent as it is, and what is none is refused before', async () => {
	const before = await stored();
	const own = (value: unknown) =>
		patch(before.id, { patchForm: 'custom', overwrite: 'always' }, { patch: value });
	await own([{ op: 'replace', path: '/status', value: 'amended' }]);
	assert.equal((await read(before.id)).status, 'amended');
	for (const wrong of [
		'{"resourceType":',
		'7',
		'[]',
		'[{"op":"replace","path":"status","value":1}]',
	]) {
		await assert.rejects(own(wrong), /The patch/, wrong);
	}
});

const remove = (more: Item) =>
	ward.one({ operation: 'delete', resourceType: 'Observation', ...more });

test('a deletion says why, and again it finds nothing', async () => {
	const before = await stored();
	await assert.rejects(remove({ id: before.id }), /not known which version/);
	const version = before.meta.versionId;
	const { chart } = await remove({ id: before.id, version, deleteReason: 'duplicate' });
	assert.deepEqual(chart.outcomes, ['deleted']);
	const record = await ward.latest('fhir-delete');
	assert.equal(record.action, 'D');
	assert.equal(record.outcomeReason, 'duplicate');
	await assert.rejects(read(before.id), /was deleted/);
	const again = await remove({ id: before.id, overwrite: 'always' });
	assert.ok(['absent', 'deleted'].includes(again.chart.outcomes[0]));
	await assert.rejects(remove({ id: before.id, deleteReason: 'ZZTEST^ADA', version }), /reason/);
});

test('a record that somebody changed since is not deleted', async () => {
	const before = await stored();
	await update({ ...before, status: 'amended' });
	const { versionId: version } = before.meta;
	await assert.rejects(remove({ id: before.id, version }), /changed the record since/);
	assert.equal((await read(before.id)).status, 'amended');
});

test('a version is checked here as well, because not every server heeds it', async () => {
	const there = { resourceType: 'Observation', id: 'o1', meta: { versionId: '2' } };
	const server = await faultServer(({ method }, answer) =>
		json(answer, method === 'GET' ? there : { resourceType: 'OperationOutcome', issue: [] }),
	);
	const forgetful = (parameters: Item, item: Item = {}) =>
		ward.run(
			{ operation: 'delete', resourceType: 'Observation', id: 'o1', ...parameters },
			[item],
			{
				credential: { baseUrl: server.base, authentication: 'none' },
			},
		);
	try {
		await assert.rejects(forgetful({ version: '1' }), /changed the record since/);
		await assert.rejects(
			forgetful(
				{ operation: 'addToBundle', entryAction: 'delete' },
				{ resource: { ...there, meta: { versionId: '1' } } },
			),
			/Item 1: Somebody else changed/,
		);
		assert.ok(server.seen.every(({ method }) => method === 'GET'));
		await forgetful({ version: '2' });
		assert.equal(server.seen.at(-1)?.method, 'DELETE');
	} finally {
		await server.close();
	}
});

test('a deletion by search deletes exactly one, and none when several match', async () => {
	const shared = [{ system: 'urn:zz:twin', value: 'T' }];
	const [one, other] = [
		await stored({ identifier: shared }),
		await stored({ identifier: [{ system: 'urn:zz:x', value: 'X' }] }),
	];
	await update({ ...other, identifier: shared });
	const bySearch = (condition: string) => remove({ findBy: 'search', condition });
	await assert.rejects(bySearch('identifier=urn:zz:twin|T'), /More than one record/);
	assert.equal((await read(one.id)).id, one.id);
	await remove({ id: other.id, overwrite: 'always' });
	assert.deepEqual((await bySearch('identifier=urn:zz:twin|T')).chart.outcomes, ['deleted']);
	assert.deepEqual((await bySearch('identifier=urn:zz:twin|T')).chart.outcomes, ['absent']);
	await assert.rejects(bySearch(''), /is empty/);
});

test('a search that the server does not offer finds no record to write or delete', async () => {
	const before = await stored();
	const bySearch = { findBy: 'search', condition: 'nonsense=ZZ', overwrite: 'always' };
	for (const write of [
		() => remove(bySearch),
		() => update(before, bySearch),
		() =>
			patch('', { ...bySearch, patchForm: 'custom' }, { patch: [{ op: 'remove', path: '/note' }] }),
	]) {
		await assert.rejects(write(), /does not say that it can search/);
	}
	assert.equal((await read(before.id)).meta.versionId, before.meta.versionId);
});

test('a test run writes nothing, whichever operation it is', async () => {
	const before = await stored();
	const asked = ward.ehr.requests.length;
	const changes = { change: [{ op: 'remove', path: '/effectiveDateTime' }] };
	for (const parameters of [
		{ operation: 'update', resource: { ...before, status: 'amended' } },
		{ operation: 'patch', resourceType: 'Observation', id: before.id, version: '1', changes },
		{ operation: 'delete', resourceType: 'Observation', id: before.id, version: '1' },
		{ operation: 'addToBundle', resource: before },
		{ operation: 'operation', form: 'custom', callOn: 'system', operationName: 'zz' },
	]) {
		const { chart } = await ward.one(parameters, TEST_ITEM);
		assert.deepEqual(chart.outcomes, ['not-written'], parameters.operation);
		assert.equal(chart.writtenAt, '');
	}
	assert.equal(ward.ehr.requests.length, asked);
	const { chart } = await ward.one(
		{
			operation: 'delete',
			resourceType: 'Observation',
			id: before.id,
			overwrite: 'always',
			writeInTests: true,
		},
		TEST_ITEM,
	);
	assert.deepEqual(chart.outcomes, ['deleted']);
});
