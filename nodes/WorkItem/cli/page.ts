import { createHash } from 'node:crypto';
import { PRIORITIES, TERMINAL_STATES } from '../../shared/contracts';
import type { Listing, WorkView } from '../../shared/work';
// Under another name: formatters rewrite templates called "html", and the hash of the style must match its bytes.
import { html as markup, Html as Markup } from '../../shared/html';
import { STYLE } from './page-style';
import { ownerOf, reasonOf, span, stateOf, workflowOf } from './words';

/** Rows of a table on the page; the rest is a number below it. */
const MOST_ROWS = 100;
const PHASES = ['waiting', 'unclaimed', 'running', 'retrying', 'parked'] as const;

const MEANING: Record<string, string> = {
	waiting: 'accepted, not yet handed to its workflow',
	unclaimed: 'waits for a workflow that is switched off',
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
 */
export async function workPage(listing: Listing, now: number): Promise<string> {
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
	const silent = listing.board === undefined ? undefined : now - listing.board.seenAt;
	return page([
		markup`<header>
<h1>Work items</h1>
<p>As of ${at(now)}. ${seen(silent)} This page shows no patient data and does not update itself.</p>
</header>`,
		section('Open now', tiles(PHASES, counts)),
		section('Ended', tiles(TERMINAL_STATES, counts)),
		section('A person has to take over', escalations(calls)),
		section('Longest open', oldest(open, now)),
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

const section = (title: string, content: Markup): Markup =>
	markup`<section><h2>${title}</h2>${content}</section>`;

const at = (time: number | string): string =>
	`${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const seen = (silent: number | undefined): string =>
	silent === undefined
		? 'n8n has not handed out work here yet.'
		: silent > 5 * 60_000
			? `n8n was last seen ${span(silent)} ago: nothing is handed out.`
			: 'n8n is running.';

function tiles(states: readonly string[], counts: ReadonlyMap<string, number>): Markup {
	const tile = (state: string): Markup => {
		const number = counts.get(state) ?? 0;
		const look = number === 0 ? 'none' : state.toLowerCase();
		return markup`<li class="${look}"><strong>${grouped(number)}</strong><span>${state}</span><small>${MEANING[state]}</small></li>`;
	};
	return markup`<ul class="tiles">${states.map(tile)}</ul>`;
}

function escalations(calls: readonly WorkView[]): Markup {
	if (calls.length === 0) return markup`<p class="empty">Nothing waits for a person.</p>`;
	const rows = calls
		.slice(0, MOST_ROWS)
		.map((view) => [
			text(reasonOf(view)),
			text(ownerOf(view)),
			text(workflowOf(view)),
			text(view.priority),
			text(at(view.closing?.at ?? view.openedAt)),
			code(view.id),
		]);
	const heading = ['Reason', 'Owner', 'Workflow', 'Priority', 'Since', 'Id'];
	return markup`${table(heading, rows)}${rest(calls)}<p class="hint">When the cause is mended: <code>hospital work retry ID</code>, or <code>hospital work retry --reason CODE</code> for all of a kind.</p>`;
}

function oldest(open: readonly WorkView[], now: number): Markup {
	if (open.length === 0) return markup`<p class="empty">No work is open.</p>`;
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
			code(view.id),
		]);
	const heading = [
		'Age',
		'State',
		'Last failure',
		'Workflow',
		'Priority',
		'#Attempts',
		'Owner',
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
	if (routes.size === 0) return markup`<p class="empty">No workflow has accepted work yet.</p>`;
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

/** @param heading a column of numbers begins with # */
function table(heading: readonly string[], rows: ReadonlyArray<readonly Markup[]>): Markup {
	const heads = heading.map((title) =>
		title.startsWith('#')
			? markup`<th scope="col" class="number">${title.slice(1)}</th>`
			: markup`<th scope="col">${title}</th>`,
	);
	const lines = rows.map((cells) => markup`<tr>${cells}</tr>`);
	return markup`<div class="wide" tabindex="0"><table><thead><tr>${heads}</tr></thead><tbody>${lines}</tbody></table></div>`;
}

const text = (content: string): Markup => markup`<td>${content}</td>`;
const code = (content: string): Markup => markup`<td><code>${content}</code></td>`;
const numeric = (number: number): Markup =>
	markup`<td class="number${number === 0 ? ' zero' : ''}">${grouped(number)}</td>`;

const rest = (all: readonly unknown[]): Markup =>
	all.length > MOST_ROWS
		? markup`<p class="hint">and ${grouped(all.length - MOST_ROWS)} more: <code>hospital work list</code></p>`
		: markup``;

/** Thousands apart: `1 234 567`, with spaces that do not break. */
const grouped = (number: number): string => String(number).replace(/\B(?=(\d{3})+$)/g, '\u00a0');
