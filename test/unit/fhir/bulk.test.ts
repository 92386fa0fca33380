import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { bearer, FhirClient, type FhirConnection } from '../../../dist/nodes/clients/fhir/index.js';
import { closeAgents } from '../../../dist/nodes/clients/http/index.js';
import {
	bulkTimeToLive,
	ExportPlace,
	readLines,
	runExport,
	type BulkRequest,
	type ExportOptions,
} from '../../../dist/nodes/Fhir/bulk/index.js';
import { plainProgress } from '../../../dist/nodes/Fhir/bulk/progress.js';
import type { HospitalError } from '../../../dist/nodes/shared/errors.js';
import { BulkServer, records, type BulkServerOptions } from './bulk-server.ts';

const TOKEN = 'ZZSECRET-TOKEN';
const SYSTEM: BulkRequest = { level: 'system', types: [], typeFilters: [], method: 'GET' };
const CHILD = join(import.meta.dirname, 'bulk.child.ts');

let folder: string;
let key: Buffer;
const running: BulkServer[] = [];

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'hospital-bulk-'));
	key = randomBytes(32);
});
afterEach(async () => {
	closeAgents();
	await Promise.all(running.splice(0).map((server) => server.close()));
	rmSync(folder, { recursive: true, force: true });
});

const serve = async (options: BulkServerOptions) => {
	const server = await new BulkServer(options).start();
	running.push(server);
	return server;
};
const data = () => join(folder, 'bulk');
const placeAt = (now?: () => number) => new ExportPlace(data(), key, 3_600_000, now);
const clientFor = (server: BulkServer, more: Partial<FhirConnection> = {}) =>
	new FhirClient({
		baseUrl: server.base,
		retry: { firstDelayMs: 5, attempts: 2 },
		...more,
	});
const run = (
	server: BulkServer,
	more: Partial<ExportOptions> = {},
	request = SYSTEM,
	connection: Partial<FhirConnection> = {},
) =>
	runExport(clientFor(server, connection), request, {
		place: placeAt(),
		question: 'q',
		keep: false,
		firstPauseMs: 5,
		...more,
	});
const code = (wanted: string) => (error: HospitalError) => {
	assert.equal(error.code, wanted, error.stack);
	assert.doesNotMatch(`${error.message} ${error.nextStep}`, /ZZTEST|ZZSECRET|127\.0\.0\.1|zz-\d/);
	return true;
};
const filesIn = (ending: string) =>
	readdirSync(data(), { recursive: true, encoding: 'utf8' }).filter((name) =>
		name.endsWith(ending),
	);

async function readAll(id: string, file: number, lines = 7): Promise<any[]> {
	const found: any[] = [];
	let position: number | undefined = 0;
	while (position !== undefined) {
		const batch: Awaited<ReturnType<typeof readLines>> = await readLines(
			placeAt(),
			id,
			file,
			position,
			{ lines, bytes: 2 ** 20 },
		);
		assert.ok(batch.resources.length <= lines);
		found.push(...batch.resources);
		position = batch.next;
	}
	return found;
}

