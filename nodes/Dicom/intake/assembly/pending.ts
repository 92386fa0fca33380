import type { ScopeLevel } from '../../../shared/contracts/study';
import type { Book } from './book';
import { comparedCount } from './compared-count';
import { isTestRule, type KnownRule } from './known-rules';
import { arrivingOf, type Claim } from './study';

/** A study or a part of it that is not given on yet. Times are milliseconds since 1970. */
export interface Pending {
	lane: string;
	studyKey: string;
	/** Of the workflow that gets it. */
	route: string;
	level: ScopeLevel;
	/** Distinct, sorted. */
	modalities: string[];
	images: number;
	since: number;
	lastAt: number;
	/** When it is given on if nothing more comes; absent while that is open. */
	until?: number;
	/** In plain words, without anything of the patient. */
	waitsFor: string;
}

/**
 * What waits to be complete, for people: as the last judgement left it.
 *
 * @param most no more than so many are described
 */
export function pendingOf(book: Book, most: number): { items: Pending[]; more: number } {
	const items: Pending[] = [];
	let more = 0;
	for (const claim of book.open) {
		if (isTestRule(claim.rule) || claim.outlook?.wanted === false) continue;
		const rule = book.rules.get(claim.study.lane, claim.rule);
		const images = imagesOf(claim);
		if (rule === undefined || images === 0) continue;
		if (items.length < most) items.push(describe(book, claim, rule, images));
		else more++;
	}
	return { items, more };
}

function describe(book: Book, claim: Claim, rule: KnownRule, images: number): Pending {
	const { study, scope, lastChange, changedSince = lastChange, outlook } = claim;
	const wall = (time: number) => book.clock.wall() - book.clock.monotonic() + time;
	const served = book.rules.isServed(rule.lane);
	const until = served ? outlook?.until : undefined;
	return {
		lane: study.lane,
		studyKey: study.studyKey,
		route: rule.present ?? rule.route.id,
		level: scope.level,
		modalities: modalitiesOf(claim),
		images,
		since: wall(changedSince),
		lastAt: wall(lastChange),
		...(until !== undefined && Number.isFinite(until) && { until: wall(until) }),
		waitsFor: served ? waitsFor(claim, rule) : 'a workflow that receives here',
	};
}

function waitsFor(claim: Claim, { route }: KnownRule): string {
	const { study, scope, enquiry } = claim;
	const series = scope.level === 'study' ? undefined : scope.seriesInstanceUid;
	if (!study.loaded) return 'what was put away of it to be read';
	if (arrivingOf(study, series) > 0) return 'an image that is being received';
	const expected = enquiry?.expected;
	const received = comparedCount(claim);
	if (expected !== undefined && received < expected) {
		return `count: ${received} of ${expected} images`;
	}
	const { interrupted } = study.senders.stateOf(series ?? '');
	if (interrupted?.how === 'refused') return 'images that were refused, to be sent again';
	if (interrupted?.how === 'aborted') return 'its sender, who broke off, to come back';
	if (interrupted !== undefined) return 'its sender to come back after a restart of the receiver';
	if (enquiry?.asking !== undefined && expected === undefined) return 'an answer of the PACS';
	return route.requiredSeries === undefined ? 'quiet period' : 'required series, or quiet period';
}

/** Of all senders: a filter by sender is not looked at here. */
function imagesOf({ study, scope }: Claim): number {
	if (scope.level === 'instance') return 1;
	if (scope.level === 'study') return study.instances.size;
	return study.series.get(scope.seriesInstanceUid ?? '')?.size ?? 0;
}

/** The images of a series have one modality (PS3.3 A.1.2.3). */
function modalitiesOf({ study, scope }: Claim): string[] {
	const modalities = new Set<string>();
	for (const [uid, images] of study.series) {
		if (scope.level !== 'study' && uid !== scope.seriesInstanceUid) continue;
		const [first] = images.values();
		if (first?.header.modality) modalities.add(first.header.modality);
	}
	return [...modalities].sort();
}
