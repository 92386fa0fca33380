import { createHash } from 'node:crypto';
import { canonicalJson } from '../../shared/canonical-json';
import type {
	ChartContext,
	ChecklistCriterion,
	CriterionState,
	PriorAuthChecklist,
	QuestionnaireAnswer,
} from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import { keyOf, list, text } from '../questionnaire/fhir';
import type { Answers } from '../questionnaire/types';
import { criterionOf, judgeAnswer } from './answers';
import { checklistHtml, checklistSections } from './page';
import { judgeRecords } from './records';
import type { Policy, PolicyCriterion } from './types';

type FormAnswers = Pick<Answers, 'package' | 'answers' | 'chart'>;

export interface ChecklistOptions {
	/** ISO 8601 with offset. */
	now: string;
	/** A policy of the site; the payer's questions are the points where there is none. */
	policy?: Policy;
}

/**
 * What a payer's policy wants, each point met, unmet or unknown with its evidence. It decides nothing:
 * whether the service is authorized is the payer's word alone.
 *
 * @throws HospitalError `patient-mismatch` when answers and chart are about different patients,
 *   `checklist-empty` when there is neither a question nor a policy
 */
export function checklist(
	forms: readonly FormAnswers[],
	chart: ChartContext,
	{ now, policy }: ChecklistOptions,
): PriorAuthChecklist {
	if (forms.some((form) => form.chart.patient !== chart.patient)) {
		throw new HospitalError('patient-mismatch', 'Answers and chart are about different patients', {
			nextStep: 'Nothing was judged. Check which item the field "Chart" takes its value from.',
		});
	}
	const criteria = policy === undefined ? byAnswers(forms) : byPolicy(policy, forms, chart, now);
	if (criteria.length === 0) {
		throw new HospitalError('checklist-empty', 'There are no points to check', {
			nextStep: "Get the payer's questionnaire first, or choose a policy of the site.",
		});
	}
	const count = (state: CriterionState): number =>
		criteria.filter((criterion) => criterion.state === state).length;
	const counts = { met: count('met'), unmet: count('unmet'), unknown: count('unknown') };
	const made: Omit<PriorAuthChecklist, 'html' | 'sections'> = {
		contract: 'PriorAuthChecklist/1',
		title: policy?.title ?? forms.map((form) => form.package.title).join(', '),
		patient: chart.patient,
		...personIn(chart),
		source: sourceOf(forms, policy),
		asOf: chart.asOf,
		madeAt: now,
		counts,
		requiredOpen: criteria.filter(({ required, state }) => required && state !== 'met').length,
		needsPerson: counts.unmet + counts.unknown > 0,
		criteria,
	};
	return { ...made, html: checklistHtml(made), sections: checklistSections(made) };
}

/** Who it is about, so that a reader sees a mix-up. */
function personIn({ patient, resources }: ChartContext): Pick<PriorAuthChecklist, 'person'> {
	const record = resources.find((resource) => keyOf(resource) === patient);
	const [name] = list(record?.name);
	const given = Array.isArray(name?.given) ? name.given.map(String) : [];
	const words = text(name?.text) ?? [...given, text(name?.family)].filter(Boolean).join(' ');
	const born = text(record?.birthDate);
	const person = [words, born === undefined ? '' : `born ${born}`].filter((part) => part !== '');
	return person.length === 0 ? {} : { person: person.join(', ') };
}

/** Questions of several forms may have the same path: then the form is named with it. */
function byAnswers(forms: readonly FormAnswers[]): ChecklistCriterion[] {
	return forms.flatMap(({ answers, package: { title } }, at) =>
		answers
			.filter(({ state }) => state !== 'not-asked')
			.map((answer) => {
				const criterion = criterionOf(answer);
				if (forms.length === 1) return criterion;
				const group = [title, criterion.group].filter(Boolean).join(', ');
				return { ...criterion, id: `${at + 1}:${criterion.id}`, group };
			}),
	);
}

const byPolicy = (
	policy: Policy,
	forms: readonly FormAnswers[],
	chart: ChartContext,
	now: string,
): ChecklistCriterion[] =>
	policy.criteria.map((criterion) => ({
		id: criterion.id,
		text: criterion.text,
		...(criterion.group !== undefined && { group: criterion.group }),
		required: criterion.required ?? true,
		judgedBy: 'policy',
		...verdictOf(criterion, forms, chart, now.slice(0, 10)),
	}));

function verdictOf(
	{ question, records }: PolicyCriterion,
	forms: readonly FormAnswers[],
	chart: ChartContext,
	day: string,
): Pick<ChecklistCriterion, 'state' | 'reasons' | 'answer' | 'evidence'> {
	if (records !== undefined) return judgeRecords(records, chart, day);
	if (question === undefined) return { state: 'unknown', evidence: [], reasons: ['person-only'] };
	const found = forms
		.filter(({ package: { canonical } }) => isForm(canonical, question.questionnaire))
		.flatMap(({ answers }) => answers)
		.filter(({ linkId, state }) => linkId === question.linkId && state !== 'not-asked');
	if (found.length <= 1) return judgeAnswer(found[0], question.wants, day);
	return several(found, (answer) => judgeAnswer(answer, question.wants, day));
}

/** Where a question stands several times, all must say the same. */
function several(
	answers: readonly QuestionnaireAnswer[],
	judge: (answer: QuestionnaireAnswer) => ReturnType<typeof judgeAnswer>,
): ReturnType<typeof judgeAnswer> {
	const verdicts = answers.map(judge);
	const [first] = verdicts;
	const isAgreed = first !== undefined && verdicts.every(({ state }) => state === first.state);
	const evidence = verdicts.flatMap((verdict) => verdict.evidence);
	return isAgreed
		? { ...first, evidence }
		: { state: 'unknown', evidence, reasons: ['answers-differ'] };
}

const isForm = (canonical: string, wanted: string | undefined): boolean =>
	wanted === undefined || canonical === wanted || canonical.split('|')[0] === wanted;

const sourceOf = (
	forms: readonly FormAnswers[],
	policy: Policy | undefined,
): PriorAuthChecklist['source'] => {
	const from: unknown = policy ?? forms.map((form) => form.package.sha256);
	return {
		kind: policy === undefined ? 'questionnaire' : 'policy',
		names:
			policy === undefined
				? forms.map((form) => form.package.canonical)
				: [`${policy.name} ${policy.version} (${policy.source})`],
		sha256: createHash('sha256')
			.update(canonicalJson(JSON.parse(JSON.stringify(from))))
			.digest('hex'),
	};
};
