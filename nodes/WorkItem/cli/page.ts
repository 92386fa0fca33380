import { createHash } from 'node:crypto';
import { PRIORITIES, TERMINAL_STATES } from '../../shared/contracts';
import type { FoundWaiting } from '../../shared/waiting';
import { linkVersions, type Listing, type WorkView } from '../../shared/work';
// Under another name: formatters rewrite templates called "html", and the hash of the style must match its bytes.
import { html as markup, Html as Markup } from '../../shared/html';
import { STYLE } from './page-style';
import { waitingSection } from './page-waiting';
import { empty, grouped, numeric, section, table, text } from './page-parts';
import { engineSeen, ownerOf, reasonOf, span, stateOf, workflowOf } from './words';

/** Rows of a table on the page; the rest is a number below it. */
const MOST_ROWS = 100;
const PHASES = ['waiting', 'unclaimed', 'running', 'retrying', 'parked'] as const;

const MEANING: Record<string, string> = {
	arriving: 'no work yet: images are still awaited',
	waiting: 'accepted, not yet handed to its workflow',
	unclaimed: 'accepted; its workflow is switched off',
	running: 'a workflow works on it',
	retrying: 'the last attempt failed; comes again',
	parked: 'waits for a decision of a person',
	DELIVERED: 'the result reached its place',
	NO_RESULT: 'ended without a result; not a negative finding',
	BLOCKED: 'stopped on purpose',
	ESCALATED: 'a person has to take over',
};

/**
 * The work list as one self-contained page: no script, nothing loaded from elsewhere, no patient data.
 *
 * @param now epoch milliseconds that ages are counted from
 * @param waiting what is no work yet, and how many more of it there are
 */
export async function workPage(
	listing: Listing,
	now: number,
	waiting: { items: readonly FoundWaiting[]; more: number } = { items: [], more: 0 },
): Promise<string> {
	const current = await listing.current();
	const open = current.filter(({ phase }) => phase !== 'closed');
	const { byRoute, escalated } = await listing.endedCounts();
	const counts = new Map<string, number>();
	const count = (state: string, by = 1): void => {
		counts.set(state, (counts.get(state) ?? 0) + by);
	};
	for (const view of current) count(stateOf(view));
	for (const states of byRoute.values()) {
		for (const [state, number] of Object.entries(states)) count(state, number);
	}
	const calls = [...current.filter(({ closing }) => closing?.state === 'ESCALATED'), ...escalated];
	linkVersions([...new Set([...current, ...calls])]);
	const rows = [calls, open].flatMap((views) => views.slice(0, MOST_ROWS));
	const shown = new Set(rows.map(({ id }) => id));
	count('arriving', waiting.items.length + waiting.more);
	return page([
		markup`<header>
<h1>Work items</h1>
<p>As of ${at(now)}. ${engineSeen(listing.board, now).words} This page shows no patient data and does not update itself.</p>
</header>`,
		section('Open now', tiles(['arriving', ...PHASES], counts)),
		section('Ended', tiles(TERMINAL_STATES, counts)),
		section('A person has to take over', escalations(calls, shown)),
		section('Waiting for images', waitingSection(waiting, listing.board, now)),
		section('Longest open', oldest(open, shown, now)),
		section('Per workflow', workflows(listing, current, byRoute)),
	]).text;
}

