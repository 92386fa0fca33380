import type { FhirResource } from '../../clients/fhir';
import type { AnswerCounts, AnswerOrigin } from '../../shared/contracts';
import { Form } from './filling/form';
import type { Answers } from './types';

/**
 * The answers as a FHIR QuestionnaireResponse by the DTR profile, every answer with its origin. It is
 * in progress: only a person's approval completes it (DTR, completion of standard questionnaires).
 */
export function toResponse(answers: Answers): FhirResource {
	const { chart, context, now } = answers;
	const form = new Form(answers.package, { patient: chart.patient, context, now }, answers.answers);
	form.enabled = enabledIn(form, answers);
	return form.response();
}

/** Places that apply: those of questions that are asked, and what stands around them. */
function enabledIn(form: Form, { answers }: Answers): Set<string> {
	const asked = new Set(
		answers.filter(({ state }) => state !== 'not-asked').map(({ path }) => path),
	);
	const applying = new Set<string>();
	for (const place of form.all) {
		const paths = place.path.split('/');
		if (place.kind !== 'question' || !asked.has(place.path)) continue;
		paths.forEach((_, at) => applying.add(paths.slice(0, at + 1).join('/')));
	}
	return applying;
}

/** How far a form is. */
export function countsOf({ answers }: Pick<Answers, 'answers'>): AnswerCounts {
	const asked = answers.filter(({ state }) => state !== 'not-asked');
	const answered = asked.filter(({ state }) => state === 'answered');
	const by = (...methods: Array<AnswerOrigin['method']>): number =>
		answered.filter(({ origin }) => origin !== undefined && methods.includes(origin.method)).length;
	return {
		questions: asked.length,
		answered: answered.length,
		byPackage: by('payer-draft', 'cql', 'fhirpath', 'initial'),
		byEvidence: by('evidence'),
		byPerson: by('person'),
		notFound: asked.filter(({ state }) => state === 'not-found').length,
		toPerson: asked.filter(({ state }) => state === 'to-person').length,
		requiredOpen: asked.filter(({ required, state }) => required && state !== 'answered').length,
	};
}

/** Records on which answers rest; only these may travel as evidence. */
export function evidenceReferences({ answers }: Pick<Answers, 'answers'>): string[] {
	const counted = answers.filter(({ state }) => state === 'answered');
	return [
		...new Set(counted.flatMap(({ evidence }) => evidence.map(({ reference }) => reference))),
	];
}
