import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, afterEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { InstanceStore } from '../../../dist/nodes/Dicom/intake/spool/instance-store.js';

const STUDY = 'a'.repeat(32);
const SOP = 'b'.repeat(32);
const SHA256 = 'c'.repeat(64);

let spool: string;
let store: InstanceStore;

beforeEach(async () => {
	spool = await mkdtemp(join(tmpdir(), 'hospital-placing-'));
	store = new InstanceStore(spool, 'one');
	await store.prepare();
});

afterEach(async () => {
	await rm(spool, { recursive: true, force: true });
});

async function received(content: string): Promise<string> {
	const path = store.temporary();
	await writeFile(path, content);
	return path;
}

const placed = async () =>
	await readFile(join(spool, 'studies', STUDY, `${SOP}-${SHA256.slice(0, 8)}.dcm`), 'utf8');

/** What has become of a promise by now. */
async function soon(promise: Promise<unknown>): Promise<'open' | 'settled'> {
	return await Promise.race([
		promise.then(
			() => 'settled' as const,
			() => 'settled' as const,
		),
		sleep(60, 'open' as const),
	]);
}

test('an instance is not placed before its content is on the disk, though it has its name', async () => {
	const synced = Promise.withResolvers<void>();
	const place = store.place(await received('new'), STUDY, SOP, SHA256, synced.promise);
	assert.equal(await soon(place), 'open');
	assert.equal(await placed(), 'new');
	synced.resolve();
	await place;
	assert.deepEqual(await readdir(join(spool, 'incoming')), []);
});

test('an instance whose content did not reach the disk is not placed', async () => {
	const synced = Promise.reject(Object.assign(new Error('disk'), { code: 'EIO' }));
	synced.catch(() => {});
	await assert.rejects(store.place(await received('bad'), STUDY, SOP, SHA256, synced), /disk/);
	assert.deepEqual(await readdir(join(spool, 'studies', STUDY)), [], 'and fills no disk');
	await store.place(await received('good'), STUDY, SOP, SHA256);
	assert.equal(await placed(), 'good');
});

test('what others rely on keeps its name until the next content is on the disk', async () => {
	await store.place(await received('first'), STUDY, SOP, SHA256);
	const synced = Promise.withResolvers<void>();
	const place = store.place(await received('second'), STUDY, SOP, SHA256, synced.promise);
	assert.equal(await soon(place), 'open');
	assert.equal(await placed(), 'first');
	synced.resolve();
	await place;
	assert.equal(await placed(), 'second');
});

test('what others rely on survives a content that does not reach the disk', async () => {
	await store.place(await received('first'), STUDY, SOP, SHA256);
	const synced = Promise.reject(Object.assign(new Error('disk'), { code: 'EIO' }));
	synced.catch(() => {});
	await assert.rejects(store.place(await received('second'), STUDY, SOP, SHA256, synced), /disk/);
	assert.equal(await placed(), 'first');
});

test('a study folder that was disposed of is made again', async () => {
	await store.place(await received('first'), STUDY, SOP, SHA256);
	await rm(join(spool, 'studies', STUDY), { recursive: true });
	await store.place(await received('second'), STUDY, SOP, SHA256);
	assert.equal(await placed(), 'second');
});
