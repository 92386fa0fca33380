import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { transformer } from '../../../dist/nodes/Phi/transforming/index.js';
import { loadProfile } from '../../../dist/nodes/Phi/profiles/index.js';
import {
	openVault,
	type Reidentification,
	rotateVault,
	type Vault,
	type VaultOptions,
} from '../../../dist/nodes/Phi/vault/index.js';
import { failNext, firstMessage, startChild, temporaryFolder } from '../shared/support.ts';
import { ADA, AS_OF, BEN, RECORDS } from './transform-build.ts';

const KEY = Buffer.alloc(32, 3);
const OTHER_KEY = Buffer.alloc(32, 4);
const REQUEST = { purpose: 'recall of a device', user: 'zz-officer' };
const CODE = /^[0-9A-HJKMNP-TV-Z]{13}$/;
const code = (expected: string) => (error: { code?: string }) => error.code === expected;

async function opened(
	t: TestContext,
	options: Partial<VaultOptions> = {},
): Promise<{ vault: Vault; directory: string; events: Reidentification[] }> {
	const events: Reidentification[] = [];
	const directory = options.directory ?? temporaryFolder(t);
	const vault = await openVault({
		directory,
		key: KEY,
		project: 'test',
		onReidentify: async (event) => void events.push(event),
		...options,
	});
	return { vault, directory, events };
}

/** All files of a vault. */
const files = (directory: string, kind: string): string[] =>
	readdirSync(directory, { recursive: true, encoding: 'utf8' })
		.filter((name) => name.includes(`${kind}/`))
		.map((name) => join(directory, name))
		.filter((path) => statSync(path).isFile());

describe('a code of the vault', () => {
	test('is the same for the same value of a patient, and another for everything else', async (t) => {
		const { vault } = await opened(t);
		const first = vault.token('MRN', 'ZZ1', ADA);
		assert.match(first, CODE);
		assert.equal(vault.token('MRN', 'ZZ1', ADA), first);
		const others = [
			vault.token('MRN', 'ZZ2', ADA),
			vault.token('MRN', 'ZZ1', BEN),
			vault.token('ACCOUNT', 'ZZ1', ADA),
			vault.token('MRN', 'ZZ1', ADA, 'as something else'),
		];
		assert.equal(new Set([first, ...others]).size, 5);
		await vault.close();
	});

	test('is one for spellings that are the same', async (t) => {
		const { vault } = await opened(t);
		const first = vault.token('MRN', 'ZZ 1', ADA, 'ZZ1');
		assert.notEqual(vault.token('MRN', 'zz-1', BEN, 'ZZ1'), first);
		assert.equal(vault.token('OTHER_ID', 'zz-1', ADA, 'ZZ1'), first);
		assert.equal((await vault.reveal(first, REQUEST)).value, 'ZZ 1');
	});

	test('is found again by another run', async (t) => {
		const { vault, directory } = await opened(t);
		const first = vault.token('NAME', 'Ada Testperson', ADA);
		await vault.close();
		const { vault: again } = await opened(t, { directory });
		assert.equal(again.token('NAME', 'Ada Testperson', ADA), first);
	});

	test('is drawn: two vaults with one key know different codes', async (t) => {
		const [one, two] = [await opened(t), await opened(t)];
		assert.notEqual(one.vault.token('MRN', 'ZZ1', ADA), two.vault.token('MRN', 'ZZ1', ADA));
	});

	test('says nothing in another project, even in the same folder', async (t) => {
		const { vault, directory } = await opened(t);
		const mine = vault.token('MRN', 'ZZ1', ADA);
		const { vault: other } = await opened(t, { directory, project: 'other' });
		assert.notEqual(other.token('MRN', 'ZZ1', ADA), mine);
		await assert.rejects(other.reveal(mine, REQUEST), code('vault-code-unknown'));
	});

	test('is the same in every process that asks at once', async (t) => {
		const directory = temporaryFolder(t);
		const count = 300;
		const url = new URL('./vault-writer.child.ts', import.meta.url);
		const children = [1, 50, 123].map((seed) =>
			startChild(url, [directory, KEY.toString('hex'), String(seed), String(count)]),
		);
		for (const child of children) {
			assert.equal(await firstMessage(child), 'ready');
		}
		const answers = children.map((child) => once(child, 'message'));
		for (const child of children) child.send('go');
		const codes = (await Promise.all(answers)).map(([value]) => value as string[]);
		assert.equal(new Set(codes[0]).size, count);
		assert.deepEqual(codes[1], codes[0]);
		assert.deepEqual(codes[2], codes[0]);
		assert.equal(files(directory, 'values').length, count);
		assert.equal(files(directory, 'codes').length, count);
		const { vault } = await opened(t, { directory });
		for (const [number, each] of codes[0].entries()) {
			assert.equal((await vault.reveal(each, REQUEST)).value, `ZZ${number}`);
		}
	});
});

