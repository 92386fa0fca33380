import type { AuditRecord } from '../../shared/ledger/event';
import type { Verification } from '../verify/verify';
import { Html, html } from '../../shared/html';
import type { Bar, Shown, Summary, Tally } from './summary';

/** Rows of a table of counts; the rest goes into one. */
const MOST_ROWS = 12;

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
	const { emergencies, disclosures, changes, incidents } = summary;
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
						${period(summary)} of ${facts.instance}, made ${moment(facts.madeAt)}. Times are UTC.
						Patients, studies and visits are shown by pseudonym; the ledger holds no names.
					</p>
				</header>
				${verdict(verification, facts)} ${numbers(summary)}
				<section>
					<h2>Events per day</h2>
					${timeline(summary.days)}
				</section>
				<div class="columns">
					${tally('What was done', 'Interaction', summary.interactions)}
					${tally('What failed or was refused', 'Interaction and reason', summary.refusals)}
					${tally('For whom', 'User or device', summary.actors)}
					${tally('By which workflow', 'Workflow', summary.workflows)}
					${tally('Which models were asked', 'Model', summary.models)}
					${tally('Kinds of events', 'Kind', summary.kinds)}
				</div>
				${events(
					'Emergency access (break-glass)',
					emergencies,
					'Nobody passed the usual rules in this time.',
					[
						['User', ({ actor }) => actor?.id],
						['Reason', ({ emergency, outcomeReason }) => emergency?.reason ?? outcomeReason],
						['Patient', ({ patient }) => patient?.pseudonym.slice(0, 12)],
						['Until', ({ emergency }) => emergency?.until && moment(emergency.until)],
						['Review', ({ emergency }) => emergency?.review],
					],
				)}
				${events('Disclosures', disclosures, 'Nothing was recorded as given to somebody outside.', [
					['What', ({ disclosure, interaction }) => disclosure?.description ?? interaction],
					['Recipient', ({ disclosure, network }) => disclosure?.recipient ?? network?.address],
					['Basis', ({ disclosure }) => disclosure?.basis],
					['Patient', ({ patient }) => patient?.pseudonym.slice(0, 12)],
					['Workflow', ({ agent }) => agent.workflowId],
				])}
				${events('Changes of configuration', changes, 'No change was recorded.', [
					['What', ({ change, interaction }) => change?.subject ?? interaction],
					['Which', ({ change }) => change?.id],
					['Before', ({ change }) => change?.before?.slice(0, 12)],
					['After', ({ change }) => change?.after?.slice(0, 12)],
					['Who', ({ actor, agent }) => actor?.id ?? agent.instance],
				])}
				${more}
				${events('The ledger about itself', incidents, 'Nothing out of the ordinary.', [
					['What', ({ interaction }) => interaction],
					['Outcome', ({ outcome }) => OUTCOMES[outcome]],
					['Reason', ({ outcomeReason }) => outcomeReason],
				])}
				${writers(verification)}
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

const OUTCOMES: Readonly<Record<AuditRecord['outcome'], string>> = {
	'0': 'success',
	'4': 'minor failure',
	'8': 'serious failure',
	'12': 'major failure',
};

const moment = (iso: string): string => iso.slice(0, 19).replace('T', ' ');
const number = (value: number): string => value.toLocaleString('en-US');

function period({ since, until, firstRecorded, lastRecorded }: Summary): string {
	const from = since ?? firstRecorded;
	const to = until ?? lastRecorded;
	return from === '' ? 'Events' : `Events from ${moment(from)} to ${moment(to)}`;
}

function verdict(
	{ sound, records, origins, checkpoints, findings }: Verification,
	facts: PageFacts,
): Html {
	const against =
		facts.keyFrom === 'elsewhere'
			? 'a public key that was given'
			: 'the key of this server, which proves nothing against somebody who rules it';
	const seen =
		facts.witnesses > 0
			? `${number(facts.witnesses)} checkpoints kept elsewhere were compared.`
			: 'No checkpoint kept elsewhere was compared.';
	if (sound) {
		return html`<section class="verdict sound">
			<h2>✓ The ledger is sound</h2>
			<p>
				All ${number(records)} records of ${number(origins.length)} writers follow each other, and
				${number(checkpoints)} signed checkpoints agree with them. Checked against ${against}.
				${seen}
			</p>
		</section>`;
	}
	return html`<section class="verdict broken">
		<h2>✗ The ledger is not sound</h2>
		<p>
			Keep the hospital data directory as it is, and treat this as a security incident. Checked
			against ${against}. ${seen}
		</p>
		<table>
			<tr>
				<th>Writer</th>
				<th>Finding</th>
				<th>Where</th>
				<th>Shown by</th>
			</tr>
			${findings.map(
				({ origin, problem, reason, segment, line, seq, shownBy }) =>
					html`<tr>
						<td><code>${origin}</code></td>
						<td>${problem}${reason === undefined ? '' : `: ${reason}`}</td>
						<td>
							${segment === undefined
								? `record ${seq ?? 0}`
								: `segment ${segment}, line ${line ?? 0}`}
						</td>
						<td>${shownBy === 'witness' ? 'a checkpoint kept elsewhere' : 'the ledger'}</td>
					</tr>`,
			)}
		</table>
	</section>`;
}

