import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { main } from '../../../dist/nodes/cli/hospital.js';
import { closeLedger, ledger, type AuditEvent } from '../../../dist/nodes/shared/ledger/index.js';
import { keyFile, temporaryFolder } from '../shared/support.ts';

const HOSTILE = '<script>alert(1)</script>';

/** A data directory with a ledger of 40 events, as the commands find it. */
async function place(t: TestContext): Promise<{ root: string; audit: string; segment: string }> {
	const folder = temporaryFolder(t);
	const root = join(folder, 'data');
	process.env.HOSPITAL_DATA_DIR = root;
	process.env.HOSPITAL_KEY_FILE = keyFile(folder);
	const writer = await ledger();
	for (let number = 0; number < 40; number++) {
		const event: AuditEvent = {
			kind: number === 7 ? 'break-glass' : 'access',
			interaction: 'chart-read',
			action: 'R',
			outcome: number % 10 === 0 ? '8' : '0',
			actor: { type: 'user', id: number === 9 ? HOSTILE : `user${number % 3}` },
			agent: { instance: 'unit', workflowId: 'wf1' },
			...(number === 7 && { breakGlass: true, emergency: { reason: 'coma' } }),
		};
		await writer.append(event);
	}
	await closeLedger();
	const audit = join(root, 'audit');
	const [origin] = readdirSync(audit);
	return { root, audit, segment: join(audit, origin, '000001.jsonl') };
}

async function hospital(
	...args: string[]
): Promise<{ code: number; lines: string[]; notes: string[] }> {
	const lines: string[] = [];
	const notes: string[] = [];
	const code = await main(args, {
		line: (text) => lines.push(...text.split('\n')),
		note: (text) => notes.push(...text.split('\n')),
	});
	return { code, lines, notes };
}

test('verify says sound with code 0, and names the first bad record with code 1', async (t) => {
	const { audit, segment } = await place(t);
	const sound = await hospital('audit', 'verify');
	assert.equal(sound.code, 0);
	assert.match(sound.lines[0], /^Sound: 41 records of 1 writer, 1 checkpoint,/);
	assert.ok(
		sound.lines.some((line) => line.includes('1 to 41')),
		'what nothing outside protects',
	);
	const {
		lines: [key],
	} = await hospital('audit', 'key', 'show');
	const lines = readFileSync(segment, 'utf8').split('\n');
	lines[20] = lines[20].replace('"user2"', '"user1"');
	writeFileSync(segment, lines.join('\n'));
	const broken = await hospital('audit', 'verify', audit, '--key', key);
	assert.equal(broken.code, 1);
	assert.match(broken.lines[0], /^NOT SOUND/);
	assert.match(broken.lines[1], /segment 1, line 22; after record 21; previous-hash-differs/);
	const json = JSON.parse((await hospital('audit', 'verify', '--json')).lines[0]) as {
		sound: boolean;
	};
	assert.equal(json.sound, false);
	assert.equal((await hospital('audit', 'verify', '/nowhere')).code, 1);
	assert.equal((await hospital('audit', 'verify', '--no-such')).code, 2);
	assert.equal((await hospital('audit', 'verify', '--key', 'nonsense+1')).code, 1);
});

test('a key of its own signs, its public line checks, and another one does not', async (t) => {
	const { root } = await place(t);
	const path = join(root, '..', 'audit.key');
	const made = await hospital('audit', 'key', 'create', path);
	assert.equal(made.code, 0);
	assert.match(made.lines[0], /^n8n-nodes-hospital\/audit\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}$/);
	assert.equal((await hospital('audit', 'key', 'create', path)).code, 1, 'never overwritten');
	const wrong = await hospital('audit', 'verify', '--key', made.lines[0]);
	assert.equal(wrong.code, 1);
	assert.match(wrong.lines[1], /a key that was not given/);
	process.env.HOSPITAL_AUDIT_KEY_FILE = path;
	t.after(() => delete process.env.HOSPITAL_AUDIT_KEY_FILE);
	assert.deepEqual((await hospital('audit', 'key', 'show')).lines, made.lines);
});

test('query shows the newest first, and proof proves one of them', async (t) => {
	const { segment } = await place(t);
	const { lines, notes } = await hospital('audit', 'query', '--user', 'user1', '--limit', '3');
	assert.equal(lines.length, 4);
	assert.ok(lines[0].startsWith('RECORDED'));
	assert.ok(notes.some((note) => note.includes('--limit')));
	const found = await hospital('audit', 'query', '--kind', 'break-glass', '--json');
	const { id, emergency } = JSON.parse(found.lines[0]) as { id: string; emergency: object };
	assert.deepEqual(emergency, { reason: 'coma' });
	const line = readFileSync(segment, 'utf8').split('\n')[7];
	assert.equal(id, createHash('sha256').update(line).digest('hex'));
	const proof = await hospital('audit', 'proof', id);
	const file = join(process.env.HOSPITAL_DATA_DIR ?? '', '..', 'proof.json');
	writeFileSync(file, proof.lines.join('\n'));
	const checked = await hospital('audit', 'proof', '--check', file);
	assert.equal(checked.code, 0);
	assert.equal(checked.lines[0], line.replace(/^/, ''));
	writeFileSync(file, proof.lines.join('\n').replace('coma', 'cold'));
	assert.equal((await hospital('audit', 'proof', '--check', file)).code, 1);
	for (const wrong of [
		['--since', 'soon'],
		['--since', '2026-02-31'],
		['--limit', '0'],
		['a', 'b'],
	]) {
		assert.notEqual((await hospital('audit', 'query', ...wrong)).code, 0, wrong.join(' '));
	}
	assert.equal((await hospital('audit', 'query', '--since', '1h')).lines.length, 42);
	assert.equal((await hospital('audit', 'query', '--until', '2026-01-01')).lines.length, 1);
});

