import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { store } from '../../../dist/nodes/clients/dimse/index.js';
import { disposeStudy } from '../../../dist/nodes/Dicom/intake/index.js';
import { FolderLock } from '../../../dist/nodes/Dicom/intake/spool/lock.js';
import { studyFolder } from '../../../dist/nodes/Dicom/intake/spool/names.js';
import {
	dataSet,
	part10,
	peerFor,
	route,
	startTestListener,
	temporaryFolder,
	type TestListener,
} from './build.ts';

const ORPHAN = `${'ab'.repeat(16)}-01234567.dcm`;
/** No study of these tests becomes complete by itself. */
const slow = { routes: [route({ quietPeriodMs: 60_000 })], settings: { journalName: 'port-104' } };

async function send(server: TestListener, sop: string, fill = 1, study = '2.25.11') {
	const bytes = dataSet({ sop, study, pixels: Buffer.alloc(256, fill) });
	const [outcome] = await store(peerFor(server.port), [{ bytes: part10(bytes, { sop }) }]);
	assert.equal(outcome?.outcome, 'stored');
}

/** A spool with two received images of one study, and its folder. */
async function spoolWithStudy(t: Parameters<typeof startTestListener>[0]) {
	const spool = await temporaryFolder(t);
	const server = await startTestListener(t, { spool, ...slow });
	await send(server, '2.25.1');
	await send(server, '2.25.2');
	await server.close();
	const [key = ''] = await readdir(join(spool, 'studies'));
	const folder = studyFolder(spool, key);
	return { spool, key, folder, known: (await readdir(folder)).sort() };
}

describe('files that no journal knows', () => {
	test('are removed at the next start and counted, and what was acknowledged stays', async (t) => {
		const { spool, folder, known } = await spoolWithStudy(t);
		assert.equal(known.length, 2);
		await writeFile(join(folder, ORPHAN), 'killed before the journal entry');
		await writeFile(join(folder, '.0123456789abcdef.tmp'), 'killed in the middle of a list');
		await mkdir(join(spool, 'studies', '0'.repeat(32)));
		await writeFile(join(spool, 'studies', '0'.repeat(32), ORPHAN), 'the first of its study');
		const server = await startTestListener(t, { spool, ...slow });
		assert.deepEqual((await readdir(folder)).sort(), known);
		assert.equal((await server.event('orphans-removed')).count, 2);
	});

	test('stay while another listener of the spool may be about to journal them', async (t) => {
		const { spool, folder } = await spoolWithStudy(t);
		await writeFile(join(folder, ORPHAN), 'renamed a moment ago');
		const other = join(spool, 'journal', 'port-105');
		await mkdir(other);
		const lock = await FolderLock.take(other, { owner: 'the other' });
		await (await startTestListener(t, { spool, ...slow })).close();
		assert.ok((await readdir(folder)).includes(ORPHAN));
		await lock.release();
		await startTestListener(t, { spool, ...slow });
		assert.ok(!(await readdir(folder)).includes(ORPHAN));
	});

	test('stay when a journal is damaged before its end: it may have named them', async (t) => {
		const { spool, folder, known } = await spoolWithStudy(t);
		const journal = join(spool, 'journal', 'port-9');
		await mkdir(journal);
		const own = join(spool, 'journal', 'port-104');
		const [name = ''] = (await readdir(own)).filter((each) => each.endsWith('.log'));
		const bytes = await readFile(join(own, name));
		const second = bytes.indexOf(0x0a) + 1;
		await writeFile(
			join(journal, name),
			Buffer.concat([Buffer.from('{"kind":"inst\0\n'), bytes.subarray(second)]),
		);
		await writeFile(join(folder, ORPHAN), 'whose?');
		const server = await startTestListener(t, { spool, ...slow });
		assert.deepEqual((await readdir(folder)).sort(), [...known, ORPHAN].sort());
		assert.ok(!server.events.some(({ type }) => type === 'orphans-removed'));
	});

	test('stay when all journals are gone', async (t) => {
		const { spool, folder, known } = await spoolWithStudy(t);
		await rm(join(spool, 'journal'), { recursive: true });
		await startTestListener(t, { spool, ...slow });
		assert.deepEqual((await readdir(folder)).sort(), known);
	});

	test('include a content that was replaced before its study was complete: the study can go some day', async (t) => {
		const spool = await temporaryFolder(t);
		const first = await startTestListener(t, { spool, ...slow });
		await send(first, '2.25.1', 1);
		await send(first, '2.25.1', 2);
		const [key = ''] = await readdir(join(spool, 'studies'));
		await first.close();
		// The journal of the first life still tells of both, that of the second only of the newer one.
		await (await startTestListener(t, { spool, ...slow })).close();
		const last = await startTestListener(t, {
			spool,
			...slow,
			routes: [route({ quietPeriodMs: 10 })],
		});
		const { study } = await last.event('study-complete');
		assert.equal(study.instanceCount, 1);
		await last.listener.handedOver('HOSPITAL', key, study.version);
		assert.equal(await disposeStudy(spool, key), 1);
	});

	test('of a disposal that was cut off go, but for an image that came in its last moment', async (t) => {
		const { spool, folder, known } = await spoolWithStudy(t);
		const aside = join(spool, 'studies', '.disposed-0123456789abcdef');
		await rename(folder, aside);
		const [late = '', listed = ''] = known;
		const list = join(aside, `${'0'.repeat(64)}-01234567.json`);
		await writeFile(list, JSON.stringify({ format: 1, instances: [{ file: listed }] }));
		const server = await startTestListener(t, { spool, ...slow });
		assert.deepEqual(await readdir(folder), [late]);
		assert.deepEqual((await readdir(join(spool, 'studies'))).length, 1);
		assert.ok(!server.events.some(({ type }) => type === 'study-missing'));
	});

	test('are not looked for in folders that nothing was put into since the last look', async (t) => {
		const { spool, folder } = await spoolWithStudy(t);
		await writeFile(join(folder, ORPHAN), '');
		const longAgo = new Date(Date.now() - 86_400_000);
		await utimes(folder, longAgo, longAgo);
		await (await startTestListener(t, { spool, ...slow })).close();
		assert.ok((await readdir(folder)).includes(ORPHAN));
		await utimes(folder, new Date(), new Date());
		await startTestListener(t, { spool, ...slow });
		assert.ok(!(await readdir(folder)).includes(ORPHAN));
	});
});
