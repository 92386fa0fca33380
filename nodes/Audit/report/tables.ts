import type { AuditRecord } from '../../shared/ledger/event';
import { html, type Html } from '../../shared/html';
import type { Shown, Tally } from './summary';
import { meaningOf, moment, number } from './words';

/** Rows of a table of counts; the rest goes into one. */
const MOST_ROWS = 12;

export interface TallyOptions {
	/** Words for the name of a row; the name itself stands below them. */
	words?: (name: string) => string | undefined;
	/** True for what went wrong. */
	failing?: boolean;
	none?: string;
}

/** How often each of something was there, the most frequent first. */
export function tally(
	title: string,
	heading: string,
	counts: Tally,
	{ words, failing = false, none = 'None.' }: TallyOptions = {},
): Html {
	const rows = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
	const shown = rows.slice(0, MOST_ROWS);
	const rest = rows.slice(MOST_ROWS);
	const most = shown[0]?.[1] ?? 1;
	if (rows.length === 0) {
		return html`<section>
			<h2>${title}</h2>
			<p class="none">${none}</p>
		</section>`;
	}
	return html`<section ${failing ? html`class="failing"` : undefined}>
		<h2>${title}</h2>
		<table>
			<tr>
				<th>${heading}</th>
				<th class="number">Events</th>
				<th></th>
			</tr>
			${shown.map(
				([name, value]) =>
					html`<tr>
						<td>${named(name, words?.(name))}</td>
						<td class="number">${number(value)}</td>
						<td class="share"><i style="width:${((100 * value) / most).toFixed(1)}%"></i></td>
					</tr>`,
			)}
			${rest.length === 0
				? undefined
				: html`<tr>
						<td class="none">${number(rest.length)} more</td>
						<td class="number">${number(rest.reduce((sum, [, value]) => sum + value, 0))}</td>
						<td></td>
					</tr>`}
		</table>
	</section>`;
}

/** Plain words, with the code by which it is found in the ledger below them. */
const named = (code: string, words: string | undefined): Html =>
	words === undefined || words === code ? html`${code}` : html`${words}<small>${code}</small>`;

/** What was done, in words. */
export const interaction = (code: string): Html => named(code, meaningOf(code));

export type Column = [
	heading: string,
	value: (record: AuditRecord) => Html | string | undefined,
	look?: (record: AuditRecord) => string,
];

/** Events one by one. @param before stands between the heading and the table */
export function events(
	title: string,
	{ count, records }: Shown,
	none: string,
	columns: readonly Column[],
	before?: Html,
): Html {
	if (count === 0) {
		return html`<section>
			<h2>${title}</h2>
			<p class="none">${none}</p>
		</section>`;
	}
	return html`<section>
		<h2>${title} <small>${number(count)}</small></h2>
		${before}
		<table>
			<tr>
				<th>When</th>
				${columns.map(([heading]) => html`<th>${heading}</th>`)}
			</tr>
			${records.map(
				(record) =>
					html`<tr>
						<td class="when">${moment(record.recorded)}</td>
						${columns.map(
							([, value, look]) => html`<td class="${look?.(record)}">${value(record)}</td>`,
						)}
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
