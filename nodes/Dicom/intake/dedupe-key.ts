import type { StudyReference } from '../../shared/contracts/study';
import { workItemId } from '../../shared/work/item';
import { scopeName } from './assembly/scope';

/** Names the work that a version of a study or of a part of it is: the same one again is the same work. */
export function dedupeKeyOf({
	key,
	version,
	scope,
}: Pick<StudyReference, 'key' | 'version' | 'scope'>): string {
	const part = scopeName(scope);
	return part === '' ? `${key}/${version}` : `${key}/${version}/${part}`;
}

/**
 * The work item in which the workflow was given the version that this one replaces.
 *
 * @param route of the workflow: its work items are named by it
 * @returns undefined when it replaces none
 */
export function workItemBefore(route: string, study: StudyReference): string | undefined {
	if (study.supersedes === undefined) return undefined;
	return workItemId(route, dedupeKeyOf({ ...study, version: study.supersedes }));
}
