import {
	explainCompleteness,
	type Completeness,
	type IncompleteReason,
} from '../../../shared/contracts/completeness';
import type { CompleteRecord, InstanceRecord, StateRecord } from '../spool/records';
import type { Book } from './book';
import { comparedCount } from './compared-count';
import { askAt, asks, newEnquiry } from './enquiries';
import { isTest, isTestRule, type KnownRule } from './known-rules';
import { RULES, singleImage, WAITING_RULES, type CompletenessRule, type Part } from './rules';
import { claimFields, scopeName } from './scope';
import { stateOf } from './state';
import { arrivingOf, versionOf, type AssembledStudy, type Claim } from './study';
import { fits } from './study-rule';

/** A claim that is complete now, and the images that it is complete with. */
export interface Completion {
	claim: Claim;
	record: CompleteRecord;
	images: InstanceRecord[];
}

/** What the PACS is to be asked for a route: how many images there are. */
export interface CountQuestion {
	route: string;
	lane: string;
	studyKey: string;
	claim: string;
	studyInstanceUid: string;
	/** Of this series alone. */
	seriesInstanceUid?: string;
}

export interface Judgement {
	/** To be journalled. */
	complete: Completion[];
	/** Copies for test runs. */
	tests: Completion[];
	/** To be journalled at once: what of these studies is still waited for. */
	states: StateRecord[];
	/** Studies that no rule of their lane wants. */
	unclaimed: AssembledStudy[];
	questions: CountQuestion[];
	/** When to look again at the latest. Milliseconds of the clock. */
	askAt: number;
}

/** Silence after which a study of a lane without any workflow is put away. Milliseconds. */
const UNWATCHED_QUIET = 60_000;

/** Judges everything that changed; closes claims to what they do not want. */
export function judgeAll(book: Book): Judgement {
	const judgement: Judgement = {
		complete: [],
		tests: [],
		states: [],
		unclaimed: [],
		questions: [],
		askAt: Number.POSITIVE_INFINITY,
	};
	for (const claim of [...book.open]) {
		const rule = book.rules.get(claim.study.lane, claim.rule);
		// While no workflow receives on the lane its senders are refused: silence says nothing.
		if (!claim.study.loaded || rule === undefined || !book.rules.isServed(rule.lane)) continue;
		judgeClaim(book, claim, rule, judgement);
	}
	for (const study of book.all()) {
		judgeUnclaimed(book, study, judgement);
		// An image on its way may stand in the journal already, and not here.
		if (!study.passedBy || study.arriving.size > 0) continue;
		study.passedBy = false;
		judgement.states.push(stateOf(study));
	}
	return judgement;
}

function judgeClaim(book: Book, claim: Claim, rule: KnownRule, judgement: Judgement): void {
	const now = book.clock.monotonic();
	const images = book.imagesOf(claim);
	if (images.length === 0) {
		book.close(claim);
		return;
	}
	const wanted = fits(rule.route, images);
	if (wanted) ask(claim, rule, now, judgement);
	const part = partOf(claim, images);
	const outlook = { wanted, until: Number.POSITIVE_INFINITY };
	claim.outlook = outlook;
	for (const each of rulesFor(claim, wanted)) {
		const verdict = each.judge(part, rule.route, now);
		if (!verdict.complete) {
			outlook.until = Math.min(outlook.until, verdict.askAt ?? Number.POSITIVE_INFINITY);
			judgement.askAt = Math.min(judgement.askAt, outlook.until);
			continue;
		}
		if (!wanted) {
			book.close(claim);
			claim.study.passedBy = true;
		} else {
			const record = completion(book, claim, part, each.evidence, verdict.incomplete);
			judgement[isTest(rule.route) ? 'tests' : 'complete'].push({ claim, record, images });
		}
		return;
	}
}

function rulesFor({ scope }: Claim, wanted: boolean): readonly CompletenessRule[] {
	if (scope.level === 'instance') return [singleImage];
	return wanted ? RULES : WAITING_RULES;
}

