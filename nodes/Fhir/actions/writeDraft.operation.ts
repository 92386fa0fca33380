import { createHash } from 'node:crypto';
import type { FhirClient, FhirResource } from '../../clients/fhir';
import { canonicalJson } from '../../shared/canonical-json';
import {
	chartContextContract,
	draftDocumentContract,
	type ChartContext,
	type DraftDocument,
} from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import { byContract, type Operation, type OperationContext } from '../../shared/face';
import {
	buildDraft,
	documentType,
	putDraft,
	unwritten,
	type BuiltDraft,
	type DraftInput,
	type Elements,
	type PutOptions,
} from '../drafts';
import { leadsTo, refuseOutOfUse } from '../chart';
import { audited, clientOf, referencesOf } from './chart-access';
import { draftFields, sectionsIn } from './draft-fields';
import { noteWritten } from './draft-review';
import { subjectOf } from './subject';

export const writeDraft: Operation = {
	value: 'writeDraft',
	name: 'Write Draft Document',
	description:
		'Put a text that a model wrote into the chart as a draft: preliminary, labelled as written by AI, with its origin, and not signed',
	action: 'Write a draft document',
	fields: draftFields,
	async execute(context) {
		const client = await clientOf(context);
		const input = await readInput(context);
		refuseOutOfUse(await read(context, client, input.patient), 'written');
		await checkEncounter(context, client, input);
		const built = await buildOnce(context, client, input);
		if (!(await context.mayWrite())) {
			return { add: [byContract(draftDocumentContract, unwritten(input, built))] };
		}
		const options: PutOptions = {
			...(context.signal && { signal: context.signal }),
			// A rerun compares with what the first attempt wrote, not with what it finds.
			remember: async (elements) => {
				const name = `draft-elements/${built.identifier.value}/${built.textHash}`;
				return (await context.onceJson<Elements>(name, () => Promise.resolve(elements))).value;
			},
		};
		const draft = await audited(
			context,
			'fhir-draft-written',
			'C',
			() => putDraft(client, input, built, options),
			about,
		);
		await noteWritten(context, draft.identifier.value);
		return { add: [byContract(draftDocumentContract, draft)] };
	},
};

const about = ({ reference, patient, encounter, device, provenance }: DraftDocument): string[] => [
	reference,
	patient,
	...(encounter === undefined ? [] : [encounter]),
	device,
	provenance,
];

async function readInput(context: OperationContext): Promise<DraftInput> {
	const text = (name: string) => context.parameter<unknown>(name, '').then((v) => String(v ?? ''));
	const form = (await text('draftForm')) as DraftInput['form'];
	const code = await text('documentType');
	const other = code === 'other';
	const type = documentType(
		other ? await text('otherTypeCode') : code,
		other ? await text('otherTypeDisplay') : '',
	);
	const digest = (await text('draftModelDigest')).trim();
	const subject = await subjectOf(context);
	return {
		form,
		...subject,
		type,
		title: (await text('draftTitle')).trim(),
		text: form === 'documentReference' ? await text('draftText') : '',
		contentType:
			(await text('draftContentType')) === 'text/markdown' ? 'text/markdown' : 'text/plain',
		sections:
			form === 'documentBundle'
				? sectionsIn(await context.parameter<unknown>('draftSections'))
				: [],
		model: {
			name: (await text('draftModel')).trim(),
			version: (await text('draftModelVersion')).trim(),
			...(digest !== '' && { digest }),
			demonstration: (await context.parameter<boolean>('draftDemonstration', false)) === true,
		},
		sources: await sourcesOf(context, subject.patient),
		madeAt: '',
		workKey: workKey(context, subject.patient, type.code, form),
	};
}

/** What the text was made from, by version, when the item carries the chart that was read for it. */
async function sourcesOf(context: OperationContext, patient: string): Promise<string[]> {
	const chart = await context.optionalContract<ChartContext>(chartContextContract);
	if (chart === undefined) return [];
	if (chart.patient !== patient) {
		throw new HospitalError(
			'patient-mismatch',
			'The chart in the item is that of another patient than the draft is for',
			{ nextStep: 'Nothing was written. Look where the items of two patients are mixed.' },
		);
	}
	return [...chart.resources, ...(chart.priors ?? [])].map(({ resourceType, id, meta }) =>
		meta?.versionId === undefined
			? `${resourceType}/${id}`
			: `${resourceType}/${id}/_history/${meta.versionId}`,
	);
}

/**
 * What the identifiers are derived from: the piece of work. Without one the patient and the kind of
 * document of this execution take its place, and a test never shares identifiers with real work.
 */
function workKey(context: OperationContext, patient: string, code: string, form: string): string {
	const { liveWork: work, isTest, executionId } = context;
	const origin =
		work === undefined
			? `${isTest ? 'test' : 'execution'}/${executionId}`
			: work.round === undefined
				? work.id
				: // A new round tells a new story: it must not be taken for what the earlier one wrote.
					`${work.id}/round-${work.round}`;
	return JSON.stringify([origin, patient, code, form]);
}

/** Journalled before it leaves: a rerun sends the same bytes. */
async function buildOnce(
	context: OperationContext,
	client: FhirClient,
	input: DraftInput,
): Promise<BuiltDraft> {
	const question = createHash('sha256').update(canonicalJson(input)).digest('hex');
	const { value } = await context.onceJson<BuiltDraft>(`draft/${question}`, async () => {
		const madeAt = new Date().toISOString();
		const people = input.form === 'documentBundle' ? await peopleOf(context, client, input) : {};
		return buildDraft({ ...input, madeAt }, client.baseUrl, people);
	});
	return value;
}

/** A document carries whom it is about, so that it can be read anywhere. */
async function peopleOf(
	context: OperationContext,
	client: FhirClient,
	{ patient, encounter }: DraftInput,
): Promise<{ patient: FhirResource; encounter?: FhirResource }> {
	return {
		patient: await read(context, client, patient),
		...(encounter !== undefined && { encounter: await read(context, client, encounter) }),
	};
}

/** A document filed under somebody else's stay would be found in the wrong chart. */
async function checkEncounter(
	context: OperationContext,
	client: FhirClient,
	{ patient, encounter }: DraftInput,
): Promise<void> {
	if (encounter === undefined) return;
	const { subject } = await read(context, client, encounter);
	const { reference = '' } = (subject ?? {}) as { reference?: string };
	if (leadsTo(reference, patient, client.baseUrl)) return;
	throw new HospitalError('patient-mismatch', 'The encounter is not one of this patient', {
		nextStep: 'Nothing was written. Look where the items of two patients are mixed.',
	});
}

async function read(
	context: OperationContext,
	client: FhirClient,
	reference: string,
): Promise<FhirResource> {
	const [type = '', id = ''] = reference.split('/');
	const options = context.signal && { signal: context.signal };
	return await audited(
		context,
		'fhir-read',
		'R',
		() => client.read(type, id, options),
		referencesOf,
	);
}
