import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
	appendFileSync,
	existsSync,
	readFileSync,
	readdirSync,
	rmSync,
	truncateSync,
} from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { queryLedger } from '../../../dist/nodes/Audit/index/query.js';
import type { AuditEvent, AuditRecord } from '../../../dist/nodes/shared/ledger/event.js';
import { LedgerWriter } from '../../../dist/nodes/shared/ledger/writer.js';
import { temporaryFolder } from '../shared/support.ts';

const FIRST = '20260101T000000Z-00000000000000aa';
const SECOND = '20260102T000000Z-00000000000000bb';
const patient = (number: number): string => createHash('md5').update(String(number)).digest('hex');

const event = (number: number): AuditEvent => ({
	kind: number % 10 === 0 ? 'disclosure' : 'access',
	interaction: number % 2 === 0 ? 'fhir-read' : 'dicom-store-received',
	action: 'R',
	outcome: number % 9 === 0 ? '8' : '0',
	actor: { type: 'user', id: `user${number % 5}` },
	agent: { instance: 'unit', workflowId: `workflow${number % 3}` },
	patient: { pseudonym: patient(number % 50), keyId: '00000001' },
	objects: [{ type: 'Patient', pseudonym: patient(1000 + (number % 50)), keyId: '00000001' }],
	...(number % 4 === 0 && { inference: { engine: 'e', model: `model${number % 8}` } }),
});

interface Place {
	folder: string;
	/** Everything that was recorded, oldest first. */
	all: AuditRecord[];
	close(): Promise<void>;
}

/** Two writers of 600 events each over several segments: one that ended, one that still writes. */
async function place(t: TestContext): Promise<Place> {
	const folder = temporaryFolder(t);
	let now = Date.parse('2026-01-01T00:00:00Z');
	const clock = (): Date => new Date((now += 60_000));
	const open: LedgerWriter[] = [];
	for (const origin of [FIRST, SECOND]) {
		const writer = await LedgerWriter.create(folder, origin, { clock, segmentBytes: 40_000 });
		open.push(writer);
		for (let number = 0; number < 600; number++) await writer.append(event(number));
	}
	await open[0].close();
	const all = [FIRST, SECOND].flatMap((origin) =>
		readdirSync(join(folder, origin))
			.filter((name) => name.endsWith('.jsonl'))
			.sort()
			.flatMap((name) =>
				readFileSync(join(folder, origin, name), 'utf8')
					.split('\n')
					.slice(0, -1),
			)
			.map((line) => JSON.parse(line) as AuditRecord),
	);
	return { folder, all, close: async () => await open[1].close() };
}

test('whatever is asked for, exactly the events that have it come, newest first, with their ids', async (t) => {
	const { folder, all, close } = await place(t);
	t.after(close);
	const newest = [...all].reverse();
	const questions: Array<[Parameters<typeof queryLedger>[1], (one: AuditRecord) => boolean]> = [
		[{ where: { patient: [patient(7)] } }, (one) => one.patient?.pseudonym === patient(7)],
		[
			{ where: { patient: [patient(7), patient(8)], actor: ['user3'] } },
			(one) =>
				[patient(7), patient(8)].includes(one.patient?.pseudonym ?? '') &&
				one.actor?.id === 'user3',
		],
		[{ where: { model: ['model4'] } }, (one) => one.inference?.model === 'model4'],
		[
			{ where: { workflow: ['workflow2'] }, kind: 'disclosure' },
			(one) => one.agent.workflowId === 'workflow2' && one.kind === 'disclosure',
		],
		[
			{ where: { object: [patient(1003)] }, outcome: '8' },
			(one) => one.objects?.[0].pseudonym === patient(1003) && one.outcome === '8',
		],
		[
			{
				where: { interaction: ['fhir-read'] },
				since: '2026-01-01T05:00:00.000Z',
				until: '2026-01-01T06:00:00.000Z',
			},
			(one) =>
				one.interaction === 'fhir-read' &&
				one.recorded >= '2026-01-01T05' &&
				one.recorded < '2026-01-01T06',
		],
		[{}, () => true],
		[{ where: { patient: ['nobody'] } }, () => false],
		// A value of one field is not found under another.
		[{ where: { actor: ['workflow2'] } }, () => false],
	];
	for (const round of ['first', 'with the index made']) {
		for (const [query, holds] of questions) {
			const { entries, more } = await queryLedger(folder, query, { withoutIndex: false });
			assert.equal(more, false);
			assert.deepEqual(
				entries.map(({ record }) => record),
				newest.filter(holds),
				`${round} ${JSON.stringify(query)}`,
			);
		}
	}
	const { entries } = await queryLedger(
		folder,
		{ where: { patient: [patient(7)] }, limit: 3 },
		{ withoutIndex: false },
	);
	assert.equal(entries.length, 3);
	const text = readdirSync(join(folder, SECOND))
		.filter((name) => name.endsWith('.jsonl'))
		.map((name) => readFileSync(join(folder, SECOND, name), 'utf8'))
		.join('');
	const line = text.split('\n').find((one) => one.includes(`"seq":${entries[0].record.seq},`));
	assert.equal(
		entries[0].id,
		createHash('sha256')
			.update(line ?? '')
			.digest('hex'),
	);
});

