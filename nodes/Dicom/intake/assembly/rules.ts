import type { Completeness, IncompleteReason } from '../../../shared/contracts/completeness';
import type { Route } from '../settings';
import type { CompleteRecord, InstanceRecord } from '../spool/records';
import { awaitedUntil, isAwaited, isProved, type Enquiry } from './enquiries';
import type { SenderState } from './senders';
import { acquisitionsOf, isGapless } from './slices';
import { modalitiesOf } from './study';
import { holdsText } from './study-rule';

/** A study or a part of it, as the rules see it. Times are milliseconds of the assembly's clock. */
export interface Part {
	instances: readonly InstanceRecord[];
	/** What the PACS counts: images of other senders included. */
	received: number;
	/** When the first image since the last completion came, and the last one. */
	changedSince: number;
	lastChange: number;
	/** The longest time between two images since then. */
	longestGap: number;
	/** Images that are being received at this moment. */
	arriving: number;
	senders: SenderState;
	sendersOf(seriesInstanceUid: string): SenderState;
	enquiry?: Enquiry;
}

/** What a rule says about a study at a moment. */
export type Verdict =
	| { complete: true; incomplete: false | IncompleteReason }
	/** Not yet; ask again at this time even if nothing happens (milliseconds of the clock). */
	| { complete: false; askAt?: number };

/** One kind of evidence that a study is complete. Reads nothing but what it is given. */
export interface CompletenessRule {
	evidence: Completeness['evidence'];
	judge(part: Part, route: Route, now: number): Verdict;
}

/** The longest wait for images that the PACS has, where the route names none. Milliseconds. */
const LONGEST_WAIT_FOR_COUNT = 3_600_000;
/** Settle time of a required series whose senders have released. Milliseconds. */
const SERIES_SETTLE = 2_000;

/** A sender that broke off has so many quiet periods to come back, and no longer than this. Milliseconds. */
const PATIENCE_PERIODS = 10;
const LONGEST_PATIENCE = 60_000;

const NOT_YET: Verdict = { complete: false };

/** The PACS has as many as came, asked after the last image, and its count grows no more. */
export const expectedCount: CompletenessRule = {
	evidence: 'expected-count',
	judge(part) {
		if (part.arriving > 0 || part.enquiry === undefined) return NOT_YET;
		return isProved(part.enquiry, part) ? { complete: true, incomplete: false } : NOT_YET;
	},
};

/**
 * The required series is there without a gap. A gapless stack has no proved end, so one of these
 * must speak for it too: the fixed number of slices, the one acquisition being whole, or its senders
 * having released.
 */
export const geometry: CompletenessRule = {
	evidence: 'geometry',
	judge(part, { requiredSeries: required, releasedSettleMs = SERIES_SETTLE }, now) {
		if (required === undefined) return NOT_YET;
		const series = Map.groupBy(part.instances, ({ header }) => header.seriesInstanceUid);
		const wanted = [...series].filter(
			([, [first]]) =>
				(!required.modality || first?.header.modality === required.modality) &&
				holdsText(first?.header.seriesDescription ?? '', required.description ?? ''),
		);
		let latest: number | undefined;
		for (const [uid, images] of wanted) {
			const { fewestSlices, exactSlices } = required;
			if (images.length < fewestSlices || !isGapless(images)) return NOT_YET;
			const { state, count } = acquisitionsOf(images);
			if (state === 'short') return NOT_YET;
			if (exactSlices !== undefined) {
				if (images.length !== exactSlices) return NOT_YET;
			} else if (state !== 'whole' || count !== 1) {
				const released = releasedSince(part, part.sendersOf(uid));
				if (released === undefined || part.arriving > 0) return NOT_YET;
				latest = Math.max(latest ?? 0, released + releasedSettleMs);
			}
		}
		if (wanted.length === 0) return NOT_YET;
		if (latest !== undefined && now < latest) return { complete: false, askAt: latest };
		return { complete: true, incomplete: false };
	},
};

/** Every sender said that it was done. */
export const associationReleased: CompletenessRule = {
	evidence: 'association-released',
	judge(part, route, now) {
		if (route.releasedSettleMs === undefined || part.arriving > 0) return NOT_YET;
		const released = releasedSince(part, part.senders);
		if (released === undefined) return NOT_YET;
		return silent(part, route, now, released + route.releasedSettleMs);
	},
};

