import type {
	PriorAuthFigures,
	PriorAuthMetrics,
	PriorAuthTimes,
} from '../../shared/contracts/prior-auth-metrics';
import { Html, html } from '../../shared/html';
import { barChart, type Part } from './chart';
import { STYLE } from './style';

/** What is drawn: outcomes that mean the same to a reader stand together. */
const PARTS: ReadonlyArray<Part & { of(figures: PriorAuthFigures): number }> = [
	{ name: 'approved', look: 'granted', of: ({ outcomes }) => outcomes.approved ?? 0 },
	{
		name: 'approved in part or changed',
		look: 'changed',
		of: ({ outcomes }) =>
			(outcomes['partially-approved'] ?? 0) + (outcomes.modified ?? 0) + (outcomes.mixed ?? 0),
	},
	{ name: 'denied', look: 'denied', of: ({ outcomes }) => outcomes.denied ?? 0 },
	{
		name: 'other',
		look: 'other',
		of: ({ outcomes }) =>
			(outcomes.cancelled ?? 0) + (outcomes['no-action'] ?? 0) + (outcomes.refused ?? 0),
	},
];

/** A page for the board: a picture, the figures, and what they count. It loads nothing from anywhere. */
export function metricsPage(metrics: PriorAuthMetrics): string {
	const { from, to, timeZone, madeAt, months, total } = metrics;
	const span = from === to ? from : `${from} to ${to}`;
	const page = html`<!doctype html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<meta
					http-equiv="Content-Security-Policy"
					content="default-src 'none'; style-src 'unsafe-inline'"
				/>
				<title>Prior authorization, ${span}</title>
				<style>
					${new Html(STYLE)}
				</style>
			</head>
			<body>
				<header>
					<h1>Prior authorization</h1>
					<p>
						${span} · made ${madeAt.slice(0, 16).replace('T', ' ')} UTC · months by the clock of
						${timeZone}
					</p>
				</header>
				<section>
					<ul class="tiles">
						${tiles(total)}
					</ul>
				</section>
				<section>
					<h2>Decisions by month</h2>
					<figure>
						${barChart(
							`Decisions by month, ${span}`,
							months.map(({ month, ...of }) => ({
								label: month,
								values: PARTS.map((part) => part.of(of)),
							})),
							PARTS,
						)}
						<figcaption>
							${PARTS.map(({ name, look }) => html`<span><i class="${look}"></i>${name}</span>`)}
						</figcaption>
					</figure>
				</section>
				<section>
					<h2>Month by month</h2>
					<div class="wide">
						<table>
							<thead>
								<tr>
									<th>Month</th>
									${[
										'Sent',
										'Expedited',
										'Open',
										'Pended',
										...PARTS.map((part) => capital(part.name)),
									].map(heading)}
									<th>Standard: half within, 9 of 10 within (requests)</th>
									<th>Expedited: half within, 9 of 10 within (requests)</th>
									${[
										'Time over',
										'Appeals',
										'Denials changed by appeal',
										'Approvals taken back',
									].map(heading)}
								</tr>
							</thead>
							<tbody>
								${months.map(({ month, ...of }) => line(month, of))}
							</tbody>
							<tfoot>
								${line('All', total)}
							</tfoot>
						</table>
					</div>
				</section>
				${reasons(total)}
				<section class="notes">
					<h2>What is counted</h2>
					<p>
						A request counts in the month in which it was sent first, a decision in the month in
						which it came, and a time that was over in the month in which it ended. Hours run from
						the payer having the request to its first final decision. Small numbers are shown as
						they are; the page holds no patient data.
					</p>
				</section>
			</body>
		</html> `;
	return page.text;
}

function tiles(total: PriorAuthFigures): Html[] {
	const granted = total.outcomes.approved ?? 0;
	return [
		tile(total.submitted, 'sent', `${total.expedited} expedited`),
		tile(
			total.decided,
			'decided',
			`${granted} approved as asked${total.takenBack > 0 ? `, ${total.takenBack} taken back since` : ''}`,
		),
		tile(total.outcomes.denied ?? 0, 'denied', `${total.overturned} changed after an appeal`),
		tile(total.open, 'open today', `${total.informationRequested} were asked for more`),
		tile(total.overdue, 'past their time', `${total.overdueExpedited} of them expedited`),
	];
}

const tile = (value: number, name: string, more: string): Html =>
	html`<li><strong>${value}</strong><span>${name}</span><small>${more}</small></li>`;

const line = (name: string, of: PriorAuthFigures): Html =>
	html`<tr>
		<th scope="row">${name}</th>
		${[of.submitted, of.expedited, of.open, of.pended, ...PARTS.map((part) => part.of(of))].map(
			number,
		)}
		<td>${times(of.standardHours)}</td>
		<td>${times(of.expeditedHours)}</td>
		${[of.overdue, of.appeals, of.overturned, of.takenBack].map(number)}
	</tr>`;

const heading = (name: string): Html => html`<th class="number">${name}</th>`;

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const number = (value: number): Html =>
	html`<td class="${value === 0 ? 'number zero' : 'number'}">${value}</td>`;

const times = ({ count, median, p90 }: PriorAuthTimes): string =>
	median === undefined || p90 === undefined ? '–' : `${shown(median)}, ${shown(p90)} (${count})`;

/** Hours as people say them. */
const shown = (hours: number): string =>
	hours < 48 ? `${Math.round(hours * 10) / 10} h` : `${Math.round(hours / 2.4) / 10} d`;

function reasons({ denials, closed }: PriorAuthFigures): Html {
	return html`${denials.length === 0
		? undefined
		: html`<section>
				<h2>Why items were denied</h2>
				<div class="wide">
					<table>
						<thead>
							<tr>
								<th>Code</th>
								<th>System</th>
								<th class="number">Items</th>
							</tr>
						</thead>
						<tbody>
							${denials.map(
								({ system, code, count }) =>
									html`<tr>
										<td>
											${code === 'no-reason-given' ? 'No reason given' : html`<code>${code}</code>`}
										</td>
										<td>${system ?? ''}</td>
										${number(count)}
									</tr>`,
							)}
						</tbody>
					</table>
				</div>
			</section>`}${closed.length === 0
		? undefined
		: html`<section>
				<h2>Ended by us without a decision</h2>
				<div class="wide">
					<table>
						<thead>
							<tr>
								<th>Why</th>
								<th class="number">Requests</th>
							</tr>
						</thead>
						<tbody>
							${closed.map(
								({ reason, count }) =>
									html`<tr>
										<td><code>${reason}</code></td>
										${number(count)}
									</tr>`,
							)}
						</tbody>
					</table>
				</div>
			</section>`}`;
}
