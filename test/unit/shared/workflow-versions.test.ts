import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { closeLedger } from '../../../dist/nodes/shared/ledger/index.js';
import { noteWorkflowVersion } from '../../../dist/nodes/shared/workflow-versions.js';
import { readLedger, type LedgerLine } from '../../hospital/ledger.ts';

let root: string;
const data = () => join(root, 'data');

before(async () => {
	root = await mkdtemp(join(tmpdir(), 'hospital-versions-'));
	await writeFile(join(root, 'key'), randomBytes(32).toString('hex'), { mode: 0o600 });
	process.env.HOSPITAL_DATA_DIR = data();
	process.env.HOSPITAL_KEY_FILE = join(root, 'key');
	process.env.HOSPITAL_INSTANCE = 'n8n.test';
});
after(async () => {
	await closeLedger();
	await rm(root, { recursive: true, force: true });
});

const version = (name: string): string => createHash('sha256').update(name).digest('hex');
let execution = 0;

/** A node of the workflow runs, each time in another execution unless one is named. */
const runs = async (workflowId: string, name: string, more: object = {}): Promise<void> =>
	await noteWorkflowVersion({
		instance: 'n8n.test',
		workflowId,
		workflowVersion: version(name),
		executionId: String(++execution),
		mode: 'trigger',
		...more,
	});

interface Change {
	subject: string;
	id: string;
	before?: string;
	after: string;
}

const changesOf = async (workflowId: string): Promise<Array<LedgerLine & { change: Change }>> =>
	((await readLedger(data())) as Array<LedgerLine & { change: Change }>).filter(
		({ change }) => change?.id === workflowId,
	);

test('a workflow that runs in another version gives one event with the hash before and after', async () => {
	for (const name of ['one', 'one', 'two', 'two']) await runs('wf-a', name);
	const changes = await changesOf('wf-a');
	assert.deepEqual(
		changes.map(({ kind, interaction, change }) => [kind, interaction, change]),
		[
			[
				'configuration',
				'workflow-changed',
				{ subject: 'workflow', id: 'wf-a', after: version('one') },
			],
			[
				'configuration',
				'workflow-changed',
				{ subject: 'workflow', id: 'wf-a', before: version('one'), after: version('two') },
			],
		],
	);
});

test('a version that is put back is a change too', async () => {
	for (const name of ['one', 'two', 'one']) await runs('wf-b', name);
	const [, , back] = await changesOf('wf-b');
	assert.equal(back.change.before, version('two'));
	assert.equal(back.change.after, version('one'));
});

test('an execution that began before a change and goes on after it changes nothing back', async () => {
	await runs('wf-c', 'one', { executionId: 'long' });
	await runs('wf-c', 'two');
	await runs('wf-c', 'one', { executionId: 'long' });
	await runs('wf-c', 'two');
	assert.equal((await changesOf('wf-c')).length, 2);
});

test('what is tried out in the editor is followed apart from what is published', async () => {
	await runs('wf-d', 'published');
	await runs('wf-d', 'draft', { mode: 'manual' });
	await runs('wf-d', 'published');
	assert.deepEqual(
		(await changesOf('wf-d')).map(({ interaction }) => interaction),
		['workflow-changed', 'workflow-draft-changed'],
	);
});

test('without a version there is nothing to compare', async () => {
	await runs('wf-e', 'x', { workflowVersion: undefined });
	assert.equal((await changesOf('wf-e')).length, 0);
});

/** A process of its own that sees the workflow in this version. */
async function elsewhere(workflowId: string, name: string): Promise<void> {
	const code = `
		const { noteWorkflowVersion } = require(process.argv[1]);
		const { closeLedger } = require(process.argv[2]);
		noteWorkflowVersion({ instance: 'n8n.test', workflowId: ${JSON.stringify(workflowId)}, workflowVersion: ${JSON.stringify(version(name))}, executionId: 'e', mode: 'trigger' })
			.then(closeLedger).catch((error) => { console.error(error.code); process.exit(1); });`;
	const dist = join(import.meta.dirname, '../../../dist/nodes/shared');
	const child = spawn(
		process.execPath,
		['-e', code, join(dist, 'workflow-versions.js'), join(dist, 'ledger/index.js')],
		{ stdio: 'inherit' },
	);
	const status = await new Promise((resolve) => child.once('exit', resolve));
	assert.equal(status, 0);
}

test('of several processes that see the same change one records it', async () => {
	await elsewhere('wf-f', 'one');
	await Promise.all([1, 2, 3].map(async () => await elsewhere('wf-f', 'two')));
	const changes = await changesOf('wf-f');
	assert.deepEqual(
		changes.map(({ change }) => [change.before, change.after]),
		[
			[undefined, version('one')],
			[version('one'), version('two')],
		],
	);
	const tracks = await readdir(join(data(), 'audit-workflows'));
	for (const track of tracks) {
		const files = await readdir(join(data(), 'audit-workflows', track));
		assert.ok(files.length <= 4, 'older changes are not kept here');
	}
});

test('a change that a process claimed and did not live to record is recorded by the next one', async () => {
	await elsewhere('wf-g', 'one');
	const track = createHash('sha256').update('published/wf-g').digest('hex').slice(0, 32);
	const claim = join(data(), 'audit-workflows', track, '000000001');
	await unlink(`${claim}.done`);
	const before = (await changesOf('wf-g')).length;
	await elsewhere('wf-g', 'one');
	assert.equal((await changesOf('wf-g')).length, before, 'it may still be at it');
	const past = new Date(Date.now() - 60_000);
	await utimes(claim, past, past);
	await elsewhere('wf-g', 'one');
	assert.equal((await changesOf('wf-g')).length, before + 1);
	await elsewhere('wf-g', 'one');
	assert.equal((await changesOf('wf-g')).length, before + 1, 'and then it is done');
});

test('a change that cannot be noted stops what would have run', async () => {
	const track = createHash('sha256').update('published/wf-i').digest('hex').slice(0, 32);
	await writeFile(join(data(), 'audit-workflows', track), 'in the way');
	await assert.rejects(runs('wf-i', 'one'));
	assert.equal((await changesOf('wf-i')).length, 0);
});
