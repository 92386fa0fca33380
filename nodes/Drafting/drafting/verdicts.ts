import type { ClinicalDraft, DraftVerification, Sentence } from '../../shared/contracts';

/**
 * Puts the verdicts of a verification into the draft. What the chart does not bear out is no part of the
 * document any more, but stays where it stood so that it can be shown; a clinician's own sentences stay
 * in, with the verdict beside them. A draft of which no sentence is left is structured-only.
 *
 * @param keepPartly true: sentences that the chart bears out in part stay in the document
 */
export function withVerdicts(
	draft: ClinicalDraft,
	verification: DraftVerification,
	keepPartly: boolean,
): ClinicalDraft {
	const verdicts = new Map(verification.sentences.map((one) => [one.id, one]));
	const judged = (sentence: Sentence): Sentence => {
		const found = verdicts.get(sentence.id);
		// A sentence that nobody looked at is one that nothing bears out.
		const verdict = found?.verdict ?? 'unsupported';
		const findings = found?.findings ?? [];
		const { id, template, text, cites, quotes, origin } = sentence;
		return {
			...{ id, template, text, cites },
			...(quotes && { quotes }),
			origin,
			verdict,
			...(findings.length > 0 && { findings }),
			included: sentence.included && stays(sentence, verdict, keepPartly),
		};
	};
	const sections = draft.sections.map((section) => ({
		...section,
		sentences: section.sentences.map(judged),
	}));
	const all = sections.flatMap(({ sentences }) => sentences);
	const isNarrative = all.some(({ included }) => included);
	const { reason, ...others } = draft;
	const why = isNarrative
		? reason
		: all.length > 0
			? 'all-sentences-rejected'
			: (reason ?? 'no-sentences');
	return {
		...others,
		status: isNarrative ? 'narrative' : 'structured-only',
		...(why !== undefined && { reason: why }),
		sections,
	};
}

const stays = (
	{ origin }: Sentence,
	verdict: NonNullable<Sentence['verdict']>,
	keepPartly: boolean,
): boolean =>
	origin === 'clinician' || verdict === 'supported' || (keepPartly && verdict === 'partly');
