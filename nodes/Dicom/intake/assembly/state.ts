import type { SendersRecord, StateRecord } from '../spool/records';
import { isTestRule } from './known-rules';
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
