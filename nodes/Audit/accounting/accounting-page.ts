import type { AuditRecord } from '../../shared/ledger/event';
import { html } from '../../shared/html';
import { recipientOf } from '../report/disclosures';
import { STYLE } from '../report/page';
import type { Accounting, Scope } from './accounting';

export interface AccountingFacts {
	scope: Scope;
	since: string;
	until: string;
	/** Pseudonyms of the patient, as the ledger has them. */
	patients: readonly string[];
	instance: string;
	madeAt: string;
}

type Column = [heading: string, value: (record: AuditRecord) => string | undefined];

const when = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`;

const DISCLOSED: readonly Column[] = [
	['When', ({ recorded }) => when(recorded)],
	['To whom', recipientOf],
	['What', ({ disclosure, interaction }) => disclosure?.description ?? interaction],
	['Why', ({ disclosure, purposeOfUse }) => disclosure?.basis ?? purposeOfUse],
	['Reference', ({ disclosure }) => disclosure?.reference],
];

const DONE: readonly Column[] = [
	['When', ({ recorded }) => when(recorded)],
	['Who', ({ actor, agent }) => actor?.id ?? (agent.workflowId && `workflow ${agent.workflowId}`)],
	['What was done', ({ interaction }) => interaction],
	['Why', ({ purposeOfUse, breakGlass }) => (breakGlass ? 'emergency' : purposeOfUse)],
	['To whom', (record) => (record.kind === 'disclosure' ? recipientOf(record) : undefined)],
	[
		'Outcome',
		({ outcome, outcomeReason }) => (outcome === '0' ? 'done' : (outcomeReason ?? 'failed')),
	],
];

const NOTHING = 'Nothing was recorded in this time.';
const UNKNOWN =
	'The ledger has no event of such a patient at any time. Compare the number and its issuers with those in the studies: a number with another issuer is another patient to the ledger.';

const columnsOf = (scope: Scope): readonly Column[] => (scope === 'disclosures' ? DISCLOSED : DONE);

/** A page that stands for itself. The patient is on it by pseudonym only. */
export function accountingPage(
	{ entries, more, known }: Accounting,
	facts: AccountingFacts,
): string {
	const columns = columnsOf(facts.scope);
	const title =
		facts.scope === 'disclosures'
			? 'Accounting of disclosures'
			: 'Everything recorded about one patient';
	return html`<!doctype html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<meta
					http-equiv="Content-Security-Policy"
					content="default-src 'none'; style-src 'unsafe-inline'"
				/>
				<title>${title}</title>
				<style>
					${STYLE}
				</style>
			</head>
			<body>
				<header>
					<h1>${title}</h1>
					<p>
						From ${when(facts.since)} to ${when(facts.until)}, by ${facts.instance}, made
						${when(facts.madeAt)}. Patient:
						${facts.patients.map((one) => html`<code>${one}</code> `)} (a pseudonym; the name is not
						in the audit ledger).
					</p>
				</header>
				<section>
					<h2>${entries.length} ${entries.length === 1 ? 'entry' : 'entries'}</h2>
					${entries.length === 0
						? html`<p class="none">${known ? NOTHING : UNKNOWN}</p>`
						: html`<table>
								<tr>
									${columns.map(([heading]) => html`<th>${heading}</th>`)}
								</tr>
								${entries.map(
									({ record }) =>
										html`<tr>
											${columns.map(([, value]) => html`<td>${value(record)}</td>`)}
										</tr>`,
								)}
							</table>`}
					${more
						? html`<p><b>There are more than this page can show.</b> Ask for a shorter time.</p>`
						: undefined}
				</section>
				<section>
					<h2>What this page says, and what it does not</h2>
					<p>
						Nodes of this package record what they themselves see and do. What people open in the
						record or the PACS past n8n stands in the audit trail of those systems, not here.
					</p>
					${facts.scope === 'disclosures'
						? html`<p>
								Listed are disclosures that were recorded as such, without those for treatment,
								payment, health care operations, or by the patient's authorization (45 CFR
								164.528(a)(1)). Name and address of a recipient stand in your own register under the
								short name above.
							</p>`
						: undefined}
				</section>
			</body>
		</html> `.text;
}

/** The same as a table (RFC 4180). */
export function accountingCsv({ entries }: Pick<Accounting, 'entries'>, scope: Scope): string {
	const columns = columnsOf(scope);
	const rows = [
		[...columns.map(([heading]) => heading), 'Event'],
		...entries.map(({ record, id }) => [...columns.map(([, value]) => value(record) ?? ''), id]),
	];
	return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** A value that a spreadsheet would take for a formula is marked as text. */
function cell(value: string): string {
	const text = /^[=+\-@\t]/.test(value) ? `'${value}` : value;
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
