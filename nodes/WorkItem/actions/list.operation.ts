import type { Addition, Operation } from '../../shared/face';
import { dataDirectory } from '../../shared/data-directory';
import { readWaiting, type FoundWaiting } from '../../shared/waiting';
import { linkVersions, workListing, type Listing, type WorkView } from '../../shared/work';

export const list: Operation = {
	value: 'list',
	name: 'List',
	description:
		'List pieces of work with their state, reason and owner, or the studies that still wait for images',
	action: 'List work items',
	endedWork: true,
	fields: [
		{
			displayName: 'Show',
			name: 'show',
			type: 'options',
			default: 'open',
			description: 'Which work to list',
			options: [
				{ name: 'All', value: 'all' },
				{ name: 'Escalated', value: 'escalated' },
				{ name: 'Open', value: 'open' },
				{
					name: 'Waiting for Images',
					value: 'waiting',
					description: 'Studies of which images have come and that are no work yet',
				},
			],
		},
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			default: 50,
			typeOptions: { minValue: 1, maxValue: 10000 },
			description: 'Max number of results to return',
		},
	],
	async execute(context) {
		const show = await context.parameter<string>('show');
		const limit = await context.parameter<number>('limit');
		const listing = await workListing();
		if (show === 'waiting') return { many: await waitingRows(listing, limit) };
		return { many: (await viewsOf(listing, show, limit)).map(workRow) };
	},
};

/** A list of work names nobody: every field is a code, a state or a time. */
const allOf = (value: object): string[] => Object.keys(value).map((name) => `/${name}`);

function workRow(view: WorkView): Addition[] {
	const value = {
		id: view.id,
		kind: view.kind,
		priority: view.priority,
		phase: view.phase,
		workflow: view.workflow,
		openedAt: view.openedAt,
		attempt: view.lease?.attempt ?? 0,
		state: view.closing?.state,
		// An earlier failure says nothing about how an ended item ended.
		reason: view.closing === undefined ? view.lease?.lastFailure : view.closing.reason,
		owner: view.closing?.owner || view.owner,
		endedAt: view.closing?.at,
		// What no workflow ended may stand nowhere else than in this list.
		endedBy: view.closing === undefined ? undefined : (view.closing.by ?? 'workflow'),
		evidence: view.evidence,
		supersedes: view.supersedes,
		supersededBy: view.supersededBy,
	};
	return [{ key: 'work', value, clear: allOf(value) }];
}

async function waitingRows(listing: Listing, limit: number): Promise<Addition[][]> {
	const { items } = await readWaiting((await dataDirectory()).root);
	return items.slice(0, limit).map((item: FoundWaiting) => {
		const { route, about, ...rest } = item;
		const value = { ...rest, workflow: listing.board?.routes[route]?.label, about: { ...about } };
		return [{ key: 'waiting', value, clear: [...allOf(value), '/about/*'] }];
	});
}

/** Open work oldest first; of what has ended the last ones, the latest at the end. */
async function viewsOf(listing: Listing, show: string, limit: number): Promise<WorkView[]> {
	const current = await listing.current();
	linkVersions(current);
	if (show === 'open') return current.filter(({ phase }) => phase !== 'closed').slice(0, limit);
	const wanted = ({ closing }: WorkView): boolean =>
		show === 'all' || closing?.state === 'ESCALATED';
	const views = new Map(current.filter(wanted).map((view) => [view.id, view]));
	for await (const view of listing.ended()) {
		if (views.size >= limit + current.length) break;
		if (wanted(view) && !views.has(view.id)) views.set(view.id, view);
	}
	const found = [...views.values()];
	linkVersions(found);
	return found.sort((a, b) => Date.parse(a.openedAt) - Date.parse(b.openedAt)).slice(-limit);
}
