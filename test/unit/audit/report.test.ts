import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Reviewing } from '../../../dist/nodes/Audit/report/access-review.js';
import { reportPage } from '../../../dist/nodes/Audit/report/page.js';
import { Summing } from '../../../dist/nodes/Audit/report/summary.js';
import { Timeline } from '../../../dist/nodes/Audit/report/timeline.js';
import type { Verification } from '../../../dist/nodes/Audit/verify/verify.js';
import type { AuditRecord } from '../../../dist/nodes/shared/ledger/event.js';

let seq = 0;

function record(part: Partial<AuditRecord> = {}): AuditRecord {
	return {
		v: 1,
		origin: 'o',
		seq: ++seq,
		prev: '0'.repeat(64),
		recorded: '2026-11-22T07:00:00.000Z',
		kind: 'access',
		interaction: 'dicom-store-received',
		action: 'C',
		outcome: '0',
		agent: { instance: 'unit', workflowId: 'wf' },
		...part,
	};
}

const SOUND: Verification = {
	sound: true,
	records: 1,
	bytes: 1,
	checkpoints: 1,
	origins: [
		{ origin: 'o', life: 'alive', records: 1, bytes: 1, firstRecorded: '', lastRecorded: '2026-11-22T07:00:00.000Z', tornBytes: 0, signedTo: 1, ownTo: 1, heldTo: 1 }, // prettier-ignore
	],
	unvouched: { records: 0, writers: 0 },
	witnessed: { compared: 0, leftOut: 0 },
	disposed: [],
	findings: [],
};

function pageOf(records: readonly AuditRecord[], verification = SOUND): string {
	const summing = new Summing();
	for (const one of records) summing.add(one);
	const facts = { instance: 'unit', madeAt: '2026-11-22T08:00:00.000Z', keyFrom: 'this server', witnesses: 0 } as const; // prettier-ignore
	return reportPage(summing.done(), verification, facts).replace(/\s+/g, ' ');
}

/** The rows of the table below a heading, as text. */
function rowsOf(page: string, title: string): string[] {
	const from = page.indexOf(`<h2>${title}`);
	assert.ok(from >= 0, title);
	const table = page.slice(from, page.indexOf('</section>', from));
	return table
		.split('<tr>')
		.slice(2)
		.map((row) =>
			row
				.replace(/<[^>]*>/g, ' ')
				.replace(/\s+/g, ' ')
				.trim(),
		);
}

const refusal = (more?: number): AuditRecord =>
	record({
		kind: 'association',
		interaction: 'dicom-association-refused',
		outcome: '8',
		outcomeReason: 'not-dicom',
		actor: { type: 'device', id: '' },
		network: { address: '10.1.2.3', callingAeTitle: '' },
		...(more !== undefined && { objects: [{ type: 'dicom-association', count: more }] }),
	});

describe('what the report counts', () => {
	test('a record that stands for 132 refusals counts as 132 in every number', () => {
		const summing = new Summing();
		for (const one of [record(), refusal(), refusal(132)]) summing.add(one);
		const summary = summing.done();
		assert.deepEqual([summary.records, summary.events, summary.failed], [3, 134, 133]);
		assert.deepEqual([...summary.refusals], [['dicom-association-refused: not-dicom', 133]]);
		const [bar] = summary.timeline.bars;
		assert.deepEqual([bar?.succeeded, bar?.failed], [1, 133]);
		const page = pageOf([record(), refusal(), refusal(132)]);
		assert.match(page, /134 events stand in 3 records/);
		assert.match(page, /<b>133<\/b><span>failed or refused<\/span>/);
	});

	test('a number of images is no number of refusals', () => {
		const summing = new Summing();
		summing.add(record({ objects: [{ type: 'dicom-study', count: 400 }] }));
		summing.add(refusal(0));
		assert.equal(summing.done().events, 2);
		assert.doesNotMatch(pageOf([record()]), /stand in/);
	});

	test('the review of access counts them as well', () => {
		const reviewing = new Reviewing('2026-01-01T00:00:00.000Z');
		reviewing.add(refusal(132));
		reviewing.add(record({ actor: { type: 'user', id: '' } }));
		const { workflows, users } = reviewing.done();
		assert.deepEqual([workflows[0]?.events, workflows[0]?.failed], [133, 132]);
		assert.deepEqual(users, [], 'nobody can confirm a row without a name');
	});

	test('no row is without a name', () => {
		const page = pageOf([refusal(), record({ actor: { type: 'device', id: 'CT1' } })]);
		assert.deepEqual(rowsOf(page, 'For whom'), ['(gave no name) 1', 'CT1 1']);
	});
});

