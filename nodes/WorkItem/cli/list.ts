import { table, type Output } from '../../shared/command';
import { last, type Arguments } from '../../shared/command-line';
import { dataRoot } from '../../shared/data-directory';
import { readWaiting, type FoundWaiting } from '../../shared/waiting';
import { linkVersions, workListing, type Listing, type WorkView } from '../../shared/work';
import {
	ageOf,
	arrivalOf,
	engineSeen,
	isStuck,
	latestOf,
	ownerOf,
	reasonOf,
	span,
	stateOf,
	versionsOf,
	waitsForOf,
	workflowOf,
} from './words';

/** Ended items that a list shows when nothing else is asked for. */
const USUAL_LIMIT = 1000;

/** `hospital work list` */
export async function list(args: Arguments, out: Output): Promise<number> {
	const { switches } = args;
	const [all, json] = [switches.has('all'), switches.has('json')];
	const limit = last(args, 'limit');
	const most = Number(limit ?? (json ? Infinity : USUAL_LIMIT));
	if (limit !== undefined && !(Number.isInteger(most) && most >= 1)) {
		out.note('--limit takes a whole number from 1.');
		return 2;
	}
	const listing = await workListing();
	if (switches.has('waiting')) return await listWaiting(listing, json, out);
	const current = await listing.current();
	linkVersions(current);
	const views = current.filter(({ phase }) => all || phase !== 'closed');
	if (json) return await listJson(listing, views, all ? most : 0, out);
	const more = all ? await addEnded(listing, views, most) : false;
	if (all) linkVersions(views);
	views.sort((a, b) => Date.parse(a.openedAt) - Date.parse(b.openedAt));
	for (const line of table(withoutEmpty(columnsOf(views)))) out.line(line);
	const { items, more: unlisted } = await readWaiting(dataRoot(process.env));
	if (items.length > 0) {
		out.line('');
		out.line(
			items.some(isStuck) ? 'Waiting for images, or to be handed on:' : 'Waiting for images:',
		);
		for (const line of table([WAITING, ...items.map((one) => waitingRow(one, listing))])) {
			out.line(line);
		}
	}
	const noun = views.length === 1 ? 'item' : 'items';
	out.note(`${views.length} ${all ? '' : 'open '}${noun}`);
	if (items.length > 0) noteWaiting(items, unlisted, out);
	if (more) out.note(`More have ended: --limit shows more than the last ${most} of them.`);
	noteSilence(listing, out);
	return 0;
}

async function listWaiting(listing: Listing, json: boolean, out: Output): Promise<number> {
	const { items, more } = await readWaiting(dataRoot(process.env));
	if (json) for (const item of items) out.line(JSON.stringify(item));
	else {
		for (const line of table([WAITING, ...items.map((one) => waitingRow(one, listing))])) {
			out.line(line);
		}
		noteWaiting(items, more, out);
		noteSilence(listing, out);
	}
	if (more > 0) out.note(`${more} of them are not listed.`);
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

function noteWaiting(items: readonly FoundWaiting[], more: number, out: Output): void {
	const stuck = items.filter(isStuck).length;
	const arriving = items.length - stuck + more;
	if (arriving > 0 || stuck === 0) out.note(`${arriving} still arriving`);
	if (stuck > 0) out.note(`${stuck} complete, and cannot be handed on to their workflow`);
}

/** Waiting work is no fault of its workflow while n8n does not run. */
function noteSilence({ board }: Listing, out: Output): void {
	const { runs, words } = engineSeen(board, Date.now());
	if (!runs && board !== undefined) out.note(words);
}

function columnsOf(views: readonly WorkView[]): string[][] {
	const now = Date.now();
	return [
		[
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
			'EVIDENCE',
			'VERSIONS',
		],
		...views.map((view) => [
			view.id,
			view.kind,
			view.priority,
			stateOf(view),
			reasonOf(view),
			ownerOf(view),
			String(view.lease?.attempt ?? 0),
			ageOf(view, now),
			view.openedAt,
			workflowOf(view),
			view.evidence ?? '',
			versionsOf(view),
		]),
	];
}

/** The last two columns stand there when they say anything: most lists are wide enough. */
function withoutEmpty(rows: readonly string[][]): string[][] {
	const [heading] = rows;
	const kept = heading.map(
		(_, at) => at < heading.length - 2 || rows.slice(1).some((row) => row[at] !== ''),
	);
	return rows.map((row) => row.filter((_, at) => kept[at]));
}

const WAITING = ['SINCE', 'LAST CAME', 'IMAGES', 'WHAT', 'WAITS FOR', 'AT THE LATEST', 'WORKFLOW'];

function waitingRow(item: FoundWaiting, { board }: Listing): string[] {
	const now = Date.now();
	const { since, lastAt, count, route } = item;
	return [
		`${span(now - Date.parse(since))} ago`,
		`${span(now - Date.parse(lastAt))} ago`,
		String(count),
		arrivalOf(item),
		waitsForOf(item),
		latestOf(item, now),
		workflowOf({ workflow: board?.routes[route]?.label, route }),
	];
}
