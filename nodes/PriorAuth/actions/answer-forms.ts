import { createHash } from 'node:crypto';
import { isUnanswered, type Recording } from '../../clients/llm';
import { canonicalJson } from '../../shared/canonical-json';
import type {
	ChartContext,
	PriorAuthQuestionnaire,
	QuestionnaireForm,
} from '../../shared/contracts';
import { toHospitalError } from '../../shared/errors';
import type { OperationContext } from '../../shared/face';
import {
	answerByPerson,
	EVIDENCE_PROMPT_VERSION,
	prefill,
	refill,
	searchEvidence,
	sourcesOf,
	type Answers,
	type PrefillOptions,
} from '../questionnaire';
import { EvidenceAsking, type HeardModel } from './evidence-asking';
import type { EvidenceManner } from './evidence-fields';
import { filledForm, packageOf } from './forms';
import type { Persons } from './person-answers';

/** What the node is set to and what the item holds. */
export interface Wish {
	asked: PriorAuthQuestionnaire;
	chart: ChartContext;
	options: Omit<PrefillOptions, 'now' | 'signal'>;
	/** Undefined: no model is asked. */
	manner: EvidenceManner | undefined;
	persons: Persons | undefined;
}

/** Everything that makes it other answers: a repeated run gets the stored ones for the same question. */
export function questionOf({ asked, chart, options, manner, persons }: Wish): string {
	// When it is asked, and how long is waited, makes no other answers.
	const shaping = manner && {
		...manner,
		manner: { ...manner.manner, priority: undefined, deadlines: undefined },
	};
	const whole = [asked, chart, options, shaping, persons?.given, EVIDENCE_PROMPT_VERSION];
	return createHash('sha256')
		.update(canonicalJson(JSON.parse(JSON.stringify(whole))))
		.digest('hex');
}

/** Answers every form that can be filled in here. */
export async function answerForms(
	context: OperationContext,
	wish: Wish,
	subject: Recording['subject'],
): Promise<PriorAuthQuestionnaire> {
	const now = new Date().toISOString();
	const asking =
		wish.manner &&
		(await EvidenceAsking.of(context, wish.manner.manner, subject, `evidence/${questionOf(wish)}`));
	const forms: QuestionnaireForm[] = [];
	const reasons = new Set<string>();
	for (const [at, form] of wish.asked.forms.entries()) {
		if (form.refused !== undefined) {
			reasons.add('form-refused');
			forms.push(form);
			continue;
		}
		const made = await oneForm(context, wish, asking, { form, at, now });
		for (const reason of made.reasons) reasons.add(reason);
		forms.push(filledForm(made.answers));
	}
	return settled(wish, forms, [...reasons], asking?.heard);
}

interface OneForm {
	form: QuestionnaireForm;
	at: number;
	now: string;
}

async function oneForm(
	context: OperationContext,
	{ asked, chart, options, manner, persons }: Wish,
	asking: EvidenceAsking | undefined,
	{ form, at, now }: OneForm,
): Promise<{ answers: Answers; reasons: string[] }> {
	const all = { ...options, ...(context.signal && { signal: context.signal }) };
	const again = async (answers: Answers): Promise<Answers> => await refill(answers, chart, all);
	// What was answered before stays: a person's answers are added to it.
	let answers: Answers =
		asked.state === 'answered'
			? await again(resumed(form, chart, options, now))
			: await prefill(packageOf(form), chart, { ...all, now });
	if (persons !== undefined) {
		answers = await again(answerByPerson(answers, persons.of(form.questionnaire)));
	}
	if (asking === undefined || manner === undefined) return { answers, reasons: [] };
	try {
		const found = await searchEvidence(
			answers,
			sourcesOf(chart),
			async (call) => await asking.ask({ ...call, name: `${at}-${call.name}` }),
			{
				characters: manner.characters,
				questions: manner.questions,
				nonce: (await context.pseudonym('evidence-fence', form.sha256, chart.patient)).pseudonym,
				refill: again,
			},
		);
		return { answers: found, reasons: [] };
	} catch (error) {
		const { code } = toHospitalError(error, 'Asking the language model');
		if (!isUnanswered(code)) throw error;
		return { answers, reasons: [code] };
	}
}

const resumed = (
	form: QuestionnaireForm,
	{ patient, asOf }: ChartContext,
	{ context }: Wish['options'],
	now: string,
): Answers => ({
	package: packageOf(form),
	chart: { patient, asOf },
	context: context ?? { orders: [] },
	now,
	answers: form.answers,
	warnings: form.warnings,
});

function settled(
	{ asked, chart }: Wish,
	forms: QuestionnaireForm[],
	reasons: string[],
	heard: HeardModel | undefined,
): PriorAuthQuestionnaire {
	const sum = (name: 'requiredOpen' | 'toPerson'): number =>
		forms.reduce((total, { counts }) => total + counts[name], 0);
	const all = [
		...reasons,
		...(sum('requiredOpen') > 0 ? ['required-open'] : []),
		...(sum('toPerson') > 0 ? ['to-judge'] : []),
		...(forms.some(({ warnings }) => warnings.length > 0) ? ['form-warnings'] : []),
	];
	const model = heard ?? asked.model;
	return {
		contract: 'PriorAuthQuestionnaire/1',
		state: 'answered',
		patient: chart.patient,
		needsPerson: all.some((reason) => reason !== 'form-warnings'),
		reasons: all,
		asOf: chart.asOf,
		...(model && { model }),
		forms,
	};
}
