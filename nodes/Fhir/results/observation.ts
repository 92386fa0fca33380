import type { InferenceResult } from '../../shared/contracts';
import type { FhirResource } from '../../clients/fhir/types';
import { effective, labels, own, studyReference, TERMINOLOGY, type ResultContext } from './context';
import type { StableIdentifier } from './identifiers';
import { conclusion, findingText, modelNote, reasonCode } from './wording';

const UCUM = 'http://unitsofmeasure.org';

/** The score, or the absence of one with its reason. */
export function observationOf(
	context: ResultContext,
	identifier: StableIdentifier,
	device: string,
): FhirResource {
	const { result, patient, order, encounter } = context;
	return {
		resourceType: 'Observation',
		meta: labels(result),
		identifier: [identifier],
		...(order && { basedOn: [order] }),
		status: 'preliminary',
		category: [{ coding: [{ system: `${TERMINOLOGY}/observation-category`, code: 'imaging' }] }],
		code: {
			coding: [own('triage-score', 'AI triage score')],
			text: `AI triage score: ${findingText(result)}`,
		},
		subject: patient,
		...(encounter && { encounter }),
		...effective(context),
		issued: result.decidedAt,
		...valueOf(result),
		note: [{ text: conclusion(result) }, { text: modelNote(result) }],
		device: { reference: device },
		derivedFrom: [studyReference(context)],
		...componentsOf(result),
	};
}

function valueOf(result: InferenceResult): object {
	if (result.status === 'no-result' || result.score === undefined) {
		return {
			dataAbsentReason: {
				coding: [{ system: `${TERMINOLOGY}/data-absent-reason`, code: 'error', display: 'Error' }],
				text: `No AI result: ${reasonCode(result).replaceAll('-', ' ')}`,
			},
		};
	}
	return {
		valueQuantity: score(result.score),
		...(result.suspected === true && {
			interpretation: [
				{
					coding: [
						{
							system: `${TERMINOLOGY}/v3-ObservationInterpretation`,
							code: 'A',
							display: 'Abnormal',
						},
					],
					text: 'Suspected by the algorithm, unconfirmed',
				},
			],
		}),
	};
}

const score = (value: number) => ({ value, unit: 'score', system: UCUM, code: '{score}' });

function componentsOf({ status, finding, threshold, boxCentre, suspected }: InferenceResult): {
	component?: object[];
} {
	const component: object[] = [];
	if (finding !== undefined) {
		component.push({
			code: { coding: [own('target-finding', 'Finding that the algorithm looks for')] },
			valueCodeableConcept: { coding: [finding], text: finding.display },
		});
	}
	if (status === 'result' && threshold !== undefined) {
		component.push({
			code: { coding: [own('threshold', 'Score from which the algorithm flags')] },
			valueQuantity: score(threshold),
		});
	}
	if (status === 'result' && suspected === true && boxCentre !== undefined) {
		component.push({
			code: {
				coding: [own('box-centre', 'Centre of the flagged region, patient coordinates LPS')],
			},
			valueString: `${boxCentre.map((value) => value.toFixed(1)).join(', ')} mm`,
		});
	}
	return component.length === 0 ? {} : { component };
}
