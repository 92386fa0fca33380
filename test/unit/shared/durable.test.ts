import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
	GroupLog,
	createOnce,
	makeFolder,
	writeDurably,
} from '../../../dist/nodes/shared/durable.js';
import { failNext, temporaryFolder } from './support.ts';

describe('durable files', () => {
	test('a folder is created with all folders above it, for its owner only', async (t) => {
		const folder = join(temporaryFolder(t), 'a', 'b', 'c');
		await makeFolder(folder);
		await makeFolder(folder);
		assert.equal(statSync(folder).mode & 0o777, 0o700);
		assert.equal(statSync(join(folder, '..')).mode & 0o777, 0o700);
	});

	test('a durable write replaces the whole content and leaves nothing beside it', async (t) => {
		const folder = temporaryFolder(t);
		await writeDurably(join(folder, 'state'), 'first and longer');
		await writeDurably(join(folder, 'state'), 'second');
		assert.equal(readFileSync(join(folder, 'state'), 'utf8'), 'second');
		assert.deepEqual(readdirSync(folder), ['state']);
		assert.equal(statSync(join(folder, 'state')).mode & 0o777, 0o600);
	});

	for (const method of ['writeFile', 'sync'] as const) {
		test(`when ${method} fails, the old content stays and no remains fill the disk`, async (t) => {
			const folder = temporaryFolder(t);
			await writeDurably(join(folder, 'state'), 'old');
			await failNext(t, method, 'ENOSPC');
			await assert.rejects(writeDurably(join(folder, 'state'), 'new'), { code: 'ENOSPC' });
			await failNext(t, method, 'ENOSPC');
			await assert.rejects(createOnce(join(folder, 'other'), 'new'), { code: 'ENOSPC' });
			assert.deepEqual(readdirSync(folder), ['state']);
			assert.equal(readFileSync(join(folder, 'state'), 'utf8'), 'old');
		});
	}

	test('a durable write onto a folder fails and leaves no temporary file', async (t) => {
		const folder = temporaryFolder(t);
		mkdirSync(join(folder, 'state'));
		await assert.rejects(writeDurably(join(folder, 'state'), 'new'));
		assert.deepEqual(readdirSync(folder), ['state']);
	});

	test('of many that create the same file exactly one wins, and its content stays', async (t) => {
		const folder = temporaryFolder(t);
		const path = join(folder, 'once');
		const won = await Promise.all(
			Array.from({ length: 40 }, (_, index) => createOnce(path, `content ${index}`)),
		);
		assert.equal(won.filter(Boolean).length, 1);
		assert.equal(readFileSync(path, 'utf8'), `content ${won.indexOf(true)}`);
		assert.deepEqual(readdirSync(folder), ['once']);
	});
});

describe('the group log', () => {
	test('gives every append the offset at which its bytes stand', async (t) => {
		const path = join(temporaryFolder(t), 'log');
		writeFileSync(path, 'from before|');
		const log = await GroupLog.open(path);
		const texts = Array.from({ length: 300 }, (_, index) => `entry ${index};`);
		const offsets = await Promise.all(texts.map((text) => log.append(Buffer.from(text))));
		await log.close();
		const content = readFileSync(path, 'utf8');
		for (const [index, text] of texts.entries()) {
			assert.equal(content.slice(offsets[index], offsets[index] + text.length), text);
		}
		assert.equal(content, `from before|${texts.join('')}`);
	});

	test('closes only after what is under way is on the disk, and takes nothing afterwards', async (t) => {
		const path = join(temporaryFolder(t), 'log');
		const log = await GroupLog.open(path);
		const pending = log.append(Buffer.from('last'));
		await log.close();
		assert.equal(await pending, 0);
		assert.equal(readFileSync(path, 'utf8'), 'last');
		await assert.rejects(log.append(Buffer.from('late')), /closed/);
	});

	for (const [method, code] of [
		['write', 'ENOSPC'],
		['datasync', 'EIO'],
	] as const) {
		test(`after a failed ${method} it refuses every append, those that waited included`, async (t) => {
			const path = join(temporaryFolder(t), 'log');
			const log = await GroupLog.open(path);
			await log.append(Buffer.from('good'));
			await failNext(t, method, code);
			const first = assert.rejects(log.append(Buffer.from('bad')), { code });
			await new Promise((resolve) => setImmediate(resolve));
			const second = assert.rejects(log.append(Buffer.from('after')), { code });
			await Promise.all([first, second]);
			await assert.rejects(log.append(Buffer.from('later')), { code });
			assert.equal(log.failed, true);
			assert.equal(log.length, 4);
			await log.close();
			assert.ok(readFileSync(path, 'utf8').startsWith('good'));
		});
	}
});
