import type { CutOff, HandedOverRecord, InstanceRecord } from '../spool/records';
import type { MissingImage } from './missing';
import type { AssembledStudy } from './study';
import { isTestRule } from './known-rules';
import { claimFields } from './scope';

/** What is known of a study that is not kept in memory. */
export interface StudyArchive {
	records: InstanceRecord[];
	/** What was taken over, and by which rule. */
	handedOver: Array<Pick<HandedOverRecord, 'rule' | 'scope' | 'version'>>;
	/** Senders that broke off and never came back; absent when there are none. */
	cutOff?: CutOff[];
	/** Images that were sent and not stored; absent when there are none. */
	missing?: MissingImage[];
}

export function archiveOf({ instances, claims, senders }: AssembledStudy): StudyArchive {
	const handedOver: StudyArchive['handedOver'] = [];
	for (const { rule, scope, handedOver: version } of claims.values()) {
		if (version === undefined || isTestRule(rule)) continue;
		handedOver.push({ ...claimFields(rule, scope), version });
	}
	const cutOff = senders.brokenOff();
	const missing = senders.missing.all();
	return {
		records: [...instances.values()],
		handedOver,
		...(cutOff.length > 0 && { cutOff }),
		...(missing.length > 0 && { missing }),
	};
}
