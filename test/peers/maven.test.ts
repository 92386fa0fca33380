import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { javaProgram } from './maven.ts';
import { PeerUnavailable } from './require.ts';

test('without a JDK a Java peer is missing, which says so; it is not broken', async (t) => {
	const folder = await mkdtemp(join(tmpdir(), 'no-java-'));
	const { PATH } = process.env;
	process.env.PATH = folder;
	t.after(async () => {
		process.env.PATH = PATH;
		await rm(folder, { recursive: true });
	});
	await assert.rejects(
		javaProgram('hapi', join(import.meta.dirname, 'hapi')),
		(error) => error instanceof PeerUnavailable && /no JDK 17/.test(error.message),
	);
});
