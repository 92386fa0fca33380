import {
	parseReference,
	type Bundle,
	type BundleEntry,
	type FhirResource,
} from '../../clients/fhir';
import { badAnswer } from '../../clients/fhir/errors';
import { uuidOf, type StableIdentifier } from '../results/identifiers';
import { deviceOf } from './device';
import { labels, LOINC } from './labels';
import { DRAFT_MARK, narrative, sectionsHash } from './text';
import type { DraftForm, DraftInput, DraftSection } from './types';

interface Composition extends FhirResource {
	title?: string;
	section?: Array<{
		title?: string;
		code?: { coding?: Array<{ code?: string }> };
		text?: { div?: string };
	}>;
}

/** What a document may carry of people and stays: enough to say whose it is. */
const IDENTITY = ['resourceType', 'id', 'identifier', 'active', 'name', 'gender', 'birthDate'];
const STAY = ['resourceType', 'id', 'identifier', 'status', 'class', 'subject', 'period'];

const only = (resource: FhirResource, elements: readonly string[]): FhirResource =>
	Object.fromEntries(
		Object.entries(resource).filter(([name]) => elements.includes(name)),
	) as FhirResource;

/**
 * The draft as a document Bundle (FHIR R4 documents.html): a Composition and everything that it refers
 * to, so that it can be read anywhere.
 *
 * @param patient @param encounter as the chart has them
 */
export function documentBundle(
	input: DraftInput,
	identifier: StableIdentifier,
	baseUrl: string,
	patient: FhirResource,
	encounter: FhirResource | undefined,
): Bundle {
	const { type, title, sections, madeAt, model, workKey } = input;
	const id = uuidOf(workKey, 'composition', 'document');
	const composition: FhirResource = {
		resourceType: 'Composition',
		id,
		meta: labels(model),
		// Inside: a reference to another entry by urn:uuid would be taken for one of the transaction.
		contained: [{ ...deviceOf(model), id: 'model' }],
		identifier,
		status: 'preliminary',
		type: { coding: [{ system: LOINC, ...type }], text: type.display },
		subject: { reference: `${baseUrl}/${input.patient}` },
		...(input.encounter !== undefined && {
			encounter: { reference: `${baseUrl}/${input.encounter}` },
		}),
		date: madeAt,
		author: [{ reference: '#model' }],
		title: DRAFT_MARK + title,
		section: sectionsOf(sections),
	};
	const entry: BundleEntry[] = [
		{ fullUrl: `urn:uuid:${id}`, resource: composition },
		{ fullUrl: `${baseUrl}/${input.patient}`, resource: only(patient, IDENTITY) },
		...(encounter === undefined
			? []
			: [{ fullUrl: `${baseUrl}/${input.encounter}`, resource: only(encounter, STAY) }]),
	];
	return {
		resourceType: 'Bundle',
		meta: labels(model),
		identifier,
		type: 'document',
		timestamp: madeAt,
		entry,
	};
}

/** Sections as a Composition has them. */
export const sectionsOf = (sections: readonly DraftSection[]) =>
	sections.map(({ code, title, text }) => ({
		title,
		...(code !== undefined && { code: { coding: [{ system: LOINC, code }] } }),
		text: { status: 'additional', div: narrative(text) },
	}));

function compositionOf(resource: FhirResource): Composition {
	const [first] = (resource as Bundle).entry ?? [];
	if (resource.type !== 'document' || first?.resource?.resourceType !== 'Composition') {
		throw badAnswer('Reading the draft', 'it is no document that begins with a Composition');
	}
	return first.resource;
}

/** Titles and codes of a stored document's sections. */
export const draftedSections = (resource: FhirResource) =>
	(compositionOf(resource).section ?? []).map(({ title = '', code }) => ({
		title,
		code: code?.coding?.[0]?.code ?? '',
	}));

export const hashOf = ({ title = '', section = [] }: Composition): string =>
	sectionsHash(
		title,
		section.map((one) => ({
			title: one.title ?? '',
			code: one.code?.coding?.[0]?.code ?? '',
			div: one.text?.div ?? '',
		})),
	);

const reference = (value: unknown): string =>
	String((value as { reference?: unknown } | undefined)?.reference ?? '');

export const DOCUMENT_BUNDLE: DraftForm = {
	resourceType: 'Bundle',
	textHash: (_server, resource) => Promise.resolve(hashOf(compositionOf(resource))),
	identifiers: ({ identifier }) => {
		const { system, value } = (identifier ?? {}) as Partial<StableIdentifier>;
		return [`${system}|${value}`];
	},
	subject: (resource) => reference(compositionOf(resource).subject),
	status: (resource) => String(compositionOf(resource).status ?? ''),
	signer: (resource) => {
		const [first] = (compositionOf(resource).attester ?? []) as Array<{ party?: unknown }>;
		return parseReference(reference(first?.party))?.reference;
	},
	approved: (resource, { sections }) => {
		const [first, ...others] = (resource as Bundle).entry ?? [];
		const composition = { ...compositionOf(resource), section: sectionsOf(sections) };
		return { ...resource, entry: [{ ...first, resource: composition }, ...others] };
	},
	signed: (resource, { signer, resource: person, at, title, baseUrl }) => {
		const [first, ...others] = (resource as Bundle).entry ?? [];
		const composition = {
			...compositionOf(resource),
			status: 'final',
			title,
			attester: [{ mode: 'legal', time: at, party: { reference: `${baseUrl}/${signer}` } }],
		};
		const party = { fullUrl: `${baseUrl}/${signer}`, resource: only(person, IDENTITY) };
		return {
			...resource,
			timestamp: at,
			entry: [{ ...first, resource: composition }, ...others, party],
		};
	},
};
