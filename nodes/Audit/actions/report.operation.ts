import type { Operation } from '../../shared/face';
import { dataDirectory } from '../../shared/data-directory';
import { instanceName } from '../../shared/origin';
import { auditSigner, parseVerifier } from '../../shared/ledger/signing';
import { someDeliveredTo } from '../delivery/delivered';
import { emergenciesSince, stateOf } from '../emergency/emergencies';
import { walkLedger } from '../index/walk';
import { Reviewing } from '../report/access-review';
import { reportPage } from '../report/page';
import { keepReport } from '../report/report-folder';
import { reviewSections } from '../report/review-page';
import { Summing } from '../report/summary';
import { verifyLedger } from '../verify/verify';

const DAY = 86_400_000;

/** SIEM Audit → Report: the page for the compliance officer, kept in the data directory. */
export const report: Operation = {
	value: 'report',
	name: 'Report',
	description:
		'Write a page for the compliance officer: what was done by whom, what failed, and whether the ledger is sound',
	action: 'Write an audit report',
	endedWork: true,
	fields: [
		{
			displayName:
				'Reads and proves the whole ledger on this server: at night rather than by day. The page lies in the folder "audit-reports" of the hospital data directory. It holds pseudonyms and accounts, no names of patients.',
			name: 'reportNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Of the Last (Days)',
			name: 'reportDays',
			type: 'number',
			default: 31,
			typeOptions: { minValue: 1, maxValue: 3660 },
			description: 'How far back the page goes',
		},
		{
			displayName: 'Review of Access',
			name: 'withReview',
			type: 'boolean',
			default: true,
			description:
				'Whether to list every user, workflow and model with its last use, and the emergency accesses that nobody has reviewed',
		},
		{
			displayName: 'Name Who Was Last Seen (Days Before)',
			name: 'dormantDays',
			type: 'number',
			default: 180,
			typeOptions: { minValue: 0, maxValue: 3660 },
			displayOptions: { show: { withReview: [true] } },
			description:
				'Users, workflows and models of that time are listed too when they were not seen since',
		},
		{
			displayName: 'Time for the Review (Hours)',
			name: 'reviewHours',
			type: 'number',
			default: 24,
			typeOptions: { minValue: 1 },
			displayOptions: { show: { withReview: [true] } },
			description: 'How long after an emergency access somebody may take to decide about it',
		},
		{
			displayName: 'Public Key',
			name: 'publicKey',
			type: 'string',
			default: '',
			placeholder: 'e.g. n8n-nodes-hospital/audit+6f8e86f0+Ad7l…',
			description:
				'The line that "hospital audit key show" printed when the ledger was set up. Empty: the key of this server, which proves less.',
		},
		{
			displayName: 'Put the Page Into the Item',
			name: 'withPage',
			type: 'boolean',
			default: false,
			description:
				'Whether the item carries the page as text as well, for a node that mails or stores it',
		},
	],
	async execute(context) {
		const { root, audit, auditCursors, key } = await dataDirectory();
		const now = new Date();
		const days = Math.max(1, Number(await context.parameter<number>('reportDays')));
		const withReview = await context.parameter<boolean>('withReview', true);
		const dormant = withReview
			? Math.max(0, Number(await context.parameter<number>('dormantDays', 180)))
			: 0;
		const reviewHours = Number(await context.parameter<number>('reviewHours', 24));
		const given = (await context.parameter<string>('publicKey', '')).trim();
		const since = new Date(now.getTime() - days * DAY).toISOString();
		const until = now.toISOString();
		const verification = await verifyLedger({
			auditDir: audit,
			keys: [given === '' ? auditSigner(key) : parseVerifier(given)],
			delivered: await someDeliveredTo(auditCursors),
		});
		const summing = new Summing(since, until);
		const reviewing = new Reviewing(since);
		const from = new Date(now.getTime() - (days + dormant) * DAY).toISOString();
		for await (const record of walkLedger(audit, { since: from, until })) {
			context.signal?.throwIfAborted();
			if (record.recorded >= since) summing.add(record);
			if (withReview) reviewing.add(record);
		}
		const emergencies = await emergenciesSince(audit, since, context.signal);
		const review = reviewing.done();
		const summary = summing.done();
		const page = reportPage(
			summary,
			verification,
			{
				instance: instanceName(),
				madeAt: until,
				keyFrom: given === '' ? 'this server' : 'elsewhere',
				witnesses: 0,
			},
			withReview ? reviewSections(review, emergencies, reviewHours, now) : [],
		);
		const kept = await keepReport(root, 'report', 'html', page, now);
		await context.audit({
			kind: 'access',
			interaction: 'audit-reported',
			action: 'R',
			outcome: '0',
			objects: [{ type: 'audit-report', sha256: kept.sha256, count: summary.events }],
		});
		const withPage = await context.parameter<boolean>('withPage', false);
		const open = emergencies.filter(({ decision }) => decision === undefined);
		const value = {
			...kept,
			since,
			until,
			sound: verification.sound,
			events: summary.events,
			failed: summary.failed,
			patients: summary.patients,
			users: review.users.length,
			workflows: review.workflows.length,
			models: review.models.length,
			emergencies: summary.emergencies.count,
			notReviewed: open.length,
			overdue: open.filter((one) => stateOf(one, reviewHours, now) === 'overdue').length,
			disclosures: summary.disclosures.count,
			changes: summary.changes.count,
			...(withPage && { page }),
		};
		// Counts, accounts and pseudonyms: there is nothing to seal.
		return { add: [{ key: 'auditReport', value, clear: [], plain: true }] };
	},
};