describe('an export', () => {
	test('lies in encrypted files, is counted, and gives every record once in batches', async () => {
		const server = await serve({
			polls: 2,
			retryAfter: '0',
			files: [
				{ name: 'p', type: 'Patient', lines: records('Patient', 1000), count: 1000 },
				{ name: 'o', type: 'Observation', lines: records('Observation', 3), count: 3 },
			],
		});
		const result = await run(server);
		assert.deepEqual(
			result.files.map(({ type, lines, kind }) => ({ type, lines, kind })),
			[
				{ type: 'Patient', lines: 1000, kind: 'output' },
				{ type: 'Observation', lines: 3, kind: 'output' },
			],
		);
		assert.equal(result.transactionTime, '2026-11-22T00:00:00Z');
		for (const name of filesIn('.data')) {
			const bytes = readFileSync(join(data(), name));
			assert.ok(!bytes.includes('ZZTEST') && !bytes.includes('Patient'), 'nothing is readable');
		}
		assert.deepEqual(
			(await readAll(result.id, 0, 97)).map(({ id }) => id),
			[...records('Patient', 1000)()].map((line) => JSON.parse(line).id),
		);
		assert.equal((await readAll(result.id, 1)).length, 3);
		assert.equal(server.deleted, 1, 'the server was asked to remove its copy');
		assert.equal(result.removedFromServer, true);
	});

	test('asks as Bulk Data Access wants it, by address or by body', async () => {
		const server = await serve({ files: [] });
		const request: BulkRequest = {
			level: 'group',
			groupId: 'g1',
			types: ['Patient', 'MedicationRequest'],
			since: '2026-11-01T00:00:00Z',
			typeFilters: ['MedicationRequest?status=active,on-hold'],
			method: 'GET',
		};
		await run(server, { question: 'a' }, request);
		await run(server, { question: 'b' }, { ...request, method: 'POST' });
		await run(server, { question: 'c' }, { ...SYSTEM, level: 'patient' });
		const asked = server.seen.filter(({ path }) => path.endsWith('$export'));
		assert.deepEqual(
			asked.map(({ method, path }) => `${method} ${path}`),
			['GET /fhir/Group/g1/$export', 'POST /fhir/Group/g1/$export', 'GET /fhir/Patient/$export'],
		);
		const [byAddress, byBody] = asked;
		assert.deepEqual(Object.fromEntries(byAddress.query), {
			_outputFormat: 'application/fhir+ndjson',
			_since: '2026-11-01T00:00:00Z',
			_type: 'Patient,MedicationRequest',
			_typeFilter: 'MedicationRequest?status=active,on-hold',
		});
		for (const { headers } of asked) {
			assert.equal(headers.prefer, 'respond-async');
			assert.equal(headers.accept, 'application/fhir+json');
		}
		assert.deepEqual(
			JSON.parse(byBody.body).parameter.map(({ name }: { name: string }) => name),
			['_outputFormat', '_since', '_type', '_typeFilter'],
		);
		assert.equal(byBody.query.size, 0);
	});

	for (const [what, request] of Object.entries({
		'a start without a time zone': { ...SYSTEM, since: '2026-11-01' },
		'another format than NDJSON': { ...SYSTEM, outputFormat: 'text/csv' },
		'a filter of a type that is not exported': {
			...SYSTEM,
			types: ['Patient'],
			typeFilters: ['Condition?clinical-status=active'],
		},
		'a filter that is an address': { ...SYSTEM, typeFilters: ['https://other.example/x'] },
	})) {
		test(`refuses ${what} before anything is sent`, async () => {
			const server = await serve({ files: [] });
			await assert.rejects(run(server, {}, request), code('bulk-request-invalid'));
			assert.equal(server.seen.length, 0);
		});
	}

	test('waits as long as the server wishes and tells only plain progress', async () => {
		const told: unknown[] = [];
		const started = Date.now();
		const server = await serve({
			polls: 2,
			retryAfter: '1',
			progress: 'Export 50% complete, 3 of 6 files',
			files: [],
		});
		await run(server, { onProgress: (progress) => told.push(progress) });
		assert.ok(Date.now() - started >= 2000, 'two pauses of a second');
		assert.deepEqual(told, [
			{ polls: 1, text: 'Export 50% complete, 3 of 6 files' },
			{ polls: 2, text: 'Export 50% complete, 3 of 6 files' },
		]);
	});

	test('gives up waiting at the limit, and the next run goes on with the same export', async () => {
		const server = await serve({ polls: 1, retryAfter: '3', files: [] });
		await assert.rejects(run(server, { limits: { maxWaitMs: 100 } }), code('bulk-not-ready'));
		await run(server);
		assert.equal(server.count('$export'), 1);
	});

	test('a server that answers at once did not start an export', async () => {
		const server = await serve({
			files: [],
			handle: (_request, response) => {
				response.end(JSON.stringify({ resourceType: 'Bundle', type: 'searchset' }));
				return true;
			},
		});
		await assert.rejects(run(server), code('bulk-not-supported'));
	});

	test('a job that failed on the server is given up, and the next run starts a new one', async () => {
		let fails = true;
		const server = await serve({
			files: [],
			handle: (request, response) => {
				if (!fails || request.method !== 'GET' || request.url !== '/fhir/job') return false;
				fails = false;
				response.writeHead(500).end(JSON.stringify({ resourceType: 'OperationOutcome' }));
				return true;
			},
		});
		await assert.rejects(run(server), code('bulk-job-failed'));
		assert.deepEqual(filesIn('state'), []);
		await run(server);
		assert.equal(server.count('$export'), 2);
	});
});

