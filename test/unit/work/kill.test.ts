import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { temporaryFolder } from '../shared/support.ts';

const KILLS = 30;
const CHILD = fileURLToPath(new URL('./kill.child.ts', import.meta.url));

function start(folder: string, name: string, mode: string) {
	const loader = process.execArgv.filter((argument) => !argument.startsWith('--test'));
	return spawn(process.execPath, [...loader, CHILD, folder, name, mode], {
		env: { ...process.env, NODE_TEST_CONTEXT: undefined, NODE_COMPILE_CACHE: `${folder}/../code` },
		stdio: ['pipe', 'pipe', 'inherit'],
	});
}

test('killed at 30 random moments, every accepted item reaches one end and tells one story', async (t) => {
	const folder = join(temporaryFolder(t), 'data');
	let said = '';
	// The next process loads its code while the one before is at work.
	let next = start(folder, '0', 'work');
	for (let kill = 0; kill < KILLS; kill++) {
		const child = next;
		next = start(folder, String(kill + 1), kill + 1 < KILLS ? 'work' : 'drain');
		child.stdin.write('go');
		const output = text(child.stdout);
		// From its first word on, so that slow machines kill it at work and not at its start.
		await once(child.stdout, 'data');
		await new Promise((resolve) => setTimeout(resolve, Math.random() * 80));
		child.kill('SIGKILL');
		said += await output;
	}
	next.stdin.write('go');
	const exit = once(next, 'exit');
	said += await text(next.stdout);
	assert.deepEqual(await exit, [0, null]);

	// A kill may cut the last word short.
	const facts = said.split('\n').map((line) => line.split(' '));
	const of = (verb: string) => facts.filter(([first, , third]) => first === verb && third);
	const opened = new Map(of('opened').map(([, name, id]) => [name, id]));
	const final = new Map<string, string[]>();
	for (const [, id, state] of of('final')) final.set(id, [...(final.get(id) ?? []), state]);
	assert.ok(opened.size > KILLS, `${opened.size} items opened`);
	for (const [name, id] of opened) {
		assert.equal(final.get(id)?.length, 1, `${name} has one end`);
	}
	const sent = Map.groupBy(of('sent'), ([, name]) => name);
	for (const [name, values] of sent) {
		assert.equal(new Set(values.map(([, , value]) => value)).size, 1, `${name} told two stories`);
	}
	for (const [, name, state] of of('closed')) {
		const id = opened.get(name);
		if (id !== undefined) assert.deepEqual(final.get(id), [state], `${name} changed its end`);
	}
	t.diagnostic(`${opened.size} items opened, ${sent.size} worked on, ${final.size} ended`);
});
