import type { QuestionnaireAnswer } from '../../../shared/contracts';
import { NOT_FOUND } from '../filling/form';
import type { Place } from '../filling/tree';
import type { Answers, EvidenceSource, ModelAnswer } from '../types';
import { doubtsOf } from './doubts';
import { placesOfQuote, type Span } from './find';
import { passageAround } from './passage';
import { placesByPath } from './questions';
import { asksYesOrNo, readValue } from './read-value';

/**
 * Takes over what a model found, as far as it stands in the chart: the quoted words are looked up in
 * the source, the value must be in them, and the sentence in which they stand must plainly state it.
 * Everything else goes to a person with the words; what does not stand there is thrown away. Nothing
 * that a model says is taken on its word.
 *
 * Run {@link refill} afterwards: other questions may depend on the answers.
 *
 * @param sources the texts that the model was shown, as `sourcesOf` made them
 */
export function applyEvidence(
	answers: Answers,
	given: readonly ModelAnswer[],
	sources: readonly EvidenceSource[],
): Answers {
	const places = placesByPath(answers);
	const byId = new Map(sources.map((source) => [source.id, source]));
	const changed = answers.answers.map((answer) => {
		const place = places.get(answer.path);
		const [first, ...more] = given.filter(({ path }) => path === answer.path);
		if (place === undefined || answer.state !== 'open' || first === undefined) return answer;
		const judged = judge(answer, place, first, byId, answers);
		const others = more.map((one) => judge(answer, place, one, byId, answers));
		return isAgreed(judged, others) ? judged : toPerson(judged, ['several-values']);
	});
	return { ...answers, answers: changed };
}

/** Two findings to one question must say the same. */
const isAgreed = (one: QuestionnaireAnswer, others: readonly QuestionnaireAnswer[]): boolean =>
	others.every(
		(other) =>
			other.state === 'not-found' || JSON.stringify(other.values) === JSON.stringify(one.values),
	);

const toPerson = (answer: QuestionnaireAnswer, reasons: string[]): QuestionnaireAnswer => ({
	...answer,
	state: 'to-person',
	reasons: [...new Set([...answer.reasons, ...reasons])],
});

function judge(
	answer: QuestionnaireAnswer,
	place: Place,
	said: ModelAnswer,
	sources: ReadonlyMap<string, EvidenceSource>,
	answers: Answers,
): QuestionnaireAnswer {
	const nothing: QuestionnaireAnswer = { ...answer, state: 'not-found', reasons: [NOT_FOUND] };
	if (!said.found) return nothing;
	const source = sources.get(said.source ?? '');
	if (source === undefined || said.quote === undefined || said.value === undefined) {
		return { ...nothing, reasons: [NOT_FOUND, 'without-source'] };
	}
	const spans = placesOfQuote(said.quote, source.text);
	const [span] = spans;
	if (span === undefined) return { ...nothing, reasons: [NOT_FOUND, 'quote-not-in-source'] };
	const quote = source.text.slice(span.start, span.end);
	const read = readValue(said.value, quote, place, answers);
	const evidence = [evidenceFrom(source, span)];
	if ('why' in read) return toPerson({ ...answer, evidence }, [read.why]);
	const found: QuestionnaireAnswer = {
		...answer,
		values: [read.value],
		origin: { source: 'auto-client', method: 'evidence' },
		evidence,
		reasons: [],
		state: 'answered',
	};
	const saying = asksYesOrNo(place, answers) ? said.value : undefined;
	const asked = { answer, place, answers, said: said.value, saying };
	const doubts = doubtsOf(asked, source, spans, [...sources.values()]);
	return doubts.length > 0 ? toPerson(found, doubts) : found;
}

const LONGEST_SENTENCE = 1_000;

function evidenceFrom(
	{ reference, version, title, date, text }: EvidenceSource,
	span: Span,
): QuestionnaireAnswer['evidence'][number] {
	const sentence = passageAround(text, span);
	return {
		reference,
		...(version !== undefined && { version }),
		title,
		...(date !== undefined && { date }),
		quote: text.slice(span.start, span.end),
		...span,
		around: text.slice(sentence.start, sentence.end).trim().slice(0, LONGEST_SENTENCE),
	};
}