function partOf(claim: Claim, instances: InstanceRecord[]): Part {
	const { study, scope, changedSince = 0, lastChange, longestGap, enquiry } = claim;
	const series = scope.level === 'study' ? undefined : scope.seriesInstanceUid;
	return {
		instances,
		received: comparedCount(claim),
		changedSince,
		lastChange,
		longestGap,
		arriving: arrivingOf(study, series),
		senders: study.senders.stateOf(series ?? ''),
		sendersOf: (uid) => study.senders.stateOf(uid),
		...(enquiry && { enquiry }),
	};
}

/** Puts the question to the PACS when its time has come. A workflow that is away cannot ask. */
function ask(claim: Claim, { route, present }: KnownRule, now: number, judgement: Judgement): void {
	const { study, scope, lastChange, longestGap } = claim;
	if (route.expectedCount === undefined || scope.level === 'instance') return;
	if (present === undefined) return;
	claim.enquiry ??= newEnquiry(claim.changedSince ?? now);
	const received = comparedCount(claim);
	const at = askAt(claim.enquiry, { received, lastChange, longestGap });
	if (now < at) {
		judgement.askAt = Math.min(judgement.askAt, at);
		return;
	}
	asks(claim.enquiry, now);
	const [first] = study.instances.values();
	judgement.questions.push({
		route: present,
		lane: study.lane,
		studyKey: study.studyKey,
		claim: claim.name,
		studyInstanceUid: first?.header.studyInstanceUid ?? '',
		...(scope.level === 'series' && { seriesInstanceUid: scope.seriesInstanceUid }),
	});
}

function completion(
	book: Book,
	claim: Claim,
	{ enquiry, received, instances }: Part,
	evidence: Completeness['evidence'],
	incomplete: false | IncompleteReason,
): CompleteRecord {
	const { study, rule, scope } = claim;
	const version = versionOf(instances);
	const previous = previousOf(book, claim, version);
	const expectedCount = enquiry?.expected;
	const found = {
		evidence,
		incomplete: incomplete !== false,
		...(incomplete && { incompleteReason: incomplete }),
		...(expectedCount !== undefined && { expectedCount, receivedCount: received }),
	};
	return {
		kind: 'complete',
		lane: study.lane,
		studyKey: study.studyKey,
		...claimFields(rule, scope),
		version,
		completeness: {
			...found,
			explanation: explainCompleteness(found),
			decidedAt: new Date(book.clock.wall()).toISOString(),
		},
		...(previous !== undefined && { supersedes: previous }),
	};
}

/** The version before; where the workflow had other settings then, that of those. */
function previousOf(book: Book, claim: Claim, version: string): string | undefined {
	const own = versionBefore(claim, version);
	if (own !== undefined || isTestRule(claim.rule)) return own;
	const part = scopeName(claim.scope);
	for (const other of claim.study.claims.values()) {
		if (other === claim || isTestRule(other.rule) || scopeName(other.scope) !== part) continue;
		const rule = book.rules.get(claim.study.lane, other.rule);
		const before = versionBefore(other, version);
		if (before !== undefined && (rule === undefined || rule.closing)) return before;
	}
	return undefined;
}

/** The newest that was offered or taken over and is another one. */
const versionBefore = ({ offered, handedOver }: Claim, version: string): string | undefined =>
	[offered?.version, handedOver].find((each) => each !== undefined && each !== version);

/** Nothing of the study is wanted, now that nothing more is waited for. */
function judgeUnclaimed(book: Book, study: AssembledStudy, judgement: Judgement): void {
	if (!study.loaded || study.instances.size === 0 || arrivingOf(study) > 0) return;
	for (const { rule, changedSince, offered, handedOver } of study.claims.values()) {
		if (isTestRule(rule)) continue;
		if (changedSince !== undefined || offered !== undefined) return;
		if (handedOver !== undefined && !study.unwatched) return;
	}
	const quietAt = study.lastChange + quietOf(book.rules.ofLane(study.lane));
	if (book.clock.monotonic() < quietAt) {
		judgement.askAt = Math.min(judgement.askAt, quietAt);
		return;
	}
	// A test run still waits for its copy.
	for (const { changedSince } of study.claims.values()) if (changedSince !== undefined) return;
	judgement.unclaimed.push(study);
}

function quietOf(rules: readonly KnownRule[]): number {
	const quiet = rules.map(({ route }) => route.quietPeriodMs);
	return quiet.length === 0 ? UNWATCHED_QUIET : Math.max(...quiet);
}
