import { stateOf, type EmergencyAccess } from '../emergency/emergencies';
import type { AccessReview, Usage } from './access-review';
import { html, type Html } from '../../shared/html';

/** Rows of one table; with more the page would not be read. */
const MOST_ROWS = 500;

type Column = [heading: string, value: (usage: Usage) => string | number];

const when = (iso: string | undefined): string => iso?.slice(0, 16).replace('T', ' ') ?? '';

/** The part of the report that somebody has to go through once a month, line by line. */
export function reviewSections(
	{ users, workflows, models }: AccessReview,
	emergencies: readonly EmergencyAccess[],
	reviewHours: number,
	now: Date,
): Html[] {
	const common: Column[] = [
		['Events', ({ events }) => events],
		['Failed or refused', ({ failed }) => failed],
		[
			'Last use',
			({ lastUsed, events }) =>
				events === 0 ? `${when(lastUsed)} (not in this time)` : when(lastUsed),
		],
	];
	return [
		table(
			'Users to confirm',
			'Does each still need the access? Who was not seen in this time may no longer do.',
			'User',
			users,
			[
				...common,
				['Patients', ({ patients }) => patients],
				['Emergency accesses', ({ emergencies: count }) => count],
			],
		),
		table(
			'Workflows to confirm',
			'Is each still wanted? More than one version means that it was changed in this time.',
			'Workflow',
			workflows,
			[
				...common,
				['Patients', ({ patients }) => patients],
				['Versions', ({ versions }) => versions],
			],
		),
		table(
			'Models to confirm',
			'More than one state means that the model was changed in this time.',
			'Model',
			models,
			[...common, ['States', ({ versions }) => versions]],
		),
		openReviews(emergencies, reviewHours, now),
	];
}

function table(
	title: string,
	hint: string,
	heading: string,
	rows: readonly Usage[],
	columns: readonly Column[],
): Html {
	return html`<section>
		<h2>${title} <small>${rows.length}</small></h2>
		<p class="none">${hint}</p>
		${rows.length === 0
			? html`<p class="none">None.</p>`
			: html`<table>
					<tr>
						<th>${heading}</th>
						${columns.map(([name]) => html`<th>${name}</th>`)}
					</tr>
					${rows.slice(0, MOST_ROWS).map(
						(row) =>
							html`<tr>
								<td>${row.id}</td>
								${columns.map(([, value]) => html`<td>${value(row)}</td>`)}
							</tr>`,
					)}
				</table>`}
		${rows.length > MOST_ROWS
			? html`<p class="none">
					${rows.length - MOST_ROWS} more are not shown: choose a shorter time.
				</p>`
			: undefined}
	</section>`;
}

function openReviews(all: readonly EmergencyAccess[], reviewHours: number, now: Date): Html {
	const open = all.filter(({ decision }) => decision === undefined);
	return html`<section>
		<h2>Emergency accesses that nobody has reviewed <small>${open.length}</small></h2>
		${open.length === 0
			? html`<p class="none">None.</p>`
			: html`<table>
					<tr>
						<th>When</th>
						<th>User</th>
						<th>Reason</th>
						<th>Review number</th>
						<th>State</th>
					</tr>
					${open.map(
						(one) =>
							html`<tr>
								<td>${when(one.recorded)}</td>
								<td>${one.user}</td>
								<td>${one.reason}</td>
								<td>${one.review ?? 'none was given'}</td>
								<td>${stateOf(one, reviewHours, now)}</td>
							</tr>`,
					)}
				</table>`}
	</section>`;
}
