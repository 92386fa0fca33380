import { fullDates, ofClaim, unclear, unless } from './checks';
import {
	choice,
	codings,
	element,
	elements,
	extensions,
	has,
	part,
	text,
	type Element,
} from './element';
import { reachableFrom } from './bundle-rules';
import { EVIDENCE_TYPES, EXTENSIONS, ORDER_TYPES, SYSTEMS } from './names';
import type { Entry, Packet } from './packet';
import { rule, SUBMITTED, type Rule } from './rule';

/** The pieces of supporting information of one of the guide's own categories. */
const ofCategory = (claim: Element, ...names: readonly string[]): Element[] =>
	elements(claim, 'supportingInfo').filter((info) => names.includes(categoryOf(info) ?? ''));

/** Category of the guide's own list. */
export const categoryOf = (info: Element): string | undefined =>
	codings(element(info, 'category')).find(({ system }) => system === SYSTEMS.pas)?.code;

/** Categories of dates; a claim has each of them once. */
export const DATES: readonly string[] = ['patientEvent', 'admissionDates', 'dischargeDates'];

/** Elements of US Core 7.0.0 and of FHIR R4 itself with a minimum of one, by type of evidence. */
const US_CORE: Readonly<Record<string, readonly string[]>> = {
	AllergyIntolerance: ['code', 'patient'],
	Condition: ['category', 'code', 'subject'],
	DiagnosticReport: ['status', 'category', 'code', 'subject'],
	Immunization: ['status', 'vaccineCode', 'patient'],
	Observation: ['status', 'category', 'code', 'subject'],
	Procedure: ['status', 'code', 'subject'],
	QuestionnaireResponse: ['status', 'subject'],
};

function lacking(wanted: Readonly<Record<string, readonly string[]>>): Rule['check'] {
	return ({ entries }) =>
		entries.flatMap(({ type, resource }) =>
			(Object.hasOwn(wanted, type) ? (wanted[type] ?? []) : [])
				.filter((name) => !has(resource, name))
				.map((name) => `${resource.path}.${name}`),
		);
}

