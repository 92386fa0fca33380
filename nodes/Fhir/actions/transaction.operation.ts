import { createHash } from 'node:crypto';
import type { BatchResult, Bundle, EntryResult, FhirClient } from '../../clients/fhir';
import { canonicalJson } from '../../shared/canonical-json';
import {
	identityContract,
	inferenceContract,
	studyContract,
	type IdentityDecision,
	type InferenceResult,
	type StudyReference,
} from '../../shared/contracts';
import {
	contractField,
	writeInTestsField,
	type Operation,
	type OperationContext,
} from '../../shared/face';
import { imagingResultBundle } from '../results/imaging-result';
import { readBackReport } from '../results/read-back';
import { reportCodeOf } from '../results/report-code';
import { checkConditions } from '../writing/bundle-conditions';
import { parseResource } from '../writing/parse-resource';
import { audited, clientOf, referencesOf } from './chart-access';
import { refusingOthers } from './other-records';
import {
	actionOf,
	readAdditions,
	recordsOf,
	refuseFailed,
	writtenReferences,
} from './transaction-results';
import { chartOf, nothingWritten } from './written';

const forImaging = { show: { content: ['imagingResult'] } };

export const transaction: Operation = {
	value: 'transaction',
	name: 'Transaction',
	description:
		'Write several records to the chart at once: all of them or none; a bundle of type batch goes entry by entry',
	action: 'Write a transaction',
	fields: [
		{
			displayName: 'Content',
			name: 'content',
			type: 'options',
			default: 'imagingResult',
			description:
				'What is written. Choose Custom Bundle for records of your own; Imaging Result, which stands here at first, needs the result, identity and study that the imaging nodes put into the item.',
			options: [
				{
					name: 'Custom Bundle',
					value: 'custom',
					description: 'A FHIR Bundle of type transaction or batch of your own',
				},
				{
					name: 'Imaging Result',
					value: 'imagingResult',
					description:
						'The result of an imaging model, or that there is none: a preliminary report, the score, who made it, and an urgent task when a finding is suspected. Written once, however often the workflow runs.',
				},
			],
		},
		{ ...contractField(inferenceContract), displayOptions: forImaging },
		{ ...contractField(identityContract), displayOptions: forImaging },
		{ ...contractField(studyContract), displayOptions: forImaging },
		{
			displayName: 'Report Code',
			name: 'reportCode',
			type: 'string',
			default: '30799-1',
			displayOptions: forImaging,
			placeholder: 'e.g. 30799-1',
			description: 'LOINC code of the examination that the report is about',
		},
		{
			displayName: 'Report Title',
			name: 'reportTitle',
			type: 'string',
			default: 'CT Head WO contrast',
			displayOptions: forImaging,
			description: 'What that code means, as clinicians see it in the chart',
		},
		{
			displayName: 'Bundle',
			name: 'bundle',
			type: 'json',
			default: '={{ $json.bundle }}',
			required: true,
			displayOptions: { show: { content: ['custom'] } },
			description:
				'FHIR R4 Bundle of type transaction (all entries or none) or batch (each for itself). Give every created entry an ifNoneExist condition, so that a workflow that runs again writes nothing twice.',
		},
		{
			displayName: 'When an Entry of a Batch Fails',
			name: 'failedEntries',
			type: 'options',
			default: 'fail',
			displayOptions: { show: { content: ['custom'] } },
			description: 'A transaction fails as a whole; in a batch each entry stands for itself',
			options: [
				{ name: 'Fail the Item', value: 'fail' },
				{
					name: 'Go On',
					value: 'continue',
					description: 'The item tells in "outcomes" which entries failed',
				},
			],
		},
		writeInTestsField,
	],
	async execute(context) {
		const client = await clientOf(context);
		const custom = (await context.parameter<string>('content', 'imagingResult')) === 'custom';
		const bundle = custom
			? checkConditions(parseResource(await context.parameter<unknown>('bundle')) as Bundle)
			: await imagingResult(context);
		if (!(await context.mayWrite())) {
			return { add: [nothingWritten(typesIn(bundle))] };
		}
		const results = await audited(
			context,
			bundle.type === 'batch' ? 'fhir-batch' : 'fhir-transaction',
			actionOf(bundle),
			() => refusingOthers(context, () => send(client, bundle, context.signal)),
			(written) => writtenReferences(bundle, written),
		);
		if (!custom) await readBack(context, client, bundle, results as EntryResult[]);
		if ((await context.parameter<string>('failedEntries', 'fail')) !== 'continue') {
			refuseFailed(results);
		}
		return { add: [chartOf(recordsOf(bundle, results)), ...readAdditions(results)] };
	},
};

const send = async (
	client: FhirClient,
	bundle: Bundle,
	signal: AbortSignal | undefined,
): Promise<Array<EntryResult | BatchResult>> =>
	bundle.type === 'batch'
		? await client.batch(bundle, { signal })
		: await client.transaction(bundle, { signal });

/** The bundle is journalled before it leaves: a rerun sends the same bytes. */
async function imagingResult(context: OperationContext): Promise<Bundle> {
	const reportCode = reportCodeOf(
		await context.parameter<unknown>('reportCode', '30799-1'),
		await context.parameter<unknown>('reportTitle', 'CT Head WO contrast'),
	);
	const result = await context.contract<InferenceResult>(inferenceContract);
	const identity = await context.contract<IdentityDecision>(identityContract);
	const study = await context.contract<StudyReference>(studyContract);
	const question = createHash('sha256')
		.update(canonicalJson({ study: study.studyInstanceUid, version: study.version, result }))
		.digest('hex');
	const { value } = await context.onceJson<Bundle>(`transaction/${question}`, () =>
		Promise.resolve(
			imagingResultBundle({
				result,
				identity,
				study,
				workKey: workKey(context, study, result),
				reportCode,
			}),
		),
	);
	return value;
}

/**
 * What the identifiers are derived from. One piece of work may ask several models; without a work
 * item the study's content takes its place, and a test never shares identifiers with real work.
 */
function workKey(
	context: OperationContext,
	study: StudyReference,
	{ model, finding }: InferenceResult,
): string {
	return JSON.stringify([
		originOf(context, study),
		study.studyInstanceUid,
		model.name,
		model.version,
		finding?.code ?? '',
	]);
}

function originOf(context: OperationContext, study: StudyReference): string {
	const work = context.liveWork;
	if (work === undefined) return `${context.isTest ? 'test' : 'study'}/${study.version}`;
	// A new round tells a new story: it must not be taken for what the earlier one wrote.
	return work.round === undefined ? work.id : `${work.id}/round-${work.round}`;
}

async function readBack(
	context: OperationContext,
	client: FhirClient,
	bundle: Bundle,
	results: EntryResult[],
): Promise<void> {
	await audited(
		context,
		'fhir-read-back',
		'R',
		() => readBackReport(client, bundle, results, context.signal),
		referencesOf,
	);
}

const typesIn = (bundle: Bundle): string[] =>
	(bundle.entry ?? []).map(({ resource }) => resource?.resourceType ?? 'unknown');
