import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CapabilityStatement, OperationOutcome } from '@medplum/fhirtypes';
import { orderOf } from '../../hospital/people.ts';
import { EhrUnderTest, ids, patient, transaction } from './ehr-client.ts';

const server = new EhrUnderTest();

describe('the EHR operates', () => {
	test('$everything: the compartment of the patient and what it refers to, of nobody else', async () => {
		const person = server.hospital.ordinary[0]!;
		const order = orderOf(server.hospital, person);
		const everything = await server.search(`/Patient/${person.id}/$everything`);
		const found = ids(everything);
		assert.equal(found[0], person.id);
		assert.ok(found.includes(order.id) && found.includes(order.encounterId));
		const types = new Set(everything.entry?.map(({ resource }) => resource?.resourceType));
		assert.ok(types.has('Practitioner'));
		const others = server.hospital.people.filter(({ id }) => id !== person.id).map(({ id }) => id);
		assert.deepEqual(
			others.filter((id) => found.includes(id)),
			[],
		);
		assert.equal(new Set(found).size, found.length);
		assert.equal(everything.total, found.length);
		const only = await server.search(`/Patient/${person.id}/$everything?_type=ServiceRequest`);
		assert.deepEqual(ids(only), [order.id]);
		const first = await server.search(`/Patient/${person.id}/$everything?_count=1`);
		const next = first.link?.find(({ relation }) => relation === 'next')?.url ?? '';
		const second = await server.search(next.replace(server.ehr.url, ''));
		assert.deepEqual([...ids(first), ...ids(second)], found.slice(0, 2));
		const later = new Date(Date.now() + 1000).toISOString();
		const none = await server.search(`/Patient/${person.id}/$everything?_since=${later}`);
		assert.equal(none.total, 0);
		assert.equal((await server.get('/Patient/never/$everything')).status, 404);
		assert.equal((await server.get(`/Patient/${person.id}/$everything?start=2026`)).status, 400);
	});

	test('$validate: 200 with the faults, and nothing is stored', async () => {
		const before = (await server.search('/Patient?_summary=count')).total;
		const validate = async (body: unknown) => {
			const answer = await server.call('POST', '/Patient/$validate', body);
			return {
				status: answer.status,
				issues: (answer.body as unknown as OperationOutcome).issue.map(({ severity }) => severity),
			};
		};
		assert.deepEqual(await validate(patient), { status: 200, issues: ['information'] });
		const wrapped = {
			resourceType: 'Parameters',
			parameter: [{ name: 'resource', resource: { ...patient, gender: 'zz' } }],
		};
		assert.deepEqual(await validate(wrapped), { status: 200, issues: ['error'] });
		const wrong = await server.call('POST', '/Observation/$validate', patient);
		assert.equal(wrong.status, 400);
		assert.equal((await server.search('/Patient?_summary=count')).total, before);
	});

	test('and states which operations it has, and where', async () => {
		const { body } = await server.get('/metadata');
		const [rest] = (body as unknown as CapabilityStatement).rest ?? [];
		const names = (type: string) =>
			rest?.resource?.find((one) => one.type === type)?.operation?.map(({ name }) => name);
		assert.deepEqual(names('Patient'), ['validate', 'everything', 'export']);
		assert.deepEqual(names('Observation'), ['validate']);
		assert.deepEqual(
			rest?.operation?.map(({ name }) => name),
			['export'],
		);
		const system = rest?.interaction?.map(({ code }) => code);
		assert.deepEqual(system, ['transaction', 'batch', 'history-system']);
	});
});

describe('the EHR shapes the answer of a search', () => {
	test('to the elements that were asked for and those that must be there', async () => {
		const person = server.hospital.ordinary[0]!;
		const found = await server.search(`/Patient?_id=${person.id}&_elements=birthDate`);
		const resource = found.entry?.[0]?.resource as unknown as Record<string, unknown>;
		assert.deepEqual(Object.keys(resource).sort(), ['birthDate', 'id', 'meta', 'resourceType']);
		assert.deepEqual(found.entry?.[0]?.resource?.meta?.tag?.[0]?.code, 'SUBSETTED');
		const orders = await server.search(`/ServiceRequest?patient=${person.id}&_elements=code`);
		const order = orders.entry?.[0]?.resource as unknown as Record<string, unknown>;
		assert.ok('status' in order && 'intent' in order && 'subject' in order);
		assert.ok(!('identifier' in order));
	});

	test('to a number', async () => {
		const { body } = await server.get('/Patient?_summary=count');
		assert.deepEqual(body, {
			resourceType: 'Bundle',
			type: 'searchset',
			total: server.hospital.people.length,
		});
	});

	test('and ignores what it does not know only when the client asks for that', async () => {
		const lenient = { prefer: 'handling=lenient' };
		const asked = async (path: string, headers: object) =>
			(await server.call('GET', path, undefined, headers)).status;
		assert.equal(await asked('/Patient?nonsense=1', {}), 400);
		assert.equal(await asked('/Patient?nonsense=1', { prefer: 'handling=strict' }), 400);
		assert.equal(await asked('/Patient?nonsense=1', lenient), 200);
		assert.equal(await asked('/Patient?name:nonsense=1', lenient), 400);
	});
});

