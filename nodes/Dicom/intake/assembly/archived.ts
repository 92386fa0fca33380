import type { HandedOverRecord, InstanceRecord } from '../spool/records';
import type { AssembledStudy } from './study';
import { isTestRule } from './known-rules';
import { claimFields } from './scope';

/** What is known of a study that is not kept in memory. */
export interface StudyArchive {
	records: InstanceRecord[];
	/** What was taken over, and by which rule. */
	handedOver: Array<Pick<HandedOverRecord, 'rule' | 'scope' | 'version'>>;
}

export function archiveOf({ instances, claims }: AssembledStudy): StudyArchive {
	const handedOver: StudyArchive['handedOver'] = [];
	for (const { rule, scope, handedOver: version } of claims.values()) {
		if (version === undefined || isTestRule(rule)) continue;
		handedOver.push({ ...claimFields(rule, scope), version });
	}
	return { records: [...instances.values()], handedOver };
}
