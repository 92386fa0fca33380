import { table, type Output } from '../../shared/command';
import { outlineOf, type StudyOutline, type StudyReference } from '../../shared/contracts';
import { workListing, type Listing, type WorkView } from '../../shared/work';
import { find } from './find';
import { messageRows } from './message-rows';
import { ownerOf, stateOf, workflowOf } from './words';

/** `hospital work show ID` */
export async function show(id: string, json: boolean, out: Output): Promise<number> {
	const found = await find(id, out);
	if (found === undefined) return 1;
	const listing = await workListing();
	const view: WorkView = { ...found, supersededBy: await listing.successorOf(id) };
	const study = view.kind === 'dicom-study' ? await studyOf(listing, id) : undefined;
	if (json) {
		out.line(JSON.stringify({ ...view, ...(study && { study }) }));
		return 0;
	}
	const rows = [
		...rowsOf(view),
		...studyRows(study),
		...(await messageRows(view, listing)),
		...(await versionRows(view, listing)),
	];
	// Content of an older version of the package may lack some of it.
	for (const line of table(rows.filter(([, value]) => Boolean(value)))) out.line(line);
	return 0;
}

const rowsOf = (view: WorkView): string[][] => [
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
	['Evidence', view.evidence ?? ''],
];

/** What may stand readable of a study. None when its content is gone, damaged or of another shape. */
async function studyOf(listing: Listing, id: string): Promise<StudyOutline | undefined> {
	try {
		return outlineOf((await listing.payloadOf(id)) as StudyReference);
	} catch {
		return undefined;
	}
}

function studyRows(study: StudyOutline | undefined): string[][] {
	if (study === undefined) return [];
	const { modalities, instanceCount, completeness, callingAeTitles, calledAeTitle } = study;
	return [
		['Complete because', completeness.explanation],
		['Incomplete', completeness.incomplete ? (completeness.incompleteReason ?? 'yes') : ''],
		['Images', `${instanceCount} (${modalities.join(', ')})`],
		['Sent', `by ${callingAeTitles.join(', ')} to ${calledAeTitle}`],
		['First image', study.firstReceivedAt],
		['Last image', study.lastReceivedAt],
	];
}

async function versionRows(view: WorkView, listing: Listing): Promise<string[][]> {
	const named = async (id: string | undefined): Promise<string> => {
		if (id === undefined) return '';
		const other = await listing.find(id);
		return `${id} (${other === undefined ? 'not in the list any more' : stateOf(other)})`;
	};
	return [
		['Replaces', await named(view.supersedes)],
		['Replaced by', await named(view.supersededBy)],
	];
}
