import type { AuditRecord } from '../../shared/ledger/event';
import { html, type Html } from '../../shared/html';
import type { Verification } from '../verify/verify';
import { chart } from './chart';
import { isBegun, recipientOf } from './disclosures';
import { STYLE } from './page-style';
import type { Summary } from './summary';
import { events, interaction, tally, type Column } from './tables';
import { verdict, writers } from './verdict';
import { counted, kindInWords, meaningOf, moment, number } from './words';

export { STYLE };

/** What stands at the head of the page. */
export interface PageFacts {
	instance: string;
	/** ISO 8601 UTC. */
	madeAt: string;
	/** Whether the public key came from elsewhere or from this server itself. */
	keyFrom: 'elsewhere' | 'this server';
	/** How many checkpoints kept elsewhere were compared. */
	witnesses: number;
}

/**
 * One self-contained page: no script, no font and no picture from anywhere.
 *
 * @param more further sections, before what is said about the ledger itself
 */
export function reportPage(
	summary: Summary,
	verification: Verification,
	facts: PageFacts,
	more: readonly Html[] = [],
): string {
	return html`<!doctype html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<meta
					http-equiv="Content-Security-Policy"
					content="default-src 'none'; style-src 'unsafe-inline'"
				/>
				<title>Audit report ${facts.madeAt.slice(0, 10)}</title>
				<style>
					${STYLE}
				</style>
			</head>
			<body>
				<header>
					<h1>Audit report</h1>
					<p>
						${period(summary)} of <b>${facts.instance}</b>, made ${moment(facts.madeAt)}. Times are
						UTC. Patients, studies and visits are shown by pseudonym.
					</p>
				</header>
				${verdict(verification, facts)} ${numbers(summary)}
				<section>
					<h2>Events per ${summary.timeline.step}</h2>
					${chart(summary.timeline)} ${grouped(summary)}
				</section>
				<div class="columns">${tallies(summary)}</div>
				${lists(summary)} ${more} ${incidents(summary)} ${writers(verification)}
				<footer>
					<p>
						This page shows what was recorded and what the verification of it found. It is no
						statement about the law. The ledger itself, and what a SIEM holds of it, are the
						evidence.
					</p>
				</footer>
			</body>
		</html> `.text;
}

function period({ since, until, firstRecorded, lastRecorded }: Summary): string {
	const from = since ?? firstRecorded;
	const to = until ?? lastRecorded;
	return from === '' ? 'Events' : `Events from ${moment(from)} to ${moment(to)}`;
}

function numbers({
	events: all,
	failed,
	patients,
	actors,
	emergencies,
	disclosures,
}: Summary): Html {
	const tiles: Array<[one: string, many: string, value: number, alert?: boolean]> = [
		['event', 'events', all],
		['failed or refused', 'failed or refused', failed, true],
		['patient', 'patients', patients],
		['user or device', 'users and devices', actors.size],
		['emergency access', 'emergency accesses', emergencies.count, true],
		['disclosure', 'disclosures', disclosures.count],
	];
	return html`<section class="tiles">
		${tiles.map(
			([one, many, value, alert = false]) =>
				html`<div class="${value === 0 ? 'zero' : alert ? 'alert' : undefined}">
					<b>${number(value)}</b><span>${value === 1 ? one : many}</span>
				</div>`,
		)}
	</section>`;
}

/** Why there are more events than lines. */
const grouped = ({ records, events: all }: Summary): Html | undefined =>
	records === all
		? undefined
		: html`<p class="none">
				${number(all)} events stand in ${counted(records, 'record')}: of many refusals of one kind
				the first ones are written down one by one and the rest as a number.
			</p>`;

function tallies(summary: Summary): Html[] {
	const refusal = (name: string): string | undefined => meaningOf(name.split(':')[0]);
	return [
		tally('What failed or was refused', 'What, and why', summary.refusals, {
			words: refusal,
			failing: true,
			none: 'Nothing failed, and nothing was refused.',
		}),
		tally('What was done', 'What', summary.interactions, { words: meaningOf }),
		tally('Kinds of events', 'Kind', summary.kinds, { words: kindInWords }),
		tally('For whom', 'User or device', summary.actors),
		tally('By which workflow', 'Workflow', summary.workflows),
		tally('Which models were asked', 'Model', summary.models),
	];
}

const patient: Column = [
	'Patient',
	(record) => record.patient && html`<code>${record.patient.pseudonym.slice(0, 12)}</code>`,
];

const ended: Column = [
	'Outcome',
	(record) =>
		isBegun(record)
			? 'begun; no end recorded'
			: record.outcome === '0'
				? OUTCOMES[record.outcome]
				: (record.outcomeReason ?? OUTCOMES[record.outcome]),
	({ outcome }) => (outcome === '0' ? '' : 'bad'),
];

function lists({ emergencies, disclosures, recipients, changes }: Summary): Html[] {
	const to = [...recipients].sort((a, b) => b[1] - a[1]);
	return [
		events(
			'Emergency access (break-glass)',
			emergencies,
			'Nobody passed the usual rules in this time.',
			[
				['User', ({ actor }) => actor?.id || 'not recorded'],
				['Reason', ({ emergency, outcomeReason }) => emergency?.reason ?? outcomeReason],
				patient,
				['Until', ({ emergency }) => emergency?.until && moment(emergency.until)],
				['Review', ({ emergency }) => emergency?.review],
			],
		),
		events(
			'Disclosures',
			disclosures,
			'Nothing was recorded as given to another system or to somebody outside.',
			[
				['What', (record) => record.disclosure?.description ?? interaction(record.interaction)],
				['Recipient', recipientOf],
				['Basis', ({ disclosure, purposeOfUse }) => disclosure?.basis ?? purposeOfUse],
				patient,
				['Workflow', ({ agent }) => agent.workflowId],
				ended,
			],
			html`<p>To ${to.map(([name, value]) => `${name} (${number(value)})`).join(', ')}.</p>`,
		),
		events('Changes of configuration', changes, 'No change was recorded.', [
			['What', ({ change, interaction: what }) => change?.subject ?? interaction(what)],
			['Which', ({ change, objects }) => change?.id ?? objects?.[0]?.version],
			['Before', ({ change }) => fingerprint(change?.before)],
			['After', ({ change }) => fingerprint(change?.after)],
			['Who', ({ actor, agent }) => actor?.id || agent.instance],
		]),
	];
}

const fingerprint = (hash: string | undefined): Html | undefined =>
	hash === undefined ? undefined : html`<code>${hash.slice(0, 12)}</code>`;

const incidents = ({ incidents: found }: Summary): Html =>
	events('The ledger about itself', found, 'Nothing out of the ordinary.', [
		['What', (record) => interaction(record.interaction)],
		[
			'Outcome',
			({ outcome }) => OUTCOMES[outcome],
			({ outcome }) => (outcome === '0' ? '' : 'bad'),
		],
		['Reason', ({ outcomeReason }) => outcomeReason],
	]);

const OUTCOMES: Readonly<Record<AuditRecord['outcome'], string>> = {
	'0': 'success',
	'4': 'minor failure',
	'8': 'serious failure',
	'12': 'major failure',
};