/**
 * Nothing came for a while. An instance that is on its way keeps the study open. A sender that broke
 * off, or whose image was refused, gets more time to come back; when it does not, silence says only that nothing more comes.
 */
export const quietPeriod: CompletenessRule = {
	evidence: 'quiet-period',
	judge(part, route, now) {
		if (part.arriving > 0) return NOT_YET;
		const quiet = quietPeriodOf(part, route);
		const { interrupted } = part.senders;
		if (interrupted === undefined) return silent(part, route, now, part.lastChange + quiet);
		const from = Math.max(part.lastChange, interrupted.at) + patienceOf(quiet);
		const verdict = silent(part, route, now, from);
		if (!verdict.complete || verdict.incomplete) return verdict;
		return { complete: true, incomplete: BROKEN_OFF[interrupted.how] };
	},
};

const BROKEN_OFF = {
	refused: 'images-refused',
	aborted: 'transfer-aborted',
	unknown: 'transfer-interrupted',
} as const;

/** How long a sender has to come back. Milliseconds. */
const patienceOf = (quiet: number): number =>
	Math.max(quiet, Math.min(LONGEST_PATIENCE, PATIENCE_PERIODS * quiet));

/** A study that never becomes quiet is given on all the same, marked as incomplete. */
export const hardMaximum: CompletenessRule = {
	evidence: 'hard-maximum',
	judge(part, route, now) {
		const { hardMaximumMs = route.expectedCount && LONGEST_WAIT_FOR_COUNT } = route;
		if (hardMaximumMs === undefined) return NOT_YET;
		const askAt = part.changedSince + hardMaximumMs;
		return now >= askAt
			? { complete: true, incomplete: 'longest-wait' }
			: { complete: false, askAt };
	},
};

/** A single image is whole when it is stored. */
export const singleImage: CompletenessRule = {
	evidence: 'single-image',
	judge: () => ({ complete: true, incomplete: false }),
};

/** In this order; the first that finds the study complete is the evidence in the item. */
export const RULES: readonly CompletenessRule[] = [
	expectedCount,
	geometry,
	associationReleased,
	quietPeriod,
	hardMaximum,
];

/** For what nobody wants as it is: when to stop waiting for something that makes it fit. */
export const WAITING_RULES: readonly CompletenessRule[] = [quietPeriod, hardMaximum];

/** True when it says of all images that they have come: not of a required series or a single image. */
export const provesWhole = ({ completeness }: Pick<CompleteRecord, 'completeness'>): boolean =>
	!completeness.incomplete && !PART_ONLY.has(completeness.evidence);

const PART_ONLY: ReadonlySet<Completeness['evidence']> = new Set(['geometry', 'single-image']);

/** Silence decides only where the PACS has not said that images are missing. */
function silent(part: Part, route: Route, now: number, from: number): Verdict {
	if (now < from) return { complete: false, askAt: from };
	const { enquiry, received, lastChange } = part;
	if (route.expectedCount === undefined || enquiry === undefined) {
		return { complete: true, incomplete: false };
	}
	if (isAwaited(enquiry, now - lastChange)) {
		return { complete: false, askAt: awaitedUntil(lastChange) };
	}
	const short = enquiry.expected !== undefined && received < enquiry.expected;
	if (short && route.expectedCount.whenFewer === 'wait') return NOT_YET;
	return { complete: true, incomplete: short && 'fewer-than-expected' };
}

/** When the last association released that has sent to it; undefined while it is not over. */
function releasedSince(part: Part, { open, releasedAt, brokenOff }: SenderState) {
	if (open > 0 || brokenOff || releasedAt === undefined) return undefined;
	// A large image enters its study after its association may have ended.
	return Math.max(releasedAt, part.lastChange);
}

function quietPeriodOf({ instances }: Part, route: Route): number {
	const byModality = route.quietPeriodMsByModality ?? {};
	const periods = modalitiesOf(instances)
		.map((modality) => byModality[modality])
		.filter((period) => period !== undefined);
	return periods.length === 0 ? route.quietPeriodMs : Math.max(...periods);
}
