import { createHash } from 'node:crypto';
import type { ClinicalDraft, ClinicalFacts } from '../../shared/contracts';
import { namedUuid } from '../../shared/named-uuid';
import type { DocumentOptions } from './composition';
import { deviceOf, LOINC, metaOf, writerOf } from './labels';
import { xml } from './narrative';
import { renderText } from './text';

/**
 * The draft as one DocumentReference with its plain text inside (FHIR R4, docStatus preliminary), for
 * servers that take notes. The FHIR node's Write Draft Document builds its own from text and title.
 *
 * @param facts those that the draft was made from
 */
export function renderDocumentReference(
	draft: ClinicalDraft,
	facts: ClinicalFacts,
	{ key, at, isTest = false }: DocumentOptions,
): { resourceType: 'DocumentReference'; [element: string]: unknown } {
	const bytes = Buffer.from(renderText(draft, facts), 'utf8');
	const writer = writerOf(draft);
	const meta = metaOf(writer, isTest);
	const id = namedUuid('clinical-document', key, draft.kind, 'document-reference');
	const title = xml(draft.title);
	return {
		resourceType: 'DocumentReference',
		...(Object.keys(meta).length > 0 && { meta }),
		contained: [deviceOf(writer)],
		identifier: [{ system: 'urn:ietf:rfc:3986', value: `urn:uuid:${id}` }],
		status: 'current',
		docStatus: 'preliminary',
		type: { coding: [{ system: LOINC, ...draft.type }], text: draft.type.display },
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
		subject: { reference: draft.patient },
		date: at,
		author: [{ reference: '#writer' }],
		description: title,
		content: [
			{
				attachment: {
					contentType: 'text/plain; charset=utf-8',
					data: bytes.toString('base64'),
					size: bytes.length,
					// R4 wants SHA-1 here; what is signed is compared by SHA-256.
					hash: createHash('sha1').update(bytes).digest('base64'),
					title,
					creation: at,
				},
			},
		],
		...(draft.encounter !== undefined && {
			context: { encounter: [{ reference: draft.encounter }] },
		}),
	};
}