describe('a file', () => {
	test('that breaks off starts again, and holds every record once', async () => {
		const server = await serve({
			files: [{ name: 'p', type: 'Patient', lines: records('Patient', 2000), count: 2000 }],
			cut: { name: 'p', after: 200_000, times: 2 },
		});
		const { id, files } = await run(server);
		assert.equal(files[0].lines, 2000);
		assert.equal(server.count('files/p'), 3);
		assert.equal(new Set((await readAll(id, 0, 500)).map((one) => one.id)).size, 2000);
	});

	for (const [what, wanted, lines, count] of [
		['has fewer records than announced', 'bulk-count-mismatch', records('Patient', 3), 4],
		['holds another type than announced', 'bulk-line-invalid', records('Observation', 1), 1],
		['holds a line that is cut', 'bulk-line-invalid', () => ['{"resourceType":"Pat'], 1],
		['holds a page of HTML', 'bulk-line-invalid', () => ['<html>'], undefined],
	] as const) {
		test(`that ${what} ends the export, and nothing of it stays`, async () => {
			const removed: number[] = [];
			const server = await serve({
				files: [
					{ name: 'ok', type: 'Patient', lines: records('Patient', 2) },
					{ name: 'x', type: 'Patient', lines, ...(count !== undefined && { count }) },
				],
			});
			const onRemoved = async (files: number) => void removed.push(files);
			await assert.rejects(run(server, { onRemoved }), code(wanted));
			assert.deepEqual(filesIn('.data'), []);
			assert.deepEqual(removed, [2], 'recorded before');
			assert.equal(server.deleted, 1);
		});
	}

	for (const [what, limits, wanted] of [
		['more bytes than allowed', { maxBytes: 50_000 }, 'http-answer-too-large'],
		['more lines than allowed', { maxLines: 500 }, 'bulk-too-large'],
		['a longer line than allowed', { maxLineBytes: 100 }, 'bulk-line-too-long'],
		['more files than allowed', { maxFiles: 1 }, 'bulk-too-large'],
	] as const) {
		test(`${what} ends the export`, async () => {
			const lines = records('Patient', 1000);
			const files = ['a', 'b'].map((name) => ({ name, type: 'Patient', lines }));
			const server = await serve({ files });
			await assert.rejects(run(server, { limits }), code(wanted));
			assert.deepEqual(filesIn('.data'), []);
		});
	}

	test('of deletions or errors is kept apart by its kind', async () => {
		const server = await serve({
			files: [
				{ name: 'd', type: 'Bundle', kind: 'deleted', lines: records('Bundle', 1) },
				{
					name: 'e',
					type: 'OperationOutcome',
					kind: 'error',
					lines: records('OperationOutcome', 2),
				},
			],
		});
		const { files } = await run(server);
		assert.deepEqual(
			files.map(({ kind, lines }) => [kind, lines]),
			[
				['deleted', 1],
				['error', 2],
			],
		);
	});
});

describe('the access token', () => {
	const withToken = { authorizer: bearer(TOKEN) };
	const patients = { name: 'p', type: 'Patient', lines: records('Patient', 2) };

	test('travels to the endpoint', async () => {
		const server = await serve({ token: TOKEN, files: [patients] });
		assert.equal((await run(server, {}, SYSTEM, withToken)).files[0].lines, 2);
	});

	test('does not go where the status is said to lie elsewhere', async () => {
		const other = await serve({ files: [] });
		const server = await serve({ contentLocation: `${other.base}/job`, files: [] });
		await assert.rejects(run(server, {}, SYSTEM, withToken), code('fhir-foreign-link'));
		assert.equal(other.seen.length, 0);
	});

	test('does not go with files on another address, which are fetched only when they need none', async () => {
		const other = await serve({ files: [patients] });
		const files = [{ ...patients, url: `${other.origin}/open/p` }];
		const server = await serve({ token: TOKEN, files, requiresAccessToken: false });
		assert.equal((await run(server, {}, SYSTEM, withToken)).files[0].lines, 2);
		assert.equal(other.seen[0].headers.authorization, undefined);
		const strict = await serve({ token: TOKEN, files });
		await assert.rejects(
			run(strict, { question: 'other' }, SYSTEM, withToken),
			code('bulk-foreign-file'),
		);
		assert.equal(other.seen.length, 1);
		const odd = [{ ...patients, url: 'file:///etc/passwd' }];
		const reading = await serve({ files: odd, requiresAccessToken: false });
		await assert.rejects(run(reading, { question: 'odd' }, SYSTEM, withToken), code('url-invalid'));
		assert.deepEqual(filesIn('.data').length, 1, 'of the export that succeeded');
	});
});

