import type { InferenceResult } from '../../shared/contracts';
import type { FhirResource } from '../../clients/fhir/types';
import {
	AI_DEVICE_PROFILE,
	AI_PROVENANCE_PROFILE,
	AIAST,
	ARTIFICIAL_INTELLIGENCE,
	MEDICAL_IMAGE_ANALYSIS,
	TEST_DATA,
} from './ai-transparency';
import { effective, labels, own, studyReference, TERMINOLOGY, type ResultContext } from './context';
import { WORK_TAG_SYSTEM, type StableIdentifier } from './identifiers';
import { conclusion, modelNote } from './wording';

/** The model, as the AI-Device profile describes it. */
export const deviceOf = (
	{ model }: InferenceResult,
	identifier: StableIdentifier,
): FhirResource => ({
	resourceType: 'Device',
	meta: { profile: [AI_DEVICE_PROFILE], ...(model.demonstration && { tag: [TEST_DATA] }) },
	extension: [MEDICAL_IMAGE_ANALYSIS],
	identifier: [identifier],
	status: 'active',
	deviceName: [{ name: model.name, type: 'model-name' }],
	type: ARTIFICIAL_INTELLIGENCE,
	version: [{ value: model.version }],
	note: [{ text: modelNote({ model } as InferenceResult) }],
});

export function reportOf(
	context: ResultContext,
	identifier: StableIdentifier,
	observation: string,
	device: string,
): FhirResource {
	const { result, patient, order, encounter, reportCode } = context;
	return {
		resourceType: 'DiagnosticReport',
		meta: labels(result),
		identifier: [identifier],
		...(order && { basedOn: [order] }),
		status: 'preliminary',
		category: [
			{ coding: [{ system: `${TERMINOLOGY}/v2-0074`, code: 'RAD', display: 'Radiology' }] },
		],
		code: { coding: [reportCode], text: `AI triage: ${reportCode.display}` },
		subject: patient,
		...(encounter && { encounter }),
		...effective(context),
		issued: result.decidedAt,
		// R4 lets no Device perform a report; the guide's own examples use this extension.
		performer: [
			{
				extension: [
					{
						url: 'http://hl7.org/fhir/StructureDefinition/alternate-reference',
						valueReference: { reference: device },
					},
				],
				display: `Algorithm ${result.model.name} ${result.model.version}`,
			},
		],
		result: [{ reference: observation }],
		imagingStudy: [studyReference(context)],
		conclusion: conclusion(result),
	};
}

/** Asks for an early read. Only a suspected finding has one: nothing ever asks for a later read. */
export function taskOf(
	context: ResultContext,
	identifier: StableIdentifier,
	report: string,
	observation: string,
	device: string,
): FhirResource {
	const { result, patient, order, encounter } = context;
	return {
		resourceType: 'Task',
		meta: labels(result),
		identifier: [identifier],
		...(order && { basedOn: [order] }),
		status: 'requested',
		intent: 'order',
		priority: 'stat',
		code: { coding: [own('read-now', 'Read this study now')], text: 'Read this study now' },
		description: conclusion(result),
		focus: { reference: report },
		for: patient,
		...(encounter && { encounter }),
		authoredOn: result.decidedAt,
		requester: { reference: device },
		reasonReference: { reference: observation },
	};
}

/** Who made it and from what, as the AI-Provenance profile wants it. */
export const provenanceOf = (
	context: ResultContext,
	tag: string,
	targets: string[],
	device: string,
): FhirResource => ({
	resourceType: 'Provenance',
	meta: {
		profile: [AI_PROVENANCE_PROFILE],
		tag: [
			{ system: WORK_TAG_SYSTEM, code: tag },
			...(context.result.model.demonstration ? [TEST_DATA] : []),
		],
	},
	target: targets.map((reference) => ({ reference })),
	occurredDateTime: context.result.decidedAt,
	recorded: context.result.decidedAt,
	reason: [{ coding: [AIAST] }],
	agent: [
		{
			type: {
				coding: [
					{
						system: `${TERMINOLOGY}/provenance-participant-type`,
						code: 'author',
						display: 'Author',
					},
				],
			},
			role: [ARTIFICIAL_INTELLIGENCE],
			who: { reference: device },
		},
	],
	entity: [{ role: 'source', what: studyReference(context) }],
});
