import { createHash } from 'node:crypto';
import { canonicalJson } from '../../shared/canonical-json';
import {
	clinicalDraftContract,
	clinicalFactsContract,
	draftVerificationContract,
	renderedDocumentContract,
	type ClinicalDraft,
	type ClinicalFacts,
	type DraftVerification,
	type RenderedDocument,
} from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import {
	byContract,
	contractField,
	type Operation,
	type OperationContext,
} from '../../shared/face';
import { readDraft, readFacts, requireSameFacts } from '../drafting';
import { FORMS, renderDocument, type Form } from '../render';
import { subjectOf } from './subject';

interface Options {
	appends?: unknown;
	baseUrl?: unknown;
	leftOut?: boolean;
}

export const render: Operation = {
	value: 'render',
	name: 'Render',
	description:
		'Make the forms in which a draft is shown and written: plain text, sections, a page with the sources, FHIR records',
	action: 'Render a draft',
	fields: [
		{ ...contractField(clinicalFactsContract), displayName: 'Facts' },
		contractField(clinicalDraftContract),
		{
			displayName: 'Forms',
			name: 'forms',
			type: 'multiOptions',
			default: ['html'],
			description: 'What is made beside the plain text and the sections, which are always there',
			options: [
				{
					name: 'FHIR Document',
					value: 'composition',
					description: 'A Bundle that begins with a Composition, with the sections of C-CDA',
				},
				{
					name: 'FHIR Note',
					value: 'documentReference',
					description: 'A DocumentReference with the text inside',
				},
				{
					name: 'Page',
					value: 'html',
					description: 'HTML to read and print, with the sources beside each sentence',
				},
			],
		},
		{
			displayName: 'Options',
			name: 'renderOptions',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: [
				{
					displayName: 'Addendum To',
					name: 'appends',
					type: 'string',
					default: '',
					placeholder: 'e.g. Composition/123',
					description: 'The document that an addendum belongs to, as a FHIR reference',
				},
				{
					displayName: 'Address of the FHIR Server',
					name: 'baseUrl',
					type: 'string',
					default: '',
					placeholder: 'e.g. https://fhir.hospital.example/r4',
					description:
						'With it the FHIR document refers to the patient and stay of that server. Without it the document stands alone.',
				},
				{
					displayName: 'Show What Was Left Out',
					name: 'leftOut',
					type: 'boolean',
					default: true,
					description:
						'Whether the page lists the sentences that are no part of the document, with the reasons',
				},
			],
		},
	],
	async execute(context) {
		const facts = readFacts(await context.contract<ClinicalFacts>(clinicalFactsContract));
		const draft = readDraft(await context.contract<ClinicalDraft>(clinicalDraftContract));
		requireSameFacts(facts, draft);
		requireVerified(draft);
		const verification =
			await context.optionalContract<DraftVerification>(draftVerificationContract);
		const wish = await readWish(context);
		// All that the page shows of the check; how long it took is another each time.
		const found = { ...verification, ms: 0 };
		const question = sha256(canonicalJson([clean(draft), wish, clean(found)]));
		// Journalled: a rerun shows and writes the same bytes, its time included.
		const { value } = await context.onceJson<RenderedDocument>(`document/${question}`, () =>
			Promise.resolve(
				renderDocument(draft, facts, {
					...wish,
					key: keyOf(context, draft),
					at: new Date().toISOString(),
					isTest: context.isTest,
					...(verification && { verification }),
				}),
			),
		);
		const { patient, objects } = await subjectOf(context, facts);
		await context.audit({
			kind: 'access',
			interaction: 'clinical-draft-rendered',
			action: 'R',
			outcome: '0',
			patient,
			objects: [...objects, { type: 'clinical-document', sha256: value.textHash }],
		});
		return { add: [byContract(renderedDocumentContract, value)] };
	},
};

/** A sentence of a model that nobody compared with the facts must not look like one that was. */
function requireVerified({ sections }: ClinicalDraft): void {
	const isUnchecked = sections.some(({ sentences }) =>
		sentences.some(
			({ included, origin, verdict }) => included && origin === 'model' && verdict === undefined,
		),
	);
	if (!isUnchecked) return;
	throw new HospitalError('draft-not-verified', 'The draft was not compared with the facts', {
		nextStep:
			'Place the operation Verify between Draft and Render. Nothing was made: sentences of a model are only shown with what the chart says about them.',
	});
}

async function readWish(context: OperationContext) {
	const forms = await context.parameter<unknown>('forms', ['html']);
	const { appends, baseUrl, leftOut } = await context.parameter<Options>('renderOptions', {});
	const address = String(baseUrl ?? '').trim();
	const reference = String(appends ?? '').trim();
	if (address !== '' && !/^https?:\/\/[^\s?#]+$/i.test(address)) {
		throw new HospitalError('input-invalid', 'The address of the FHIR server is not usable', {
			nextStep: 'Enter it as https://fhir.hospital.example/r4, or leave it empty.',
		});
	}
	if (
		reference !== '' &&
		!/^(?:https?:\/\/\S+\/)?[A-Z][A-Za-z]+\/[A-Za-z0-9.-]{1,64}$/.test(reference)
	) {
		throw new HospitalError('input-invalid', 'The field "Addendum To" holds no FHIR reference', {
			nextStep: 'Enter it as Composition/123, or leave it empty.',
		});
	}
	return {
		forms: FORMS.filter((form: Form) => Array.isArray(forms) && forms.includes(form)),
		leftOut: leftOut !== false,
		...(address !== '' && { baseUrl: address }),
		...(reference !== '' && { appends: { reference } }),
	};
}

/** The same piece of work always gives the same identifiers; a test never shares them with real work. */
function keyOf({ liveWork, isTest, executionId }: OperationContext, draft: ClinicalDraft): string {
	const work =
		liveWork === undefined
			? `${isTest ? 'test' : 'execution'}/${executionId}`
			: liveWork.round === undefined
				? liveWork.id
				: `${liveWork.id}/round-${liveWork.round}`;
	return JSON.stringify([work, draft.patient, draft.encounter ?? '', draft.type.code]);
}

const clean = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
