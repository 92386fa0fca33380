import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accountFor, isAccountable } from '../../../dist/nodes/Audit/accounting/accounting.js';
import {
	accountingCsv,
	accountingPage,
} from '../../../dist/nodes/Audit/accounting/accounting-page.js';
import { joinReviews, stateOf } from '../../../dist/nodes/Audit/emergency/emergencies.js';
import { Reviewing } from '../../../dist/nodes/Audit/report/access-review.js';
import { reviewSections } from '../../../dist/nodes/Audit/report/review-page.js';
import { access, patient } from './anomalies/build.ts';
import { lines, places, writeSegments } from './build.ts';

const TIME = '2026-11-20T10:00:00Z';
const given = (basis: string | undefined, changes: object = {}) =>
	access(TIME, {
		kind: 'disclosure',
		interaction: 'report-sent',
		disclosure: { recipient: 'registry', description: 'report', ...(basis && { basis }) },
		...changes,
	});

describe('an accounting of disclosures (45 CFR 164.528)', () => {
	test('leaves out treatment, payment, operations and what the patient authorized, nothing else', () => {
		for (const basis of ['treatment', 'payment', 'operations', 'authorization']) {
			assert.ok(!isAccountable(given(basis)), basis);
		}
		for (const basis of [
			'public-health',
			'required-by-law',
			'research',
			'law-enforcement',
			'other',
		]) {
			assert.ok(isAccountable(given(basis)), basis);
		}
		assert.ok(
			isAccountable(given('public-health', { purposeOfUse: 'TREAT' })),
			'the basis decides',
		);
		assert.ok(!isAccountable(given(undefined, { purposeOfUse: 'HPAYMT' })));
		assert.ok(isAccountable(given(undefined, { purposeOfUse: 'HRESCH' })));
		assert.ok(isAccountable(given(undefined)), 'what is not known belongs in');
		assert.ok(!isAccountable(given('public-health', { outcome: '8' })), 'it was not given');
		assert.ok(!isAccountable(access(TIME)));
	});

	test('finds a patient by every number and by the record, and each event once', async (t) => {
		const { auditDir } = await places(t);
		const byRecord = { type: 'Patient', ...patient(9) };
		const records = [
			given('public-health', { patient: patient(1) }),
			given('public-health', { patient: patient(2) }),
			given('public-health', { patient: patient(3) }),
			access(TIME, { patient: patient(1), objects: [byRecord] }),
			access(TIME, { patient: undefined, objects: [byRecord] }),
			access('2019-01-01T00:00:00Z', { patient: patient(1) }),
		];
		await writeSegments(auditDir, '20261021T000000Z-00000000000000aa', [lines(records)]);
		const query = {
			patients: [patient(1).pseudonym, patient(2).pseudonym],
			records: [patient(9).pseudonym],
			since: '2020-01-01T00:00:00.000Z',
			until: '2027-01-01T00:00:00.000Z',
		};
		const disclosures = await accountFor(auditDir, { ...query, scope: 'disclosures' });
		assert.equal(disclosures.entries.length, 2);
		const everything = await accountFor(auditDir, { ...query, scope: 'everything' });
		assert.equal(everything.entries.length, 4);
		assert.equal(everything.more, false);
	});

	test('finds what names a study of the patient and no patient, and a transfer once', async (t) => {
		const { auditDir } = await places(t);
		const study = (number: number) => [{ type: 'dicom-study', ...patient(number) }];
		const sent = (interaction: string, executionId: string, changes: object = {}) =>
			given(undefined, {
				interaction,
				patient: undefined,
				objects: study(50),
				agent: { instance: 'unit', executionId },
				...changes,
			});
		const records = [
			access('2019-01-01T00:00:00Z', { patient: patient(1), objects: study(50) }),
			access(TIME, { patient: patient(2), objects: study(51) }),
			sent('dicom-send-begun', '1'),
			sent('dicom-sent', '1'),
			sent('dicom-send-begun', '2'),
			sent('dicom-send-failed', '2', { outcome: '8' }),
			sent('dicom-sent', '3', { objects: study(51) }),
			sent('dicom-sent', '4', { patient: patient(2) }),
		];
		await writeSegments(auditDir, '20261021T000000Z-00000000000000aa', [lines(records)]);
		const query = {
			patients: [patient(1).pseudonym],
			records: [],
			since: '2020-01-01T00:00:00.000Z',
			until: '2027-01-01T00:00:00.000Z',
		};
		const { entries, known } = await accountFor(auditDir, { ...query, scope: 'disclosures' });
		assert.deepEqual(
			entries.map(({ record }) => [record.interaction, record.agent.executionId]),
			[
				['dicom-send-begun', '2'],
				['dicom-sent', '1'],
			],
			'what failed may have left in part, and stays by its beginning',
		);
		assert.equal(known, true);
		const nobody = { ...query, patients: [patient(7).pseudonym], scope: 'disclosures' } as const;
		assert.equal((await accountFor(auditDir, nobody)).known, false);
	});

	test('the page names the receiving system, and says when the ledger knows no such patient', () => {
		const facts = {
			scope: 'disclosures' as const,
			since: '2020-11-20T00:00:00.000Z',
			until: '2026-11-20T00:00:00.000Z',
			patients: [patient(1).pseudonym],
			instance: 'unit',
			madeAt: '2026-11-20T00:00:00.000Z',
		};
		const record = given(undefined, {
			disclosure: undefined,
			network: { address: '192.0.2.7', calledAeTitle: 'FARPACS' },
		});
		const entries = [{ id: 'ab'.repeat(32), record, bytes: 0 }];
		assert.match(accountingPage({ entries, more: false, known: true }, facts), /<td>FARPACS<\/td>/);
		const none = accountingPage({ entries: [], more: false, known: false }, facts);
		assert.match(none, /no event of such a patient/);
		const quiet = accountingPage({ entries: [], more: false, known: true }, facts);
		assert.match(quiet, /Nothing was recorded in this time/);
	});

	test('page and table show what they are given as text, and formulas as no formulas', () => {
		const record = given('<b>&', { actor: { type: 'user', id: '=HYPERLINK("x")' } });
		const entries = [{ id: 'ab'.repeat(32), record, bytes: 0 }];
		const facts = {
			scope: 'everything' as const,
			since: '2020-11-20T00:00:00.000Z',
			until: '2026-11-20T00:00:00.000Z',
			patients: [patient(1).pseudonym],
			instance: 'unit',
			madeAt: '2026-11-20T00:00:00.000Z',
		};
		const page = accountingPage(
			{ entries, more: true, known: true },
			{ ...facts, scope: 'disclosures' },
		);
		assert.match(page, /&lt;b&gt;&amp;/);
		assert.ok(!page.includes('<script') && !page.includes('src=') && !page.includes('href='));
		assert.match(page, /more than this page can show/);
		assert.match(page, /not here/, 'what it does not see is said');
		const csv = accountingCsv({ entries }, 'everything');
		assert.match(csv, /"'=HYPERLINK\(""x""\)"/);
		assert.equal(csv.split('\r\n').length, 3);
	});
});

