import type { IdentityDecision, InferenceResult, StudyReference } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import type { Bundle, BundleEntry, FhirResource } from '../../clients/fhir/types';
import { byIdentifier, byWorkTag, identifierOf, uuidOf } from './identifiers';
import type { ResultContext } from './context';
import { observationOf } from './observation';
import { deviceOf, provenanceOf, reportOf, taskOf } from './resources';

export interface ImagingResultInput {
	result: InferenceResult;
	identity: IdentityDecision;
	study: Pick<StudyReference, 'studyInstanceUid' | 'studyDate'>;
	/** Names the work; the same key always gives the same identifiers. */
	workKey: string;
	/** What kind of examination the report is about. LOINC 30799-1 when absent. */
	reportCode?: { system: string; code: string; display: string };
}

const CT_HEAD = {
	system: 'http://loinc.org',
	code: '30799-1',
	display: 'CT Head WO contrast',
};

/**
 * Builds the transaction that puts a model's result, or its absence, into the chart: Device,
 * Observation, DiagnosticReport, Provenance, and a Task when a finding is suspected.
 *
 * Everything is `preliminary`, labelled AIAST and created only if it does not exist: sending the
 * bundle again writes nothing twice. Pure: equal input gives equal bytes.
 *
 * @throws HospitalError `identity-held` unless the Identity Gate matched the study
 */
export function imagingResultBundle(input: ImagingResultInput): Bundle {
	const context = contextOf(input);
	const { result } = context;
	const key = (role: string) => identifierOf(input.workKey, role);
	const url = (role: string) => `urn:uuid:${uuidOf(input.workKey, role, 'entry')}`;
	const device = identifierOf('device', result.model.name, result.model.version);
	const entries: BundleEntry[] = [
		entry(url('device'), deviceOf(result, device), byIdentifier(device)),
		entry(
			url('observation'),
			observationOf(context, key('observation'), url('device')),
			byIdentifier(key('observation')),
		),
		entry(
			url('report'),
			reportOf(context, key('report'), url('observation'), url('device')),
			byIdentifier(key('report')),
		),
	];
	const targets = [url('report'), url('observation')];
	if (result.status === 'result' && result.suspected === true) {
		const task = taskOf(context, key('task'), url('report'), url('observation'), url('device'));
		entries.push(entry(url('task'), task, byIdentifier(key('task'))));
		targets.push(url('task'));
	}
	const tag = uuidOf(input.workKey, 'provenance');
	const provenance = provenanceOf(context, tag, targets, url('device'));
	entries.push(entry(url('provenance'), provenance, byWorkTag(tag)));
	return { resourceType: 'Bundle', type: 'transaction', entry: entries };
}

const entry = (fullUrl: string, resource: FhirResource, ifNoneExist: string): BundleEntry => ({
	fullUrl,
	resource,
	request: { method: 'POST', url: resource.resourceType, ifNoneExist },
});

/**
 * A result whose numbers are missing or contradict its verdict is worth nothing: it goes into the
 * chart as no result, not as one that was not flagged.
 */
function checked(result: InferenceResult): InferenceResult {
	if (result.status === 'no-result') return result;
	const { score, threshold, suspected } = result;
	const sound =
		isProbability(score) && isProbability(threshold) && suspected === score >= threshold;
	return sound ? result : { ...result, status: 'no-result', reason: 'invalid-output' };
}

const isProbability = (value: unknown): value is number =>
	typeof value === 'number' && value >= 0 && value <= 1;

function contextOf({ result, identity, study, reportCode }: ImagingResultInput): ResultContext {
	const { decision, patientReference, orderReference, encounterReference } = identity;
	if (decision !== 'match' || patientReference === undefined) {
		throw new HospitalError('identity-held', 'The study is not matched to a patient in the chart', {
			nextStep:
				'Nothing was written. Connect this node to the Match output of the Identity Gate only.',
		});
	}
	if (!/^[0-9.]{1,64}$/.test(study.studyInstanceUid)) {
		throw new HospitalError('study-uid-invalid', 'The study has no valid Study Instance UID', {
			nextStep: 'Look at the study in the PACS; its header is damaged.',
		});
	}
	return {
		result: checked(result),
		patient: { reference: patientReference },
		...(orderReference !== undefined && { order: { reference: orderReference } }),
		...(encounterReference !== undefined && { encounter: { reference: encounterReference } }),
		studyInstanceUid: study.studyInstanceUid,
		studyDate: study.studyDate,
		reportCode: reportCode ?? CT_HEAD,
	};
}
