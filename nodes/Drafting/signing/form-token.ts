import type { Person } from './person';
import type { ReviewCase } from './review-case';
import type { Seals } from './seals';
import { SESSION_MS } from './sessions';

/**
 * What proves that a form was sent from a page of ours, which was shown to this person, about this
 * execution, with this content. The site of somebody else cannot make one, and one of an older page or
 * of another person does not fit.
 */
interface FormToken {
	case: string;
	execution: string;
	subject: string;
	issuer: string;
	/** Fingerprint of what was shown. */
	shown: string;
}

export const formToken = (
	seals: Seals,
	review: ReviewCase,
	{ subject, issuer }: Person,
	shown: string,
): string =>
	seals.make<FormToken>(
		'form',
		{ case: review.id, execution: review.executionId, subject, issuer, shown },
		SESSION_MS,
	);

export interface CheckedToken {
	subject: string;
	issuer: string;
	shown: string;
	/** Older than a session: it proves who wrote, and nothing may be decided with it. */
	expired: boolean;
}

/** @returns undefined for what is no token of this review */
export function openFormToken(
	seals: Seals,
	review: ReviewCase,
	text: string | undefined,
): CheckedToken | undefined {
	const opened = seals.open<FormToken>('form', text);
	if (opened === undefined) return undefined;
	const { value, expired } = opened;
	if (value.case !== review.id || value.execution !== review.executionId) return undefined;
	return { subject: value.subject, issuer: value.issuer, shown: value.shown, expired };
}
