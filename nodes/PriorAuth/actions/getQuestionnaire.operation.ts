import { createHash } from 'node:crypto';
import type { FhirResource } from '../../clients/fhir';
import { canonicalJson } from '../../shared/canonical-json';
import {
	coverageCheckContract,
	priorAuthCaseContract,
	priorAuthQuestionnaireContract,
	priorAuthRequirementContract,
	type CoverageCheck,
	type PriorAuthCase,
	type PriorAuthQuestionnaire,
	type PriorAuthRequirement,
} from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import {
	byContract,
	contractField,
	type Operation,
	type OperationContext,
} from '../../shared/face';
import { fetchPackages, type PackageAnswer, type PackageRequest } from '../questionnaire';
import { questionAdvice } from '../reasons';
import { keyOf } from '../request/input';
import { unfilled } from './forms';
import { orOnRecord, patientOf, recordsOf, serverOf } from './on-record';
import { payerOf } from './payer-server';

interface Options {
	context?: unknown;
}

export const getQuestionnaire: Operation = {
	value: 'getQuestionnaire',
	name: 'Get Questionnaire',
	description:
		'Get the questions that the payer has to the order, with what is needed to answer them (DTR)',
	action: 'Get the questionnaire of the payer',
	outputs: ['Questions', 'No Questions', 'For a Person'],
	fields: [
		contractField(priorAuthCaseContract),
		contractField(coverageCheckContract),
		{
			displayName: 'Questionnaires',
			name: 'dtrQuestionnaires',
			type: 'string',
			default:
				"={{ ($json.priorAuthRequirement?.items ?? []).flatMap((item) => item.questionnaires ?? []).join(', ') }}",
			placeholder: 'e.g. http://payer.example/Questionnaire/spine|2',
			description:
				'Addresses of the questionnaires that the payer named. When empty, the payer finds them by the order.',
		},
		{
			displayName: 'Options',
			name: 'dtrOptions',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			description: 'What the payer named beside the questionnaires',
			options: [
				{
					displayName: 'Number of the Payer',
					name: 'context',
					type: 'string',
					default: '',
					placeholder: 'e.g. the control number of a request for more information',
					description:
						'Under which the payer keeps what it asked for. That of the requirement check when empty.',
				},
			],
		},
	],
	async execute(context) {
		const found = await context.contract<PriorAuthCase>(priorAuthCaseContract);
		const checked = await context.contract<CoverageCheck>(coverageCheckContract);
		const wish = await readWish(context, found, checked);
		const patient = await patientOf(context, `Patient/${found.patient.id ?? ''}`);
		const sent = [wish.coverage, ...(wish.orders ?? [])].flatMap((one) => keyOf(one) ?? []);
		const about = {
			interaction: 'prior-auth-questions-asked',
			action: 'E',
			...(patient && { patient }),
			...(await serverOf(context)),
			objects: await recordsOf(context, sent),
		} as const;
		// On record before anything leaves: what cannot be recorded is not asked.
		await context.audit({ kind: 'access', ...about, outcome: '0' });
		const { value } = await orOnRecord(context, about, async () => {
			const client = await payerOf(context);
			return await context.onceJson<PackageAnswer>(
				`questionnaires/${questionOf(wish)}`,
				async () => await fetchPackages(client, wish),
			);
		});
		const result = resultOf(value);
		const advised = { ...result, advice: questionAdvice(result) };
		return { add: [byContract(priorAuthQuestionnaireContract, advised)], output: outputOf(result) };
	},
};

async function readWish(
	context: OperationContext,
	found: PriorAuthCase,
	checked: CoverageCheck,
): Promise<PackageRequest> {
	const coverage = found.coverages.find((one) => `Coverage/${one.id}` === checked.coverage);
	if (checked.decision !== 'one' || coverage === undefined) throw noCoverage();
	const named = await context.parameter<unknown>('dtrQuestionnaires', '');
	const options = await context.parameter<Options>('dtrOptions', {});
	const own = String(options.context ?? '').trim();
	const asserted = own === '' ? await assertionOf(context) : own;
	const { signal } = context;
	return {
		coverage: coverage as FhirResource,
		orders: found.orders as FhirResource[],
		questionnaires: [...new Set(namesIn(named))],
		...(asserted !== undefined && { context: asserted }),
		day: checked.day,
		...(signal && { signal }),
	};
}

/** The payer's number of what it asserted about the orders, where it is one. */
async function assertionOf(context: OperationContext): Promise<string | undefined> {
	const asserted = await context.optionalContract<PriorAuthRequirement>(
		priorAuthRequirementContract,
	);
	const ids = [...new Set((asserted?.items ?? []).flatMap(({ assertionIds }) => assertionIds))];
	return ids.length === 1 ? ids[0] : undefined;
}

const namesIn = (value: unknown): string[] =>
	(Array.isArray(value) ? value.map(String) : String(value ?? '').split(','))
		.map((name) => name.trim())
		.filter((name) => name !== '');

function questionOf(wish: PackageRequest): string {
	const { coverage, orders, questionnaires, context, day } = wish;
	const asked = [coverage, orders, questionnaires, context, day];
	const text = canonicalJson(JSON.parse(JSON.stringify(asked)));
	return createHash('sha256').update(text).digest('hex');
}

function resultOf({ packages, issues }: PackageAnswer): PriorAuthQuestionnaire {
	const forms = packages.map(unfilled);
	const refused = forms.some((form) => form.refused !== undefined);
	const reasons = [
		...(refused ? ['form-refused'] : []),
		...issues.map((issue) => `payer-${issue}`),
	];
	return {
		contract: 'PriorAuthQuestionnaire/1',
		state: 'fetched',
		needsPerson: refused || issues.some((issue) => !issue.startsWith('information-')),
		reasons: [...new Set(reasons)],
		forms,
	};
}

/** Without questions and without a word why there are none, nobody needs to answer anything. */
function outputOf({ forms, needsPerson }: PriorAuthQuestionnaire): number {
	if (forms.some(({ refused }) => refused !== undefined)) return 2;
	if (forms.length > 0) return 0;
	return needsPerson ? 2 : 1;
}

const noCoverage = (): HospitalError =>
	new HospitalError(
		'prior-auth-no-coverage',
		'There is no coverage that a payer can be asked about',
		{
			nextStep: 'Place Check Coverage before this node, and connect its output "One Coverage".',
		},
	);
