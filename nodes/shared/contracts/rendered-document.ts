import type { ClinicalDraft } from './clinical-draft';
import { clear, sealed, type Contract } from './contract';

/** A draft in the forms in which it leaves: as text, page and FHIR records. None of them is signed. */
export interface RenderedDocument {
	contract: 'RenderedDocument/1';
	kind: ClinicalDraft['kind'];
	/** LOINC code of the kind of document. */
	type: { code: string; display: string };
	title: string;
	status: ClinicalDraft['status'];
	/** Why there is no narrative, or why a part of it is missing. */
	reason?: string;
	/** `Patient/<id>` and `Encounter/<id>` */
	patient: string;
	encounter?: string;
	/** The whole document as plain text. */
	text: string;
	/** Hex SHA-256 of `text` in UTF-8. */
	textHash: string;
	/** The same in sections, as Write Draft Document of the FHIR node takes them. */
	sections: Array<{ code?: string; title: string; text: string }>;
	/** Who stands as the author: the model, or this software where there are tables only. */
	model: {
		name: string;
		version: string;
		/** `sha256:<hex>` */
		digest?: string;
	};
	/** A page that needs nothing else, with the sources beside each sentence. */
	html?: string;
	/** FHIR document: a Bundle that begins with a Composition in state preliminary. */
	composition?: object;
	/** FHIR DocumentReference with the text inside, docStatus preliminary. */
	documentReference?: object;
	/** ISO 8601 UTC. */
	madeAt: string;
}

export const renderedDocumentContract: Contract = {
	name: 'RenderedDocument',
	key: 'document',
	description: 'A draft as text, page and FHIR records, ready to be shown or written. Not signed.',
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/kind': clear('discharge-summary, chart-summary, addendum or medical-necessity'),
		'/type/code': clear('LOINC code of the kind of document'),
		'/type/display': clear('What that code means'),
		'/title': sealed('Title of the document'),
		'/status': clear('narrative, or structured-only when no sentence of a model is in it'),
		'/reason': clear('Why there is no narrative, or why a part of it is missing'),
		'/patient': sealed('Reference to the Patient'),
		'/encounter': sealed('Reference to the Encounter'),
		'/text': sealed('The whole document as plain text'),
		'/textHash': clear('Fingerprint of that text (SHA-256)'),
		'/sections/*/code': clear('LOINC code of a section'),
		'/sections/*/title': clear('Title of the section'),
		'/sections/*/text': sealed('Text of the section'),
		'/model/name': clear('Model that wrote sentences, or this software'),
		'/model/version': clear('Its version'),
		'/model/digest': clear('Fingerprint of the model'),
		'/html': sealed('A page with the sources beside each sentence'),
		'/composition': sealed('FHIR document: Bundle with a Composition'),
		'/documentReference': sealed('FHIR DocumentReference with the text inside'),
		'/madeAt': clear('When it was put together (UTC)'),
	},
};
