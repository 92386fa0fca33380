import type { ClinicalDraft, ClinicalFacts } from '../../shared/contracts';
import { html } from '../../shared/html';
import { namedUuid } from '../../shared/named-uuid';
import { deviceOf, LOINC, metaOf, writerOf } from './labels';
import { div, sectionBody, xml } from './narrative';
import { encounterOf, patientOf } from './people';
import { viewOf, type ViewSection } from './view';

type Resource = { resourceType: string; [element: string]: unknown };

export interface DocumentBundle extends Resource {
	resourceType: 'Bundle';
	type: 'document';
	entry: Array<{ fullUrl: string; resource: Resource }>;
}

export interface DocumentOptions {
	/** Names the document: the same key always gives the same identifiers. */
	key: string;
	/** ISO 8601 UTC: when it was put together. */
	at: string;
	/** Address of the FHIR server, so that the document refers to the chart; else it stands alone. */
	baseUrl?: string;
	/** True: everything is labelled as test data. */
	isTest?: boolean;
	/** Document that this one is an addendum to, as a reference or identifier. */
	appends?: { reference: string } | { system: string; value: string };
}

/**
 * The draft as a FHIR document (R4 documents.html): a Bundle that begins with a Composition in state
 * preliminary, with the patient and the stay as the facts have them. Every section has its LOINC code and
 * a narrative; one that has nothing says so, with an empty reason.
 *
 * @param facts those that the draft was made from
 */
export function renderComposition(
	draft: ClinicalDraft,
	facts: ClinicalFacts,
	options: DocumentOptions,
): DocumentBundle {
	const { key, at, isTest = false, appends } = options;
	const uuid = (role: string) => namedUuid('clinical-document', key, draft.kind, role);
	const base = options.baseUrl?.replace(/\/+$/, '');
	const address = (reference: string, role: string) =>
		base === undefined ? `urn:uuid:${uuid(role)}` : `${base}/${reference}`;
	const patient = address(draft.patient, 'patient');
	const stay = draft.encounter && address(draft.encounter, 'encounter');
	const writer = writerOf(draft);
	const meta = metaOf(writer, isTest);
	const identifier = { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${uuid('document')}` };
	const view = viewOf(draft, facts);
	const composition: Resource = {
		resourceType: 'Composition',
		id: uuid('composition'),
		...(Object.keys(meta).length > 0 && { meta }),
		contained: [deviceOf(writer)],
		identifier,
		status: 'preliminary',
		type: { coding: [{ system: LOINC, ...draft.type }], text: draft.type.display },
		subject: { reference: patient },
		...(stay !== undefined && { encounter: { reference: stay } }),
		date: at,
		author: [{ reference: '#writer' }],
		title: xml(view.title),
		...(appends && { relatesTo: [{ code: 'appends', ...target(appends) }] }),
		section: [...view.sections.map((section) => sectionOf(section)), aboutSection(view.about)],
	};
	const withId = (resource: Resource, reference: string) => ({
		...resource,
		...(base !== undefined && { id: reference.split('/')[1] }),
	});
	return {
		resourceType: 'Bundle',
		...(Object.keys(meta).length > 0 && { meta }),
		identifier,
		type: 'document',
		timestamp: at,
		entry: [
			{ fullUrl: `urn:uuid:${uuid('composition')}`, resource: composition },
			{ fullUrl: patient, resource: withId(patientOf(facts), draft.patient) },
			...(stay === undefined || draft.encounter === undefined
				? []
				: [{ fullUrl: stay, resource: withId(encounterOf(facts, patient), draft.encounter) }]),
		],
	};
}

const target = (appends: NonNullable<DocumentOptions['appends']>) =>
	'reference' in appends ? { targetReference: appends } : { targetIdentifier: appends };

function sectionOf(section: ViewSection): object {
	const { code, title, sentences, tables } = section;
	const isEmpty = sentences.length === 0 && tables.length === 0;
	return {
		title: xml(title),
		code: { coding: [{ system: LOINC, code }] },
		text: { status: 'additional', div: div(sectionBody(section)) },
		...(isEmpty && { emptyReason: NOT_RECORDED }),
	};
}

/** It is not known whether there is none: never `nilknown`. */
const NOT_RECORDED = {
	coding: [
		{
			system: 'http://terminology.hl7.org/CodeSystem/list-empty-reason',
			code: 'unavailable',
			display: 'Unavailable',
		},
	],
	text: 'Not recorded in the chart that was read',
};

const aboutSection = (about: readonly string[]): object => ({
	title: 'About this document',
	text: {
		status: 'additional',
		div: div(
			html`<ul>
				${about.map((line) => html`<li>${xml(line)}</li>`)}
			</ul>`,
		),
	},
});
