import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { FhirClient } from '../../../dist/nodes/clients/fhir/index.js';
import { closeAgents } from '../../../dist/nodes/clients/http/index.js';
import {
	ExportPlace,
	readLines,
	runExport,
	type ExportOptions,
} from '../../../dist/nodes/Fhir/bulk/index.js';
import type { HospitalError } from '../../../dist/nodes/shared/errors.js';
import { faultServer, json, type FaultServer } from './fault-server.ts';

let folder: string;
let server: FaultServer;
let place: ExportPlace;
/** Number of the export that a kick-off starts. */
let night = 1;
let filesAreDown = false;
let fileAddress: ((job: string) => string) | undefined;
let cancelled: string[] = [];

before(async () => {
	folder = await mkdtemp(join(tmpdir(), 'hospital-bulk-'));
	server = await faultServer(({ method, url }, answer) => {
		if (url.includes('$export')) {
			return void answer
				.writeHead(202, { 'content-location': `${server.base}/job/${night}` })
				.end();
		}
		const [, job] = /job\/(\d)/.exec(url) ?? [];
		if (job !== undefined && method === 'DELETE') {
			cancelled.push(job);
			return void answer.writeHead(202).end();
		}
		if (job !== undefined) {
			return json(answer, {
				transactionTime: `2026-11-0${job}T00:00:00Z`,
				requiresAccessToken: false,
				output: [{ type: 'Patient', url: fileAddress?.(job) ?? `${server.base}/file/${job}` }],
				error: [],
			});
		}
		if (filesAreDown) return void answer.writeHead(503).end();
		answer.writeHead(200).end(`{"resourceType":"Patient","id":"snapshot-${url.at(-1)}"}\n`);
	});
});
beforeEach(() => {
	night = 1;
	filesAreDown = false;
	fileAddress = undefined;
	cancelled = [];
	place = new ExportPlace(join(folder, String(Math.random())), randomBytes(32), 3_600_000);
});
after(async () => {
	closeAgents();
	await server.close();
	await rm(folder, { recursive: true, force: true });
});

const run = (more: Partial<ExportOptions> = {}) =>
	runExport(
		new FhirClient({ baseUrl: server.base, retry: { attempts: 1 } }),
		{ level: 'system', types: ['Patient'], typeFilters: [], method: 'GET' },
		{ place, question: 'q', keep: false, firstPauseMs: 1, ...more },
	);
const kickOffs = () => server.seen.filter(({ url }) => url.includes('$export')).length;
const idIn = async (id: string) =>
	(await readLines(place, id, 0, 0, { lines: 5, bytes: 1000 })).resources[0]?.id;

test('an export that was cut short is gone on with, and the result says from when it is', async () => {
	filesAreDown = true;
	await assert.rejects(run());
	[filesAreDown, night] = [false, 2];
	const before = kickOffs();
	const { id, resumed, reused, transactionTime, startedAt } = await run();
	assert.deepEqual([resumed, reused, kickOffs() - before], [true, false, 0]);
	assert.equal(transactionTime, '2026-11-01T00:00:00Z');
	assert.match(startedAt, /^\d{4}-.*Z$/);
	assert.equal(await idIn(id), 'snapshot-1');
	const next = await run();
	assert.deepEqual([next.resumed, await idIn(next.id)], [false, 'snapshot-2']);
});

test('an export that was cut short is given up where that is wished, here and on the server', async () => {
	filesAreDown = true;
	await assert.rejects(run());
	[filesAreDown, night] = [false, 2];
	const { id, resumed, transactionTime } = await run({ anew: true });
	assert.deepEqual([resumed, transactionTime], [false, '2026-11-02T00:00:00Z']);
	assert.equal(await idIn(id), 'snapshot-2');
	assert.ok(cancelled.includes('1'), 'told the server');
});

test('a file that may not be fetched says how to start anew', async () => {
	fileAddress = () => 'http://192.0.2.7/file/1';
	await assert.rejects(run(), (error: HospitalError) => {
		assert.equal(error.code, 'egress-refused');
		assert.match(error.nextStep, /Start Anew/);
		return true;
	});
	[fileAddress, night] = [undefined, 2];
	assert.equal(await idIn((await run({ anew: true })).id), 'snapshot-2');
});
