import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { canonicalJson } from '../../shared/canonical-json';
import {
	chartContextContract,
	priorAuthChecklistContract,
	priorAuthQuestionnaireContract,
	type ChartContext,
	type PriorAuthChecklist,
	type PriorAuthQuestionnaire,
} from '../../shared/contracts';
import {
	byContract,
	contractField,
	type Operation,
	type OperationContext,
} from '../../shared/face';
import { checklist, readPolicy, sitePolicy, type Policy } from '../checklist';
import { tablesFolder } from '../requirement';
import { packageOf } from './forms';
import { jsonIn } from './json-field';
import { orOnRecord, patientOf, recordsOf } from './on-record';

export const criteriaChecklist: Operation = {
	value: 'criteriaChecklist',
	name: 'Criteria Checklist',
	description:
		'Show point by point what the payer wants and what the chart bears out: met, unmet or unknown, each with its evidence. It decides nothing.',
	action: 'Make a checklist of criteria',
	outputs: ['Nothing Open', 'For a Person'],
	fields: [
		contractField(chartContextContract),
		{
			displayName: 'Points From',
			name: 'checklistFrom',
			type: 'options',
			default: 'questionnaire',
			description: 'What is checked',
			options: [
				{
					name: 'Policy of This Site',
					value: 'file',
					description: 'A file that says which answers and records the payer wants',
				},
				{
					name: 'Policy, Given Here',
					value: 'given',
					description: 'The same, in the item or typed',
				},
				{
					name: 'Questions of the Payer',
					value: 'questionnaire',
					description: 'The list then says what is answered and borne out, not which answer counts',
				},
			],
		},
		{
			displayName: 'Policy',
			name: 'checklistPolicyName',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. lumbar-fusion',
			displayOptions: { show: { checklistFrom: ['file'] } },
			description:
				'Name of the file in the folder prior-auth/policies of the data directory, without its ending',
		},
		{
			displayName: 'Policy',
			name: 'checklistPolicy',
			type: 'json',
			default: '',
			required: true,
			displayOptions: { show: { checklistFrom: ['given'] } },
			description: 'The policy as JSON, as the how-to on prior authorization describes it',
		},
	],
	async execute(context) {
		const chart = await context.contract<ChartContext>(chartContextContract);
		const asked = await context.optionalContract<PriorAuthQuestionnaire>(
			priorAuthQuestionnaireContract,
		);
		const patient = await patientOf(context, chart.patient);
		const about = {
			interaction: 'prior-auth-criteria-checked',
			action: 'R',
			...(patient && { patient }),
		} as const;
		const value = await orOnRecord(context, about, async () => {
			const now = new Date().toISOString();
			const policy = await policyOf(context, now.slice(0, 10));
			const { value: list } = await context.onceJson<PriorAuthChecklist>(
				`checklist/${questionOf(asked, chart, policy)}`,
				() => Promise.resolve(make(asked, chart, now, policy)),
			);
			return list;
		});
		await context.audit({
			kind: 'access',
			...about,
			outcome: value.needsPerson ? '4' : '0',
			...(value.needsPerson && { outcomeReason: 'criteria-open' }),
			objects: await recordsOf(context, [
				chart.patient,
				...value.criteria.flatMap(({ evidence }) => evidence.map(({ reference }) => reference)),
			]),
		});
		return {
			add: [byContract(priorAuthChecklistContract, value)],
			output: value.needsPerson ? 1 : 0,
		};
	},
};

/** Other answers, another chart or another policy make another list. */
const questionOf = (...given: unknown[]): string =>
	createHash('sha256')
		.update(canonicalJson(JSON.parse(JSON.stringify(given))))
		.digest('hex');

const make = (
	asked: PriorAuthQuestionnaire | undefined,
	chart: ChartContext,
	now: string,
	policy: Policy | undefined,
): PriorAuthChecklist =>
	checklist(
		(asked?.forms ?? [])
			.filter(({ refused }) => refused === undefined)
			.map((form) => ({
				package: packageOf(form),
				answers: form.answers,
				chart: { patient: asked?.patient ?? chart.patient, asOf: chart.asOf },
			})),
		chart,
		{ now, ...(policy && { policy }) },
	);

async function policyOf(context: OperationContext, today: string): Promise<Policy | undefined> {
	switch (await context.parameter<string>('checklistFrom', 'questionnaire')) {
		case 'file': {
			const name = (await context.parameter<string>('checklistPolicyName', '')).trim();
			return await sitePolicy(name, join(await tablesFolder(), 'policies'), today);
		}
		case 'given':
			return readPolicy(
				jsonIn(await context.parameter<unknown>('checklistPolicy', ''), 'Policy'),
				today,
			);
		default:
			return undefined;
	}
}
