import type { FhirClient, FhirResource } from '../../clients/fhir';
import type { DraftDocument } from '../../shared/contracts/draft-document';
import type { DocumentType } from './document-types';

/** What drafts need of a FHIR server. */
export type DraftServer = Pick<
	FhirClient,
	| 'baseUrl'
	| 'abilities'
	| 'read'
	| 'searchAll'
	| 'create'
	| 'update'
	| 'remove'
	| 'transaction'
	| 'raw'
>;

/** Which model wrote the text. */
export interface DraftModel {
	name: string;
	version: string;
	/** `sha256:<hex>` of the weights, where it is known. */
	digest?: string;
	/** True for a model without clinical meaning: everything is labelled as test data. */
	demonstration: boolean;
}

/** One section of a document. */
export interface DraftSection {
	/** LOINC of the section, where it has one. */
	code?: string;
	title: string;
	text: string;
}

export interface DraftInput {
	form: DraftDocument['form'];
	/** `Patient/<id>` */
	patient: string;
	/** `Encounter/<id>` */
	encounter?: string;
	type: DocumentType;
	title: string;
	/** Of a DocumentReference: the whole text. */
	text: string;
	contentType: 'text/plain' | 'text/markdown';
	/** Of a document Bundle. */
	sections: DraftSection[];
	model: DraftModel;
	/** References `Type/id` or `Type/id/_history/version` of what the text was made from. */
	sources: string[];
	/** ISO 8601 UTC: when the model wrote it. */
	madeAt: string;
	/** Names the work; the same key always gives the same identifiers. */
	workKey: string;
}

/** What the two forms of a document have in common. */
export interface DraftForm {
	resourceType: 'DocumentReference' | 'Bundle';
	/** Fingerprint (hex SHA-256) of the text of a stored document. */
	textHash(server: DraftServer, resource: FhirResource, signal?: AbortSignal): Promise<string>;
	/** Its business identifiers, as `system|value`. */
	identifiers(resource: FhirResource): string[];
	/** Whom it is about, as it stands there. */
	subject(resource: FhirResource): string;
	/** `preliminary`, `final`, ... */
	status(resource: FhirResource): string;
	/** Who signed it, when somebody did. */
	signer(resource: FhirResource): string | undefined;
	/** The document with the approved text in the place of the drafted one. */
	approved(
		resource: FhirResource,
		approval: { text: string; sections: DraftSection[] },
	): FhirResource;
	/** The document with the signature. */
	signed(resource: FhirResource, signature: Signature): FhirResource;
}

export interface Signature {
	/** `Practitioner/<id>` or `PractitionerRole/<id>` */
	signer: string;
	/** The signer's record. */
	resource: FhirResource;
	/** ISO 8601 UTC. */
	at: string;
	title: string;
	baseUrl: string;
}