describe('a run that was cut off', () => {
	test('goes on where it stood: no second export, no file twice', async () => {
		const server = await serve({
			files: ['a', 'b', 'c'].map((name) => ({
				name,
				type: 'Patient',
				lines: records('Patient', 50),
			})),
			cut: { name: 'b', after: 100, times: 3 },
		});
		await assert.rejects(run(server), (error: HospitalError) => {
			assert.match(error.message, /file of the export is not whole/);
			assert.match(error.nextStep, /Run it again: it goes on with the same export/);
			assert.equal(error.retryable, true);
			return code('econnreset')(error);
		});
		const { files } = await run(server);
		assert.deepEqual(
			files.map(({ lines }) => lines),
			[50, 50, 50],
		);
		assert.equal(server.count('$export'), 1);
		assert.equal(server.count('files/a'), 1);
		assert.equal(server.count('files/b'), 4);
	});

	test(
		'also after its process was killed in the middle of a file',
		{ timeout: 60_000 },
		async () => {
			const server = await serve({
				files: ['a', 'b'].map((name) => ({
					name,
					type: 'Patient',
					lines: records('Patient', 3000),
					count: 3000,
				})),
				stall: { name: 'b', after: 400_000 },
			});
			const keyFile = join(folder, 'key');
			writeFileSync(keyFile, key);
			const loader = process.execArgv.filter((argument) => !argument.startsWith('--test'));
			const child = spawn(process.execPath, [...loader, CHILD, server.base, data(), keyFile], {
				stdio: 'inherit',
				env: { ...process.env, NODE_TEST_CONTEXT: undefined },
			});
			const half = () => filesIn('00001.data').some((name) => sizeOf(name) > 100_000);
			for (const deadline = Date.now() + 30_000; ; await sleep(20)) {
				assert.ok(Date.now() < deadline && child.exitCode === null, 'it came into the second file');
				if (server.count('files/b') === 1 && half()) break;
			}
			child.kill('SIGKILL');
			await once(child, 'exit');
			delete server.options.stall;
			const { id, files } = await run(server, { question: 'the same question' });
			assert.deepEqual(
				files.map(({ lines }) => lines),
				[3000, 3000],
			);
			assert.equal(server.count('$export'), 1);
			assert.equal(server.count('files/a'), 1, 'a whole file is not fetched again');
			assert.equal(server.count('files/b'), 2, 'a half file starts again');
			const ids = (await readAll(id, 1, 1000)).map((one) => one.id);
			assert.equal(new Set(ids).size, 3000);
		},
	);

	test('does not get in the way of one that still runs', async () => {
		const server = await serve({
			polls: 1,
			retryAfter: '1',
			files: [{ name: 'p', type: 'Patient', lines: records('Patient', 2) }],
		});
		const first = run(server);
		for (; server.count('job') === 0; await sleep(5));
		await assert.rejects(run(server), code('bulk-busy'));
		assert.equal((await first).files[0].lines, 2);
		assert.equal(server.count('$export'), 1);
	});

	test('goes on however often and wherever it is killed', { timeout: 60_000 }, async () => {
		const server = await serve({
			polls: 1,
			retryAfter: '0',
			files: ['a', 'b', 'c', 'd'].map((name) => ({
				name,
				type: 'Patient',
				lines: records('Patient', 4000),
				count: 4000,
			})),
		});
		const keyFile = join(folder, 'key');
		writeFileSync(keyFile, key);
		const loader = process.execArgv.filter((argument) => !argument.startsWith('--test'));
		let kills = 0;
		for (const delay of [120, 160, 200, 240, 280, 320]) {
			const child = spawn(process.execPath, [...loader, CHILD, server.base, data(), keyFile], {
				stdio: 'ignore',
				env: { ...process.env, NODE_TEST_CONTEXT: undefined },
			});
			const ended = once(child, 'exit');
			await Promise.race([ended, sleep(delay)]);
			if (child.exitCode === 0) break;
			kills += 1;
			child.kill('SIGKILL');
			await ended;
		}
		assert.ok(kills > 0);
		const { id, files } = await run(server, { question: 'the same question' });
		assert.equal(files.length, 4);
		for (const index of [0, 1, 2, 3]) {
			const ids = (await readAll(id, index, 1000)).map((one) => one.id);
			assert.equal(ids.length, 4000);
			assert.equal(new Set(ids).size, 4000);
		}
	});

	test('hands a finished export out again for the same piece of work, and only for that', async () => {
		const files = [{ name: 'p', type: 'Patient', lines: records('Patient', 2) }];
		const server = await serve({ files });
		const first = await run(server, { keep: true });
		const again = await run(server, { keep: true });
		assert.equal(again.id, first.id);
		assert.equal(again.reused, true);
		assert.equal(server.count('$export'), 1);
		assert.equal(server.count('files/p'), 1);
		assert.notEqual((await run(server, { question: 'other' })).id, first.id);
		assert.notEqual((await run(server, { question: 'other' })).id, first.id);
		assert.equal(server.count('$export'), 3);
	});

	test('a person who stops it stops it on the server, and nothing stays here', async () => {
		const stop = new AbortController();
		const server = await serve({
			files: [{ name: 'p', type: 'Patient', lines: records('Patient', 3000) }],
			stall: { name: 'p', after: 300_000 },
		});
		const running = run(server, { signal: stop.signal });
		const ended = assert.rejects(running, code('cancelled'));
		for (; server.count('files/p') === 0; await sleep(10));
		await sleep(50);
		stop.abort();
		await ended;
		assert.equal(server.deleted, 1);
		assert.deepEqual(filesIn('.data'), []);
	});

	test('fetches no file when the access cannot be recorded', async () => {
		const server = await serve({
			files: [{ name: 'p', type: 'Patient', lines: records('Patient', 2) }],
		});
		const beforeFiles = () => Promise.reject(new Error('no ledger'));
		await assert.rejects(run(server, { beforeFiles }), code('unexpected'));
		assert.equal(server.count('files/p'), 0);
	});
});

