// Under another name: formatters rewrite templates called "html", and the hash of the style must match its bytes.
import { html as markup, type Html as Markup } from '../../shared/html';
import type { FoundWaiting } from '../../shared/waiting';
import type { Listing } from '../../shared/work';
import { empty, grouped, numeric, table, text } from './page-parts';
import { arrivalOf, latestOf, span, waitsForOf, workflowOf } from './words';

/** Rows of the table; the rest is a number below it. */
const MOST_ROWS = 100;
const HEADING = [
	'First image',
	'Last image',
	'#Images',
	'What',
	'Waits for',
	'At the latest',
	'Workflow',
];

/** They have all come, and nothing is waited for but a workflow. */
const NOT_HERE = markup`<p class="hint">Studies that fit the filters of no workflow are not here: <code>hospital audit query --interaction dicom-studies-unclaimed</code></p>`;

/** What is coming in and is no work yet: it must be seen before it is complete, too. */
export function waitingSection(
	{ items, more }: { items: readonly FoundWaiting[]; more: number },
	board: Listing['board'],
	now: number,
): Markup {
	if (items.length === 0) return markup`${empty('No study waits for further images.')}${NOT_HERE}`;
	const ago = (time: string): Markup => text(`${span(now - Date.parse(time))} ago`);
	const rows = items
		.slice(0, MOST_ROWS)
		.map((item) => [
			ago(item.since),
			ago(item.lastAt),
			numeric(item.count),
			text(arrivalOf(item)),
			text(waitsForOf(item)),
			text(latestOf(item, now)),
			text(workflowOf({ workflow: board?.routes[item.route]?.label, route: item.route })),
		]);
	const hidden = items.length - rows.length + more;
	const rest = hidden > 0 ? markup`<p class="hint">and ${grouped(hidden)} more</p>` : markup``;
	return markup`${table(HEADING, rows)}${rest}${NOT_HERE}`;
}
