import type { Addition, Operation } from '../../shared/face';
import { workListing, type WorkView } from '../../shared/work';

export const list: Operation = {
	value: 'list',
	name: 'List',
	description: 'List pieces of work with their state, reason and owner',
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
		const many = (await viewsOf(show, limit)).map((view): Addition[] => [
			{
				key: 'work',
				value: {
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
				},
				// A list of work names nobody: every field is a code, a state or a time.
				clear: [
					'/id',
					'/kind',
					'/priority',
					'/phase',
					'/workflow',
					'/openedAt',
					'/attempt',
					'/state',
					'/reason',
					'/owner',
				],
			},
		]);
		return { many };
	},
};

/** Open work oldest first; of what has ended the last ones, the latest at the end. */
async function viewsOf(show: string, limit: number): Promise<WorkView[]> {
	const listing = await workListing();
	const current = await listing.current();
	if (show === 'open') return current.filter(({ phase }) => phase !== 'closed').slice(0, limit);
	const wanted = ({ closing }: WorkView): boolean =>
		show === 'all' || closing?.state === 'ESCALATED';
	const views = new Map(current.filter(wanted).map((view) => [view.id, view]));
	for await (const view of listing.ended()) {
		if (views.size >= limit + current.length) break;
		if (wanted(view) && !views.has(view.id)) views.set(view.id, view);
	}
	return [...views.values()]
		.sort((a, b) => Date.parse(a.openedAt) - Date.parse(b.openedAt))
		.slice(-limit);
}
