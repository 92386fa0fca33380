import { parseArgs } from 'node:util';
import { writeDurably } from '../../shared/durable';
import { table, type Command, type Output } from '../../shared/command';
import {
	isWorkItemId,
	requestWork,
	workListing,
	type Listing,
	type WorkView,
} from '../../shared/work';
import { workPage } from './page';
import { ownerOf, reasonOf, span, stateOf, workflowOf } from './words';

const USAGE = `Usage:
  hospital work list [--all] [--limit N] [--json]
                                        open work; --all adds the last N that ended (1000; with
                                        --json all of them)
  hospital work show ID [--json]        one item: state, reason, owner, attempts
  hospital work page [FILE]             the same as a page for a browser, to FILE or standard output
  hospital work retry ID                take an ended or waiting item up again
  hospital work retry --reason CODE     the same for all that ended as ESCALATED with this reason
  hospital work purge --days N          dispose of what ended more than N days ago

"retry" and "purge" are carried out by the running n8n within a second, or at its next start.
No command shows patient data.`;

const DAY = 24 * 3_600_000;
/** Ended items that a list shows when nothing else is asked for. */
const USUAL_LIMIT = 1000;
/** The engine writes that it is there every minute. */
const SILENT = 5 * 60_000;

export const workCommand: Command = {
	name: 'work',
	summary: 'list, show, retry and purge pieces of work',
	usage: USAGE,
	async run(args, out) {
		const parsed = parse(args);
		if (parsed === undefined) {
			out.note(USAGE);
			return 2;
		}
		const { positionals, values } = parsed;
		const [verb, argument] = positionals;
		if (verb === 'list') return await list(values.all, values.limit, values.json, out);
		if (verb === 'show' && argument !== undefined) return await show(argument, values.json, out);
		if (verb === 'page') return await page(argument, out);
		if (verb === 'retry' && argument !== undefined) return await retry(argument, out);
		if (verb === 'retry' && values.reason !== undefined) return await retryAll(values.reason, out);
		if (verb === 'purge' && values.days !== undefined) return await purge(values.days, out);
		out.note(USAGE);
		return 2;
	},
};

/** Undefined for options that there are not, whose names node would put into its message. */
function parse(args: string[]) {
	try {
		return parseArgs({
			args,
			allowPositionals: true,
			options: {
				all: { type: 'boolean', default: false },
				json: { type: 'boolean', default: false },
				limit: { type: 'string' },
				reason: { type: 'string' },
				days: { type: 'string' },
			},
		});
	} catch {
		return undefined;
	}
}

async function list(
	all: boolean,
	limit: string | undefined,
	json: boolean,
	out: Output,
): Promise<number> {
	const most = Number(limit ?? (json ? Infinity : USUAL_LIMIT));
	if (limit !== undefined && !(Number.isInteger(most) && most >= 1)) {
		out.note('--limit takes a whole number from 1.');
		return 2;
	}
	const listing = await workListing();
	const current = await listing.current();
	const views = current.filter(({ phase }) => all || phase !== 'closed');
	if (json) return await listJson(listing, views, all ? most : 0, out);
	const more = all ? await addEnded(listing, views, most) : false;
	views.sort((a, b) => Date.parse(a.openedAt) - Date.parse(b.openedAt));
	for (const line of table([HEADING, ...views.map(row)])) out.line(line);
	out.note(`${views.length} ${all ? 'items' : 'open items'}`);
	if (more) out.note(`More have ended: --limit shows more than the last ${most} of them.`);
	noteSilence(listing, out);
	return 0;
}

/** For scripts: line by line as it is read, the archive first (what ended last first). */
async function listJson(
	listing: Listing,
	current: readonly WorkView[],
	most: number,
	out: Output,
): Promise<number> {
	const known = new Set(current.map(({ id }) => id));
	let left = most;
	for await (const view of left > 0 ? listing.ended() : []) {
		if (left === 0) break;
		if (known.has(view.id)) continue;
		out.line(JSON.stringify(view));
		left -= 1;
	}
	for (const view of current) out.line(JSON.stringify(view));
	return 0;
}

