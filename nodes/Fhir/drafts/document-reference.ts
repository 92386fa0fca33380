import { parseReference, type FhirResource } from '../../clients/fhir';
import { badAnswer } from '../../clients/fhir/errors';
import type { StableIdentifier } from '../results/identifiers';
import { without } from './fingerprint';
import { labels, LOINC } from './labels';
import { attachmentHash, DRAFT_MARK, sha256 } from './text';
import type { DraftForm, DraftInput, DraftServer } from './types';

const MAX_TEXT_BYTES = 8 * 2 ** 20;

interface Attachment {
	contentType?: string;
	data?: string;
	url?: string;
}

/** The draft as one DocumentReference with the text inside (FHIR R4, docStatus preliminary). */
export function documentReference(
	{ type, title, text, contentType, patient, encounter, madeAt, model }: DraftInput,
	identifier: StableIdentifier,
	device: string,
): FhirResource {
	const bytes = Buffer.from(text, 'utf8');
	return {
		resourceType: 'DocumentReference',
		meta: labels(model),
		identifier: [identifier],
		status: 'current',
		docStatus: 'preliminary',
		type: { coding: [{ system: LOINC, ...type }], text: type.display },
		category: [
			{
				coding: [
					{
						system: 'http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category',
						code: 'clinical-note',
						display: 'Clinical Note',
					},
				],
			},
		],
		subject: { reference: patient },
		date: madeAt,
		author: [{ reference: device }],
		description: DRAFT_MARK + title,
		content: [
			{
				attachment: {
					contentType: `${contentType}; charset=utf-8`,
					data: bytes.toString('base64'),
					size: bytes.length,
					hash: attachmentHash(bytes),
					title: DRAFT_MARK + title,
					creation: madeAt,
				},
			},
		],
		...(encounter !== undefined && { context: { encounter: [{ reference: encounter }] } }),
	};
}

const attachmentOf = ({ content }: FhirResource): Attachment => {
	const list = (content ?? []) as Array<{ attachment?: Attachment }>;
	if (list.length !== 1) throw badAnswer(DOING, 'the document has not exactly one text');
	return list[0]?.attachment ?? {};
};

const DOING = 'Reading the draft';

/** Some servers keep the text in a Binary of its own and leave its address. */
async function textBytes(
	server: DraftServer,
	resource: FhirResource,
	signal: AbortSignal | undefined,
): Promise<Buffer> {
	const { data, url } = attachmentOf(resource);
	if (data !== undefined) return Buffer.from(data, 'base64');
	if (url === undefined) throw badAnswer(DOING, 'the document has no text');
	// A media type that is no FHIR one makes the server send the content itself (binary.html 2.19.2).
	const answer = await server.raw(
		{ method: 'GET', path: url, accept: 'text/plain, text/markdown' },
		{ maxBytes: MAX_TEXT_BYTES, ...(signal && { signal }) },
	);
	const bytes = await answer.buffer();
	if (!/json/.test(answer.header('content-type') ?? '')) return bytes;
	const { resourceType, data: inside } = JSON.parse(bytes.toString('utf8')) as Attachment & {
		resourceType?: string;
	};
	if (resourceType !== 'Binary') throw badAnswer(DOING, 'the text is not where the document says');
	return Buffer.from(inside ?? '', 'base64');
}

const reference = (value: unknown): string =>
	String((value as { reference?: unknown } | undefined)?.reference ?? '');

export const DOCUMENT_REFERENCE: DraftForm = {
	resourceType: 'DocumentReference',
	textHash: async (server, resource, signal) => sha256(await textBytes(server, resource, signal)),
	identifiers: ({ identifier }) =>
		((identifier ?? []) as StableIdentifier[]).map(({ system, value }) => `${system}|${value}`),
	subject: ({ subject }) => reference(subject),
	status: ({ docStatus, status }) =>
		status === 'current' ? String(docStatus ?? '') : String(status ?? ''),
	signer: ({ authenticator }) => parseReference(reference(authenticator))?.reference,
	approved: (resource, { text }) => {
		const bytes = Buffer.from(text, 'utf8');
		// Where the server keeps the text in a Binary, that one stays as it was approved by nobody.
		const replaced = {
			...without({ ...attachmentOf(resource) }, 'url'),
			data: bytes.toString('base64'),
			size: bytes.length,
			hash: attachmentHash(bytes),
		};
		const [first = {}] = resource.content as object[];
		return { ...resource, content: [{ ...first, attachment: replaced }] };
	},
	signed: (resource, { signer, title }) => ({
		...resource,
		docStatus: 'final',
		authenticator: { reference: signer },
		description: title,
		content: [
			{
				...((resource.content as object[])[0] ?? {}),
				attachment: { ...attachmentOf(resource), title },
			},
		],
	}),
};