describe('the review of emergency accesses', () => {
	const opened = (review: string | undefined, recorded = TIME) =>
		access(recorded, {
			kind: 'break-glass',
			breakGlass: true,
			emergency: { reason: 'other-emergency', ...(review && { review }) },
		});
	const decided = (review: string, outcome: '0' | '4' | '8', reason?: string, recorded = TIME) =>
		access(recorded, {
			kind: 'work',
			interaction: 'break-glass-reviewed',
			outcome,
			...(reason && { outcomeReason: reason }),
			actor: { type: 'user', id: 'grace' },
			emergency: { reason: 'other-emergency', review },
		});

	test('a decision closes its own access, a refused one none', () => {
		const [a, b, c, d] = joinReviews(
			[opened('bg-a'), opened('bg-b'), opened(undefined), opened('bg-d')],
			[
				decided('bg-a', '0'),
				decided('bg-b', '8', 'break-glass-own'),
				decided('bg-d', '4', 'follow-up', '2026-11-20T11:00:00Z'),
				decided('bg-d', '4', 'not-justified', '2026-11-21T11:00:00Z'),
			],
		);
		assert.deepEqual(
			[a, b, c, d].map(({ decision }) => decision),
			['justified', undefined, undefined, 'not-justified'],
		);
		assert.equal(a.decidedBy, 'grace');
	});

	test('a decision that Emit Event could have written is none', () => {
		const emitted = { ...decided('bg-a', '0'), kind: 'break-glass', breakGlass: true } as const;
		assert.equal(joinReviews([opened('bg-a')], [emitted])[0].decision, undefined);
	});

	test('an access is overdue from the hour on that was set', () => {
		const [one] = joinReviews([opened('bg-a')], []);
		const at = (hours: number) => new Date(Date.parse(TIME) + hours * 3_600_000);
		assert.equal(stateOf(one, 24, at(23.9)), 'open');
		assert.equal(stateOf(one, 24, at(24)), 'overdue');
		assert.equal(stateOf({ ...one, decision: 'justified' }, 24, at(99)), 'reviewed');
	});
});

describe('the review of access', () => {
	test('counts the period, remembers who was seen before it, and holds a finding against nobody', () => {
		const reviewing = new Reviewing('2026-11-01T00:00:00.000Z');
		for (const record of [
			access('2026-09-01T10:00:00Z', { actor: { type: 'user', id: 'gone' } }),
			access(TIME),
			access(TIME, { outcome: '8', patient: patient(2) }),
			access(TIME, {
				kind: 'system',
				interaction: 'audit-anomaly-found',
				actor: { type: 'user', id: 'suspect', role: 'subject-of-finding' },
			}),
			access(TIME, {
				kind: 'inference',
				inference: { engine: 'kserve', model: 'chest-ct', digest: `sha256:${'a'.repeat(64)}` },
			}),
		]) {
			reviewing.add(record);
		}
		const review = reviewing.done();
		assert.deepEqual(
			review.users.map(({ id, events, failed, patients }) => [id, events, failed, patients]),
			[
				['ada', 3, 1, 2],
				['gone', 0, 0, 0],
			],
		);
		assert.equal(review.models[0].id, 'kserve/chest-ct');
		const sections = reviewSections(review, [], 24, new Date(TIME));
		const text = sections.map((section) => section.text).join('');
		assert.match(text, /2026-09-01 10:00 \(not in this time\)/);
		assert.match(text, /nobody has reviewed <small>0<\/small>/);
	});
});