function numbers({
	events: all,
	failed,
	patients,
	actors,
	emergencies,
	disclosures,
}: Summary): Html {
	const tiles: Array<[string, number]> = [
		['events', all],
		['failed or refused', failed],
		['patients', patients],
		['users and devices', actors.size],
		['emergency accesses', emergencies.count],
		['disclosures', disclosures.count],
	];
	return html`<section class="tiles">
		${tiles.map(([name, value]) => html`<div><b>${number(value)}</b><span>${name}</span></div>`)}
	</section>`;
}

const WIDTH = 960;
const HEIGHT = 160;
const LEFT = 56;

/** Bars, one per day: succeeded below, failed or refused above, on one scale. */
function timeline(bars: readonly Bar[]): Html {
	if (bars.length === 0) return html`<p class="none">No event in this time.</p>`;
	const most = Math.max(...bars.map(({ succeeded, failed }) => succeeded + failed), 1);
	const step = (WIDTH - LEFT) / bars.length;
	const width = Math.max(1, Math.min(40, step * 0.8));
	const drawn = bars.map(({ from, succeeded, failed }, index) => {
		const x = LEFT + index * step + (step - width) / 2;
		const low = (succeeded / most) * HEIGHT;
		const high = (failed / most) * HEIGHT;
		const gap = low > 2 && high > 0 ? 1 : 0;
		return html`<g
			><title>
				${from.slice(0, 10)}: ${number(succeeded)} succeeded, ${number(failed)} failed or refused
			</title>
			<rect
				class="ok"
				x="${x.toFixed(1)}"
				y="${(HEIGHT - low + 10).toFixed(1)}"
				width="${width.toFixed(1)}"
				height="${low.toFixed(1)}" />
			<rect
				class="bad"
				x="${x.toFixed(1)}"
				y="${(HEIGHT - low - high - gap + 10).toFixed(1)}"
				width="${width.toFixed(1)}"
				height="${high.toFixed(1)}"
		/></g>`;
	});
	const first = bars[0].from.slice(0, 10);
	const last = bars[bars.length - 1].from.slice(0, 10);
	return html`<p class="legend">
			<span class="ok"></span>succeeded <span class="bad"></span>failed or refused
		</p>
		<svg
			viewBox="0 0 ${WIDTH} ${HEIGHT + 34}"
			role="img"
			aria-label="Events per day from ${first} to ${last}"
		>
			<line class="grid" x1="${LEFT}" x2="${WIDTH}" y1="10" y2="10" />
			<line
				class="grid"
				x1="${LEFT}"
				x2="${WIDTH}"
				y1="${HEIGHT / 2 + 10}"
				y2="${HEIGHT / 2 + 10}"
			/>
			<line class="axis" x1="${LEFT}" x2="${WIDTH}" y1="${HEIGHT + 10}" y2="${HEIGHT + 10}" />
			<text x="${LEFT - 8}" y="14" text-anchor="end">${number(most)}</text>
			<text x="${LEFT - 8}" y="${HEIGHT + 14}" text-anchor="end">0</text>
			${drawn}
			<text x="${LEFT}" y="${HEIGHT + 28}">${first}</text>
			${bars.length > 1
				? html`<text x="${WIDTH}" y="${HEIGHT + 28}" text-anchor="end">${last}</text>`
				: undefined}
		</svg>`;
}

function tally(title: string, heading: string, counts: Tally): Html {
	const rows = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
	const shown = rows.slice(0, MOST_ROWS);
	const rest = rows.slice(MOST_ROWS);
	const most = shown[0]?.[1] ?? 1;
	if (rows.length === 0) {
		return html`<section>
			<h2>${title}</h2>
			<p class="none">None.</p>
		</section>`;
	}
	return html`<section>
		<h2>${title}</h2>
		<table class="counts">
			<tr>
				<th>${heading}</th>
				<th colspan="2">Events</th>
			</tr>
			${shown.map(
				([name, value]) =>
					html`<tr>
						<td>${name}</td>
						<td class="number">${number(value)}</td>
						<td class="share"><i style="width:${((100 * value) / most).toFixed(1)}%"></i></td>
					</tr>`,
			)}
			${rest.length === 0
				? undefined
				: html`<tr>
						<td>${number(rest.length)} more</td>
						<td class="number">${number(rest.reduce((sum, [, value]) => sum + value, 0))}</td>
						<td></td>
					</tr>`}
		</table>
	</section>`;
}

