import type { StudyReference } from '../../../shared/contracts/study';
import type { Route } from '../settings';
import { modalitiesOf, type AssembledStudy } from './study';

/** What a rule says about a study at a moment. */
export type Verdict =
	| { complete: true; incomplete: boolean }
	/** Not yet; ask again at this time even if nothing happens (milliseconds of the clock). */
	| { complete: false; askAt?: number };

/** One kind of evidence that a study is complete. */
export interface CompletenessRule {
	evidence: StudyReference['completeness']['evidence'];
	judge(study: AssembledStudy, route: Route, now: number): Verdict;
}

/** Nothing came for a while. An instance that is on its way keeps the study open. */
export const quietPeriod: CompletenessRule = {
	evidence: 'quiet-period',
	judge(study, route, now) {
		if (study.arriving > 0) return { complete: false };
		const askAt = study.lastChange + quietPeriodOf(study, route);
		return now >= askAt ? { complete: true, incomplete: false } : { complete: false, askAt };
	},
};

/** A study that never becomes quiet is given on all the same, marked as incomplete. */
export const hardMaximum: CompletenessRule = {
	evidence: 'hard-maximum',
	judge(study, route, now) {
		if (route.hardMaximumMs === undefined || study.changedSince === undefined) {
			return { complete: false };
		}
		const askAt = study.changedSince + route.hardMaximumMs;
		return now >= askAt ? { complete: true, incomplete: true } : { complete: false, askAt };
	},
};

/** In this order; the first that finds the study complete is the evidence in the item. */
export const RULES: readonly CompletenessRule[] = [quietPeriod, hardMaximum];

function quietPeriodOf(study: AssembledStudy, route: Route): number {
	const byModality = route.quietPeriodMsByModality ?? {};
	const periods = modalitiesOf(study.instances.values())
		.map((modality) => byModality[modality])
		.filter((period) => period !== undefined);
	return periods.length === 0 ? route.quietPeriodMs : Math.max(...periods);
}