test('query refuses a question that no event can answer, and says which part of it', async (t) => {
	await place(t);
	for (const [wrong, said] of [
		[['--kind', 'acess'], /no such --kind/],
		[['--outcome', 'failed'], /no such --outcome/],
		[['--since', '2026-02-01', '--until', '2026-01-01'], /--since is not before --until/],
		[['--patient', '4711'], /--patient is no pseudonym/],
	] as const) {
		const { code, lines, notes } = await hospital('audit', 'query', ...wrong);
		assert.equal(code, 2, wrong.join(' '));
		assert.match([...lines, ...notes].join(' '), said);
	}
	const none = await hospital('audit', 'query', '--patient', 'ab'.repeat(16));
	assert.equal(none.code, 0);
	assert.deepEqual(none.notes, ['Nothing was found.']);
});

test('export says which format or place is wrong, and records nothing then', async (t) => {
	const { root } = await place(t);
	const exported = async (...words: string[]) => {
		const { code, lines, notes } = await hospital('audit', 'export', ...words);
		return `${code} ${[...lines, ...notes].join(' ')}`;
	};
	assert.match(await exported('--format', 'xml'), /^2 --format is one of /);
	assert.match(await exported('--format', 'csv', '--out', root), /^1 .*--out .*is a folder/);
	const missing = join(root, 'none', 'file.csv');
	assert.match(await exported('--format', 'csv', '--out', missing), /^1 .*no such folder/);
	const { lines } = await hospital('audit', 'query', '--interaction', 'audit-exported');
	assert.equal(lines.length, 1);
});

test('query hands no control characters of a record to the terminal', async (t) => {
	await place(t);
	await (
		await ledger()
	).append({
		kind: 'access',
		interaction: 'chart-read',
		action: 'R',
		outcome: '0',
		actor: { type: 'user', id: '\u001b[2Jada\u202e' },
		agent: { instance: 'unit' },
	});
	await closeLedger();
	const { lines } = await hospital('audit', 'query');
	assert.ok(lines.some((line) => line.includes('?[2Jada?')));
	assert.ok(!/\p{C}/u.test(lines.join('')));
});

test('the report stands for itself, escapes what it shows, and says when the ledger is not sound', async (t) => {
	const { root, segment } = await place(t);
	const file = join(root, '..', 'report.html');
	assert.equal((await hospital('audit', 'report', file)).code, 0);
	const page = readFileSync(file, 'utf8');
	assert.ok(page.includes('The ledger is sound'));
	assert.ok(page.includes('coma') && page.includes('break-glass'));
	assert.ok(page.includes('&lt;script&gt;alert(1)') && !page.includes(HOSTILE));
	assert.doesNotMatch(page, /(?:src|href)=|https?:|@import|url\(/, 'nothing from elsewhere');
	writeFileSync(segment, readFileSync(segment, 'utf8').replace('user2', 'user1'));
	assert.equal((await hospital('audit', 'report', file)).code, 1);
	assert.ok(readFileSync(file, 'utf8').includes('The ledger is not sound'));
	assert.equal((await hospital('audit', 'report')).code, 2);
});

test('retention shows size and holds, and a hold is recorded before it holds', async (t) => {
	const { audit } = await place(t);
	const first = await hospital('audit', 'retention');
	assert.equal(first.code, 0);
	assert.match(first.lines[0], /^Time to keep: 6 years/);
	assert.equal((await hospital('audit', 'retention', 'hold', 'case-1', '--by', 'counsel')).code, 0);
	assert.ok(existsSync(join(audit, 'legal-holds.json')));
	assert.equal((await hospital('audit', 'retention', 'hold', 'case-1', '--by', 'counsel')).code, 1);
	assert.equal((await hospital('audit', 'retention', 'hold', 'case 2', '--by', 'counsel')).code, 1);
	assert.equal((await hospital('audit', 'retention', 'lift', 'case-9', '--by', 'counsel')).code, 1);
	assert.equal((await hospital('audit', 'retention', 'lift', 'case-1', '--by', 'counsel')).code, 0);
	const { lines } = await hospital('audit', 'query', '--kind', 'configuration', '--json');
	const found = lines.map((line) => (JSON.parse(line) as { interaction: string }).interaction);
	assert.deepEqual(found, ['audit-hold-lifted', 'audit-hold-placed']);
	assert.equal((await hospital('audit', 'retention', '--years', '0')).code, 2);
	assert.equal((await hospital('audit')).code, 2);
	const help = await hospital('audit', 'retention', '--help');
	assert.equal(help.code, 0);
	assert.match(help.lines[0], /^Usage: hospital audit retention/);
	assert.match((await hospital('audit', '--help')).lines[0], /^Usage: hospital audit <what>/);
});
