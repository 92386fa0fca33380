/** What decided that a study, or the part of it, is complete. */
export interface Completeness {
	/**
	 * `quiet-period`: no image came for a while. `association-released`: the senders said that they
	 * were done. `expected-count`: as many as the PACS has. `geometry`: the required series has no
	 * gap. `hard-maximum`: the longest wait was over. `single-image`: the item is about one image.
	 */
	evidence:
		| 'quiet-period'
		| 'association-released'
		| 'expected-count'
		| 'geometry'
		| 'hard-maximum'
		| 'single-image';
	/** True when images may be missing: see `incompleteReason`. */
	incomplete: boolean;
	/** Why images may be missing; present when `incomplete`. Older items do not have it. */
	incompleteReason?: IncompleteReason;
	/** Evidence and reason in plain words, without anything of the patient. Older items do not have it. */
	explanation?: string;
	/** ISO 8601 UTC. */
	decidedAt: string;
	/** Images that the PACS had of it, when it was asked. */
	expectedCount?: number;
	/** Images that had come by then, to compare with; only beside `expectedCount`. */
	receivedCount?: number;
}

/** Why images of a study may be missing, with the words that people read. */
export const INCOMPLETE_REASONS = {
	'images-refused':
		'the receiver refused images of it (the ledger says why), and they were not sent again, so images are missing',
	'transfer-aborted':
		'a sender broke its transfer off and did not come back to finish it, so images may be missing',
	'transfer-interrupted':
		'the receiver was ended while a sender may have been sending, and the sender did not come back to finish, so images may be missing',
	'fewer-than-expected': 'the PACS has more images than came',
	'longest-wait': 'the longest wait cut the waiting, so images may be missing',
} as const;
export type IncompleteReason = keyof typeof INCOMPLETE_REASONS;

const EVIDENCE: Readonly<Record<Completeness['evidence'], string>> = {
	'quiet-period': 'No image came for a while',
	'association-released': 'Every sender ended its connection in order',
	'expected-count': 'As many images came as the PACS has',
	geometry: 'The required series is there without a gap',
	'hard-maximum': 'The longest wait was over',
	'single-image': 'The item is about a single image',
};

/** One sentence for people, also for items that carry none. Says nothing about the patient. */
export function explainCompleteness(
	completeness: Omit<Completeness, 'decidedAt' | 'explanation'>,
): string {
	const { evidence, incomplete, incompleteReason, expectedCount, receivedCount } = completeness;
	const counts = expectedCount === undefined ? '' : ` (${receivedCount} of ${expectedCount})`;
	const known = EVIDENCE[evidence] ?? evidence;
	if (!incomplete) return `${known}${counts}.`;
	const reason = incompleteReason && INCOMPLETE_REASONS[incompleteReason];
	return `${known}; ${reason ?? 'images may be missing'}${counts}.`;
}