test('a limit cuts off the oldest, whichever writer they are of', async (t) => {
	const { folder, all, close } = await place(t);
	t.after(close);
	for (const limit of [1, 100, 599, 601, 1199, 1200, 1201]) {
		const { entries, more } = await queryLedger(folder, { limit }, { withoutIndex: false });
		assert.deepEqual(
			entries.map(({ record }) => record),
			[...all].reverse().slice(0, limit),
		);
		assert.equal(more, limit < all.length);
	}
});

test('the index is only a short cut: removed, damaged or of another segment, it is made again', async (t) => {
	const { folder, all, close } = await place(t);
	t.after(close);
	const ask = async (): Promise<number> =>
		(await queryLedger(folder, { where: { patient: [patient(11)] } }, { withoutIndex: false }))
			.entries.length;
	const expected = all.filter((one) => one.patient?.pseudonym === patient(11)).length;
	assert.equal(await ask(), expected);
	const index = join(folder, 'index');
	const files = readdirSync(index).map((name) => join(index, name));
	assert.ok(files.length >= 10, `${files.length} index files`);
	truncateSync(files[0], 100);
	truncateSync(files[1], 0);
	assert.equal(await ask(), expected);
	rmSync(index, { recursive: true });
	assert.equal(await ask(), expected);
	// A segment that grew after its writer was thought to have ended.
	const [last] = readdirSync(join(folder, FIRST))
		.filter((name) => name.endsWith('.jsonl'))
		.sort()
		.reverse();
	const path = join(folder, FIRST, last);
	const line = readFileSync(path, 'utf8').split('\n').at(-2) as string;
	const more = {
		...(JSON.parse(line) as AuditRecord),
		patient: { pseudonym: patient(11), keyId: '1' },
	};
	appendFileSync(path, `${JSON.stringify(more)}\nnot a record\n`);
	assert.equal(await ask(), expected + 1);
	assert.ok(existsSync(index));
});

test('a record into which somebody wrote nonsense hides nothing and stops no query', async (t) => {
	const { folder, close } = await place(t);
	t.after(close);
	const [last] = readdirSync(join(folder, FIRST))
		.filter((name) => name.endsWith('.jsonl'))
		.sort()
		.reverse();
	const path = join(folder, FIRST, last);
	const sound = JSON.parse(readFileSync(path, 'utf8').split('\n').at(-2) as string) as object;
	for (const objects of ['text', 7, [null, { pseudonym: 5 }], { length: 1 }]) {
		const line = { ...sound, objects, patient: { pseudonym: 'planted', keyId: '1' } };
		appendFileSync(path, `${JSON.stringify(line)}\n`);
	}
	const { entries } = await queryLedger(
		folder,
		{ where: { patient: ['planted'] } },
		{ withoutIndex: false },
	);
	assert.equal(entries.length, 4);
	assert.equal(
		(await queryLedger(folder, { where: { object: ['none'] } }, { withoutIndex: false })).entries
			.length,
		0,
	);
});
