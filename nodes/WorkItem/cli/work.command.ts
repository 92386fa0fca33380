import { parseArgs } from 'node:util';
import { table, type Command, type Output } from '../../shared/command';
import { isWorkItemId, requestWork, workViews, type WorkView } from '../../shared/work';

const USAGE = `Usage:
  hospital work list [--all] [--json]   open work; --all lists ended work too
  hospital work show ID [--json]        one item: state, reason, owner, attempts
  hospital work retry ID                take an ended or waiting item up again
  hospital work purge --days N          dispose of what ended more than N days ago

"retry" and "purge" are carried out by the running n8n within a second, or at its next start.
No command shows patient data.`;

const DAY = 24 * 3_600_000;

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
		const [verb, id] = positionals;
		if (verb === 'list') return await list(values.all, values.json, out);
		if (verb === 'show' && id !== undefined) return await show(id, values.json, out);
		if (verb === 'retry' && id !== undefined) return await retry(id, out);
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
				days: { type: 'string' },
			},
		});
	} catch {
		return undefined;
	}
}

async function list(all: boolean, json: boolean, out: Output): Promise<number> {
	const views = (await workViews()).filter(({ phase }) => all || phase !== 'closed');
	if (json) {
		for (const view of views) out.line(JSON.stringify(view));
		return 0;
	}
	const rows = views.map((view) => [
		view.id,
		view.kind,
		view.priority,
		stateOf(view),
		reasonOf(view),
		view.closing?.owner || view.owner,
		String(view.lease?.attempt ?? 0),
		view.openedAt,
	]);
	const heading = ['ID', 'KIND', 'PRIORITY', 'STATE', 'REASON', 'OWNER', 'ATTEMPTS', 'OPENED'];
	for (const line of table([heading, ...rows])) out.line(line);
	out.note(`${views.length} ${all ? 'items' : 'open items'}`);
	return 0;
}

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
		['Priority', view.priority],
		['State', stateOf(view)],
		['Reason', view.closing?.reason ?? ''],
		['Last failure', view.lease?.lastFailure ?? ''],
		['Owner', view.closing?.owner || view.owner],
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
	const view = isWorkItemId(id) ? (await workViews()).find((one) => one.id === id) : undefined;
	if (view === undefined)
		out.note('There is no such work item. "hospital work list --all" lists them.');
	return view;
}

const stateOf = ({ phase, closing }: WorkView): string => closing?.state ?? phase;
/** How an ended item ended is its only reason: an earlier failure says nothing about the end. */
const reasonOf = ({ closing, lease }: WorkView): string =>
	(closing === undefined ? lease?.lastFailure : closing.reason) ?? '';
