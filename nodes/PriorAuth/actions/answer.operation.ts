import type { FhirResource } from '../../clients/fhir';
import { onceAnswered } from '../../clients/llm';
import {
	chartContextContract,
	coverageCheckContract,
	priorAuthCaseContract,
	priorAuthQuestionnaireContract,
	type ChartContext,
	type CoverageCheck,
	type PriorAuthCase,
	type PriorAuthQuestionnaire,
} from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import {
	byContract,
	contractField,
	type Operation,
	type OperationContext,
} from '../../shared/face';
import { questionAdvice } from '../reasons';
import { answerForms, questionOf, type Wish } from './answer-forms';
import { answerTaskField, readAnswerTask } from './answer-task';
import { evidenceFields, readEvidenceManner } from './evidence-fields';
import { orOnRecord, patientOf, recordsOf } from './on-record';
import { personFields, readPersons } from './person-answers';
import { reportFaultsField, tellFaults } from './report-faults';

export const answer: Operation = {
	value: 'answer',
	name: 'Answer Questionnaire',
	description:
		"Answer the payer's questions from the chart: by the payer's own expressions, and by words that stand in notes; everything else goes to a person",
	action: 'Answer the questionnaire of the payer',
	outputs: ['Complete', 'For a Person'],
	fields: [
		contractField(priorAuthQuestionnaireContract),
		contractField(chartContextContract),
		contractField(priorAuthCaseContract),
		...evidenceFields,
		...personFields,
		answerTaskField,
		reportFaultsField,
	],
	async execute(context) {
		const wish = await readWish(context);
		const patient = await patientOf(context, wish.chart.patient);
		const about = {
			interaction: 'prior-auth-questions-answered',
			action: 'E',
			...(patient && { patient }),
		} as const;
		const subject = {
			...(patient && { patient }),
			objects: await recordsOf(context, [wish.chart.patient]),
		};
		const { value } = await orOnRecord(context, about, () =>
			onceAnswered(
				context.onceJson.bind(context),
				`answers/${questionOf(wish)}`,
				async () => await answerForms(context, wish, subject),
				({ reasons }) => reasons.find((reason) => reason.startsWith('llm-')),
			),
		);
		const evidence = value.forms.flatMap(({ answers }) =>
			answers.flatMap((one) => one.evidence.map(({ reference }) => reference)),
		);
		await context.audit({
			kind: 'access',
			...about,
			outcome: value.needsPerson ? '4' : '0',
			...(value.reasons.length > 0 && { outcomeReason: value.reasons.join(',') }),
			objects: [
				...(await recordsOf(context, [wish.chart.patient, ...evidence])),
				...value.forms.map(({ sha256 }) => ({ type: 'prior-auth-questionnaire', sha256 })),
			],
		});
		await tellFaults(context, value);
		return {
			add: [
				byContract(priorAuthQuestionnaireContract, { ...value, advice: questionAdvice(value) }),
			],
			output: value.needsPerson ? 1 : 0,
		};
	},
};

async function readWish(context: OperationContext): Promise<Wish> {
	const asked = await context.contract<PriorAuthQuestionnaire>(priorAuthQuestionnaireContract);
	const chart = await context.contract<ChartContext>(chartContextContract);
	const found = await context.contract<PriorAuthCase>(priorAuthCaseContract);
	if (chart.patient !== `Patient/${found.patient.id ?? ''}`) {
		throw new HospitalError('patient-mismatch', 'Chart and order are about different patients', {
			nextStep:
				'Nothing was answered. Check from which node the fields "ChartContext" and "PriorAuthCase" take their values.',
		});
	}
	const byModel = (await context.parameter<string>('dtrEvidenceBy', 'model')) !== 'none';
	return {
		asked,
		chart,
		options: await surroundings(context, found),
		manner: byModel
			? readEvidenceManner(
					await context.parameter<unknown>('model'),
					await context.parameter<object>('dtrModelOptions', {}),
					context.work?.priority,
				)
			: undefined,
		persons:
			(await readAnswerTask(
				context,
				found,
				asked.forms.map(({ questionnaire }) => questionnaire),
			)) ?? (await readPersons(context)),
	};
}

/** What the expressions of a form may see of the request. */
async function surroundings(
	context: OperationContext,
	{ orders, coverages, practitioner, encounter, patient }: PriorAuthCase,
): Promise<Wish['options']> {
	const checked = await context.optionalContract<CoverageCheck>(coverageCheckContract);
	const coverage = coverages.find((one) => `Coverage/${one.id}` === checked?.coverage);
	const [order] = orders;
	const launch = { patient, coverage, practitioner, user: practitioner, encounter, order };
	return {
		context: {
			orders: orders.map(({ resourceType, id }) => `${resourceType}/${id ?? ''}`),
			...(coverage && { coverage: `Coverage/${coverage.id ?? ''}` }),
		},
		launch: Object.fromEntries(
			Object.entries(launch).filter(([, one]) => one !== undefined),
		) as Record<string, FhirResource>,
	};
}