describe('what lies on the disk', () => {
	const oneFile = async (keep = false) => {
		const server = await serve({
			files: [{ name: 'p', type: 'Patient', lines: records('Patient', 1000) }],
		});
		const { id } = await run(server, { keep });
		return { id, path: join(data(), id, '00000.data') };
	};

	for (const [what, change] of Object.entries({
		'a changed byte': (bytes: Buffer) => {
			bytes[100_000] ^= 1;
			return bytes;
		},
		'an end that is cut off at a chunk': (bytes: Buffer) => bytes.subarray(0, 33 + 2 * 65_552),
		'an end that is cut off inside a chunk': (bytes: Buffer) => bytes.subarray(0, 120_000),
		'chunks in another order': (bytes: Buffer) =>
			Buffer.concat([
				bytes.subarray(0, 33),
				bytes.subarray(33 + 65_552, 33 + 2 * 65_552),
				bytes.subarray(33, 33 + 65_552),
				bytes.subarray(33 + 2 * 65_552),
			]),
	})) {
		test(`${what} is found when it is read`, async () => {
			const { id, path } = await oneFile();
			writeFileSync(path, change(readFileSync(path)));
			await assert.rejects(readAll(id, 0, 500), code('bulk-file-damaged'));
		});
	}

	test('a file in the place of another does not open', async () => {
		const server = await serve({
			files: ['a', 'b'].map((name) => ({
				name,
				type: 'Patient',
				lines: records('Patient', 3),
			})),
		});
		const { id } = await run(server);
		const [a, b] = ['00000.data', '00001.data'].map((name) => join(data(), id, name));
		writeFileSync(b, readFileSync(a));
		await assert.rejects(readAll(id, 1), code('bulk-file-damaged'));
	});

	test('a position inside a line is refused', async () => {
		const { id } = await oneFile();
		const most = { lines: 5, bytes: 2 ** 20 };
		await assert.rejects(readLines(placeAt(), id, 0, 3, most), code('bulk-position-invalid'));
		await assert.rejects(readLines(placeAt(), id, 0, -1, most), code('bulk-position-invalid'));
	});

	test('names from the canvas lead nowhere else', async () => {
		const most = { lines: 5, bytes: 2 ** 20 };
		for (const [id, file] of [
			['../../etc', 0],
			['0'.repeat(32), 0],
			['0'.repeat(32), -1],
		] as const) {
			await assert.rejects(readLines(placeAt(), id, file, 0, most), code('bulk-export-gone'));
		}
	});

	test('goes when its time to live is over, after that was recorded', async () => {
		const { id } = await oneFile(true);
		const asked = () => readdirSync(join(data(), 'asked')).length;
		assert.equal(asked(), 1);
		const later = placeAt(() => Date.now() + 2 * 3_600_000);
		await assert.rejects(
			later.removeExpired(() => Promise.reject(new Error('no ledger'))),
			/no ledger/,
		);
		assert.equal(filesIn('.data').length, 1, 'what is not on record stays');
		const recorded: number[] = [];
		assert.equal(await placeAt().removeExpired(async () => undefined), 0, 'not before');
		await later.removeExpired(async (files) => void recorded.push(files));
		assert.deepEqual(recorded, [1]);
		assert.deepEqual(filesIn('.data'), []);
		assert.equal(asked(), 0);
		await assert.rejects(
			readLines(placeAt(), id, 0, 0, { lines: 1, bytes: 1 }),
			code('bulk-export-gone'),
		);
	});

	test('is closed to others', async () => {
		const { path } = await oneFile();
		assert.equal(statSync(path).mode & 0o077, 0);
	});

	for (const size of [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000]) {
		test(`content of ${size} bytes comes back as it was, from any position`, async () => {
			const { EncryptedFileWriter, readEncrypted } = await import(
				'../../../dist/nodes/Fhir/bulk/encrypted-file.js'
			);
			const path = join(folder, 'file');
			const content = randomBytes(size);
			const writer = await EncryptedFileWriter.create(path, key, 'test');
			for (let from = 0; from < size; from += 9973) {
				await writer.write(content.subarray(from, from + 9973));
			}
			assert.equal((await writer.finish()).bytes, size);
			for (const position of [0, 1, 65_535, 65_536, 70_000, size].filter((at) => at <= size)) {
				const pieces: Buffer[] = [];
				for await (const piece of readEncrypted(path, key, 'test', position)) pieces.push(piece);
				assert.deepEqual(Buffer.concat(pieces), content.subarray(position));
			}
		});
	}
});

