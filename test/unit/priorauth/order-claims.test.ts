import assert from 'node:assert/strict';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, opening, register, time } from './case-build.ts';

const asks = (value: string) => ({ system: 'urn:zz:packets', value });
const ORDERS = ['ServiceRequest/1', 'ServiceRequest/2'];
const claimsOf = async (root: string): Promise<string[]> =>
	(await readdir(join(root, 'prior-auth', 'orders'))).sort();

test('of requests for the same order in the same instant, one gets it', async (t) => {
	const root = await folder(t);
	// Each as in a process of its own: none has read what another wrote.
	const desks = await Promise.all(Array.from({ length: 8 }, () => register(root)));
	for (let round = 0; round < 25; round++) {
		const orders = [`ServiceRequest/a${round}`, `ServiceRequest/b${round}`];
		const got = await Promise.all(
			desks.map((desk, n) => {
				const wanted = n % 2 === 0 ? orders : [...orders].reverse();
				return desk.claim(asks(`${round}-${n}`), wanted);
			}),
		);
		assert.equal(got.filter(Boolean).length, 1, `round ${round}`);
	}
});

test('the same request has its order still, however often it comes', async (t) => {
	const root = await folder(t);
	for (let attempt = 0; attempt < 3; attempt++) {
		const desk = await register(root);
		assert.equal(await desk.claim(asks('mine'), ORDERS), true);
		if (attempt === 1) await desk.open(opening({ identifier: asks('mine') }));
	}
	assert.equal((await claimsOf(root)).length, 2);
});

test('an order is free again when its case has ended', async (t) => {
	const root = await folder(t);
	const desk = await register(root);
	await desk.claim(asks('first'), ORDERS);
	await desk.open(opening({ identifier: asks('first') }));
	const other = await register(root);
	assert.equal(await other.claim(asks('second'), ['ServiceRequest/2']), false);
	await desk.close({ identifier: asks('first') }, { at: time(1), reason: 'withdrawn' });
	assert.equal(await other.claim(asks('second'), ['ServiceRequest/2']), true);
	assert.equal(await desk.claim(asks('third'), ORDERS), false);
	// What came first and is over asks nobody, and its retries change nothing.
	assert.equal(await desk.claim(asks('first'), ORDERS), true);
});

test('a claim that never became a case ends after a while', async (t) => {
	const root = await folder(t);
	const desk = await register(root);
	assert.equal(await desk.claim(asks('lost'), ['ServiceRequest/1']), true);
	assert.equal(await desk.claim(asks('next'), ['ServiceRequest/1']), false);
	const [name = ''] = await claimsOf(root);
	const earlier = Date.now() / 1000 - 3600;
	await utimes(join(root, 'prior-auth', 'orders', name), earlier, earlier);
	assert.equal(await desk.claim(asks('next'), ['ServiceRequest/1']), true);
});

test('claims go with their cases, and name neither order nor request', async (t) => {
	const root = await folder(t);
	const desk = await register(root);
	await desk.claim(asks('kept'), ['ServiceRequest/1']);
	await desk.open(opening({ identifier: asks('kept') }));
	await desk.claim(asks('gone'), ['ServiceRequest/2']);
	assert.ok((await claimsOf(root)).every((name) => /^o[0-9a-f]{31}\.000001$/.test(name)));
	const earlier = Date.now() / 1000 - 10 * 86_400;
	for (const name of await claimsOf(root)) {
		await utimes(join(root, 'prior-auth', 'orders', name), earlier, earlier);
	}
	await desk.tidy(Date.now(), { restMs: 10 ** 12, keepMs: 20 * 86_400_000 });
	assert.equal((await claimsOf(root)).length, 2);
	await desk.tidy(Date.now(), { restMs: 10 ** 12, keepMs: 86_400_000 });
	assert.equal((await claimsOf(root)).length, 1);
});

test('a claim that cannot be read stops the request', async (t) => {
	const root = await folder(t);
	const desk = await register(root);
	await desk.claim(asks('first'), ['ServiceRequest/1']);
	const [name = ''] = await claimsOf(root);
	await writeFile(join(root, 'prior-auth', 'orders', name), 'zz');
	await assert.rejects(desk.claim(asks('second'), ['ServiceRequest/1']), {
		code: 'prior-auth-claim-unreadable',
	});
});