describe('disclosures in the report', () => {
	const sent = (interaction: string, part: Partial<AuditRecord> = {}): AuditRecord =>
		record({
			kind: 'disclosure',
			interaction,
			network: { port: 104, calledAeTitle: 'PACS', callingAeTitle: 'N8N' },
			objects: [{ type: 'dicom-study', pseudonym: 'abc', keyId: 'k' }],
			...part,
		});

	test('what went to a DICOM system names it, and its beginning and end are one', () => {
		const page = pageOf([sent('dicom-send-begun'), sent('dicom-sent')]);
		const rows = rowsOf(page, 'Disclosures');
		assert.equal(rows.length, 1);
		assert.match(rows[0]!, /Sent to another system dicom-sent PACS .*success$/);
		assert.match(page, /<b>1<\/b><span>disclosure<\/span>/);
		assert.match(page, /To PACS \(1\)\./);
	});

	test('one that failed says so, and one without an end counts: something may have left', () => {
		const page = pageOf([
			sent('dicom-send-begun'),
			sent('dicom-send-failed', { outcome: '8', outcomeReason: 'econnreset' }),
			sent('dicom-send-begun', { agent: { instance: 'unit', executionId: '2' } }),
		]);
		const rows = rowsOf(page, 'Disclosures');
		assert.equal(rows.length, 2);
		assert.ok(
			rows.some((row) => row.endsWith('econnreset')),
			rows.join('\n'),
		);
		assert.ok(
			rows.some((row) => row.endsWith('begun; no end recorded')),
			rows.join('\n'),
		);
	});

	test('an accounted one keeps the name that was given for its recipient', () => {
		const disclosure = {
			recipient: 'state-registry',
			description: 'report',
			basis: 'public-health',
		};
		const page = pageOf([record({ kind: 'disclosure', interaction: 'disclosed', disclosure })]);
		assert.match(rowsOf(page, 'Disclosures')[0]!, /report state-registry public-health/);
	});
});

describe('the words of the report', () => {
	test('one is one and not ones', () => {
		const page = pageOf([record()]);
		assert.match(page, /1 record of 1 writer stands without a gap, and 1 signed checkpoint agrees/);
		assert.doesNotMatch(page, /\b1 (writers|records|checkpoints|events)\b/);
		const more = {
			...SOUND,
			records: 2,
			checkpoints: 3,
			origins: [...SOUND.origins, ...SOUND.origins],
		};
		assert.match(
			pageOf([record()], more),
			/2 records of 2 writers follow each other without a gap, and 3 signed checkpoints agree/,
		);
	});

	test('says in plain words what was done, with the code below', () => {
		const page = pageOf([record(), record({ interaction: 'own-event' })]);
		assert.deepEqual(rowsOf(page, 'What was done'), [
			'Images were received dicom-store-received 1',
			'own-event 1',
		]);
	});
});

describe('the timeline of the report', () => {
	const bars = (times: readonly string[]) => {
		const timeline = new Timeline();
		for (const time of times) timeline.add(time, false, 1);
		return timeline.done();
	};

	for (const [last, step, count] of [
		['2026-11-22T07:40:30.000Z', 'minute', 41],
		['2026-11-22T11:00:00.000Z', '5 minutes', 49],
		['2026-11-22T20:00:00.000Z', 'quarter of an hour', 53],
		['2026-11-23T20:00:00.000Z', 'hour', 38],
		['2026-12-22T07:00:00.000Z', 'day', 31],
		['2028-11-22T07:00:00.000Z', 'week', 105],
	] as const) {
		test(`from 2026-11-22 07:00 to ${last.slice(0, 16)} has ${count} bars, each of one ${step}`, () => {
			const found = bars(['2026-11-22T07:00:10.000Z', last]);
			assert.deepEqual([found.step, found.bars.length], [step, count]);
			const total = found.bars.reduce((sum, { succeeded }) => sum + succeeded, 0);
			assert.equal(total, 2);
			assert.ok(found.bars.at(-1)!.succeeded > 0 && found.bars[0]!.succeeded > 0);
		});
	}

	test('ten years of minutes stay small in memory, and lose nothing', () => {
		const timeline = new Timeline();
		const start = Date.parse('2016-01-01T00:00:00.000Z');
		for (let n = 0; n < 50_000; n++) {
			timeline.add(new Date(start + n * 105 * 60_000).toISOString(), n % 10 === 0, 2);
		}
		const { bars: found, step } = timeline.done();
		assert.ok(found.length <= 600, `${found.length} bars of a ${step}`);
		assert.equal(
			found.reduce((sum, { succeeded, failed }) => sum + succeeded + failed, 0),
			100_000,
		);
		assert.equal(
			found.reduce((sum, { failed }) => sum + failed, 0),
			10_000,
		);
	});

	test('a single moment is a sentence and no picture of one bar', () => {
		const page = pageOf([record(), refusal()]);
		assert.match(
			page,
			/All 2 events fall into one minute, from 2026-11-22 07:00: 1 succeeded, 1 failed/,
		);
		assert.ok(!page.includes('<svg'));
		const two = pageOf([record(), record({ recorded: '2026-11-22T07:30:00.000Z' })]);
		assert.match(two, /<h2>Events per minute<\/h2>/);
		assert.ok(
			two.includes('<svg') && two.includes('>07:00<') && two.includes('>07:30: 1 succeeded'),
		);
		assert.match(pageOf([]), /No event in this time/);
	});
});