describe('the files of a vault', () => {
	test('tell no value, code, patient or project, and are for their owner only', async (t) => {
		const { vault, directory } = await opened(t, { project: 'zzproject' });
		const drawn = vault.token('NAME', 'Ada Testperson', { key: 'zzpatient' });
		await vault.close();
		const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' });
		for (const name of paths) {
			const stats = statSync(join(directory, name));
			assert.equal(stats.mode & 0o077, 0, name);
			const content = stats.isFile() ? readFileSync(join(directory, name), 'latin1') : '';
			for (const secret of ['Testperson', drawn, 'zzpatient', 'zzproject']) {
				assert.ok(!`${name} ${content}`.includes(secret));
			}
		}
		assert.ok(paths.every((name) => !name.endsWith('.tmp')));
	});

	test('do not open when they are changed, cut or moved to another name', async (t) => {
		const { vault, directory } = await opened(t);
		const [first, second] = [vault.token('MRN', 'ZZ1', ADA), vault.token('MRN', 'ZZ2', BEN)];
		await vault.close();
		const found = async (each: string) => {
			const { vault: again } = await opened(t, { directory });
			return again.reveal(each, REQUEST);
		};
		const paths = files(directory, 'codes');
		const originals = paths.map((path) => readFileSync(path));
		for (const [index, path] of paths.entries()) {
			const bytes = Buffer.from(originals[index]);
			bytes[bytes.length - 20] ^= 1;
			writeFileSync(path, bytes);
		}
		await assert.rejects(found(first), code('sealed-data-unreadable'));
		for (const [index, path] of paths.entries()) {
			writeFileSync(path, originals[index].toString('latin1').replace('"MRN"', '"SSN"'), 'latin1');
		}
		await assert.rejects(found(first), code('sealed-data-unreadable'));
		for (const [index, path] of paths.entries()) writeFileSync(path, originals[1 - index]);
		await assert.rejects(found(first), code('sealed-data-unreadable'));
		for (const [index, path] of paths.entries()) writeFileSync(path, originals[index]);
		for (const path of paths) truncateSync(path, 60);
		await assert.rejects(found(second), code('sealed-data-unreadable'));
	});

	test('give no value the code of another when they are moved', async (t) => {
		const { vault, directory } = await opened(t);
		vault.token('MRN', 'ZZ1', ADA);
		vault.token('MRN', 'ZZ2', BEN);
		await vault.close();
		const [one, two] = files(directory, 'values');
		const bytes = readFileSync(one);
		rmSync(one);
		writeFileSync(one, readFileSync(two), { mode: 0o600 });
		rmSync(two);
		writeFileSync(two, bytes, { mode: 0o600 });
		const { vault: again } = await opened(t, { directory });
		assert.throws(() => again.token('MRN', 'ZZ1', ADA), code('sealed-data-unreadable'));
	});

	test('do not open with another key, and nothing is written then', async (t) => {
		const { vault, directory } = await opened(t);
		vault.token('MRN', 'ZZ1', ADA);
		await vault.close();
		const before = readdirSync(directory, { recursive: true }).length;
		await assert.rejects(opened(t, { directory, key: OTHER_KEY }), code('vault-key-wrong'));
		assert.equal(readdirSync(directory, { recursive: true }).length, before);
	});

	test('that a power cut left empty are made anew', async (t) => {
		const { vault, directory } = await opened(t);
		const lost = vault.token('MRN', 'ZZ1', ADA);
		await vault.close();
		for (const path of files(directory, 'values')) truncateSync(path, 0);
		const { vault: again } = await opened(t, { directory });
		const drawn = again.token('MRN', 'ZZ1', ADA);
		assert.notEqual(drawn, lost);
		assert.equal((await again.reveal(drawn, REQUEST)).value, 'ZZ1');
	});

	test('get back the name of a code that a power cut took', async (t) => {
		const { vault, directory } = await opened(t);
		const drawn = vault.token('MRN', 'ZZ1', ADA);
		await vault.close();
		for (const path of files(directory, 'codes')) rmSync(path);
		const { vault: again } = await opened(t, { directory });
		assert.equal(again.token('MRN', 'ZZ1', ADA), drawn);
		assert.equal((await again.reveal(drawn, REQUEST)).value, 'ZZ1');
	});

	test('that could not be flushed stop the vault: no later code is good either', async (t) => {
		const { vault } = await opened(t);
		vault.token('MRN', 'ZZ1', ADA);
		await failNext(t, 'datasync', 'EIO');
		await assert.rejects(vault.settle(), (error: { message: string }) => {
			return !error.message.includes('ZZTEST');
		});
		await assert.rejects(vault.settle());
		assert.throws(() => vault.token('MRN', 'ZZ2', ADA));
	});

	test('hold no value that is longer than an identifier can be', async (t) => {
		const { vault } = await opened(t);
		assert.throws(
			() => vault.token('OTHER_ID', 'Z'.repeat(40_000), ADA),
			code('vault-value-too-long'),
		);
	});
});

