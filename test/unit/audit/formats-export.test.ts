import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
	appendFileSync,
	existsSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { format as prettify } from 'prettier';
import { exportFile } from '../../../dist/nodes/Audit/export/export-file.js';
import { selectEntries } from '../../../dist/nodes/Audit/export/select.js';
import { FORMATS, formatNamed } from '../../../dist/nodes/Audit/formats/index.js';
import { queryLedger } from '../../../dist/nodes/Audit/index/query.js';
import { SiemAudit } from '../../../dist/nodes/Audit/SiemAudit.node.js';
import { main } from '../../../dist/nodes/cli/hospital.js';
import { dataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import { closeLedger, ledger, type AuditRecord } from '../../../dist/nodes/shared/ledger/index.js';
import { keyFile, temporaryFolder } from '../shared/support.ts';
import { parseCsv } from './formats-parse.ts';
import { parse as parseSyslog } from './rfc5424-parser.ts';

const COUNT = 60;

/** A data directory with a ledger; every fourth event is about one patient. */
async function place(
	t: TestContext,
): Promise<{ folder: string; root: string; audit: string; patient: string }> {
	const folder = temporaryFolder(t);
	const root = join(folder, 'data');
	process.env.HOSPITAL_DATA_DIR = root;
	process.env.HOSPITAL_KEY_FILE = keyFile(folder);
	const { key, audit } = await dataDirectory();
	const one = key.pseudonym('patient', '', 'ZZTEST12345');
	const writer = await ledger();
	for (let number = 0; number < COUNT; number++) {
		await writer.append({
			kind: number % 10 === 0 ? 'inference' : 'access',
			interaction: 'chart-read',
			action: 'R',
			outcome: number % 5 === 0 ? '8' : '0',
			actor: { type: 'user', id: `user${number % 3}` },
			agent: { instance: 'unit', workflowId: 'wf1', node: 'Send ZZTEST^ADA' },
			...(number % 4 === 0 && { patient: one }),
		});
	}
	await closeLedger();
	return { folder, root, audit, patient: one.pseudonym };
}

async function hospital(
	...args: string[]
): Promise<{ code: number; lines: string[]; notes: string[] }> {
	const lines: string[] = [];
	const notes: string[] = [];
	const code = await main(args, {
		line: (text) => lines.push(text),
		note: (text) => notes.push(text),
	});
	return { code, lines, notes };
}

async function recorded(audit: string, interaction: string): Promise<AuditRecord[]> {
	const { entries } = await queryLedger(audit, { where: { interaction: [interaction] } });
	return entries.map(({ record }) => record);
}

test('an export in every format has every event once, and the record of it names count and fingerprint', async (t) => {
	const { folder, audit } = await place(t);
	for (const { name, lineEnd, header } of FORMATS) {
		const file = join(folder, `out.${name}`);
		const before: string[] = [];
		for await (const { id } of selectEntries(audit, {})) before.push(id);
		const { code, lines } = await hospital('audit', 'export', '--format', name, '--out', file);
		assert.equal(code, 0);
		assert.deepEqual(lines, [file]);
		assert.equal(statSync(file).mode & 0o777, 0o600);
		const text = readFileSync(file, 'utf8');
		assert.doesNotMatch(text.replaceAll(/[0-9a-f]{16,}/g, ''), /ZZTEST|12345/);
		const written = text.split(lineEnd).slice(0, -1);
		if (header !== undefined) assert.equal(written.shift(), header);
		assert.equal(written.length, before.length);
		for (const [at, line] of written.entries())
			assert.ok(line.includes(before[at]), `${name} ${at}`);
		const [event] = await recorded(audit, 'audit-exported');
		assert.equal(event.kind, 'access');
		assert.equal(event.actor?.type, 'user');
		assert.deepEqual(event.objects, [
			{
				type: 'audit-export',
				version: name,
				count: before.length,
				sha256: createHash('sha256').update(text).digest('hex'),
			},
		]);
	}
	assert.deepEqual(
		readdirSync(folder).filter((name) => name.endsWith('.tmp')),
		[],
	);
	const verified = await hospital('audit', 'verify');
	assert.equal(verified.code, 0, 'the ledger is sound after its exports');
});

test('what is asked for is what goes out, as query finds it', async (t) => {
	const { folder, audit, patient } = await place(t);
	const file = join(folder, 'out.json');
	const asked: Array<[string[], Parameters<typeof queryLedger>[1]]> = [
		[['--patient', patient], { where: { patient: [patient] } }],
		[['--user', 'user1', '--outcome', '8'], { where: { actor: ['user1'] }, outcome: '8' }],
		[['--kind', 'inference'], { kind: 'inference' }],
		[['--since', '2001-01-01', '--until', '2002-01-01'], { until: '2002-01-01T00:00:00.000Z' }],
		[['--workflow', 'other'], { where: { workflow: ['other'] } }],
	];
	for (const [args, query] of asked) {
		const { entries } = await queryLedger(audit, query);
		const { code } = await hospital('audit', 'export', '--format', 'json', ...args, '--out', file);
		assert.equal(code, 0);
		const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
		const ids = lines.map((line) => (JSON.parse(line) as { id: string }).id);
		assert.deepEqual(ids.sort(), entries.map(({ id }) => id).sort(), args.join(' '));
	}
	const limited = await hospital('audit', 'export', '--format', 'csv', '--limit', '3');
	assert.equal(parseCsv(limited.lines.map((line) => `${line}\n`).join('')).length, 4);
	assert.ok(limited.notes.some((note) => note.includes('limit')));
	const about = (await recorded(audit, 'audit-exported')).map(
		(record) => record.patient?.pseudonym,
	);
	assert.ok(about.includes(patient), 'who asks for one patient touches it');
	const printed = await hospital('audit', 'export', '--format', 'json', '--patient', patient);
	const [begun] = await recorded(audit, 'audit-export-begun');
	assert.equal(begun.patient?.pseudonym, patient, 'recorded before anything leaves');
	assert.ok(printed.lines.some((line) => line.includes('audit-export-begun')));
	for (const wrong of [
		[],
		['--format', 'pdf'],
		['--format', 'csv', 'a', 'b'],
		['--format', 'csv', '--json'],
	]) {
		assert.notEqual((await hospital('audit', 'export', ...wrong)).code, 0, wrong.join(' '));
	}
	assert.equal((await hospital('audit', 'export', '--help')).code, 0);
});

test('the ledger of this server is not exported when that cannot be recorded; a copy elsewhere is', async (t) => {
	const { folder, root, audit } = await place(t);
	const file = join(folder, 'out.csv');
	const key = process.env.HOSPITAL_KEY_FILE;
	process.env.HOSPITAL_KEY_FILE = join(folder, 'nowhere');
	assert.equal((await hospital('audit', 'export', '--format', 'csv', '--out', file)).code, 1);
	assert.ok(!existsSync(file));
	const printed = await hospital('audit', 'export', '--format', 'csv', root);
	assert.equal(printed.code, 1);
	assert.deepEqual(printed.lines, []);
	process.env.HOSPITAL_DATA_DIR = join(folder, 'none');
	const copied = await hospital('audit', 'export', '--format', 'csv', '--out', file, audit);
	assert.equal(copied.code, 0);
	assert.ok(copied.notes.some((note) => note.includes('not recorded')));
	assert.ok(!existsSync(join(folder, 'none')), 'no data directory is made on the way');
	process.env.HOSPITAL_KEY_FILE = key;
});

test('an export that cannot be recorded, or is broken off, leaves nothing', async (t) => {
	const { folder, audit } = await place(t);
	const format = formatNamed('csv');
	const file = join(folder, 'out.csv');
	writeFileSync(file, 'before');
	const record = async (): Promise<void> => {
		throw new Error('no ledger');
	};
	await assert.rejects(exportFile(file, audit, {}, format, { record, replace: true }), /no ledger/);
	const signal = AbortSignal.abort(new Error('stopped'));
	const done = async (): Promise<void> => undefined;
	await assert.rejects(
		exportFile(file, audit, {}, format, { record: done, replace: true, signal }),
	);
	await assert.rejects(exportFile(file, audit, {}, format, { record: done, replace: false }), {
		code: 'EEXIST',
	});
	assert.equal(readFileSync(file, 'utf8'), 'before');
	assert.deepEqual(readdirSync(folder).sort(), ['data', 'out.csv', 'site.key']);
});

test('lines that hold no record are counted and told, and a torn last line is waited for', async (t) => {
	const { audit, folder } = await place(t);
	const [origin] = readdirSync(audit).filter((name) => /^\d{8}T/.test(name));
	const segment = join(audit, origin, '000001.jsonl');
	const text = readFileSync(segment, 'utf8').split('\n');
	text[3] = 'nonsense';
	text[5] = `{"recorded":"${'x'.repeat(3_000_000)}"}`;
	text[7] = text[7].replace('"kind"', '"objects":"x","kind"');
	writeFileSync(segment, text.join('\n'));
	appendFileSync(segment, '{"torn":');
	const file = join(folder, 'out.json');
	const { code, notes } = await hospital('audit', 'export', '--format', 'json', '--out', file);
	assert.equal(code, 1);
	assert.ok(
		notes.some((note) => note.startsWith('2 lines of the ledger hold no record')),
		notes.join(),
	);
	assert.equal(readFileSync(file, 'utf8').trim().split('\n').length, COUNT + 1 - 2);
});

test('in a file a syslog message is whole, however large', async (t) => {
	const { folder } = await place(t);
	const writer = await ledger();
	const objects = Array.from({ length: 200 }, (_, n) => ({
		type: 'Observation',
		pseudonym: n.toString(16).padStart(32, '0'),
		keyId: '01234567',
	}));
	await writer.append({
		kind: 'access',
		interaction: 'fhir-search',
		action: 'R',
		outcome: '0',
		agent: { instance: 'unit' },
		objects,
	});
	await closeLedger();
	const file = join(folder, 'out.log');
	await hospital(
		'audit',
		'export',
		'--format',
		'syslog',
		'--interaction',
		'fhir-search',
		'--out',
		file,
	);
	const body = JSON.parse(parseSyslog(readFileSync(file, 'utf8').trim()).msg) as {
		objects: object[];
	};
	assert.equal(body.objects.length, 200);
});

test('SIEM Audit → Export writes a file of its own name into the data directory and says what is in it', async (t) => {
	const { root, audit } = await place(t);
	const parameters: Record<string, unknown> = {
		operation: 'export',
		exportFormat: 'csv',
		find: { patientId: 'ZZTEST12345' },
		since: '',
		until: '',
		purposeOfUse: '',
	};
	const functions = {
		getNode: () => ({
			id: '1',
			name: 'SIEM Audit',
			type: 'n8n-nodes-hospital.siemAudit',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		}),
		getMode: () => 'trigger',
		getWorkflow: () => ({ id: 'Wf1', active: true }),
		logger: { error: () => undefined, warn: () => undefined, info: () => undefined },
		getInputData: () => [{ json: { kept: 1 } }],
		getNodeParameter: (name: string, _index: number, fallback?: unknown) =>
			name in parameters ? parameters[name] : fallback,
		getExecutionId: () => '77',
		getExecutionCancelSignal: () => undefined,
		continueOnFail: () => false,
		helpers: { getSecureEgressFilter: () => undefined },
	};
	const [[item]] = await new SiemAudit().execute.call(functions as never);
	const { file, ...told } = item.json.auditExport as Record<string, string>;
	const text = readFileSync(file, 'utf8');
	assert.match(file, new RegExp(`^${root}/audit-exports/audit-\\d{8}T\\d{6}Z-[0-9a-f]{8}\\.csv$`));
	assert.equal(statSync(file).mode & 0o777, 0o600);
	assert.equal(statSync(join(root, 'audit-exports')).mode & 0o777, 0o700);
	const [first, last] = [told.firstRecorded, told.lastRecorded];
	assert.ok(first < last && Date.parse(first) > 0);
	assert.deepEqual(told, {
		format: 'csv',
		count: COUNT / 4,
		bytes: Buffer.byteLength(text),
		sha256: createHash('sha256').update(text).digest('hex'),
		firstRecorded: first,
		lastRecorded: last,
		unreadable: 0,
	});
	assert.equal(parseCsv(text).length, COUNT / 4 + 1);
	assert.ok(!text.includes('ZZTEST'));
	const [event] = await recorded(audit, 'audit-exported');
	assert.equal(event.agent.workflowId, 'Wf1');
	assert.equal(event.objects?.[0].count, COUNT / 4);
	await closeLedger();
	rmSync(join(root, 'audit-exports'), { recursive: true });
});

test('the reference page says what the formats do', async () => {
	const { auditFormats } = await import('../../../docs/audit-formats.mjs');
	const page = join(import.meta.dirname, '../../../docs/reference/audit-formats.md');
	const made = await prettify(auditFormats() as string, { parser: 'markdown' });
	assert.equal(readFileSync(page, 'utf8'), made, 'run node docs/generate.mjs');
});
