import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { origin, places, sha256, writeOrigin } from './build.ts';

test('a delivering process that is killed again and again loses nothing and repeats at most a batch per kill', async (t) => {
	const { auditDir, cursorDir } = await places(t);
	const all = (await writeOrigin(auditDir, origin(), 300)).map((line) => sha256(line));
	const receiver = join(cursorDir, '..', 'received');
	const script = fileURLToPath(new URL('delivering-process.ts', import.meta.url));
	const options = process.execArgv.filter((option) => !option.startsWith('--test'));
	let kills = 0;
	for (let done = false; !done; ) {
		const child = spawn(
			process.execPath,
			[...options, '--no-warnings', script, auditDir, cursorDir, origin(), receiver],
			{ stdio: ['ignore', 'ignore', 'inherit'] },
		);
		// Seven kills at different moments, then it may finish.
		const delay = kills < 7 ? 250 + kills * 23 : 30_000;
		const timer = setTimeout(() => child.kill('SIGKILL'), delay);
		const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
		clearTimeout(timer);
		if (signal === 'SIGKILL') kills += 1;
		else assert.equal(code, 0);
		done = code === 0;
		assert.ok(kills <= 7, 'it gets on');
	}
	const received = (await readFile(receiver, 'utf8')).trimEnd().split('\n');
	assert.deepEqual([...new Set(received)], all, 'everything, in order of first arrival');
	assert.ok(received.length - all.length <= kills * 10);
	assert.ok(kills > 0);
	t.diagnostic(`${kills} kills, ${received.length - all.length} of ${all.length} repeated`);
});
