import assert from 'node:assert/strict';
import {
	chmodSync,
	mkdirSync,
	readFileSync,
	readdirSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { dataRoot, openDataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import { firstMessage, keyFile, listing, startChild, temporaryFolder } from './support.ts';

describe('the data directory', () => {
	test('lies where HOSPITAL_DATA_DIR says, else in the folder of n8n', () => {
		assert.equal(dataRoot({ HOSPITAL_DATA_DIR: '/srv/hospital' }), '/srv/hospital');
		assert.equal(dataRoot({ N8N_USER_FOLDER: '/srv/n8n' }), '/srv/n8n/.n8n/hospital');
		assert.match(dataRoot({}), /\/\.n8n\/hospital$/);
	});

	test('is created for its owner only, with format and fingerprint, and opens again', async (t) => {
		const folder = temporaryFolder(t);
		const env = {
			HOSPITAL_DATA_DIR: join(folder, 'deep', 'data'),
			HOSPITAL_KEY_FILE: keyFile(folder),
		};
		const { root, key } = await openDataDirectory(env);
		const before = listing(root);
		for (const name of readdirSync(root)) {
			assert.equal(statSync(join(root, name)).mode & 0o077, 0, name);
		}
		assert.equal(statSync(root).mode & 0o777, 0o700);
		assert.equal(readFileSync(join(root, 'format'), 'utf8'), '1\n');
		assert.equal(readFileSync(join(root, 'key-fingerprint'), 'utf8').trim(), key.fingerprint);
		const written = statSync(root, { bigint: true }).mtimeNs;
		await openDataDirectory(env);
		assert.deepEqual(listing(root), before);
		// A full disk must not keep anybody from opening it: not even a temporary file is made.
		assert.equal(statSync(root, { bigint: true }).mtimeNs, written);
	});

	const refusals: Array<{
		when: string;
		code: string;
		prepare: (folder: string, data: string) => { key?: string };
	}> = [
		{ when: 'no key file is set', code: 'key-file-missing', prepare: () => ({}) },
		{
			when: 'the key file is not there',
			code: 'key-file-missing',
			prepare: (folder) => ({ key: join(folder, 'gone.key') }),
		},
		{
			when: 'the key file can be read by everybody',
			code: 'key-file-exposed',
			prepare: (folder) => {
				const key = keyFile(folder);
				chmodSync(key, 0o644);
				return { key };
			},
		},
		{
			when: 'the key file lies in the data directory',
			code: 'key-file-misplaced',
			prepare: (_, data) => {
				mkdirSync(data, { mode: 0o700 });
				return { key: keyFile(data) };
			},
		},
		{
			when: 'the key file holds no key',
			code: 'key-file-invalid',
			prepare: (folder) => {
				writeFileSync(join(folder, 'bad.key'), 'short', { mode: 0o600 });
				return { key: join(folder, 'bad.key') };
			},
		},
		{
			when: 'the folder holds files of something else',
			code: 'data-directory-foreign',
			prepare: (folder, data) => {
				mkdirSync(data, { mode: 0o700 });
				writeFileSync(join(data, 'letter.txt'), 'mine');
				return { key: keyFile(folder) };
			},
		},
		{
			when: 'the folder is a file',
			code: 'data-directory-foreign',
			prepare: (folder, data) => {
				writeFileSync(data, 'mine', { mode: 0o600 });
				return { key: keyFile(folder) };
			},
		},
		{
			when: 'the folder is open to every user',
			code: 'data-directory-exposed',
			prepare: (folder, data) => {
				mkdirSync(data);
				chmodSync(data, 0o755);
				return { key: keyFile(folder) };
			},
		},
	];
	for (const { when, code, prepare } of refusals) {
		test(`is refused, and nothing at all is written, when ${when}`, async (t) => {
			const folder = temporaryFolder(t);
			const data = join(folder, 'data');
			const { key } = prepare(folder, data);
			const before = listing(folder);
			const env = { HOSPITAL_DATA_DIR: data, HOSPITAL_KEY_FILE: key };
			await assert.rejects(openDataDirectory(env), { code });
			assert.deepEqual(listing(folder), before);
		});
	}

	for (const [when, code, change] of [
		['another key is given', 'key-file-wrong', () => undefined],
		[
			'its fingerprint is lost',
			'data-directory-damaged',
			(data: string) => rmSync(join(data, 'key-fingerprint')),
		],
		[
			'its format is unknown',
			'data-directory-format',
			(data: string) => writeFileSync(join(data, 'format'), '2\n'),
		],
	] as const) {
		test(`is refused, and nothing at all is written, when ${when}`, async (t) => {
			const folder = temporaryFolder(t);
			const data = join(folder, 'data');
			const key = keyFile(folder, 'first.key');
			await openDataDirectory({ HOSPITAL_DATA_DIR: data, HOSPITAL_KEY_FILE: key });
			change(data);
			const other = code === 'key-file-wrong' ? keyFile(folder, 'second.key') : key;
			const before = listing(folder);
			const env = { HOSPITAL_DATA_DIR: data, HOSPITAL_KEY_FILE: other };
			await assert.rejects(openDataDirectory(env), { code });
			assert.deepEqual(listing(folder), before);
		});
	}

	test('opens on a fresh volume and after a start that was killed at any step', async (t) => {
		const folder = temporaryFolder(t);
		const key = keyFile(folder);
		const whole = await openDataDirectory({
			HOSPITAL_DATA_DIR: join(folder, 'whole'),
			HOSPITAL_KEY_FILE: key,
		});
		const steps = [
			[],
			['lost+found/'],
			['.0123456789abcdef.tmp'],
			['key-fingerprint'],
			['key-fingerprint', 'format'],
			['key-fingerprint', 'format', 'work/'],
		];
		for (const [index, names] of steps.entries()) {
			const data = join(folder, `data-${index}`);
			mkdirSync(data, { mode: 0o700 });
			for (const name of names) {
				if (name.endsWith('/')) mkdirSync(join(data, name));
				else if (name.startsWith('.')) writeFileSync(join(data, name), 'half');
				else writeFileSync(join(data, name), readFileSync(join(whole.root, name)));
			}
			await openDataDirectory({ HOSPITAL_DATA_DIR: data, HOSPITAL_KEY_FILE: key });
			assert.equal(readFileSync(join(data, 'format'), 'utf8'), '1\n');
		}
	});

	test('opened by several processes at once with one key, opens in all of them', async (t) => {
		const folder = temporaryFolder(t);
		const key = keyFile(folder);
		const answers = await race(join(folder, 'data'), [key, key, key]);
		assert.deepEqual(new Set(answers), new Set(['opened']));
	});

	test('opened by several processes at once with different keys, opens only for one key', async (t) => {
		for (let round = 0; round < 2; round++) {
			const folder = temporaryFolder(t);
			const keys = [keyFile(folder, 'a.key'), keyFile(folder, 'b.key')];
			const answers = await race(join(folder, 'data'), [...keys, ...keys]);
			const first = [answers[0], answers[2]];
			const second = [answers[1], answers[3]];
			const [winners, losers] = first[0] === 'opened' ? [first, second] : [second, first];
			assert.deepEqual(winners, ['opened', 'opened']);
			assert.deepEqual(losers, ['key-file-wrong', 'key-file-wrong']);
		}
	});
});

/** Lets one process per key open the same directory at the same moment. */
async function race(data: string, keys: string[]): Promise<unknown[]> {
	const module = new URL('./open-directory.child.ts', import.meta.url);
	const children = keys.map((key) =>
		startChild(module, [], { HOSPITAL_DATA_DIR: data, HOSPITAL_KEY_FILE: key }),
	);
	await Promise.all(children.map(firstMessage));
	const answers = children.map(firstMessage);
	for (const child of children) child.send('go');
	return await Promise.all(answers);
}
