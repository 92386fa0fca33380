import type { MissingRecord, SendersRecord, StateRecord } from '../spool/records';
import { isTestRule } from './known-rules';
import type { MissingImage } from './missing';
import { claimFields } from './scope';
import type { AssembledStudy } from './study';

/** Exactly what of the study is still waited for. */
export function stateOf({ lane, studyKey, claims, unwatched }: AssembledStudy): StateRecord {
	const open = [...claims.values()].filter(
		({ changedSince, rule }) => changedSince !== undefined && !isTestRule(rule),
	);
	return {
		kind: 'state',
		lane,
		studyKey,
		open: open.map(({ rule, scope }) => claimFields(rule, scope)),
		...(unwatched && { unwatched }),
	};
}

/** Whose end is not known. */
export const sendersOf = ({ lane, studyKey, senders }: AssembledStudy): SendersRecord => ({
	kind: 'senders',
	lane,
	studyKey,
	cutOff: senders.cutOff(),
});

/** Images that were sent and not stored; all that are known when none are named. */
export const missingOf = (
	{ lane, studyKey, senders }: AssembledStudy,
	images: MissingImage[] = senders.missing.all(),
): MissingRecord => ({ kind: 'missing', lane, studyKey, images });
