import { buildAck, ERROR_CODES, type AckError, type Hl7Header } from '../../formats/hl7';
import type { Verdict } from './waiters';

/** What is sent back: at once and in order, and later on when the application has its say. */
export interface Answer {
	/** Absent where nothing is to be said. */
	now?: Buffer;
	/** Code in `now`. */
	code?: string;
	/** The application's acknowledgement in the enhanced mode. */
	later?: Promise<{ bytes: Buffer } | undefined>;
	/** The connection is closed instead of an answer that would be untrue. */
	close?: boolean;
}

/** How much of an acknowledgement the sender asked for (2.9.3, table 0155). */
export interface Mode {
	enhanced: boolean;
	accept: string;
	application: string;
}

/** Table 0155; the empty field stands for the original mode, or for never. */
const CONDITIONS = new Set(['', 'AL', 'NE', 'ER', 'SU']);

/** A condition that nobody knows is answered as in the original mode: silence would be no answer. */
export function modeOf(header: Hl7Header | undefined): Mode {
	const accept = header?.acceptAcknowledgement.trim().toUpperCase() ?? '';
	const application = header?.applicationAcknowledgement.trim().toUpperCase() ?? '';
	const known = CONDITIONS.has(accept) && CONDITIONS.has(application);
	return { enhanced: known && (accept !== '' || application !== ''), accept, application };
}

/**
 * MSH-10 of what answers a message: the same again for the same message, another one for each of its
 * two acknowledgements, and no longer than the 20 characters that versions before 2.7 allow.
 *
 * @param key of the message
 */
export const answerControlId = (key: string, level: 'commit' | 'application'): string =>
	level === 'commit' ? key.slice(0, 20) : `${key.slice(0, 19)}A`;

/** AL always, NE never, SU when it went well, ER when it did not; nothing means never. */
const wants = (condition: string, well: boolean): boolean =>
	condition === 'AL' || condition === (well ? 'SU' : 'ER');

/** A message that was not taken. `R` for reasons outside of it: the same message may be taken later. */
export interface Refusal {
	/** Code, for the record. */
	reason: string;
	kind: 'E' | 'R';
	error: AckError;
}

export function refuse(bytes: Buffer, mode: Mode, { kind, error }: Refusal): Answer {
	const answer = (code: 'AE' | 'AR' | 'CE' | 'CR'): Answer => ({
		code,
		now: buildAck(bytes, { code, errors: [error], ...(error.text && { text: error.text }) }),
	});
	if (!mode.enhanced) return answer(`A${kind}`);
	if (wants(mode.accept, false)) return answer(`C${kind}`);
	return wants(mode.application, false) ? answer(`A${kind}`) : {};
}

/** The acknowledgement of a stored message; the same bytes for the same message again. */
export function accept(
	bytes: Buffer,
	mode: Mode,
	{ key, at }: { key: string; at: number },
	verdict: Promise<Verdict> | undefined,
): Answer | Promise<Answer> {
	const own = { controlId: answerControlId(key, 'commit'), at: new Date(at) };
	const plain = (code: 'AA' | 'CA'): Answer => ({ code, now: buildAck(bytes, { code, ...own }) });
	if (!mode.enhanced) {
		return verdict === undefined ? plain('AA') : verdict.then((said) => judged(bytes, own, said));
	}
	const answer: Answer = wants(mode.accept, true) ? plain('CA') : {};
	const second = { ...own, controlId: answerControlId(key, 'application') };
	answer.later = applicationAnswer(bytes, mode, second, verdict);
	return answer;
}

async function applicationAnswer(
	bytes: Buffer,
	{ application }: Mode,
	own: { controlId: string; at: Date },
	verdict: Promise<Verdict> | undefined,
): Promise<{ bytes: Buffer } | undefined> {
	if (application === '' || application === 'NE') return undefined;
	const said = (await verdict) ?? { kind: 'accepted' as const };
	const { now, code = '' } = judged(bytes, own, said);
	return now !== undefined && wants(application, code === 'AA') ? { bytes: now } : undefined;
}

function judged(bytes: Buffer, own: { controlId: string; at: Date }, verdict: Verdict): Answer {
	const failed = (text: string): Answer => {
		const error = { code: ERROR_CODES.internal, text };
		return { code: 'AE', now: buildAck(bytes, { code: 'AE', text, errors: [error], ...own }) };
	};
	const well = (): Answer => ({ code: 'AA', now: buildAck(bytes, { code: 'AA', ...own }) });
	switch (verdict.kind) {
		case 'accepted':
			return well();
		case 'said':
			return { code: verdict.code, now: verdict.answer };
		case 'failed':
			return failed('The message was stored, and the workflow could not finish it');
		case 'unanswered':
			return failed('The message was stored, and the workflow ended without an answer');
		case 'nonsense':
			return failed('The message was stored, and the workflow gave no valid answer');
		case 'late':
			if (verdict.policy === 'close') return { code: 'late', close: true };
			if (verdict.policy === 'AA') return well();
			return failed('The message was stored, and the workflow has not finished it yet');
	}
}
