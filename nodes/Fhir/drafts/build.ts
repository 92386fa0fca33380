import type { Bundle, BundleEntry, FhirResource } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';
import {
	byIdentifier,
	byWorkTag,
	identifierOf,
	uuidOf,
	type StableIdentifier,
} from '../results/identifiers';
import { deviceIdentifier, deviceOf } from './device';
import { documentBundle, DOCUMENT_BUNDLE, hashOf } from './document-bundle';
import { documentReference, DOCUMENT_REFERENCE } from './document-reference';
import { draftProvenance } from './provenance';
import { sha256 } from './text';
import type { DraftForm, DraftInput } from './types';

const MAX_TEXT = 2 * 2 ** 20;

export const formOf = ({ form }: Pick<DraftInput, 'form'>): DraftForm =>
	form === 'documentBundle' ? DOCUMENT_BUNDLE : DOCUMENT_REFERENCE;

/** A draft ready to be written: one entry each for the model, the document and the provenance. */
export interface BuiltDraft {
	/** Device, document, Provenance, in this order. */
	bundle: Bundle;
	identifier: StableIdentifier;
	/** Hex SHA-256 of the text. */
	textHash: string;
}

/**
 * Builds the transaction that puts a draft into the chart. Each part is created only if it does not
 * exist, so sending it again writes nothing twice. Pure: equal input gives equal bytes.
 *
 * @param people the patient and the encounter as the chart has them, for a document Bundle
 * @throws HospitalError `draft-invalid`
 */
export function buildDraft(
	input: DraftInput,
	baseUrl: string,
	people: { patient?: FhirResource; encounter?: FhirResource },
): BuiltDraft {
	checkDraft(input);
	const identifier = identifierOf(input.workKey, 'draft');
	const url = (role: string) => `urn:uuid:${uuidOf(input.workKey, role, 'draft-entry')}`;
	const tag = uuidOf(input.workKey, 'draft-provenance');
	const [document, textHash] = documentOf(input, identifier, url('device'), baseUrl, people);
	const entries: BundleEntry[] = [
		entry(url('device'), deviceOf(input.model), byIdentifier(deviceIdentifier(input.model))),
		entry(url('document'), document, byIdentifier(identifier)),
		entry(
			url('provenance'),
			draftProvenance(input, tag, url('document'), url('device')),
			byWorkTag(tag),
		),
	];
	return {
		bundle: { resourceType: 'Bundle', type: 'transaction', entry: entries },
		identifier,
		textHash,
	};
}

const entry = (fullUrl: string, resource: FhirResource, ifNoneExist: string): BundleEntry => ({
	fullUrl,
	resource,
	request: { method: 'POST', url: resource.resourceType, ifNoneExist },
});

function documentOf(
	input: DraftInput,
	identifier: StableIdentifier,
	device: string,
	baseUrl: string,
	{ patient, encounter }: { patient?: FhirResource; encounter?: FhirResource },
): [document: FhirResource, textHash: string] {
	if (input.form === 'documentReference') {
		return [documentReference(input, identifier, device), sha256(Buffer.from(input.text, 'utf8'))];
	}
	if (patient === undefined) throw invalid('it is not known whom it is about');
	const bundle = documentBundle(input, identifier, baseUrl, patient, encounter);
	return [bundle, hashOf(bundle.entry?.[0]?.resource as FhirResource)];
}

function checkDraft({ form, text, sections, title, model }: DraftInput): void {
	if (title.trim() === '') throw invalid('it has no title');
	if (model.name.trim() === '' || model.version.trim() === '') {
		throw invalid('it is not known which model wrote it, in which version');
	}
	if (model.digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(model.digest)) {
		throw invalid('the digest of the model is not sha256: and 64 hexadecimal digits');
	}
	const parts = form === 'documentReference' ? [text] : sections.map((one) => one.text);
	if (parts.length === 0 || parts.every((one) => one.trim() === ''))
		throw invalid('it has no text');
	if (parts.reduce((sum, one) => sum + one.length, 0) > MAX_TEXT) throw invalid('it is too long');
	const headings = form === 'documentReference' ? [] : sections.map((one) => one.title);
	if (headings.some((one) => one.trim() === '')) throw invalid('a section has no title');
}

const invalid = (reason: string) =>
	new HospitalError('draft-invalid', `The draft cannot be written: ${reason}`, {
		nextStep: 'Nothing was written. Correct the fields of the node.',
	});
