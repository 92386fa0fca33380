import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, register } from './case-build.ts';

const PROCESS = join(import.meta.dirname, 'case-process.ts');
const [CASES, KILLS] = [30, 10];

/** Runs the process and kills it after so many of its words. */
async function run(root: string, words: number): Promise<string[]> {
	const child = spawn(process.execPath, [...process.execArgv, PROCESS, root, String(CASES)], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	let text = '';
	child.stdout.on('data', (part: Buffer) => {
		text += part.toString('utf8');
		if (text.split('\n').length > words) child.kill('SIGKILL');
	});
	await new Promise((resolve) => child.once('close', resolve));
	return text.split('\n').filter((line) => line !== '');
}

test('killed at any moment the register loses nothing that was said, and doubles nothing', async (t) => {
	const root = await folder(t);
	const said = new Set<string>();
	for (let n = 0; n < KILLS; n++) {
		for (const line of await run(root, 1 + Math.floor((n * CASES * 3) / KILLS))) said.add(line);
		const found = await (await register(root)).list();
		const events = found.flatMap((one) =>
			one.events.map(({ type }) => `${one.opening.identifier.value.slice(3)} ${type}`),
		);
		assert.equal(new Set(events).size, events.length, 'something is there twice');
		for (const line of said) {
			assert.ok(line === 'done' || events.includes(line), `after kill ${n} "${line}" is lost`);
		}
	}
	await run(root, Number.POSITIVE_INFINITY);
	const found = await (await register(root)).list();
	assert.equal(found.length, CASES);
	assert.ok(found.every(({ state, events }) => state === 'decided' && events.length === 3));
});
