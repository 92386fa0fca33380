import type { QuestionnaireAnswer } from '../../shared/contracts';

/** Why a point is not met, in words for the page. */
const WORDS: Record<string, string> = {
	'not-found': 'Looked for in the chart and not found',
	'not-answered': 'Not answered yet',
	'without-source': 'The model named no source: not used',
	'quote-not-in-source': 'The quoted words do not stand in the chart: not used',
	'quote-about-something-else': 'The words may be about something else',
	'person-only': 'Only a person can say this',
	'nothing-recorded': 'Nothing is recorded. That is no proof that it is not so.',
	'record-not-standing': 'A record was taken back or is not established',
	'payer-says-so': 'The payer filled this in; a person confirms it',
	'record-without-patient': 'A record does not say whom it is about',
	'records-not-read': 'These records were not read for this purpose',
	'records-cut-off': 'Not all of these records were read',
	'denied-words': 'The words around it deny something',
	'not-denied': 'The words do not clearly say no',
	'question-denies': 'The question itself denies something',
	'about-a-relative': 'The words may be about a relative',
	'not-carried-out': 'The words may speak of a plan',
	'of-former-times': 'The words may speak of former times',
	'uncertain-words': 'The words are uncertain',
	'not-plainly-said': 'The sentence does not plainly say it',
	'form-marks': 'The words are of a form, with boxes, blanks or columns',
	'source-unreliable': 'The note says of itself that something in it is wrong',
	'time-not-clear': 'The time is another than is asked for, or not clear',
	'newer-source': 'A newer text speaks of the same',
	'question-has-a-limit': 'The question has a limit that must be compared',
	'day-ambiguous': 'Day and month may be the other way round',
	'several-values': 'Several values were found',
	'several-choices': 'Several choices fit',
	'value-not-in-quote': 'The value does not stand in the quoted words',
	'value-unfit': 'What was found is no answer of the kind that is asked for',
	'unit-unknown': 'The unit is not known',
	'unit-not-allowed': 'The payer takes another unit',
	'not-a-choice': 'What was found is none of the choices',
	'list-not-known': 'The list of choices did not come along',
	'out-of-range': 'Outside of what the form allows',
	'too-long': 'Longer than the form allows',
	'default-of-form': 'The form brings this answer along; nobody confirmed it',
	'draft-without-patient': "The payer's draft does not say whom it is about",
	'question-not-in-form': "The payer's form does not have this question",
	'answer-differs': 'The answer is another than the policy wants',
	'answers-differ': 'The question stands several times with different answers',
	'only-not-standing': 'Only ended, planned or refuted records',
	'without-date': 'A record has no date',
	'too-old': 'The newest record is older than the policy allows',
	'fewer-recorded': 'Fewer are recorded than the policy wants',
	'value-to-judge': 'Something was found, and the policy does not say what counts',
	'newest-not-certain': 'It is not certain which value is the newest, and they differ',
	'value-not-a-number': 'The value is no number',
	'unit-differs': 'The value is in another unit than is asked for',
	'value-is-a-limit': 'The value is only a limit, a range or a part',
	'value-differs': 'The value is another than the policy wants',
};

export const reasonWords = (reason: string): string => WORDS[reason] ?? reason.replaceAll('-', ' ');

/** Where an answer is from that rests on no quoted record: the reader must not take it for the chart's. */
export function fromWords({ state, origin, evidence }: QuestionnaireAnswer): string | undefined {
	if (state !== 'answered' || origin === undefined) return undefined;
	if (origin.method === 'person') {
		const { practitioner, role } = origin.author ?? {};
		const who = [role?.display ?? role?.code, practitioner].filter(Boolean).join(', ');
		return `Said by a person${who === '' ? '' : ` (${who})`}`;
	}
	if (evidence.length > 0) return undefined;
	return METHODS[origin.method];
}

const METHODS = {
	'payer-draft': 'Filled in by the payer',
	cql: "Reckoned by the payer's form",
	fhirpath: "Reckoned by the payer's form",
	initial: 'Set by the form itself',
	evidence: undefined,
} as const;
