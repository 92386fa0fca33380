import { createHash } from 'node:crypto';
import type {
	ClinicalDraft,
	ClinicalFacts,
	DraftVerification,
	RenderedDocument,
} from '../../shared/contracts';
import { renderComposition, type DocumentOptions } from './composition';
import { renderDocumentReference } from './document-reference';
import { renderHtml } from './html';
import { writerOf } from './labels';
import { renderText, sectionText } from './text';
import { viewOf } from './view';

/** Forms beside the plain text, which is always made. */
export const FORMS = ['composition', 'documentReference', 'html'] as const;
export type Form = (typeof FORMS)[number];

export interface RenderOptions extends DocumentOptions {
	forms: readonly Form[];
	leftOut?: boolean;
	verification?: DraftVerification;
}

/**
 * Everything that leaves the draft for the chart or for people. Pure: equal input gives equal bytes.
 *
 * @param facts those that the draft was made from
 */
export function renderDocument(
	draft: ClinicalDraft,
	facts: ClinicalFacts,
	options: RenderOptions,
): RenderedDocument {
	const text = renderText(draft, facts);
	const view = viewOf(draft, facts);
	const { name, version, digest } = writerOf(draft);
	const wants = (form: Form) => options.forms.includes(form);
	const page = {
		...(options.leftOut !== undefined && { leftOut: options.leftOut }),
		...(options.verification && { verification: options.verification }),
	};
	return {
		contract: 'RenderedDocument/1',
		kind: draft.kind,
		type: { ...draft.type },
		title: view.title,
		status: draft.status,
		...(draft.reason !== undefined && { reason: draft.reason }),
		patient: draft.patient,
		...(draft.encounter !== undefined && { encounter: draft.encounter }),
		text,
		textHash: createHash('sha256').update(text, 'utf8').digest('hex'),
		sections: [
			...view.sections.map((section) => ({
				code: section.code,
				title: section.title,
				text: sectionText(section),
			})),
			{ title: 'About this document', text: view.about.join('\n') },
		],
		model: { name, version, ...(digest !== undefined && { digest }) },
		...(wants('html') && { html: renderHtml(draft, facts, page) }),
		...(wants('composition') && { composition: renderComposition(draft, facts, options) }),
		...(wants('documentReference') && {
			documentReference: renderDocumentReference(draft, facts, options),
		}),
		madeAt: options.at,
	};
}