type Column = [heading: string, value: (record: AuditRecord) => string | undefined];

function events(
	title: string,
	{ count, records }: Shown,
	none: string,
	columns: readonly Column[],
): Html {
	if (count === 0)
		return html`<section>
			<h2>${title}</h2>
			<p class="none">${none}</p>
		</section>`;
	return html`<section>
		<h2>${title} <small>${number(count)}</small></h2>
		<table>
			<tr>
				<th>When</th>
				${columns.map(([heading]) => html`<th>${heading}</th>`)}
			</tr>
			${records.map(
				(record) =>
					html`<tr>
						<td>${moment(record.recorded)}</td>
						${columns.map(([, value]) => html`<td>${value(record)}</td>`)}
					</tr>`,
			)}
		</table>
		${count > records.length
			? html`<p class="none">
					${number(count - records.length)} more are in the ledger: hospital audit query.
				</p>`
			: undefined}
	</section>`;
}

function writers({ origins, disposed }: Verification): Html {
	const open = origins.filter(({ records, heldTo }) => heldTo < records);
	return html`<section>
		<h2>What nothing outside this server protects yet</h2>
		<p>
			Records behind the last checkpoint that a SIEM holds could still be rewritten by whoever rules
			this server.
		</p>
		${open.length === 0
			? html`<p class="none">None.</p>`
			: html`<table>
					<tr>
						<th>Writer</th>
						<th>Records</th>
						<th>Not yet held elsewhere</th>
						<th>Last record</th>
					</tr>
					${open.map(
						({ origin, records, heldTo, lastRecorded }) =>
							html`<tr>
								<td><code>${origin}</code></td>
								<td class="number">${number(records)}</td>
								<td>${heldTo + 1} to ${records}</td>
								<td>${moment(lastRecorded)}</td>
							</tr>`,
					)}
				</table>`}
		${disposed.length === 0
			? undefined
			: html`<p>
					${number(disposed.length)} writers were removed at the end of their time, each removal
					recorded.
				</p>`}
	</section>`;
}

/** For every page that the compliance officer gets. */
export const STYLE = new Html(`
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#5c6670;--line:#d9dee3;--page:#fff;--panel:#f5f7f9;--ok:#3b6ea5;--bad:#b5472f;--good:#2f7d4f}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ec;--soft:#9aa5b1;--line:#343b43;--page:#15181c;--panel:#1d2126;--ok:#7fb0e0;--bad:#e5856f;--good:#74c494}}
*{box-sizing:border-box}body{margin:0 auto;max-width:1040px;padding:32px 24px;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
h1{font-size:26px;margin:0}h2{font-size:16px;margin:0 0 8px}h2 small{color:var(--soft);font-weight:400}header p,footer p,.none{color:var(--soft)}section{margin:28px 0}
.verdict{border-left:5px solid var(--good);background:var(--panel);padding:14px 18px}.verdict.broken{border-color:var(--bad)}.verdict.sound h2{color:var(--good)}.verdict.broken h2{color:var(--bad)}.verdict p{margin:0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(140px,1fr));gap:12px}.tiles div{background:var(--panel);padding:12px 14px}.tiles b{display:block;font-size:24px;font-variant-numeric:tabular-nums}.tiles span{color:var(--soft);font-size:13px}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(420px,1fr));gap:0 36px}.columns section{margin:14px 0;min-width:0}
table{border-collapse:collapse;width:100%;font-size:13px}th{text-align:left;color:var(--soft);font-weight:500}th,td{padding:4px 10px 4px 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}.share{width:30%}.share i{display:block;height:9px;margin-top:6px;background:var(--ok)}
svg{width:100%;height:auto}svg text{fill:var(--soft);font-size:12px}rect.ok,.legend .ok{fill:var(--ok);background:var(--ok)}rect.bad,.legend .bad{fill:var(--bad);background:var(--bad)}.grid{stroke:var(--line)}.axis{stroke:var(--soft)}
.legend{margin:0 0 6px;color:var(--soft);font-size:13px}.legend span{display:inline-block;width:11px;height:11px;margin:0 5px 0 12px}.legend span:first-child{margin-left:0}code{font-size:12px}
@media print{body{max-width:none;padding:0}section{break-inside:avoid}}
`);
