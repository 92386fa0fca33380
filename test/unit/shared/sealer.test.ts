import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { appendFileSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { CONTRACTS, type Contract } from '../../../dist/nodes/shared/contracts/index.js';
import { Sealer } from '../../../dist/nodes/shared/sealed/index.js';
import { failNext, temporaryFolder } from './support.ts';

const WORK = `w${'0123456789abcdef'.repeat(2).slice(1)}`;
const TOKEN = /^sealed:[A-Za-z0-9_-]+\.[0-9a-f]{32}#(\/[A-Za-z0-9_~%-]*)+$/;

function sealerIn(test: TestContext, key = randomBytes(32)): { sealer: Sealer; folder: string } {
	const folder = temporaryFolder(test);
	return { sealer: new Sealer(folder, key), folder };
}

/** A value of a contract with every field of its table filled; each text says where it stands. */
function sample(contract: Contract): unknown {
	let root: unknown = {};
	for (const [number, pattern] of Object.keys(contract.fields).entries()) {
		const steps = pattern.split('/').slice(1);
		// Arrays hold two entries; the one table whose keys are names holds a name.
		const names = steps[0] === 'rejected' ? ['slice-gap'] : ['0', '1'];
		const places = steps.reduce<string[][]>(
			(before, step) =>
				(step === '*' ? names : [step]).flatMap((name) => before.map((place) => [...place, name])),
			[[]],
		);
		const leaf = number % 3 === 0 ? 4711 + number : `ZZTEST ${pattern}`;
		for (const place of places) root = put(root, place, leaf);
	}
	return root;
}

function put(at: unknown, [step, ...rest]: string[], leaf: unknown): unknown {
	if (step === undefined) return leaf;
	if (/^\d+$/.test(step)) {
		const list = Array.isArray(at) ? [...(at as unknown[])] : [];
		list[Number(step)] = put(list[Number(step)], rest, leaf);
		return list;
	}
	const object = (at ?? {}) as Record<string, unknown>;
	return { ...object, [step]: put(object[step], rest, leaf) };
}

function leaves(value: unknown, pointer = ''): Array<[pointer: string, leaf: unknown]> {
	if (typeof value !== 'object' || value === null) return [[pointer, value]];
	return Object.entries(value).flatMap(([name, item]) => leaves(item, `${pointer}/${name}`));
}

const isClear = (contract: Contract, pointer: string): boolean =>
	Object.entries(contract.fields).some(
		([pattern, { clear }]) =>
			clear === true && new RegExp(`^${pattern.replaceAll('*', '[^/]+')}$`).test(pointer),
	);

describe('sealing', () => {
	for (const contract of CONTRACTS) {
		test(`${contract.name}: every leaf that is not on the clear list becomes a token, and opens again`, async (t) => {
			const { sealer, folder } = sealerIn(t);
			const value = sample(contract);
			const sealed = await sealer.sealContract(contract, value, 'flow', WORK);
			const original = new Map(leaves(value));
			const shown = leaves(sealed);
			assert.deepEqual(
				shown.map(([pointer]) => pointer),
				[...original.keys()],
				'the shape stays',
			);
			for (const [pointer, leaf] of shown) {
				if (isClear(contract, pointer)) assert.equal(leaf, original.get(pointer), pointer);
				else assert.match(String(leaf), TOKEN, pointer);
			}
			assert.deepEqual(await sealer.open(sealed, 'flow'), value);
			for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
				assert.doesNotMatch(name, /ZZTEST/);
			}
		});
	}

	test('a value inside JSON that somebody typed stays one value, whatever it holds', async (t) => {
		const { sealer } = sealerIn(t);
		const hostile = 'harmless", "status": "final\nnext \\ line';
		const value = { text: hostile, count: 4711, list: [{ a: 'b' }] };
		const sealed = (await sealer.seal(value, [], 'flow', WORK)) as typeof value;
		const open = async (text: string) => await sealer.open(text, 'flow');
		const typed = `{"status": "draft", "text": "${sealed.text}", "count": ${String(sealed.count)}}`;
		assert.deepEqual(JSON.parse(String(await open(typed))), {
			status: 'draft',
			text: hostile,
			count: 4711,
		});
		const within = `{"text": "Count: ${String(sealed.count)}, said \\"${sealed.text}\\""}`;
		assert.deepEqual(JSON.parse(String(await open(within))), {
			text: `Count: 4711, said "${hostile}"`,
		});
		// What is no JSON is text, and gets the value as it is.
		assert.equal(await open(`Note: ${sealed.text}`), `Note: ${hostile}`);
		assert.equal(await open(`[sic] ${sealed.text}`), `[sic] ${hostile}`);
	});

	test('leaves no readable byte of the values on the disk', async (t) => {
		const { sealer, folder } = sealerIn(t);
		await sealer.seal({ name: 'ZZTEST^ADA' }, [], 'flow', WORK);
		const [file] = readdirSync(join(folder, WORK));
		assert.equal(readFileSync(join(folder, WORK, file)).includes('ZZTEST'), false);
	});

	test('keeps types: numbers, texts, objects in lists; null, booleans and empty texts stay', async (t) => {
		const { sealer } = sealerIn(t);
		const value = { n: 1.5, t: 'x', list: [{ a: 0 }, []], nil: null, yes: true, no: false, e: '' };
		const sealed = (await sealer.seal(value, [], 'flow', WORK)) as typeof value;
		assert.equal(sealed.yes, true);
		assert.equal(sealed.nil, null);
		assert.match(String(sealed.list[0] && (sealed.list[0] as { a: unknown }).a), TOKEN);
		assert.deepEqual(await sealer.open(sealed, 'flow'), value);
	});

	test('seals a date as the text that JSON makes of it, never as an empty object', async (t) => {
		const { sealer } = sealerIn(t);
		const born = new Date('1950-01-01T00:00:00Z');
		const sealed = await sealer.seal({ born, gone: undefined }, [], 'flow', WORK);
		assert.match(String((sealed as { born: unknown }).born), TOKEN);
		assert.deepEqual(await sealer.open(sealed, 'flow'), { born: '1950-01-01T00:00:00.000Z' });
	});

	test('opens tokens in the middle of a text, several from several items', async (t) => {
		const { sealer } = sealerIn(t);
		const one = (await sealer.seal({ 'odd / ~ "näme"': 'Ada' }, [], 'flow', WORK)) as object;
		const two = (await sealer.seal({ age: 75 }, [], 'flow', undefined)) as { age: string };
		const [name] = Object.values(one) as string[];
		const text = `Dear ${name}, (${two.age}). ${name}`;
		assert.equal(await sealer.open(text, 'flow'), 'Dear Ada, (75). Ada');
		assert.deepEqual(await sealer.open({ deep: [two.age, 'plain'] }, 'flow'), {
			deep: [75, 'plain'],
		});
	});

	test('finds a member whose name needs escapes', async (t) => {
		const { sealer } = sealerIn(t);
		const value = { 'a/b~c': { 'x%y #.': 'v', '😀': 'w', '': 'empty' } };
		const sealed = await sealer.seal(value, [], 'flow', WORK);
		for (const [, leaf] of leaves(sealed)) assert.match(String(leaf), TOKEN);
		assert.deepEqual(await sealer.open(sealed, 'flow'), value);
	});

	test('passes plain values through untouched', async (t) => {
		const { sealer } = sealerIn(t);
		const plain = { a: 'sealed: no', b: 'sealed:x.y#/z', c: `sealed:x.${'0'.repeat(32)}#/%ff` };
		assert.deepEqual(await sealer.open(plain.a, 'flow'), plain.a);
		assert.deepEqual(await sealer.open(plain.b, 'flow'), plain.b);
		assert.deepEqual(await sealer.open(plain.c, 'flow'), plain.c);
	});

	test('refuses another workflow, another key, another place and a changed byte', async (t) => {
		const key = randomBytes(32);
		const { sealer, folder } = sealerIn(t, key);
		const sealed = (await sealer.seal({ a: 'one' }, [], 'flow', WORK)) as { a: string };
		const unreadable = { code: 'sealed-data-unreadable' };
		await assert.rejects(sealer.open(sealed, 'other-flow'), unreadable);
		await assert.rejects(new Sealer(folder, randomBytes(32)).open(sealed, 'flow'), unreadable);
		const [file] = readdirSync(join(folder, WORK));
		const path = join(folder, WORK, file);
		const bytes = readFileSync(path);
		const elsewhere = file.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
		writeFileSync(join(folder, WORK, elsewhere), bytes);
		await assert.rejects(sealer.open(sealed.a.replace(file, elsewhere), 'flow'), unreadable);
		for (const at of [0, 1, 13, bytes.length - 17, bytes.length - 1]) {
			const changed = Buffer.from(bytes);
			changed[at] ^= 1;
			writeFileSync(path, changed);
			await assert.rejects(sealer.open(sealed, 'flow'), unreadable, `byte ${at}`);
		}
		writeFileSync(path, bytes.subarray(0, 20));
		await assert.rejects(sealer.open(sealed, 'flow'), unreadable);
		writeFileSync(path, bytes);
		appendFileSync(path, 'x');
		await assert.rejects(sealer.open(sealed, 'flow'), unreadable);
		writeFileSync(path, bytes);
		assert.deepEqual(await sealer.open(sealed, 'flow'), { a: 'one' });
	});

	test('says that an edited token points nowhere', async (t) => {
		const { sealer } = sealerIn(t);
		const { a } = (await sealer.seal({ a: 'one' }, [], 'flow', WORK)) as { a: string };
		for (const edited of [`${a}b`, `${a}b/c`, a.slice(0, -1)]) {
			await assert.rejects(sealer.open(edited, 'flow'), { code: 'sealed-data-unreadable' }, edited);
		}
	});

	test('takes what stands behind a slash for text, where no value is of that name', async (t) => {
		const { sealer } = sealerIn(t);
		const value = { visit: { id: 'e1', of: { day: 3 } }, 'visit/id': 'x' };
		const sealed = (await sealer.seal(value, [], 'flow', WORK)) as typeof value;
		const open = async (text: string) => await sealer.open(text, 'flow');
		assert.equal(await open(`${sealed.visit.id}/2026-11-22`), 'e1/2026-11-22');
		assert.equal(await open(`${sealed.visit.id}/a/b and ${sealed.visit.of.day}/`), 'e1/a/b and 3/');
		await assert.rejects(open(`${sealed.visit.id.replace('/id', '/of')}/none`));
	});

	test('tells data that is gone from data that the disk cannot give', async (t) => {
		const { sealer, folder } = sealerIn(t);
		const sealed = await sealer.seal({ a: 'one' }, [], 'flow', WORK);
		assert.equal(await sealer.dispose(WORK), 1);
		await assert.rejects(sealer.open(sealed, 'flow'), { code: 'sealed-data-gone' });
		rmSync(join(folder, WORK), { recursive: true, force: true });
		writeFileSync(join(folder, WORK), 'not a folder');
		await assert.rejects(sealer.open(sealed, 'flow'), { code: 'unexpected' });
	});

	test('never leaves its folder, whatever a work item is called', async (t) => {
		const { sealer, folder } = sealerIn(t);
		for (const group of ['../outside', '..', '', 'a/b', 'a\0b', 'x'.repeat(65)]) {
			const sealing = sealer.seal({ a: 'one' }, [], 'flow', group);
			await assert.rejects(sealing, { code: 'invalid-name' });
			await assert.rejects(sealer.dispose(group), { code: 'invalid-name' });
		}
		assert.deepEqual(readdirSync(folder), []);
	});

	test('refuses an item over 64 MB and writes nothing', async (t) => {
		const { sealer, folder } = sealerIn(t);
		const value = { text: 'x'.repeat(64 * 1024 * 1024) };
		await assert.rejects(sealer.seal(value, [], 'flow', WORK), { code: 'item-too-large' });
		assert.deepEqual(readdirSync(folder), []);
	});

	test('a full disk leaves no half a file', async (t) => {
		const { sealer, folder } = sealerIn(t);
		await failNext(t, 'writeFile', 'ENOSPC');
		await assert.rejects(sealer.seal({ a: 'one' }, [], 'flow', WORK), { code: 'ENOSPC' });
		assert.deepEqual(readdirSync(join(folder, WORK)), []);
	});

	test('disposes of values without a work item by their day, and of nothing else', async (t) => {
		const folder = temporaryFolder(t);
		const key = randomBytes(32);
		for (const day of ['2026-01-01', '2026-01-02', '2026-01-03']) {
			const sealer = new Sealer(folder, key, () => new Date(`${day}T12:00:00Z`));
			await sealer.seal({ day }, [], 'flow', undefined);
			await sealer.seal({ day }, [], 'flow', WORK);
		}
		const sealer = new Sealer(folder, key);
		assert.equal(await sealer.disposeFreeBefore(new Date('2026-01-03T00:00:00Z')), 2);
		assert.deepEqual(readdirSync(folder).sort(), ['free-20260103', WORK]);
		assert.equal(readdirSync(join(folder, WORK)).length, 3);
	});
});
