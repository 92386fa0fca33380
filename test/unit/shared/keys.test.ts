import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { SiteKey } from '../../../dist/nodes/shared/keys.js';
import { keyFile, temporaryFolder } from './support.ts';

const NO_DATA = '/nowhere/at/all';

function written(t: TestContext, content: string | Buffer, mode = 0o600): string {
	const path = join(temporaryFolder(t), 'key');
	writeFileSync(path, content);
	chmodSync(path, mode);
	return path;
}

describe('the site key', () => {
	test('is the same whether its file holds raw bytes, hexadecimal digits or base64', (t) => {
		const bytes = randomBytes(32);
		const forms = [
			bytes,
			bytes.toString('hex'),
			`${bytes.toString('hex').toUpperCase()}\r\n`,
			`${bytes.toString('base64')}\n`,
		];
		const ids = forms.map((form) => SiteKey.read(written(t, form), NO_DATA).fingerprint);
		assert.equal(new Set(ids).size, 1);
	});

	test('gives a different key for each purpose and never the key itself', (t) => {
		const bytes = randomBytes(32);
		const key = SiteKey.read(written(t, bytes), NO_DATA);
		const derived = (['check', 'sealed', 'work', 'spool-names', 'pseudonym'] as const).map(
			(purpose) => key.key(purpose).toString('hex'),
		);
		assert.equal(new Set([...derived, bytes.toString('hex')]).size, 6);
	});

	test('recognises its own fingerprint and no other', (t) => {
		const [mine, other] = [randomBytes(32), randomBytes(32)].map((bytes) =>
			SiteKey.read(written(t, bytes), NO_DATA),
		);
		assert.equal(mine.matches(mine.fingerprint), true);
		assert.equal(mine.matches(other.fingerprint), false);
		assert.equal(mine.matches(''), false);
	});

	test('makes pseudonyms that differ by key, by part and by where parts are divided', (t) => {
		const [mine, other] = [randomBytes(32), randomBytes(32)].map((bytes) =>
			SiteKey.read(written(t, bytes), NO_DATA),
		);
		const all = [
			mine.pseudonym('patient', 'a', 'bc'),
			mine.pseudonym('patient', 'ab', 'c'),
			mine.pseudonym('study', 'a', 'bc'),
			other.pseudonym('patient', 'a', 'bc'),
		].map(({ pseudonym }) => pseudonym);
		assert.equal(new Set(all).size, 4);
		assert.deepEqual(mine.pseudonym('patient', 'a', 'bc').pseudonym, all[0]);
		assert.match(all[0], /^[0-9a-f]{32}$/);
	});

	for (const [what, content] of [
		['nothing', ''],
		['half a key in hexadecimal', 'a'.repeat(32)],
		['a pass phrase of 32 letters', 'correct horse battery staple 123'],
		['33 bytes', Buffer.alloc(33, 200)],
		['something large', Buffer.alloc(5000, 48)],
	] as const) {
		test(`is refused when its file holds ${what}`, (t) => {
			assert.throws(() => SiteKey.read(written(t, content), NO_DATA), { code: 'key-file-invalid' });
		});
	}

	for (const mode of [0o604, 0o602, 0o601]) {
		test(`is refused when its file has mode ${mode.toString(8)}`, (t) => {
			const path = written(t, randomBytes(32), mode);
			assert.throws(() => SiteKey.read(path, NO_DATA), { code: 'key-file-exposed' });
		});
	}

	test('is refused when it is not set, not there, a folder, or a pipe that never ends', (t) => {
		const folder = temporaryFolder(t);
		execFileSync('mkfifo', ['-m', '600', join(folder, 'pipe')]);
		chmodSync(folder, 0o700);
		for (const path of [undefined, '', join(folder, 'no'), folder, join(folder, 'pipe')]) {
			assert.throws(() => SiteKey.read(path, NO_DATA), { code: 'key-file-missing' });
		}
	});

	test('is refused inside the data directory, also when a symbolic link hides it', (t) => {
		const folder = temporaryFolder(t);
		const data = join(folder, 'data');
		mkdirSync(data);
		const path = keyFile(data);
		symlinkSync(path, join(folder, 'link.key'));
		symlinkSync(data, join(folder, 'other-name'));
		for (const [file, root] of [
			[path, data],
			[join(folder, 'link.key'), data],
			[path, join(folder, 'other-name')],
		]) {
			assert.throws(() => SiteKey.read(file, root), { code: 'key-file-misplaced' });
		}
	});

	test('names no path in its refusals', (t) => {
		const path = join(temporaryFolder(t), 'ZZTEST-ADA.key');
		assert.throws(
			() => SiteKey.read(path, NO_DATA),
			(error: Error & { nextStep: string }) =>
				!`${error.message}${error.nextStep}`.includes('ZZTEST'),
		);
	});
});
