import type { SignOff } from '../../../shared/contracts';
import { html, type Html } from '../../../shared/html';
import type { Reply } from '../http';
import { samePerson, type Person } from '../person';
import { messagePage } from './shell';
import { moment } from '../words';

export const messageReply = (
	status: number,
	heading: string,
	lines: ReadonlyArray<string | Html>,
	link?: { href: string; text: string },
	kind: 'good' | 'warn' | 'bad' = status < 400 ? 'good' : 'warn',
): Reply => ({
	status,
	page: messagePage(heading, lines, kind, link?.href === '' ? undefined : link),
});

/** How a review ended, for whoever asks: the one who decided, or somebody who came later. */
export function decidedPage(
	decision: SignOff,
	person: Pick<Person, 'subject' | 'issuer'> | undefined,
	deskUrl: string,
): string {
	const mine = person !== undefined && decision.by !== undefined && samePerson(decision.by, person);
	const at = moment(decision.at.replace(/\.\d+Z$/, 'Z'));
	const link = deskUrl === '' ? undefined : { href: deskUrl, text: 'What else waits for you' };
	const who = decision.by?.name ?? 'somebody';
	if (decision.decision === 'expired') {
		return messagePage(
			'The time to decide is over',
			['Nobody decided in time, so it was passed on. Nothing was signed.', `It ended ${at}.`],
			'warn',
			link,
		);
	}
	if (decision.decision === 'rejected') {
		return messagePage(
			mine ? 'You rejected this document' : 'This document was rejected',
			[`By ${who}, ${at}. Nothing was signed.`, ...(mine ? [] : ['What you sent was not taken.'])],
			mine ? 'good' : 'warn',
			link,
		);
	}
	return messagePage(
		mine ? 'Signed' : 'Somebody else signed this document',
		[
			mine
				? `You approved this document, ${at}. The text is on record exactly as you saw it, and goes to the chart now.`
				: `${who} approved it, ${at}. What you sent was not taken.`,
			html`Fingerprint of the text: <code>${decision.textHash.slice(0, 16)}</code>`,
		],
		mine ? 'good' : 'warn',
		link,
	);
}

/** For somebody whose turn it is not. Says nothing of what the document is about. */
export const notYours = (deskUrl: string): Reply =>
	messageReply(
		403,
		'This document does not wait for you',
		['It was handed to somebody else, or your roles do not allow to sign it.'],
		{ href: deskUrl, text: 'What waits for you' },
	);
