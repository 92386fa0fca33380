import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startListener } from '../../../dist/nodes/Dicom/intake/index.js';
import { FolderLock, LOCK_TIMING } from '../../../dist/nodes/Dicom/intake/spool/lock.js';
import { enterSpool } from '../../../dist/nodes/Dicom/intake/spool/tenancy.js';
import { ownImports } from '../../campaign/dicom/own-imports.ts';
import { route, temporaryFolder } from './build.ts';

const QUICK = { beat: 20, safe: 150, silent: 400 };
/** For what must not be disturbed by a machine that has much else to do. */
const PATIENT = { beat: 20, safe: 10_000, silent: 20_000 };
const elsewhere = { code: 'listener-elsewhere' };

/** Makes the lock look like that of a process on another machine. */
async function moveElsewhere(folder: string): Promise<string> {
	const [name = ''] = (await readdir(folder)).filter((each) => each.startsWith('lock-'));
	const path = join(folder, name);
	const [line = '', life] = (await readFile(path, 'latin1')).split('\n');
	const holder = { ...JSON.parse(line), machine: 'x'.repeat(36), host: 'elsewhere' };
	await writeFile(path, `${JSON.stringify(holder)}\n${life}\n`);
	return path;
}

async function holderProcess(t: TestContext, folder: string) {
	const script = join(import.meta.dirname, 'lock-holder.child.ts');
	const args = [...ownImports(), script, folder, 'theirs'];
	const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
	t.after(() => child.kill('SIGKILL'));
	await once(child.stdout, 'data');
	return child;
}