describe('the EHR finds by its indexes what reading everything finds', () => {
	const search = async (query: string) => ids(await server.search(`/Observation?${query}`)).sort();

	test('after changes, deletions and transactions that failed', async () => {
		const [one, other] = server.hospital.ordinary.map(({ id }) => `Patient/${id}`);
		const observation = (subject: string, value: string) => ({
			resourceType: 'Observation' as const,
			status: 'final' as const,
			code: { text: 'x' },
			identifier: [{ system: 'urn:zz', value }],
			subject: { reference: subject },
		});
		const made: string[] = [];
		for (let number = 0; number < 6; number++) {
			const body = observation(number < 4 ? String(one) : String(other), `V${number}`);
			made.push(String((await server.call('POST', '/Observation', body)).body.id));
		}
		const [a, b, c, d, e, f] = made as [string, string, string, string, string, string];
		await server.call('PUT', `/Observation/${a}`, { ...observation(String(other), 'W'), id: a });
		await server.call('DELETE', `/Observation/${b}`);
		const failing = transaction(
			{
				resource: { ...observation(String(other), 'V2'), id: c },
				request: { method: 'PUT', url: `Observation/${c}` },
			},
			{ request: { method: 'DELETE', url: `Observation/${d}` } },
			{ resource: observation(String(one), 'X'), request: { method: 'POST', url: 'Observation' } },
			{ request: { method: 'DELETE', url: 'Observation/never' } },
		);
		assert.equal((await server.call('POST', '', failing)).status, 404);
		assert.deepEqual(await search(`subject=${one}`), [c, d].sort());
		assert.deepEqual(await search(`subject=${other}`), [a, e, f].sort());
		assert.deepEqual(await search(`subject=${one},${other}`), [a, c, d, e, f].sort());
		assert.deepEqual(await search('identifier=urn:zz|V0'), []);
		assert.deepEqual(await search('identifier=w,V2'), [a, c].sort());
		assert.deepEqual(await search('identifier=urn:zz|X'), []);
		assert.deepEqual(await search(`_id=${a},${b},${c}`), [a, c].sort());
		assert.deepEqual(await search(`_id=${a}&subject=${one}`), []);
	});

	test('by the time of the last change, each resource once and in its last version', async () => {
		const all = await server.search('/Observation?_sort=_lastUpdated&_count=1000');
		const times = (all.entry ?? []).map(({ resource }) => String(resource?.meta?.lastUpdated));
		assert.deepEqual(times, times.toSorted());
		for (const [at, time] of times.entries()) {
			const found = await server.search(`/Observation?_lastUpdated=ge${time}`);
			assert.ok(Number(found.total) >= times.length - at);
			const after = await server.search(`/Observation?_lastUpdated=gt${time}`);
			assert.equal(after.total, times.filter((one) => one > time).length);
			const exact = await server.search(`/Observation?_lastUpdated=${time}`);
			assert.equal(exact.total, times.filter((one) => one === time).length);
		}
		const second = `${times.at(-1)?.slice(0, 19)}Z`;
		const within = times.filter((time) => `${time.slice(0, 19)}Z` === second).length;
		assert.equal((await server.search(`/Observation?_lastUpdated=${second}`)).total, within);
		const offset = new Date(Date.parse(second) + 3_600_000).toISOString().slice(0, 19);
		const shifted = `/Observation?_lastUpdated=${encodeURIComponent(`ge${offset}+01:00`)}`;
		assert.equal(
			(await server.search(shifted)).total,
			times.filter((time) => Date.parse(time) >= Date.parse(second)).length,
		);
	});
});
