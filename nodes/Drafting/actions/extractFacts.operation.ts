import {
	chartContextContract,
	clinicalFactsContract,
	type ChartContext,
} from '../../shared/contracts';
import { byContract, contractField, type Operation } from '../../shared/face';
import { buildFacts, type FactsOptions } from '../facts';
import { readUntil, untilField } from './records-until';
import { subjectOf } from './subject';

type Rule = NonNullable<FactsOptions['notOnDischargeList']>;
const RULES: readonly Rule[] = ['unclear', 'stopped', 'continued'];

export const extractFacts: Operation = {
	value: 'extractFacts',
	name: 'Extract Facts',
	description:
		'Turn the part of the chart that was read into numbered facts, each with the record it stands in. No model takes part.',
	action: 'Extract facts from the chart',
	fields: [
		{ ...contractField(chartContextContract), displayName: 'Chart Context' },
		{
			displayName: 'Home Medicines Without an Order for Afterwards',
			name: 'notOnDischargeList',
			type: 'options',
			default: 'unclear',
			description:
				'What it means at your site when a medicine from before the stay is active in the chart and no order for afterwards names it',
			options: [
				{
					name: 'It Is Continued',
					value: 'continued',
					description:
						'Only where orders for afterwards are written for new and changed medicines only',
				},
				{
					name: 'It Is Stopped',
					value: 'stopped',
					description: 'Only where the list for afterwards is always complete',
				},
				{
					name: 'It Is Not Clear',
					value: 'unclear',
					description: 'It is listed to be clarified before discharge',
				},
			],
		},
		untilField,
	],
	async execute(context) {
		const chart = await readUntil(
			context,
			await context.contract<ChartContext>(chartContextContract),
		);
		const given = await context.parameter<unknown>('notOnDischargeList', 'unclear');
		const notOnDischargeList = RULES.find((rule) => rule === given) ?? 'unclear';
		const facts = buildFacts(chart, { notOnDischargeList });
		const { patient, objects } = await subjectOf(context, facts);
		await context.audit({
			kind: 'access',
			interaction: 'clinical-facts-extracted',
			action: 'R',
			outcome: '0',
			patient,
			objects: [
				...objects,
				{ type: 'clinical-facts', sha256: facts.hash, count: facts.facts.length },
			],
		});
		return { add: [byContract(clinicalFactsContract, facts)] };
	},
};