describe('the lock of a folder', () => {
	test('is had by one of many that want it at once', async (t) => {
		const folder = await temporaryFolder(t);
		const wanting = Array.from({ length: 12 }, (_, index) =>
			FolderLock.take(folder, { owner: String(index), timing: PATIENT }),
		);
		const outcomes = await Promise.allSettled(wanting);
		const held = outcomes.filter(({ status }) => status === 'fulfilled');
		assert.equal(held.length, 1);
		for (const outcome of outcomes) {
			if (outcome.status === 'rejected') assert.equal(outcome.reason.code, elsewhere.code);
		}
		assert.equal((await readdir(folder)).length, 1, 'nothing else is left in the folder');
	});

	test('is free at once after it was given back, and its number goes on', async (t) => {
		const folder = await temporaryFolder(t);
		for (let life = 1; life <= 3; life++) {
			const lock = await FolderLock.take(folder, { owner: String(life) });
			assert.equal(lock.held, true);
			assert.deepEqual(await readdir(folder), [`lock-00000000000${life}`]);
			assert.equal(await FolderLock.isIdle(folder), false);
			await lock.release();
			assert.equal(lock.held, false);
			assert.equal(await FolderLock.isIdle(folder), true);
		}
	});

	test('of a process that was killed does not hold up the next one', async (t) => {
		const folder = await temporaryFolder(t);
		const child = await holderProcess(t, folder);
		assert.equal(await FolderLock.isIdle(folder), false);
		await assert.rejects(FolderLock.take(folder, { owner: 'ours' }), elsewhere);
		child.kill('SIGKILL');
		await once(child, 'exit');
		const began = performance.now();
		const lock = await FolderLock.take(folder, { owner: 'ours' });
		assert.ok(performance.now() - began < 1_000);
		await lock.release();
	});

	test('is taken again at once by the owner that held it before', async (t) => {
		const folder = await temporaryFolder(t);
		const first = await FolderLock.take(folder, { owner: 'listener', timing: PATIENT });
		const second = await FolderLock.take(folder, { owner: 'listener', timing: PATIENT });
		while (first.held) await sleep(10);
		assert.equal(second.held, true);
		await second.release();
	});

	test('from another machine is refused while it lives, and the message says where', async (t) => {
		const folder = await temporaryFolder(t);
		const silent = { ...PATIENT, beat: 60_000 };
		const lock = await FolderLock.take(folder, { owner: 'theirs', timing: silent });
		const path = await moveElsewhere(folder);
		// In place, as the holder does it: a file that is cut short first could be read empty.
		const file = openSync(path, 'r+');
		const offset = readFileSync(path, 'latin1').indexOf('\n') + 1;
		const beat = setInterval(() => {
			writeSync(file, performance.now().toFixed(6).padStart(16, '0'), offset, 'latin1');
		}, 30);
		t.after(() => {
			clearInterval(beat);
			closeSync(file);
		});
		await assert.rejects(FolderLock.take(folder, { owner: 'ours', timing: PATIENT }), (error) => {
			assert.ok(error instanceof Error);
			assert.match(error.message, /elsewhere/);
			assert.equal((error as Error & { retryable?: boolean }).retryable, true);
			return true;
		});
		await lock.release();
	});

	test('from another machine is taken over after its silence, and not before', async (t) => {
		const folder = await temporaryFolder(t);
		const never = { ...QUICK, beat: 60_000 };
		let told = 0;
		const first = await FolderLock.take(folder, {
			owner: 'theirs',
			timing: never,
			onLost: () => told++,
		});
		await moveElsewhere(folder);
		const began = performance.now();
		const second = await FolderLock.take(folder, { owner: 'ours', timing: QUICK });
		const waited = performance.now() - began;
		assert.ok(waited >= QUICK.silent, `${waited} ms`);
		assert.equal(first.held, false, 'it had stopped to trust itself long before');
		assert.equal(second.held, true);
		await first['beat']();
		await sleep(10);
		assert.equal(told, 1, 'the one that stood still learns of it');
		await second.release();
	});

	test('of the same computer before it was started anew is free, of another computer it is not', async (t) => {
		const folder = await temporaryFolder(t);
		const lock = await FolderLock.take(folder, { owner: 'before' });
		const [name = ''] = await readdir(folder);
		const [line = '', life] = (await readFile(join(folder, name), 'latin1')).split('\n');
		const write = async (changes: object) => {
			const holder = { ...JSON.parse(line), installation: 'a'.repeat(32), ...changes };
			await writeFile(join(folder, name), `${JSON.stringify(holder)}\n${life}\n`);
		};
		const here = JSON.parse(line) as { installation: string };
		await write({ machine: 'another boot/pid:[1]' });
		assert.equal(await FolderLock.isIdle(folder), false, 'another installation');
		await write({ machine: 'another boot/pid:[1]', ...here, host: 'another' });
		assert.equal(await FolderLock.isIdle(folder), false, 'another host');
		await write({ ...here, machine: 'another boot/pid:[1]' });
		assert.equal(await FolderLock.isIdle(folder), here.installation !== '');
		await lock.release();
	});

	test('that is half written is as good as silent', async (t) => {
		const folder = await temporaryFolder(t);
		await writeFile(join(folder, 'lock-000000000007'), '{"pid":');
		await writeFile(join(folder, '.0123456789abcdef.tmp'), '');
		assert.equal(await FolderLock.isIdle(folder), false);
		const lock = await FolderLock.take(folder, { owner: 'ours', timing: QUICK });
		assert.deepEqual(await readdir(folder), ['lock-000000000008']);
		await lock.release();
	});

	test('is given up by its holder well before anybody may take it', () => {
		assert.ok(LOCK_TIMING.safe + 2 * LOCK_TIMING.beat < LOCK_TIMING.silent);
	});
});

describe('two listeners on one spool', () => {
	const listenerOn = (spoolDir: string, journalName: string) =>
		startListener({
			host: '127.0.0.1',
			port: 0,
			spoolDir,
			journalName,
			nameKey: Buffer.alloc(32, 7),
			limits: { minFreeBytes: 0 },
			routes: [route()],
			on: () => {},
		});

	test('may not write the same journal, and the second says what to do', async (t) => {
		const spool = await temporaryFolder(t);
		const first = await listenerOn(spool, 'port-104');
		t.after(() => first.close());
		await assert.rejects(listenerOn(spool, 'port-104'), (error) => {
			const { code, nextStep } = error as Error & { code?: string; nextStep?: string };
			assert.equal(code, 'listener-elsewhere');
			assert.match(nextStep ?? '', /HOSPITAL_DATA_DIR/);
			return true;
		});
		const other = await listenerOn(spool, 'port-105');
		await other.close();
		await first.close();
		const again = await listenerOn(spool, 'port-104');
		await again.close();
	});

	test('come in one after the other when they start at once', async (t) => {
		const spool = await temporaryFolder(t);
		await mkdir(join(spool, 'journal'), { recursive: true });
		const names = ['port-1', 'port-2', 'port-3'];
		const tenancies = await Promise.all(
			names.map((name) => enterSpool({ spoolDir: spool, name, owner: name, onLost: () => {} })),
		);
		for (const { lock } of tenancies) {
			assert.equal(lock.held, true);
			await lock.release();
		}
	});
});