/** @returns true when more have ended than were asked for */
async function addEnded(listing: Listing, views: WorkView[], most: number): Promise<boolean> {
	const known = new Set(views.map(({ id }) => id));
	let added = 0;
	for await (const view of listing.ended()) {
		if (added === most) return true;
		if (known.has(view.id)) continue;
		views.push(view);
		added += 1;
	}
	return false;
}

/** Waiting work is no fault of its workflow while n8n does not run. */
function noteSilence({ board }: Listing, out: Output): void {
	const silent = board === undefined ? 0 : Date.now() - board.seenAt;
	if (silent > SILENT) out.note(`n8n was last seen ${span(silent)} ago: nothing is handed out.`);
}

const HEADING = [
	'ID',
	'KIND',
	'PRIORITY',
	'STATE',
	'REASON',
	'OWNER',
	'ATTEMPTS',
	'AGE',
	'OPENED',
	'WORKFLOW',
];

const row = (view: WorkView): string[] => [
	view.id,
	view.kind,
	view.priority,
	stateOf(view),
	reasonOf(view),
	ownerOf(view),
	String(view.lease?.attempt ?? 0),
	span(Date.parse(view.closing?.at ?? new Date().toISOString()) - Date.parse(view.openedAt)),
	view.openedAt,
	workflowOf(view),
];

async function show(id: string, json: boolean, out: Output): Promise<number> {
	const view = await find(id, out);
	if (view === undefined) return 1;
	if (json) {
		out.line(JSON.stringify(view));
		return 0;
	}
	const rows = [
		['Id', view.id],
		['Kind', view.kind],
		['Workflow', workflowOf(view)],
		['Priority', view.priority],
		['State', stateOf(view)],
		['Reason', view.closing?.reason ?? ''],
		['Last failure', view.lease?.lastFailure ?? ''],
		['Owner', ownerOf(view)],
		['Opened', view.openedAt],
		['Attempts', String(view.lease?.attempt ?? 0)],
		['Failures', String(view.lease?.failures ?? 0)],
		['Last delivered', view.lease?.emittedAt ?? ''],
		['Ended', view.closing?.at ?? ''],
		['Execution', view.closing?.executionId ?? ''],
	];
	for (const line of table(rows.filter(([, value]) => value !== ''))) out.line(line);
	return 0;
}

async function page(file: string | undefined, out: Output): Promise<number> {
	const html = await workPage(await workListing(), Date.now());
	if (file === undefined) out.line(html);
	else {
		await writeDurably(file, `${html}\n`);
		out.line(file);
	}
	return 0;
}

async function retry(id: string, out: Output): Promise<number> {
	const view = await find(id, out);
	if (view === undefined) return 1;
	if (view.phase === 'running' || view.phase === 'parked') {
		out.note(
			view.phase === 'running'
				? 'It is being worked on now. Without an end it is taken up again by itself.'
				: 'It waits for a decision. It goes on when that is recorded.',
		);
		return 1;
	}
	await requestWork('retry', id);
	out.note('Requested. n8n takes it up within a second, or at its next start.');
	return 0;
}

/** What stopped many at once (a wrong credential) is mended once, and then all of them go on. */
async function retryAll(reason: string, out: Output): Promise<number> {
	const { escalated } = await (await workListing()).endedCounts();
	const items = escalated.filter(({ closing }) => closing?.reason === reason);
	for (const { id } of items) await requestWork('retry', id);
	out.note(
		items.length === 0
			? 'No work ended as ESCALATED with this reason.'
			: `Requested for ${items.length}. n8n takes them up within a second, or at its next start.`,
	);
	return items.length === 0 ? 1 : 0;
}

async function purge(days: string, out: Output): Promise<number> {
	const count = Number(days);
	if (!(count >= 1 && count <= 36_500)) {
		out.note('--days takes a number from 1 to 36500.');
		return 2;
	}
	await requestWork('purge', String(Math.floor(Date.now() - count * DAY)));
	out.note('Requested. n8n disposes of it within a second, or at its next start.');
	return 0;
}

async function find(id: string, out: Output): Promise<WorkView | undefined> {
	const view = isWorkItemId(id) ? await (await workListing()).find(id) : undefined;
	if (view === undefined)
		out.note('There is no such work item. "hospital work list --all" lists them.');
	return view;
}
