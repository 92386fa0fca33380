import type { Output } from '../../shared/command';
import { isWorkItemId, workListing, type WorkView } from '../../shared/work';

/** The item that was named on the command line; says so when there is none. */
export async function find(id: string, out: Output): Promise<WorkView | undefined> {
	const view = isWorkItemId(id) ? await (await workListing()).find(id) : undefined;
	if (view === undefined) {
		out.note('There is no such work item. "hospital work list --all" lists them.');
	}
	return view;
}
