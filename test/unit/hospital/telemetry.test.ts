import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { output } from '../../peers/command.ts';

const MODEL = resolve(import.meta.dirname, '../../hospital/inference/model.ts');

test('the model is loaded and run without a trace in the home or the temporary folder', async () => {
	const dir = await mkdtemp(join(tmpdir(), 'hospital-telemetry-'));
	try {
		const [HOME, TMPDIR] = [join(dir, 'home'), join(dir, 'tmp')];
		await mkdir(HOME);
		await mkdir(TMPDIR);
		const code = `
			const { DemoModel } = await import(${JSON.stringify(MODEL)});
			const model = await DemoModel.load();
			const data = new Float32Array(3 * 32 * 32);
			const [score] = await model.run([{ name: 'volume', shape: [1, 1, 3, 32, 32], data }]);
			await model.release();
			console.log(score.name);`;
		// None of the caller's own settings may switch it off.
		const env = { PATH: process.env.PATH, HOME, TMPDIR };
		const printed = await output(process.execPath, ['--input-type=module', '-e', code], { env });
		assert.equal(printed.trim(), 'score');
		assert.deepEqual(await readdir(dir, { recursive: true }).then((all) => all.sort()), [
			'home',
			'tmp',
		]);
	} finally {
		await rm(dir, { recursive: true, force: true });
	}
});
