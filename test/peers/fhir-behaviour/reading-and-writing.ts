import assert from 'node:assert/strict';
import { bearer, type FhirError } from '../../../dist/nodes/clients/fhir/index.js';
import {
	clientOf,
	freshIdentifier,
	patiently,
	personOf,
	proxied,
	type Define,
	type ServerUnderTest,
} from './server.ts';

const status = (wanted: number) => (error: FhirError) => error.status === wanted;

/** What the client does on a server of somebody else, as the standard says. */
export function readsAndWrites(name: string, server: ServerUnderTest, define: Define): void {
	define(`${name}: what was created is read, and an old version is refused`, async (t) => {
		const found = await server.on(t);
		if (found === undefined) return;
		const client = clientOf(found.url);
		const written = await client.create(personOf(freshIdentifier()));
		assert.equal(written.outcome, 'created');
		const [, id = ''] = written.reference.split('/');
		const first = await client.read('Patient', id);
		const etag = `W/"${first.meta?.versionId}"`;
		const second = await client.update({ ...first, gender: 'female' }, { ifMatch: etag });
		assert.equal(second.outcome, 'updated');
		await assert.rejects(
			client.update({ ...first, gender: 'other' }, { ifMatch: etag }),
			(error: FhirError) => [409, 412].includes(Number(error.status)),
		);
		const old = await client.vread('Patient', id, String(first.meta?.versionId));
		assert.equal(old.gender, undefined);
		assert.equal((await client.read('Patient', id)).gender, 'female');
	});

	define(`${name}: a history holds every version and the deletion, newest first`, async (t) => {
		const found = await server.on(t);
		if (found === undefined) return;
		const client = clientOf(found.url);
		const { reference } = await client.create(personOf(freshIdentifier()));
		const [, id = ''] = reference.split('/');
		const first = await client.read('Patient', id);
		await client.update({ ...first, active: true });
		assert.equal((await client.remove('Patient', id)).outcome, 'deleted');
		await assert.rejects(client.read('Patient', id), status(410));
		const versions: Array<[boolean, unknown]> = [];
		for await (const entry of client.history({ type: 'Patient', id })) {
			versions.push([entry.deleted, entry.resource?.active]);
		}
		assert.deepEqual(versions, [
			[true, undefined],
			[false, true],
			[false, undefined],
		]);
		const since = String(first.meta?.lastUpdated);
		const ofType: string[] = [];
		const ofPatients = client.history({ type: 'Patient' }, { since, pageSize: 2 });
		for await (const entry of ofPatients) ofType.push(entry.id);
		assert.equal(ofType.filter((one) => one === id).length, 3);
	});

	define(`${name}: a search walks all pages, in order, and knows its parameters`, async (t) => {
		const found = await server.on(t);
		if (found === undefined) return;
		const client = clientOf(found.url);
		const { system, value } = freshIdentifier();
		const people = Array.from({ length: 23 }, (_, number) =>
			personOf(
				{ system, value: `${value}-${number}` },
				{ meta: { tag: [{ system, code: value }] } },
			),
		);
		await client.transaction({
			resourceType: 'Bundle',
			type: 'transaction',
			entry: people.map((resource) => ({ resource, request: { method: 'POST', url: 'Patient' } })),
		});
		const parameters = { _tag: `${system}|${value}`, _count: 5, _sort: '_lastUpdated' };
		const all = await client.searchAll('Patient', parameters);
		assert.equal(new Set(all.map(({ id }) => id)).size, 23);
		const times = all.map(({ meta }) => Date.parse(meta?.lastUpdated ?? ''));
		assert.deepEqual(
			times,
			times.toSorted((a, b) => a - b),
		);
		const one = { identifier: `${system}|${value}-7` };
		assert.equal((await client.searchAll('Patient', one)).length, 1);
		const asked = client.searchAll('Patient', { nonsense: 'x' });
		await assert.rejects(asked, status(400));
	});

	define(`${name}: conditional writes find their one resource`, async (t) => {
		const found = await server.on(t);
		if (found === undefined) return;
		const client = clientOf(found.url);
		const identifier = freshIdentifier();
		const query = { identifier: `${identifier.system}|${identifier.value}` };
		const ifNoneExist = `identifier=${query.identifier}`;
		const first = await client.create(personOf(identifier), { ifNoneExist });
		const again = await client.create(personOf(identifier), { ifNoneExist });
		assert.deepEqual([first.outcome, again.outcome], ['created', 'existing']);
		assert.equal((await client.searchAll('Patient', query)).length, 1);
		const updated = await client.conditionalUpdate(personOf(identifier, { active: true }), query);
		assert.deepEqual([updated.outcome, updated.reference], ['updated', first.reference]);
		const [, id = ''] = first.reference.split('/');
		const steps = [{ op: 'replace' as const, path: '/active', value: false }];
		await client.patch('Patient', id, { operations: steps });
		assert.equal((await client.read('Patient', id)).active, false);
		await assert.rejects(
			client.patch('Patient', id, { operations: steps }, { ifMatch: 'W/"1"' }),
			(error: FhirError) => [409, 412].includes(Number(error.status)),
		);
		const removed = await client.conditionalDelete('Patient', query);
		assert.equal(removed.outcome, 'deleted');
		assert.equal((await client.searchAll('Patient', query)).length, 0);
	});

	define(`${name}: a transaction is all or nothing and resolves its references`, async (t) => {
		const found = await server.on(t);
		if (found === undefined) return;
		const client = clientOf(found.url);
		const identifier = freshIdentifier();
		const ifNoneExist = `identifier=${identifier.system}|${identifier.value}`;
		const patient = 'urn:uuid:3f1b0f86-0001-4000-8000-000000000001';
		const observation = (subject: string) => ({
			resourceType: 'Observation',
			status: 'final',
			code: { text: 'ZZTEST' },
			identifier: [identifier],
			subject: { reference: subject },
		});
		const bundle = (subject: string) => ({
			resourceType: 'Bundle',
			type: 'transaction',
			entry: [
				{
					fullUrl: patient,
					resource: personOf(identifier),
					request: { method: 'POST', url: 'Patient', ifNoneExist },
				},
				{
					fullUrl: 'urn:uuid:3f1b0f86-0001-4000-8000-000000000002',
					resource: observation(subject),
					request: { method: 'POST', url: 'Observation', ifNoneExist },
				},
			],
		});
		const query = { identifier: `${identifier.system}|${identifier.value}` };
		const wrong = bundle('urn:uuid:3f1b0f86-0001-4000-8000-00000000000f');
		await assert.rejects(client.transaction(wrong));
		assert.equal((await client.searchAll('Patient', query)).length, 0);
		const first = await client.transaction(bundle(patient));
		assert.deepEqual(
			first.map(({ outcome }) => outcome),
			['created', 'created'],
		);
		const [written] = await client.searchAll('Observation', query);
		const subject = (written?.subject as { reference: string }).reference;
		assert.equal(subject, first[0]?.reference);
		const again = await client.transaction(bundle(patient));
		assert.deepEqual(
			again.map(({ outcome }) => outcome),
			['existing', 'existing'],
		);
		assert.equal((await client.searchAll('Observation', query)).length, 1);
	});

	define(`${name}: conditional creates through a bad network are each written once`, async (t) => {
		const found = await server.on(t);
		if (found === undefined) return;
		const rates = {
			'too-many': 0.1,
			unavailable: 0.1,
			html: 0.1,
			reset: 0.1,
			cut: 0.15,
			slow: 0.05,
		};
		const proxy = await proxied(t, found, { seed: 5, rates });
		const client = clientOf(proxy.url, {
			retry: { attempts: 12, firstDelayMs: 5, longestDelayMs: 20 },
		});
		const { system, value } = freshIdentifier();
		for (let number = 0; number < 25; number++) {
			const own = { system, value: `${value}-${number}` };
			const meta = { tag: [{ system, code: value }] };
			const ifNoneExist = `identifier=${system}|${own.value}`;
			const person = personOf(own, { meta });
			const { reference } = await patiently(() => client.create(person, { ifNoneExist }));
			const [, id = ''] = reference.split('/');
			const read = await patiently(() => client.read('Patient', id));
			assert.equal((read.identifier as Array<{ value: string }>)[0]?.value, own.value);
		}
		const { counts } = proxy.faults;
		assert.ok(counts.cut > 2 && counts.reset > 2 && counts.html > 2, JSON.stringify(counts));
		const written = await clientOf(found.url).searchAll('Patient', { _tag: `${system}|${value}` });
		assert.equal(written.length, 25);
	});

	define(`${name}: no token leaves for another origin, by a link or a redirect`, async (t) => {
		const found = await server.on(t);
		if (found === undefined) return;
		const proxy = await proxied(t, found);
		const client = clientOf(proxy.url, { authorizer: bearer('ZZ-TOKEN'), retry: { attempts: 1 } });
		const { system, value } = freshIdentifier();
		for (let number = 0; number < 4; number++) {
			const meta = { tag: [{ system, code: value }] };
			await client.create(personOf({ system, value: `${value}-${number}` }, { meta }));
		}
		const search = { _tag: `${system}|${value}`, _count: 2 };
		proxy.faults.next('foreign-next');
		await assert.rejects(client.searchAll('Patient', search), { code: 'fhir-foreign-link' });
		proxy.faults.next('redirect');
		await assert.rejects(client.searchAll('Patient', search));
		proxy.faults.next('redirect');
		await assert.rejects(client.read('Patient', 'zz-1'));
		assert.equal(proxy.faults.counts.redirect, 2);
		assert.deepEqual(proxy.foreign.requests, []);
		assert.equal((await client.searchAll('Patient', search)).length, 4);
	});

	define(
		`${name}: answers that are none are errors, and nothing of them is repeated`,
		async (t) => {
			const found = await server.on(t);
			if (found === undefined) return;
			const proxy = await proxied(t, found, { giantBytes: 2 * 1024 * 1024 });
			const client = clientOf(proxy.url, { retry: { attempts: 1 }, maxResponseBytes: 1024 * 1024 });
			for (const fault of ['portal', 'html', 'giant', 'cut'] as const) {
				proxy.faults.next(fault);
				const error = await client.searchAll('Patient', {}).then(
					() => assert.fail(`${fault} was taken for an answer`),
					(reason: FhirError) => reason,
				);
				assert.doesNotMatch(`${error.message} ${error.nextStep}`, /PLANTED|ZZTEST/, fault);
			}
			proxy.faults.next('reordered');
			const all = await client.searchAll('Patient', { _count: 10 });
			assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
		},
	);
}