describe('revealing', () => {
	test('gives type and value back, for a code alone or as it stands in a text', async (t) => {
		const { vault } = await opened(t);
		const drawn = vault.token('NAME', 'Ada Testperson', ADA);
		const expected = { type: 'NAME', value: 'Ada Testperson' };
		assert.deepEqual(await vault.reveal(drawn, REQUEST), expected);
		assert.deepEqual(await vault.reveal(` [NAME:${drawn}] `, REQUEST), expected);
	});

	test('is recorded before anything is given, with purpose, user and counts, and no value', async (t) => {
		const { vault, events } = await opened(t);
		const drawn = vault.token('NAME', 'Ada Testperson', ADA);
		await vault.reveal(drawn, { purpose: '  recall of a device ', user: ' zz-officer ' });
		assert.deepEqual(events, [{ ...REQUEST, project: 'test', counts: { NAME: 1 }, unknown: 0 }]);
		await assert.rejects(vault.reveal('0'.repeat(13), REQUEST), code('vault-code-unknown'));
		await assert.rejects(vault.reveal('Ada Testperson', REQUEST), code('vault-code-unknown'));
		assert.deepEqual(events[1], { ...REQUEST, project: 'test', counts: {}, unknown: 1 });
		assert.ok(!JSON.stringify(events).includes('Testperson'));
	});

	test('is refused without a purpose or a user, and nothing is recorded', async (t) => {
		const { vault, events } = await opened(t);
		const drawn = vault.token('MRN', 'ZZ1', ADA);
		for (const request of [
			{ purpose: '', user: 'zz' },
			{ purpose: '  x  ', user: 'zz' },
			{ purpose: 'recall of a device', user: ' ' },
		]) {
			await assert.rejects(vault.reveal(drawn, request), code('vault-purpose-missing'));
			await assert.rejects(vault.revealText(drawn, request), code('vault-purpose-missing'));
		}
		assert.equal(events.length, 0);
	});

	test('gives nothing when the ledger cannot be written', async (t) => {
		const { vault } = await opened(t, {
			onReidentify: () => Promise.reject(new Error('disk full at Ada Testperson')),
		});
		const drawn = vault.token('NAME', 'Ada Testperson', ADA);
		const refused = (error: { code?: string; message: string }) =>
			error.code === 'vault-not-recorded' && !error.message.includes('Testperson');
		await assert.rejects(vault.reveal(drawn, REQUEST), refused);
		await assert.rejects(vault.revealText(`[NAME:${drawn}]`, REQUEST), refused);
	});

	test('brings a text back letter by letter under one record', async (t) => {
		const { vault, events } = await opened(t);
		const made = transformer({
			profile: loadProfile('safe-harbor'),
			style: 'vault',
			project: 'test',
			vault,
			authorities: [RECORDS],
			asOf: AS_OF,
		});
		const pieces: [string, Parameters<typeof made.text>[0]][] = [
			['Ada Testperson', 'NAME'],
			['H-8235899', 'MRN'],
			['03/05/2026', 'DATE'],
			['TESTPERSON, ADA', 'NAME'],
			['93', 'AGE'],
		];
		const before = pieces.map(([value]) => value).join(' | ');
		const after = pieces
			.map(([value, type], mention) => made.text(type, value, ADA, 'patient', mention))
			.join(' | ');
		// A token is thirteen letters and digits drawn at random, so two digits in a row may be the age.
		assert.doesNotMatch(after, /Testperson|8235899|2026|:93\b/i);
		assert.match(after, /^\[NAME:[0-9A-Z]{13}\] \| \[MRN:/);
		const unknown = `${after} [MRN:0000000000000] ABCDEFGH12345`;
		const back = await vault.revealText(unknown, REQUEST);
		assert.deepEqual(back, {
			text: `${before} [MRN:0000000000000] ABCDEFGH12345`,
			revealed: 5,
			unknown: 1,
		});
		assert.deepEqual(events, [
			{
				...REQUEST,
				project: 'test',
				counts: { NAME: 2, MRN: 1, DATE: 1, AGE: 1 },
				unknown: 1,
			},
		]);
	});
});

describe('numbers and ids through the vault', () => {
	test('have one code in every format and in the next run, also under safe harbor', async (t) => {
		const { vault, directory } = await opened(t);
		const make = (from: Vault) =>
			transformer({
				profile: loadProfile('safe-harbor'),
				project: 'test',
				vault: from,
				authorities: [RECORDS],
			});
		const first = make(vault);
		const number = first.identifier('urn:oid:2.999.1', '8235899', 'MRN', ADA) as string;
		assert.match(number, CODE);
		assert.equal(first.identifier('ZZHOSP', 'H0008235899', 'MRN', ADA), number);
		assert.equal(first.person(ADA).number, number);
		const ids = (made: typeof first) => [
			made.id('fhir', 'Patient/1'),
			made.id('uid', '2.999.1.1'),
			made.id('number', '7'),
		];
		const before = ids(first);
		assert.match(before[1], /^2\.25\.[1-9]\d*$/);
		await first.settle();
		await vault.close();
		const { vault: later } = await opened(t, { directory });
		const second = make(later);
		assert.equal(second.identifier('ZZ HOSPITAL', '8235899', 'MRN', ADA), number);
		assert.deepEqual(ids(second), before);
		assert.equal((await later.reveal(number, REQUEST)).value, '8235899');
	});
});

describe('re-keying', () => {
	test('keeps codes and values, and the earlier key of the site opens nothing any more', async (t) => {
		const { vault, directory } = await opened(t);
		const codes = Array.from({ length: 40 }, (_, n) => vault.token('MRN', `ZZ${n}`, ADA));
		await vault.close();
		const before = new Set(files(directory, 'codes').map((path) => readFileSync(path, 'hex')));
		const count = await rotateVault({
			directory,
			project: 'test',
			key: KEY,
			newKey: OTHER_KEY,
		});
		assert.equal(count, 40);
		for (const path of [...files(directory, 'codes'), ...files(directory, 'values')]) {
			assert.ok(!before.has(readFileSync(path, 'hex')), 'every entry is encrypted anew');
		}
		assert.equal(files(directory, 'keys').length, 1, 'no file is left that the earlier key opens');
		await assert.rejects(opened(t, { directory }), code('vault-key-wrong'));
		const { vault: again } = await opened(t, { directory, key: OTHER_KEY });
		for (const [number, each] of codes.entries()) {
			assert.equal(again.token('MRN', `ZZ${number}`, ADA), each);
			assert.equal((await again.reveal(each, REQUEST)).value, `ZZ${number}`);
		}
	});

	test('does not disturb a process that has the vault open', async (t) => {
		const { vault, directory } = await opened(t);
		const first = vault.token('MRN', 'ZZ1', ADA);
		await vault.settle();
		const { vault: other } = await opened(t, { directory });
		await rotateVault({ directory, project: 'test', key: KEY });
		assert.equal(other.token('MRN', 'ZZ1', ADA), first);
		const { vault: fresh } = await opened(t, { directory });
		const second = fresh.token('MRN', 'ZZ2', ADA);
		const third = vault.token('MRN', 'ZZ3', ADA);
		assert.equal((await vault.reveal(second, REQUEST)).value, 'ZZ2');
		assert.equal((await fresh.reveal(third, REQUEST)).value, 'ZZ3');
	});

	test('that was broken off is finished by the next one', async (t) => {
		const { vault, directory } = await opened(t);
		const drawn = Array.from({ length: 5 }, (_, n) => vault.token('MRN', `ZZ${n}`, ADA));
		await vault.close();
		const stop = AbortSignal.abort();
		await assert.rejects(
			rotateVault({ directory, project: 'test', key: KEY, signal: stop }),
			code('cancelled'),
		);
		const { vault: between } = await opened(t, { directory });
		assert.equal((await between.reveal(drawn[0], REQUEST)).value, 'ZZ0');
		assert.equal(await rotateVault({ directory, project: 'test', key: KEY }), 5);
	});

	test('is done by one process only', async (t) => {
		const { vault, directory } = await opened(t);
		vault.token('MRN', 'ZZ1', ADA);
		await vault.close();
		const results = await Promise.allSettled(
			Array.from({ length: 3 }, () => rotateVault({ directory, project: 'test', key: KEY })),
		);
		for (const result of results) {
			if (result.status === 'rejected') {
				assert.equal((result.reason as { code: string }).code, 'vault-busy');
			}
		}
		assert.ok(results.some(({ status }) => status === 'fulfilled'));
		const { vault: again } = await opened(t, { directory });
		assert.match(again.token('MRN', 'ZZ1', ADA), CODE);
	});
});
