import type { ScopeLevel, StudyScope } from '../../../shared/contracts/study';
import type { ClaimName, InstanceRecord } from '../spool/records';

export const WHOLE_STUDY: StudyScope = { level: 'study' };

/** The part of a study that an instance belongs to, at this level. */
export function scopeOf({ header }: InstanceRecord, level: ScopeLevel): StudyScope {
	const { seriesInstanceUid, sopInstanceUid } = header;
	if (level === 'study') return WHOLE_STUDY;
	if (level === 'series') return { level, seriesInstanceUid };
	return { level, seriesInstanceUid, sopInstanceUid };
}

/** Names a part within its study. Empty for the whole study. */
export function scopeName(scope: StudyScope = WHOLE_STUDY): string {
	const { level, seriesInstanceUid = '', sopInstanceUid = '' } = scope;
	return level === 'study'
		? ''
		: `${level}/${level === 'series' ? seriesInstanceUid : sopInstanceUid}`;
}

/** Names a claim within its study. */
export const claimName = ({ rule = '', scope }: ClaimName): string => `${rule}|${scopeName(scope)}`;

/** As it stands in a record: what is usual is left out. */
export const claimFields = (rule: string, scope: StudyScope): ClaimName => ({
	...(rule !== '' && { rule }),
	...(scope.level !== 'study' && { scope }),
});
