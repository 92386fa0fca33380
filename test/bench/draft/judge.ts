import type { DraftVerification } from '../../../dist/nodes/shared/contracts/draft-verification.js';
import type { Fault } from './faults.ts';

const CODES: Record<NonNullable<Fault['dropped']>, RegExp> = {
	allergy: /allerg/,
	medicine: /medication|medicine/,
	pending: /pending/,
};

/** True when the verification names what is wrong: the sentence itself, or what is missing. */
export function isCaught({ wrong, dropped }: Fault, verification: DraftVerification): boolean {
	if (dropped !== undefined) {
		return verification.omissions.some(({ code }) => CODES[dropped].test(code));
	}
	const sentence = verification.sentences.find(({ id }) => id === `s${(wrong ?? -1) + 1}`);
	return sentence !== undefined && sentence.verdict !== 'supported';
}