const sizeOf = (name: string): number => statSync(join(data(), name)).size;

test('lines are the same however the bytes are cut into pieces', async () => {
	const { LineSplitter } = await import('../../../dist/nodes/Fhir/bulk/lines.js');
	const texts = ['{"a":1}', '', '  ', '{"ä":"ö\u2028"}', 'x'.repeat(300), '{"last":true}'];
	for (const ending of ['\n', '\r\n']) {
		for (const tail of ['', ending]) {
			const bytes = Buffer.from(texts.join(ending) + tail);
			for (let size = 1; size < 40; size++) {
				const found: string[] = [];
				const ends: number[] = [];
				const splitter = new LineSplitter((line, end) => {
					found.push(line.toString().trim());
					ends.push(end);
				}, 1000);
				for (let from = 0; from < bytes.length; from += size) {
					splitter.push(bytes.subarray(from, from + size));
				}
				splitter.end();
				assert.deepEqual(
					found,
					texts.filter((text) => text.trim() !== ''),
				);
				for (const [index, end] of ends.entries()) {
					const rest = bytes.subarray(end).toString();
					assert.ok(index === ends.length - 1 || rest.trimStart().startsWith(found[index + 1]));
				}
			}
		}
	}
});

test('progress is shown when it is short and plain, and not when it could name somebody', () => {
	const hapi = 'Build in progress - Status set to IN_PROGRESS at 2026-11-22T08:36:25.674+00:00';
	for (const text of ['50%', 'in progress', '3/12 files', 'Building bundle', 'Queued', hapi]) {
		assert.equal(plainProgress(` ${text} `), text);
	}
	for (const text of [
		'Exporting Ada Testperson',
		'Patient 12345678',
		'x'.repeat(200),
		'<b>done</b>',
		'',
		undefined,
	]) {
		assert.equal(plainProgress(text), undefined);
	}
});

test('the time to live is a number of days, and anything else is refused', () => {
	assert.equal(bulkTimeToLive(undefined), 7 * 86_400_000);
	assert.equal(bulkTimeToLive('0.5'), 43_200_000);
	for (const text of ['0', '-1', 'week', '99999']) {
		assert.throws(() => bulkTimeToLive(text), code('setting-invalid'));
	}
});