/** The browser runs nothing and loads nothing, whatever a name in a list may hold. */
function page(body: readonly Markup[]): Markup {
	const hash = createHash('sha256').update(STYLE).digest('base64');
	return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'">
<title>Work items</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>${body}</body>
</html>`;
}

const at = (time: number | string): string =>
	`${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

function tiles(states: readonly string[], counts: ReadonlyMap<string, number>): Markup {
	const tile = (state: string): Markup => {
		const number = counts.get(state) ?? 0;
		const look = number === 0 ? 'none' : state.toLowerCase();
		return markup`<li class="${look}"><strong>${grouped(number)}</strong><span>${state}</span><small>${MEANING[state]}</small></li>`;
	};
	return markup`<ul class="tiles">${states.map(tile)}</ul>`;
}

function escalations(calls: readonly WorkView[], shown: ReadonlySet<string>): Markup {
	if (calls.length === 0) return empty('Nothing waits for a person.');
	const rows = calls
		.slice(0, MOST_ROWS)
		.map((view) => [
			text(reasonOf(view)),
			text(ownerOf(view)),
			text(workflowOf(view)),
			text(view.priority),
			text(at(view.closing?.at ?? view.openedAt)),
			idCell(view, shown),
		]);
	const heading = ['Reason', 'Owner', 'Workflow', 'Priority', 'Since', 'Id'];
	return markup`${table(heading, rows)}${rest(calls)}<p class="hint">When the cause is mended: <code>hospital work retry ID</code>, or <code>hospital work retry --reason CODE</code> for all of a kind.</p>`;
}

function oldest(open: readonly WorkView[], shown: ReadonlySet<string>, now: number): Markup {
	if (open.length === 0) return empty('No work is open.');
	const age = (view: WorkView): string => span(now - Date.parse(view.openedAt));
	const first = PRIORITIES.flatMap((priority) => {
		const view = open.find((one) => one.priority === priority);
		if (view === undefined) return [];
		return [markup`<li>Oldest ${priority}: <strong>${age(view)}</strong></li>`];
	});
	const rows = open
		.slice(0, MOST_ROWS)
		.map((view) => [
			text(age(view)),
			markup`<td><b class="${view.phase}">${stateOf(view)}</b></td>`,
			text(reasonOf(view)),
			text(workflowOf(view)),
			text(view.priority),
			numeric(view.lease?.attempt ?? 0),
			text(ownerOf(view)),
			text(view.evidence ?? ''),
			idCell(view, shown),
		]);
	const heading = [
		'Age',
		'State',
		'Last failure',
		'Workflow',
		'Priority',
		'#Attempts',
		'Owner',
		'Evidence',
		'Id',
	];
	return markup`<ul class="ages">${first}</ul>${table(heading, rows)}${rest(open)}`;
}

function workflows(
	{ board }: Listing,
	current: readonly WorkView[],
	byRoute: ReadonlyMap<string, Partial<Record<string, number>>>,
): Markup {
	const routes = new Set([
		...Object.keys(board?.routes ?? {}),
		...current.map(({ route }) => route),
		...byRoute.keys(),
	]);
	if (routes.size === 0) return empty('No workflow has accepted work yet.');
	const states = [...PHASES, ...TERMINAL_STATES];
	const rows = [...routes].map((route) => {
		const mine = current.filter((view) => view.route === route);
		const { label, attached } = board?.routes[route] ?? {};
		const numbers = states.map((state) => {
			const here = mine.filter((view) => stateOf(view) === state).length;
			return numeric(here + (byRoute.get(route)?.[state] ?? 0));
		});
		const name = workflowOf({ workflow: label, route });
		return [text(name), text(attached === true ? 'active' : 'switched off'), ...numbers];
	});
	return table(['Workflow', 'Trigger', ...states.map((state) => `#${state}`)], rows);
}

/**
 * The id, and below it which other version of the same study or message there is: a click leads to it
 * where the page shows it.
 */
function idCell({ id, supersedes, supersededBy }: WorkView, shown: ReadonlySet<string>): Markup {
	const other = (word: string, of: string | undefined): Markup => {
		if (of === undefined) return markup``;
		const name = markup`<code>${of}</code>`;
		return markup`<small>${word} ${shown.has(of) ? markup`<a href="#${of}">${name}</a>` : name}</small>`;
	};
	return markup`<td id="${id}"><code>${id}</code>${other('replaces', supersedes)}${other('replaced by', supersededBy)}</td>`;
}

const rest = (all: readonly unknown[]): Markup =>
	all.length > MOST_ROWS
		? markup`<p class="hint">and ${grouped(all.length - MOST_ROWS)} more: <code>hospital work list</code></p>`
		: markup``;
