import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
	ExportPlace,
	readLines,
	runExport,
	type BulkRequest,
} from '../../../dist/nodes/Fhir/bulk/index.js';
import {
	clientOf,
	folder,
	freshIdentifier,
	idOf,
	personOf,
	type Define,
	type ServerUnderTest,
} from './server.ts';

/** What only a server with operations can be asked. */
export function operates(name: string, server: ServerUnderTest, define: Define): void {
	define(`${name}: $everything and $validate are answered`, async (t) => {
		const found = await server.on(t);
		if (found === undefined) return;
		const client = clientOf(found.url);
		const patient = (await client.create(personOf(freshIdentifier()))).reference;
		const { reference } = await client.create({
			resourceType: 'Observation',
			status: 'final',
			code: { text: 'ZZTEST' },
			subject: { reference: patient },
		});
		const call = {
			name: '$everything',
			type: 'Patient',
			id: idOf(patient),
			method: 'GET' as const,
		};
		const references: string[] = [];
		for await (const { entries } of client.operationPages(call)) {
			references.push(...entries.map(({ resource }) => `${resource.resourceType}/${resource.id}`));
		}
		assert.deepEqual(references.sort(), [reference, patient].sort());
		const outcome = await client.operation({
			name: '$validate',
			type: 'Patient',
			input: personOf(freshIdentifier()),
		});
		assert.equal(outcome.resourceType, 'OperationOutcome');
	});
}

/** What only a server with a bulk export can be asked. HAPI wants two minutes until the next look. */
export function exportsInBulk(name: string, server: ServerUnderTest, define: Define): void {
	define(`${name}: a bulk export brings every record once`, async (t) => {
		const found = await server.on(t);
		if (found === undefined) return;
		const client = clientOf(found.url);
		const { system, value } = freshIdentifier();
		for (let number = 0; number < 12; number++) {
			await client.create({ resourceType: 'Location', identifier: [{ system, value }] });
		}
		const place = new ExportPlace(join(await folder(t), 'bulk'), randomBytes(32), 3_600_000);
		const request = { ...EXPORT, types: ['Location'] };
		const options = { place, question: 'q', keep: false, limits: { maxWaitMs: 120_000 } };
		const { id, files } = await runExport(client, request, options);
		const own: string[] = [];
		for (const { index } of files) {
			const { resources } = await readLines(place, id, index, 0, { lines: 1000, bytes: 2 ** 22 });
			for (const resource of resources) {
				const { identifier = [] } = resource as { identifier?: Array<{ value?: string }> };
				if (identifier.some((one) => one.value === value)) own.push(String(resource.id));
			}
		}
		assert.equal(new Set(own).size, 12);
		assert.equal(own.length, 12);
	});
}

/** What only a server with FHIRPath Patch and Subscriptions can be asked. */
export function patchesAndNotifies(name: string, server: ServerUnderTest, define: Define): void {
	define(`${name}: a FHIRPath Patch changes the named part`, async (t) => {
		const found = await server.on(t);
		if (found === undefined) return;
		const client = clientOf(found.url);
		const { reference } = await client.create(personOf(freshIdentifier(), { gender: 'female' }));
		await client.patch('Patient', idOf(reference), { parameters: PATCH });
		assert.equal((await client.read('Patient', idOf(reference))).gender, 'other');
	});

	define(`${name}: a Subscription with a payload PUTs what fits to the endpoint`, async (t) => {
		const found = await server.on(t);
		if (found === undefined) return;
		const heard: string[] = [];
		const endpoint = createServer((request, response) => {
			heard.push(`${request.method} ${request.url} ${request.headers['x-secret']}`);
			request.resume();
			request.once('end', () => response.end());
		});
		await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
		t.after(() => endpoint.close());
		const client = clientOf(found.url);
		const { reference } = await client.create({
			resourceType: 'Subscription',
			status: 'requested',
			reason: 'test',
			criteria: 'Patient?active=true',
			channel: {
				type: 'rest-hook',
				endpoint: `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/hook`,
				payload: 'application/fhir+json',
				header: ['X-Secret: zz-secret'],
			},
		});
		t.after(async () => await client.remove('Subscription', idOf(reference)));
		const status = async () => (await client.read('Subscription', idOf(reference))).status;
		for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(100)) {
			if ((await status()) === 'active') break;
		}
		assert.equal(await status(), 'active');
		await client.create(personOf(freshIdentifier(), { active: false }));
		const fits = await client.create(personOf(freshIdentifier(), { active: true }));
		for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(50)) {
			if (heard.length > 0) break;
		}
		assert.deepEqual(heard, [`PUT /hook/${fits.reference} zz-secret`]);
	});
}

const EXPORT: BulkRequest = { level: 'system', types: [], typeFilters: [], method: 'GET' };

const PATCH = {
	resourceType: 'Parameters',
	parameter: [
		{
			name: 'operation',
			part: [
				{ name: 'type', valueCode: 'replace' },
				{ name: 'path', valueString: 'Patient.gender' },
				{ name: 'value', valueCode: 'other' },
			],
		},
	],
};
