import { createHash } from 'node:crypto';
import { cookie, setCookie, type Request } from './http';
import type { Person } from './person';
import type { ReviewCase } from './review-case';
import type { Seals } from './seals';

/** A session ends this long after the last thing that the person did. */
export const SESSION_MS = 15 * 60_000;
/** From click to page: a code that travels in an address must be stale before anybody reads it there. */
const HAND_OVER_MS = 60_000;
const RECEIPT_MS = 15 * 60_000;

const DESK_COOKIE = 'sign-off-desk';
const REVIEW_COOKIE = 'sign-off-review';

interface ReviewSession {
	person: Person;
	case: string;
	execution: string;
}

/** Who is signed in: at the desk, and on the page of one review. All state travels in sealed cookies. */
export class Sessions {
	constructor(private readonly seals: Seals) {}

	/** @param url of the desk */
	startDesk(person: Person, url: string): string {
		return setCookie(
			DESK_COOKIE,
			this.seals.make('session', person, SESSION_MS),
			url,
			SESSION_MS / 1000,
		);
	}

	endDesk(url: string): string {
		return setCookie(DESK_COOKIE, '', url, 0);
	}

	atDesk({ headers }: Request): Person | undefined {
		return this.seals.valid<Person>('session', cookie(headers, DESK_COOKIE))?.value;
	}

	/** A one-time code that opens one review for one person. */
	handOver(person: Person, review: ReviewCase): string {
		const value: ReviewSession = { person, case: review.id, execution: review.executionId };
		return this.seals.make('hand-over', value, HAND_OVER_MS);
	}

	/** @returns the person and the name of the code; undefined for a code of another review */
	openHandOver(
		code: string | undefined,
		review: ReviewCase,
	): { person: Person; id: string } | undefined {
		const opened = this.seals.valid<ReviewSession>('hand-over', code);
		if (opened === undefined || !isOf(opened.value, review)) return undefined;
		return { person: opened.value.person, id: opened.id };
	}

	startReview(person: Person, review: ReviewCase): string {
		const value: ReviewSession = { person, case: review.id, execution: review.executionId };
		const sealed = this.seals.make('review', value, SESSION_MS);
		return setCookie(REVIEW_COOKIE, sealed, review.pageUrl, SESSION_MS / 1000);
	}

	atReview({ headers }: Request, review: ReviewCase): Person | undefined {
		const opened = this.seals.valid<ReviewSession>('review', cookie(headers, REVIEW_COOKIE));
		return opened !== undefined && isOf(opened.value, review) ? opened.value.person : undefined;
	}

	/** Lets the person who decided see how it ended, after n8n went on and the page is gone. */
	receipt(person: Person, review: ReviewCase): string {
		const { subject, issuer } = person;
		return this.seals.make('receipt', { case: review.id, subject, issuer }, RECEIPT_MS);
	}

	openReceipt(
		text: string | undefined,
	): { case: string; subject: string; issuer: string } | undefined {
		return this.seals.valid<{ case: string; subject: string; issuer: string }>('receipt', text)
			?.value;
	}
}

const isOf = (session: ReviewSession, review: ReviewCase): boolean =>
	session.case === review.id && session.execution === review.executionId;

/** Names a person's own files. */
export const personKey = ({ issuer, subject }: Pick<Person, 'issuer' | 'subject'>): string =>
	createHash('sha256')
		.update(JSON.stringify([issuer, subject]))
		.digest('hex')
		.slice(0, 32);
