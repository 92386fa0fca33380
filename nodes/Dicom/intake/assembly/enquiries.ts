/** What the PACS said about the number of images, and when to ask it again. Times of the clock. */
export interface Enquiry {
	/** When the question was put that is not answered yet. */
	asking?: number;
	/** When the last answered question was put, and what the answer was. */
	askedAt?: number;
	expected?: number;
	/** When the question was put that first got this answer, without another one since. */
	stableSince?: number;
	/** True when the last question got no answer that can be used. */
	failed: boolean;
	/** Not before this time is it asked again without a reason. */
	nextAt: number;
	/** Grows with every question. */
	pause: number;
}

/** The first question is put so long after the first image. */
const FIRST_AFTER = 100;
/** The first pause between two questions about a study, doubled each time up to the longest. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;
/** Silence after which an answer that fits is asked for once more. */
const SILENCE = 100;
/** Two questions about a study are never closer than this when the count is reached ... */
const REACHED_PAUSE = 150;
/** ... and this when it is exceeded. */
const EXCEEDED_PAUSE = 1_000;
/**
 * A PACS may itself be receiving the study while it sends it on. Its count is taken for final when it
 * was the same for so many of the longest gaps between images, and for this time at least.
 */
const STABLE_GAPS = 3;
const STABLE = 300;
/** Where a single image came, and no gap is known. */
const STABLE_SINGLE = 1_500;
/** A question that was not answered by then is taken for lost. */
const LOST_AFTER = 60_000;
/** So long silence waits for a first answer. */
const PATIENCE = 30_000;

export const newEnquiry = (now: number): Enquiry => ({
	failed: false,
	nextAt: now + FIRST_AFTER,
	pause: FIRST_PAUSE,
});

/** What an enquiry is compared with. */
export interface Arrivals {
	received: number;
	lastChange: number;
	/** The longest time between two images since the last completion; 0 when there were none. */
	longestGap: number;
}

/** True when the PACS was asked after the last image, has as many as came, and receives no more. */
export function isProved(enquiry: Enquiry, arrivals: Arrivals): boolean {
	const { askedAt, expected } = enquiry;
	const { received, lastChange } = arrivals;
	if (askedAt === undefined || expected !== received || askedAt < lastChange) return false;
	return askedAt >= finalAt(enquiry, arrivals);
}

/** From when on an unchanged answer is the last word. */
function finalAt({ stableSince = 0 }: Enquiry, { longestGap }: Arrivals): number {
	const gaps = longestGap === 0 ? STABLE_SINGLE : STABLE_GAPS * longestGap;
	return stableSince + Math.max(gaps, STABLE);
}

/** When to put the next question. An answer from before the last image proves nothing. */
export function askAt(enquiry: Enquiry, arrivals: Arrivals): number {
	const { asking, askedAt, expected, nextAt } = enquiry;
	const { received, lastChange } = arrivals;
	if (asking !== undefined) return asking + LOST_AFTER;
	if (expected === undefined || askedAt === undefined || received < expected) return nextAt;
	if (received > expected) {
		if (askedAt >= lastChange) return nextAt;
		return Math.min(nextAt, Math.max(lastChange + SILENCE, askedAt + EXCEEDED_PAUSE));
	}
	return Math.max(lastChange + SILENCE, askedAt + REACHED_PAUSE, finalAt(enquiry, arrivals));
}

export function asks(enquiry: Enquiry, now: number): void {
	enquiry.asking = now;
}

/** @param expected undefined when there was no answer that can be used */
export function answered(enquiry: Enquiry, expected: number | undefined, now: number): void {
	enquiry.failed = expected === undefined;
	if (expected !== undefined) {
		enquiry.askedAt = enquiry.asking ?? now;
		if (enquiry.expected !== expected) enquiry.stableSince = enquiry.askedAt;
		enquiry.expected = expected;
	}
	enquiry.asking = undefined;
	enquiry.nextAt = now + enquiry.pause;
	enquiry.pause = Math.min(enquiry.pause * 2, LONGEST_PAUSE);
}

/** True while silence must not decide because the PACS has not had its time to answer. */
export const isAwaited = ({ expected, failed }: Enquiry, silence: number): boolean =>
	expected === undefined && !failed && silence < PATIENCE;

/** When `isAwaited` ends, for a study that has been silent since then. */
export const awaitedUntil = (lastChange: number): number => lastChange + PATIENCE;
