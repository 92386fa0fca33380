import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, test, type TestContext } from 'node:test';
import { openDataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import { main } from '../../../dist/nodes/cli/hospital.js';
import { EndedArchive, WorkStore, workItemId } from '../../../dist/nodes/shared/work/index.js';
import { Inbox } from '../../../dist/nodes/shared/work/inbox.js';
import { keyFile, listing, temporaryFolder } from '../shared/support.ts';

const HOSPITAL = fileURLToPath(import.meta.resolve('../../../dist/nodes/cli/hospital.js'));
const PATIENT = 'ZZTEST^ADA';

interface Result {
	code: number | null;
	out: string;
	err: string;
}

function hospital(args: string[], env: Record<string, string | undefined> = {}): Result {
	const { status, stdout, stderr } = spawnSync(process.execPath, [HOSPITAL, ...args], {
		encoding: 'utf8',
		env: { PATH: process.env.PATH, HOME: '/nonexistent', ...env },
	});
	return { code: status, out: stdout, err: stderr };
}

interface Site {
	env: Record<string, string>;
	root: string;
	store: WorkStore;
	ids: { waiting: string; running: string; parked: string; held: string };
}

/** A data directory with one item in each state, as n8n leaves it. */
async function site(t: TestContext): Promise<Site> {
	const folder = temporaryFolder(t);
	const env = { HOSPITAL_DATA_DIR: join(folder, 'data'), HOSPITAL_KEY_FILE: keyFile(folder) };
	const { root, work, key } = await openDataDirectory(env);
	const inbox = new Inbox(
		join(work, 'inbox'),
		'20260101T000000Z-0123456789abcdef',
		key.key('work'),
	);
	const store = new WorkStore(join(work, 'items'), key.key('work'));
	const open = async (name: string, day: number): Promise<string> => {
		const id = workItemId('flow/node', name);
		const openedAt = `2026-01-0${day}T00:00:00.000Z`;
		const record = { id, kind: 'dicom-study', route: 'flow/node', owner: 'radiology-it', openedAt };
		await inbox.append({ ...record, priority: 'routine' }, { name: PATIENT });
		return id;
	};
	const ids = {
		held: await open('held', 1),
		waiting: await open('waiting', 2),
		running: await open('running', 3),
		parked: await open('parked', 4),
	};
	await inbox.close();
	const lease = {
		attempt: 2,
		failures: 1,
		origin: 'o',
		emittedAt: '2026-01-03T00:00:01.000Z',
		until: Date.now() + 60_000,
		phase: 'running',
		lastFailure: 'econnrefused',
	} as const;
	await store.writeLease(ids.running, lease);
	await store.writeLease(ids.parked, lease);
	await store.park(ids.parked, 2, 'sign-off');
	const end = { state: 'BLOCKED', reason: 'patient-not-found', owner: '', attempt: 1 } as const;
	await store.close(ids.held, { ...end, executionId: '77' });
	return { env, root, store, ids };
}

describe('hospital', () => {
	test('without arguments, with help and with --help shows its commands and ends with 0', () => {
		for (const args of [[], ['--help'], ['-h'], ['help']]) {
			const { code, out, err } = hospital(args);
			assert.deepEqual([code, err], [0, '']);
			assert.match(out, /^Usage: hospital <command>/);
			for (const call of ['work list', 'work page FILE', 'audit verify', 'key create PATH']) {
				assert.match(out, new RegExp(`^  hospital ${call} {2,}\\S`, 'm'), call);
			}
			assert.match(out, /\nExamples:\n {2}hospital work list /);
			assert.ok(Math.max(...out.split('\n').map(({ length }) => length)) <= 100);
		}
	});

	test('says its version', () => {
		const { version } = JSON.parse(
			readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
		) as { version: string };
		assert.deepEqual(hospital(['--version']), { code: 0, out: `${version}\n`, err: '' });
	});

	test('ends with 2 and its usage on standard error when it is used wrongly', async () => {
		for (const args of [
			['nonsense'],
			['work'],
			['work', 'show'],
			['work', 'retry'],
			['work', 'purge'],
			['work', 'retry', 'x', '--reason', 'y'],
			['work', 'list', 'x'],
			['work', '__proto__'],
			['key'],
			['key', 'create'],
			['key', 'destroy', 'x'],
		]) {
			const [out, err]: [string[], string[]] = [[], []];
			const output = {
				line: (text: string) => out.push(text),
				note: (text: string) => err.push(text),
			};
			assert.deepEqual([await main(args, output), out], [2, []], args.join(' '));
			assert.match(err.join('\n'), /^Usage:\s+hospital/m, args.join(' '));
		}
		const spawned = hospital(['nonsense']);
		assert.deepEqual([spawned.code, spawned.out], [2, '']);
		assert.match(spawned.err, /^There is no command "nonsense"\.\nUsage:/);
	});

	test('names the option that it does not know, with code 2, and makes no file of it', (t) => {
		const cwd = temporaryFolder(t);
		for (const [args, option] of [
			[['work', 'list', '--wrong'], '--wrong'],
			[['work', 'list', '--All'], '--All'],
			[['work', 'list', '-a'], '-a'],
			[['work', 'show', 'w', '--all'], '--all'],
			[['work', 'purge', '--dry-run'], '--dry-run'],
			[['audit', 'verify', '--no-such'], '--no-such'],
			[['audit', 'query', '-n'], '-n'],
			[['key', 'create', '--path'], '--path'],
			[['audit', 'key', 'create', '--out=x'], '--out'],
		] as const) {
			const { status, stdout, stderr } = spawnSync(process.execPath, [HOSPITAL, ...args], {
				encoding: 'utf8',
				cwd,
				env: { PATH: process.env.PATH, HOME: '/nonexistent' },
			});
			assert.deepEqual([status, stdout], [2, ''], args.join(' '));
			assert.ok(stderr.startsWith(`There is no option ${option} here.`), stderr);
		}
		assert.deepEqual(readdirSync(cwd), []);
		assert.match(hospital(['work', 'list', '--limit']).err, /--limit needs a value/);
	});

	test('a reading command finds no data directory where there is none, and makes none', (t) => {
		const folder = temporaryFolder(t);
		mkdirSync(join(folder, 'empty'));
		const key = keyFile(folder);
		const before = listing(folder);
		for (const data of ['missing', 'empty', 'site.key']) {
			const root = join(folder, data);
			const env = { HOSPITAL_DATA_DIR: root, HOSPITAL_KEY_FILE: key };
			for (const args of [
				['work', 'list'],
				['work', 'list', '--all', '--json'],
				['work', 'list', '--waiting'],
				['work', 'show', workItemId('flow/node', 'x')],
				['work', 'page', join(folder, 'page.html')],
				['work', 'retry', workItemId('flow/node', 'x')],
				['work', 'purge', '--days', '10'],
				['audit', 'key', 'show'],
				['audit', 'retention'],
				['audit', 'retention', 'hold', 'case-1', '--by', 'counsel'],
				['audit', 'proof', '--check', key],
			]) {
				const { code, out, err } = hospital(args, env);
				assert.deepEqual([code, out], [1, ''], args.join(' '));
				assert.match(err, /There is no hospital data directory at /, args.join(' '));
				assert.ok(err.includes(root) && err.includes('Set HOSPITAL_DATA_DIR'), err);
			}
			for (const args of [
				['audit', 'query'],
				['audit', 'verify'],
				['audit', 'report', join(folder, 'report.html')],
				['audit', 'export', '--format', 'csv'],
			]) {
				const { code, out, err } = hospital(args, env);
				assert.deepEqual([code, out], [1, ''], args.join(' '));
				assert.match(err, /There is no audit ledger at /, args.join(' '));
			}
		}
		assert.deepEqual(listing(folder), before);
		const unset = hospital(['work', 'list'], { HOSPITAL_KEY_FILE: key });
		assert.match(unset.err, /\(HOSPITAL_DATA_DIR is not set\)/);
	});

	test('explains each command', () => {
		assert.match(hospital(['work', '--help']).out, /hospital work retry ID/);
		assert.match(hospital(['key', 'create', '--help']).out, /hospital key create PATH/);
	});
});

describe('hospital key create', () => {
	test('makes a key that opens a data directory, for its owner only, and never a second one there', async (t) => {
		const folder = temporaryFolder(t);
		const path = join(folder, 'etc', 'hospital.key');
		const made = hospital(['key', 'create', path]);
		assert.deepEqual([made.code, made.out], [0, `${path}\n`]);
		assert.equal(statSync(path).mode & 0o777, 0o600);
		const env = { HOSPITAL_DATA_DIR: join(folder, 'data'), HOSPITAL_KEY_FILE: path };
		await openDataDirectory(env);
		const before = listing(join(folder, 'etc'));
		const again = hospital(['key', 'create', path]);
		assert.deepEqual([again.code, again.out], [1, '']);
		assert.match(again.err, /exists already/);
		assert.deepEqual(listing(join(folder, 'etc')), before);
		assert.deepEqual(readdirSync(join(folder, 'etc')), ['hospital.key']);
	});
});

describe('hospital work', () => {
	test('list shows open work, oldest first, and with --all what has ended', async (t) => {
		const { env, ids } = await site(t);
		const { code, out, err } = hospital(['work', 'list'], env);
		const rows = out
			.trimEnd()
			.split('\n')
			.map((line) => line.split(/ {2,}/));
		assert.equal(code, 0);
		assert.deepEqual(rows[0].slice(0, 4), ['ID', 'KIND', 'PRIORITY', 'STATE']);
		assert.deepEqual(
			rows.slice(1).map((row) => [row[0], row[3]]),
			[
				[ids.waiting, 'waiting'],
				[ids.running, 'running'],
				[ids.parked, 'parked'],
			],
		);
		assert.equal(err, '3 open items\n');
		const all = hospital(['work', 'list', '--all', '--json'], env);
		const views = all.out
			.trimEnd()
			.split('\n')
			.map((line) => JSON.parse(line) as { id: string });
		assert.deepEqual(
			views.map(({ id }) => id),
			[ids.held, ids.waiting, ids.running, ids.parked],
		);
	});

	test('list tells work of a workflow that is switched off by its state, age and workflow', async (t) => {
		const { env, root, ids } = await site(t);
		const since = Date.parse('2026-01-05T00:00:00.000Z');
		const route = { attached: false, since, label: 'Triage / DICOM Trigger' };
		const board = { seenAt: Date.now() - 7 * 60_000, routes: { 'flow/node': route } };
		writeFileSync(join(root, 'work', 'routes.json'), JSON.stringify(board));
		const { out, err } = hospital(['work', 'list'], env);
		const row = out.split('\n').find((line) => line.startsWith(ids.waiting)) ?? '';
		assert.match(row, /unclaimed .* \d+ d .*Triage \/ DICOM Trigger$/);
		assert.match(err, /n8n was last seen 7 min ago/);
		assert.match(hospital(['work', 'list'], env).out, new RegExp(`${ids.running}.*running`));
	});

	test('page writes one file for a browser, readable for its owner only', async (t) => {
		const { env, root, ids } = await site(t);
		const path = join(root, '..', 'work.html');
		const { code, out } = hospital(['work', 'page', path], env);
		assert.deepEqual([code, out], [0, `${path}\n`]);
		assert.equal(statSync(path).mode & 0o777, 0o600);
		const page = readFileSync(path, 'utf8');
		assert.ok(page.includes(ids.waiting) && page.includes('</html>'));
		assert.doesNotMatch(page, /ZZTEST|payload/);
		const printed = hospital(['work', 'page'], env).out;
		assert.match(printed, /^<!doctype html>/);
	});

	test('page says why a file cannot be written, and what to do', async (t) => {
		const { env, root } = await site(t);
		for (const [path, cause, nextStep] of [
			[join(root, 'no', 'page.html'), 'there is no such folder', 'Make the folder first'],
			[join(root, 'format', 'page.html'), 'a part of the path is no folder', 'Correct the path'],
			[root, 'that is a folder', 'Add the name of a file'],
		]) {
			const { code, out, err } = hospital(['work', 'page', path], env);
			assert.deepEqual([code, out], [1, '']);
			assert.ok(err.startsWith(`${path} cannot be written: ${cause}.\n${nextStep}`), err);
		}
	});

	test('list shows what still waits for images in a part of its own, also with n8n gone', async (t) => {
		const { env, root, ids } = await site(t);
		const quiet = hospital(['work', 'list'], env).out;
		assert.doesNotMatch(quiet, /Waiting for images/);
		const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
		const item = {
			kind: 'dicom-study',
			id: 's1',
			route: 'flow/node',
			about: {
				listener: 'port-11112',
				calledAeTitle: 'HOSPITAL',
				level: 'study',
				modalities: 'CT',
			},
			count: 12,
			unit: 'images',
			since: ago(125),
			lastAt: ago(3),
			waitsFor: 'count: 12 of 40 images',
			until: ago(-650),
		};
		const write = (open: boolean): void => {
			mkdirSync(join(root, 'dicom', 'waiting'), { recursive: true });
			const list = { format: 1, writtenAt: ago(0), open, more: 2, items: [item] };
			writeFileSync(join(root, 'dicom', 'waiting', 'port-11112.json'), JSON.stringify(list));
		};
		write(true);
		const { out, err } = hospital(['work', 'list'], env);
		const [work, waiting] = out.split('\nWaiting for images:\n');
		assert.ok(work.includes(ids.waiting) && !work.includes('12 of 40'));
		assert.match(
			waiting,
			/^SINCE .*\n2 min ago +\d+ s ago +12 +CT to HOSPITAL on port 11112 +count: 12 of 40 images +in 10 min +flow\n$/,
		);
		assert.equal(err, '3 open items\n3 still arriving\n');
		const page = hospital(['work', 'page'], env).out;
		assert.match(page, /<strong>3<\/strong><span>arriving<\/span>/);
		assert.match(page, /<td>count: 12 of 40 images<\/td><td>in 10 min<\/td><td>flow<\/td>/);
		const json = hospital(['work', 'list', '--waiting', '--json'], env);
		const [found] = json.out.trimEnd().split('\n');
		assert.deepEqual(JSON.parse(found), { ...item, stopped: false });
		write(false);
		assert.match(hospital(['work', 'list', '--waiting'], env).out, /its listener, which is not/);
	});

	test('a late version and the one it replaces name each other, with the evidence of each', async (t) => {
		const { env, root, store } = await site(t);
		const { work, key } = await openDataDirectory(env);
		const inbox = new Inbox(join(work, 'inbox'), '20260107T000000Z-0123456789abcdef', key.key('work')); // prettier-ignore
		const study = {
			version: 'v2',
			modalities: ['CT'],
			instanceCount: 40,
			callingAeTitle: 'CT1',
			calledAeTitle: 'HOSPITAL',
			patient: { name: PATIENT },
			completeness: { evidence: 'quiet-period', incomplete: false },
		};
		const [first, second] = ['version-1', 'version-2'].map((name) => workItemId('flow/node', name));
		const about = {
			kind: 'dicom-study',
			route: 'flow/node',
			owner: 'o',
			priority: 'routine',
		} as const;
		const record = (id: string, day: string, more: object) => ({ ...about, id, openedAt: `2026-01-${day}T00:00:00.000Z`, ...more }); // prettier-ignore
		await inbox.append(record(first, '05', { evidence: 'association-released' }), study);
		await inbox.append(record(second, '06', { evidence: 'hard-maximum: longest-wait', supersedes: first }), study); // prettier-ignore
		await inbox.close();
		const end = { state: 'DELIVERED', reason: '', owner: '', attempt: 1 } as const;
		await store.close(first, end);
		const shown = hospital(['work', 'show', second], env);
		assert.equal(shown.err, '');
		const newer = shown.out;
		assert.match(newer, /^Evidence +hard-maximum: longest-wait$/m);
		assert.match(newer, /^Images +40 \(CT\)$/m);
		assert.match(newer, new RegExp(`^Replaces +${first} \\(DELIVERED\\)$`, 'm'));
		const older = hospital(['work', 'show', first], env).out;
		assert.match(older, new RegExp(`^Replaced by +${second} \\(waiting\\)$`, 'm'));
		assert.match(older, /^Evidence +association-released$/m);
		assert.doesNotMatch(newer + older, /ZZTEST/);
		const rows = hospital(['work', 'list', '--all'], env).out.split('\n');
		const row = (id: string) => rows.find((line) => line.startsWith(id)) ?? '';
		assert.match(row(first), new RegExp(`association-released +replaced by ${second}$`));
		assert.match(row(second), new RegExp(`hard-maximum: longest-wait +replaces ${first}$`));
		const page = hospital(['work', 'page'], env).out;
		assert.match(page, new RegExp(`id="${second}">.*replaces <code>${first}</code>`));
		const json = JSON.parse(hospital(['work', 'show', first, '--json'], env).out) as { supersededBy: string }; // prettier-ignore
		assert.equal(json.supersededBy, second);
		assert.ok(root);
	});

	test('the age of open work is how long it is open, of ended work when it ended', async (t) => {
		const { env, ids } = await site(t);
		const rows = hospital(['work', 'list', '--all'], env).out.split('\n');
		const row = (id: string) => rows.find((line) => line.startsWith(id)) ?? '';
		assert.match(row(ids.held), / ended \d+ s ago +2026-01-01/);
		assert.match(row(ids.waiting), / \d{2,} d +2026-01-02/);
	});

	test('retry --reason asks for everything that escalated for that reason, and for nothing else', async (t) => {
		const { env, root, store, ids } = await site(t);
		const archive = new EndedArchive(store.ended.folder, '20260101T000000Z-0123456789abcdef');
		const escalated = workItemId('flow/node', 'escalated');
		const other = workItemId('flow/node', 'other reason');
		for (const [id, reason] of [
			[escalated, 'credential-missing'],
			[other, 'read-back-missing'],
		]) {
			const about = { id, kind: 'k', route: 'flow/node', priority: 'routine', owner: 'o' } as const;
			const at = '2026-01-06T00:00:00.000Z';
			const closing = { state: 'ESCALATED', reason, owner: 'o', attempt: 1, at } as const;
			await archive.append({ ...about, openedAt: at, file: 'f', offset: 0, length: 1, closing });
		}
		await archive.close();
		const none = hospital(['work', 'retry', '--reason', 'nothing-like-it'], env);
		assert.equal(none.code, 1);
		const { code, err } = hospital(['work', 'retry', '--reason', 'credential-missing'], env);
		assert.equal(code, 0);
		assert.match(err, /Requested for 1/);
		assert.deepEqual(readdirSync(join(root, 'work', 'requests')), [`retry-${escalated}`]);
		const all = hospital(['work', 'list', '--all', '--limit', '1'], env);
		assert.match(all.err, /More have ended/);
		assert.equal(hospital(['work', 'list', '--limit', 'x'], env).code, 2);
		assert.match(hospital(['work', 'show', escalated], env).out, /credential-missing/);
		assert.ok(ids.waiting);
	});

	test('show tells state, reason, owner and attempts of one item', async (t) => {
		const { env, ids } = await site(t);
		const held = hospital(['work', 'show', ids.held], env);
		assert.equal(held.code, 0);
		assert.match(held.out, /State +BLOCKED\nReason +patient-not-found\nOwner +radiology-it/);
		assert.match(held.out, /Execution +77/);
		const running = hospital(['work', 'show', ids.running, '--json'], env);
		const view = JSON.parse(running.out) as { phase: string; lease: { attempt: number } };
		assert.deepEqual([view.phase, view.lease.attempt], ['running', 2]);
	});

	test('once an item has ended only the end is its reason; an earlier failure has its own name', async (t) => {
		const { env, store, ids } = await site(t);
		const waiting = hospital(['work', 'show', ids.running], env).out;
		assert.match(waiting, /^Last failure +econnrefused$/m);
		assert.doesNotMatch(waiting, /^Reason/m);
		assert.match(hospital(['work', 'list'], env).out, /running +econnrefused/);
		const end = { state: 'DELIVERED', reason: '', owner: '', attempt: 2 } as const;
		await store.close(ids.running, end);
		const ended = hospital(['work', 'show', ids.running], env).out;
		assert.match(ended, /^State +DELIVERED$/m);
		assert.match(ended, /^Last failure +econnrefused$/m);
		assert.doesNotMatch(ended, /^Reason/m);
		const all = hospital(['work', 'list', '--all'], env).out;
		const row = all.split('\n').find((line) => line.startsWith(ids.running)) ?? '';
		assert.match(row, /DELIVERED/);
		assert.doesNotMatch(row, /econnrefused/);
	});

	test('never shows patient data', async (t) => {
		const { env, ids } = await site(t);
		for (const args of [
			['list', '--all'],
			['list', '--all', '--json'],
			['show', ids.waiting, '--json'],
		]) {
			const { out, err } = hospital(['work', ...args], env);
			assert.doesNotMatch(out + err, /ZZTEST|payload/);
		}
	});

	test('an id that there is not ends with 1', async (t) => {
		const { env, root } = await site(t);
		for (const id of [workItemId('flow/node', 'other'), '../../etc', 'w']) {
			for (const verb of ['show', 'retry']) {
				const { code, err } = hospital(['work', verb, id], env);
				assert.equal(code, 1);
				assert.match(err, /no such work item/);
			}
		}
		assert.equal(existsSync(join(root, 'work', 'requests')), false);
	});

	test('retry and purge leave a request for n8n and change nothing themselves', async (t) => {
		const { env, root, store, ids } = await site(t);
		assert.equal(hospital(['work', 'retry', ids.held], env).code, 0);
		const before = Date.now();
		assert.equal(hospital(['work', 'purge', '--days', '10'], env).code, 0);
		const [purge, retry] = readdirSync(join(root, 'work', 'requests')).sort();
		assert.equal(retry, `retry-${ids.held}`);
		const limit = Number(/^purge-(\d+)$/.exec(purge)?.[1]);
		assert.ok(Math.abs(before - 10 * 24 * 3_600_000 - limit) < 10_000);
		assert.equal((await store.closing(ids.held))?.state, 'BLOCKED');
	});

	test('retry refuses what is being worked on and what waits for a decision', async (t) => {
		const { env, root, ids } = await site(t);
		for (const id of [ids.running, ids.parked]) {
			assert.equal(hospital(['work', 'retry', id], env).code, 1);
		}
		assert.equal(existsSync(join(root, 'work', 'requests')), false);
	});

	test('purge takes a sensible number of days', async (t) => {
		const { env } = await site(t);
		for (const days of ['0', 'x', '1e9']) {
			assert.equal(hospital(['work', 'purge', `--days=${days}`], env).code, 2, days);
		}
	});

	test('without a key, or with another one, says what to do and writes nothing', async (t) => {
		const { env, root } = await site(t);
		const other = temporaryFolder(t);
		mkdirSync(join(other, 'empty'));
		const before = listing(root);
		for (const [key, says] of [
			[undefined, /HOSPITAL_KEY_FILE is not set/],
			[keyFile(other), /not the one this data was sealed with/],
		] as const) {
			const { code, out, err } = hospital(['work', 'list'], { ...env, HOSPITAL_KEY_FILE: key });
			assert.deepEqual([code, out], [1, '']);
			assert.match(err, says);
			assert.equal(err.trimEnd().split('\n').length, 2, 'what is wrong, and what to do');
		}
		assert.deepEqual(listing(root), before);
	});
});
