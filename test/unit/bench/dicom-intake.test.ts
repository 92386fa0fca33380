import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { readPart10 } from '../../../dist/nodes/formats/dicom/index.js';
import { folderOnDisk } from '../../bench/dicom/disk.ts';
import { over, writeCt, writeLarge } from '../../bench/dicom/objects.ts';
import { cpuMs, listens, residentBytes } from '../../bench/dicom/proc.ts';
import { median, pairRatios, spreadOf, valuesOf } from '../../bench/dicom/ratios.ts';
import { percentile } from '../../bench/figure.ts';

test('a ratio is taken within a round, never between rounds', () => {
	const rounds = [
		{ ours: 10, theirs: 20 },
		{ ours: 100, theirs: 100 },
		{ ours: 7 },
		{ ours: 1, theirs: 0 },
		{ theirs: 9 },
	];
	assert.deepEqual(pairRatios<'ours' | 'theirs'>(rounds, 'ours', 'theirs'), [0.5, 1]);
	assert.deepEqual(valuesOf<'ours' | 'theirs'>(rounds, 'theirs'), [20, 100, 0, 9]);
});

test('the median of an even number of values lies between the two in the middle', () => {
	assert.equal(median([10, 1, 2]), 2);
	assert.equal(median([10, 1, 2, 4]), 3);
	assert.ok(Number.isNaN(median([])));
	assert.deepEqual(spreadOf([3, 1, 2]), { median: 2, min: 1, max: 3, n: 3 });
});

test('a percentile is a value that was measured, by nearest rank', () => {
	const values = Array.from({ length: 100 }, (_, index) => 100 - index);
	assert.equal(percentile(values, 0.95), 95);
	assert.equal(percentile([5], 0.95), 5);
	assert.equal(percentile([1, 2], 0.5), 1);
});

test('a load over several associations has every file once and nearly equal parts', () => {
	const files = Array.from({ length: 10 }, (_, index) => `${index}`);
	const load = {
		...{ name: 'x', groups: [files], warmUp: [] },
		...{ objectBytes: 1, count: 10, bytes: 10 },
	};
	const { groups } = over(load, 4);
	assert.deepEqual(groups.flat(), files);
	assert.deepEqual(groups.map(({ length }) => length).sort(), [2, 2, 3, 3]);
});

test('the objects are DICOM files of the promised size with identifiers of their own', async (t) => {
	const folder = await mkdtemp(join(tmpdir(), 'bench-objects-'));
	t.after(async () => await rm(folder, { recursive: true }));
	const large = await writeLarge(folder, 2, 3);
	const ct = await writeCt(folder, 2);
	assert.equal(large.objectBytes, 3 * 512 * 512 * 2);
	assert.equal(large.bytes, 2 * large.objectBytes);
	const uids = new Set<string>();
	const files = [large, ct].flatMap(({ groups, warmUp }) => [...groups.flat(), ...warmUp]);
	for (const file of files) {
		const bytes = await readFile(file);
		const { dataSet, transferSyntax } = readPart10(bytes, {});
		assert.equal(transferSyntax, '1.2.840.10008.1.2.1');
		uids.add(dataSet.string(0x00080018));
		assert.ok(bytes.length >= (file.includes('large') ? large : ct).objectBytes);
	}
	assert.equal(uids.size, files.length);
});

test('too little room on the disk is said before anything is written', async () => {
	await assert.rejects(folderOnDisk(1e18), /needs .* GB of free disk.*HOSPITAL_BENCH_DIR/);
});

test('processor time counts the children of a process, those that have ended too', async (t) => {
	const busy = 'while (process.cpuUsage().user < 150_000);';
	const parent = spawn(process.execPath, [
		'-e',
		`require('child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(busy)}]);
		process.stdout.write('done'); setInterval(() => {}, 1000);`,
	]);
	t.after(() => parent.kill('SIGKILL'));
	await new Promise((resolve) => parent.stdout.once('data', resolve));
	assert.ok((await cpuMs(parent.pid!)) >= 100);
	const { now, peak } = await residentBytes(parent.pid!);
	assert.ok(now > 1e7 && peak >= now);
});

test('a listening port is seen from outside, and its end too', async () => {
	const server = createServer().listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	const { port } = server.address() as AddressInfo;
	assert.equal(await listens('self', port), true);
	await new Promise((resolve) => server.close(resolve));
	await sleep(10);
	assert.equal(await listens('self', port), false);
});
