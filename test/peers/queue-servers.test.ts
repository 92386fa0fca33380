import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { exists } from './cache.ts';
import { startPostgres } from './postgres.ts';
import { accepts } from './process.ts';
import { startRedis } from './redis.ts';
import { peer } from './require.ts';

test('Redis asks for a password, survives a kill, and tells all that it was told', async (t) => {
	const dir = await mkdtemp(join(tmpdir(), 'redis-'));
	const redis = await peer(t, () => startRedis(dir));
	if (redis === undefined) return;
	try {
		assert.equal(await redis.run('SET', 'kept', 'ZZVALUE'), 'OK');
		assert.equal(await redis.run('SET', 'gone', 'ZZREMOVED'), 'OK');
		await redis.run('DEL', 'gone');
		await redis.run('PUBLISH', 'channel', 'ZZMESSAGE');
		const answer = await fetchLine(redis.port, 'GET kept');
		assert.match(answer, /NOAUTH/);
		// What it has written is with the operating system after a second at the latest.
		await waitUntil(async () => (await redis.history()).includes('ZZREMOVED'));
		const { pid } = redis;
		await redis.kill();
		assert.equal(await accepts(redis.port), false);
		await redis.restart();
		assert.notEqual(redis.pid, pid);
		assert.equal(await redis.run('GET', 'kept'), 'ZZVALUE');
		await waitUntil(async () => (await redis.traffic()).includes('ZZMESSAGE'));
		assert.ok(!(await redis.history()).includes('ZZMESSAGE'));
	} finally {
		await redis.stop();
		await rm(dir, { recursive: true, force: true });
	}
});

test('PostgreSQL runs as somebody who is not root, survives a kill, and leaves nothing', async (t) => {
	const postgres = await peer(t, () => startPostgres());
	if (postgres === undefined) return;
	let folder = '';
	try {
		folder = await postgres.sql('SHOW data_directory');
		const owner = /^Uid:\s+(\d+)/m.exec(await readFile(`/proc/${postgres.pid}/status`, 'utf8'));
		assert.notEqual(owner?.[1], '0');
		await postgres.sql("CREATE TABLE t (v text); INSERT INTO t VALUES ('ZZKEPT'), ('ZZREMOVED')");
		await postgres.sql("DELETE FROM t WHERE v = 'ZZREMOVED'");
		const dump = await postgres.dump();
		assert.ok(dump.includes('ZZKEPT') && !dump.includes('ZZREMOVED'));
		await postgres.kill();
		await postgres.restart();
		assert.equal((await postgres.sql('SELECT v FROM t')).trim(), 'ZZKEPT');
		assert.match(await postgres.history(), /ZZREMOVED/);
	} finally {
		await postgres.stop();
	}
	assert.equal(await exists(folder.trim()), false);
});

async function waitUntil(holds: () => Promise<boolean>): Promise<void> {
	for (const deadline = Date.now() + 5_000; !(await holds()); ) {
		assert.ok(Date.now() < deadline, 'it did not come within 5 s');
		await new Promise((again) => setTimeout(again, 50));
	}
}

/** What a server answers to a line from a client that has not logged in. */
async function fetchLine(port: number, line: string): Promise<string> {
	return await new Promise((resolve, reject) => {
		const socket = connect({ host: '127.0.0.1', port }, () => socket.write(`${line}\r\n`));
		socket.once('data', (bytes) => {
			socket.destroy();
			resolve(bytes.toString());
		});
		socket.once('error', reject);
	});
}