/** Supporting information: dates of the event, evidence and messages. */
export const EVIDENCE_RULES: readonly Rule[] = [
	rule({
		name: 'pas-supporting-info-sequence',
		source: 'spec-22',
		message: 'The pieces of supporting information are not numbered, each with a number of its own',
		nextStep: 'Number them 1, 2, 3.',
		check: ofClaim((claim) => unclear(elements(claim, 'supportingInfo'))),
	}),
	rule({
		name: 'pas-supporting-info-category',
		source: 'FHIR R4 Claim.supportingInfo.category 1..1; PASSupportingInfoType (extensible)',
		message: 'A piece of supporting information does not say what it is',
		nextStep: 'Give its category, for example additionalInformation.',
		check: ofClaim((claim) =>
			elements(claim, 'supportingInfo')
				.filter((info) => codings(element(info, 'category')).length === 0)
				.map(({ path }) => `${path}.category`),
		),
	}),
	rule({
		name: 'pas-supporting-info-once',
		source: 'PASClaimBase: supportingInfo[PatientEvent], [AdmissionDates], [DischargeDates] 0..1',
		message: 'The dates of the event, of the admission or of the discharge are given twice',
		nextStep: 'Give each of them once.',
		check: ofClaim((claim) =>
			DATES.flatMap((name) => ofCategory(claim, name).slice(1)).map(({ path }) => path),
		),
	}),
	rule({
		name: 'pas-supporting-info-dates',
		source:
			'PASClaimBase: the three slices of dates: timing[x] 1..1 obeys FullDateRule, value[x] 0..0; DischargeDates only date',
		message: 'Dates of the event, of the admission or of the discharge are not full dates alone',
		nextStep: 'Give full dates (YYYY-MM-DD) as timing, without a value; a discharge has one date.',
		check: ofClaim((claim) => ofCategory(claim, ...DATES).flatMap(wrongTiming)),
	}),
	rule({
		name: 'pas-evidence-value',
		source:
			'PASClaim: supportingInfo[AdditionalInformation].timing[x] 0..0, value[x] 1..1 only Reference',
		kinds: SUBMITTED,
		message: 'A piece of evidence is not a reference to a record of a kind that the guide allows',
		nextStep:
			'Refer to a document, an answered questionnaire or a clinical record; give no timing.',
		check: ofClaim((claim, packet, entry) =>
			ofCategory(claim, 'additionalInformation').flatMap((info) =>
				unless(isEvidence(info, packet, entry), info.path),
			),
		),
	}),
	rule({
		name: 'pas-evidence-report-type',
		source:
			'PASClaim: supportingInfo[AdditionalInformation].extension[documentInformation] 1..1; DocumentInformation: reportTypeCode 1..1',
		kinds: SUBMITTED,
		message: 'A piece of evidence does not say which kind of report it is',
		nextStep: 'Choose the report type of each piece of evidence.',
		check: ofClaim((claim) =>
			ofCategory(claim, 'additionalInformation').flatMap((info) => {
				const described = extensions(info, EXTENSIONS.documentInformation);
				const type = element(part(described[0], 'reportTypeCode'), 'valueCodeableConcept');
				return unless(described.length === 1 && codings(type).length > 0, info.path);
			}),
		),
	}),
	rule({
		name: 'pas-message-text',
		source: 'PASClaim: supportingInfo[MessageText].timing[x] 0..0, value[x] 1..1 only string',
		kinds: SUBMITTED,
		message: 'A message to the payer is not a text',
		nextStep: 'Give the message as text, without a timing.',
		check: ofClaim((claim) =>
			ofCategory(claim, 'freeFormMessage')
				.filter(
					(info) =>
						text(info, 'valueString') === undefined ||
						choice(info, 'value') !== 'valueString' ||
						choice(info, 'timing') !== undefined,
				)
				.map(({ path }) => path),
		),
	}),
	rule({
		name: 'pas-evidence-pointed',
		source: 'spec-20',
		kinds: SUBMITTED,
		message: 'A clinical record is in the packet that supportingInfo does not point to',
		nextStep: 'Point to it by supportingInfo, or take it out.',
		check: (packet) => unpointed(packet).map(({ path }) => path),
	}),
	rule({
		name: 'pas-document-content',
		source: 'PASDocumentReference: content.attachment.data 1..1, url 0..0',
		kinds: SUBMITTED,
		message: 'A document is not in the packet itself, but somewhere else',
		nextStep: 'Put the content into the DocumentReference (base64), and remove its address.',
		check: ({ entries }) =>
			entries
				.filter(({ type }) => type === 'DocumentReference')
				.flatMap(({ resource }) => {
					const contents = elements(resource, 'content');
					if (contents.length === 0) return [`${resource.path}.content`];
					return contents
						.filter((content) => !carriesData(element(content, 'attachment')))
						.map(({ path }) => `${path}.attachment`);
				}),
	}),
	rule({
		name: 'pas-document-described',
		source:
			'PASDocumentReference, US Core DocumentReference 7.0.0: status, type, category and subject',
		kinds: SUBMITTED,
		message: 'A document lacks its status, type, category or patient',
		nextStep: 'Complete the DocumentReference in the record system.',
		check: lacking({ DocumentReference: ['status', 'type', 'category', 'subject'] }),
	}),
	rule({
		name: 'pas-evidence-us-core',
		source: 'spec-19; US Core 7.0.0: elements that must be there',
		kinds: SUBMITTED,
		message: 'A clinical record lacks an element that US Core asks for',
		nextStep: 'Complete the record in the record system, or leave it out.',
		check: lacking(US_CORE),
	}),
];

function wrongTiming(info: Element): readonly string[] {
	const timing = choice(info, 'timing');
	if (timing === undefined || choice(info, 'value') !== undefined) return [info.path];
	if (categoryOf(info) === 'dischargeDates' && timing !== 'timingDate') {
		return [`${info.path}.${timing}`];
	}
	return fullDates(info, 'timing');
}

function isEvidence(info: Element, packet: Packet, entry: Entry): boolean {
	const reference = element(info, 'valueReference');
	if (text(reference, 'reference') === undefined || choice(info, 'timing') !== undefined)
		return false;
	const type = packet.target(reference, entry)?.type;
	return type === undefined || EVIDENCE_TYPES.has(type);
}

/** Base64 with nothing else in it. */
const carriesData = (attachment: Element | undefined): boolean =>
	attachment !== undefined &&
	/^[A-Za-z0-9+/]+={0,2}$/.test(text(attachment, 'data') ?? '') &&
	!has(attachment, 'url');

/** Clinical records that are reached only by some other way than supportingInfo. */
function unpointed(packet: Packet): Entry[] {
	const { claim, prior, references, resolve } = packet;
	if (claim === undefined) return [];
	const pointed = references.flatMap(({ path, to, from }) => {
		const evidence =
			(from === claim || from === prior) && /\.supportingInfo\[\d+\]\.valueReference$/.test(path);
		const target = evidence ? resolve(to, from) : undefined;
		return target === undefined ? [] : [target];
	});
	const reached = reachableFrom(packet, pointed);
	const others = reachableFrom(packet, [claim]);
	return packet.entries.filter(
		(entry) =>
			EVIDENCE_TYPES.has(entry.type) &&
			!ORDER_TYPES.has(entry.type) &&
			others.has(entry) &&
			!reached.has(entry),
	);
}
