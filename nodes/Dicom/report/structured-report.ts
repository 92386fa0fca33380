import { createHash } from 'node:crypto';
import { derivedUid, Tag, writePart10, type Content, type DataSet } from '../../formats/dicom';
import { canonicalJson } from '../../shared/canonical-json';
import type { InferenceResult, StudyReference, VolumeReference } from '../../shared/contracts';
import { VERSION } from '../../shared/version';
import { OWN_SCHEME, type Code } from './codes';
import { contentTree } from './content-tree';
import { checkBelonging, checkResult } from './input-checks';
import { patientModule, studyModule } from './source-modules';
import { wallClock } from './wall-clock';

export interface StructuredReportInput {
	result: InferenceResult;
	volume: VolumeReference;
	study: StudyReference;
	/** Header of one of the images of the volume: patient and study are copied from it. */
	source: DataSet;
	findingSite?: Code;
	/** Who makes the model, when known. */
	modelManufacturer?: string;
	/** IANA name of the hospital's time zone for Content Date and Time. Default UTC. */
	timeZone?: string;
}

const COMPREHENSIVE_3D_SR = '1.2.840.10008.5.1.4.1.1.88.34';

/** Reports stand behind the images in the list of series of a study. */
const SERIES_NUMBER = 9900;

/** Changes when the same input begins to give another document. */
const DOCUMENT_FORM = '1';

/**
 * Encodes a model's result as an Imaging Measurement Report: TID 1500 in a Comprehensive 3D SR
 * (PS3.3 A.35.13, PS3.16), preliminary and unverified. What is in it is described in
 * docs/reference/dicom-sr.md.
 *
 * The same input gives the same bytes: UIDs are derived from it, times are those of the decision.
 *
 * @throws HospitalError `no-result`, `result-invalid` or `report-mismatch`: nothing is written when
 *   the images are not those of the study and volume
 */
export function createStructuredReport(input: StructuredReportInput): Buffer {
	checkResult(input.result);
	checkBelonging(input);
	const { volume, study, source } = input;
	const uids = reportUids(input);
	return writePart10({
		...patientModule(source),
		...studyModule(source),
		...seriesModule(input, uids.seriesInstanceUid),
		...equipmentModule(),
		...documentModule(input),
		SOPClassUID: COMPREHENSIVE_3D_SR,
		SOPInstanceUID: uids.sopInstanceUid,
		...contentTree({
			...input,
			sopInstanceUid: uids.sopInstanceUid,
			modality: source.string(Tag.Modality),
		}),
		CurrentRequestedProcedureEvidenceSequence: [evidence(study, volume)],
	});
}

/** One series per model and study; one instance per result. Another result never shares a UID. */
function reportUids(input: StructuredReportInput) {
	const { result, volume, study, findingSite, modelManufacturer, timeZone } = input;
	const content = canonicalJson({ result, volume, findingSite, modelManufacturer, timeZone });
	const digest = createHash('sha256').update(content).digest('hex');
	const { studyInstanceUid } = study;
	const { name, version } = result.model;
	return {
		seriesInstanceUid: derivedUid(['report-series', studyInstanceUid, name, version]),
		sopInstanceUid: derivedUid(['report', studyInstanceUid, DOCUMENT_FORM, VERSION, digest]),
	};
}

function seriesModule({ result }: StructuredReportInput, seriesInstanceUid: string): Content {
	const kind = result.model.demonstration ? 'DEMONSTRATION AI result' : 'AI result';
	return {
		Modality: 'SR',
		SeriesInstanceUID: seriesInstanceUid,
		SeriesNumber: SERIES_NUMBER,
		SeriesDescription: `${kind}, preliminary`,
		ReferencedPerformedProcedureStepSequence: [],
	};
}

/** PS3.3 C.7.5.1 and C.7.5.2. A program has no serial number, but the element must have a value. */
function equipmentModule(): Content {
	return {
		Manufacturer: 'n8n-nodes-hospital',
		ManufacturerModelName: 'Create Structured Report',
		DeviceSerialNumber: 'none',
		SoftwareVersions: VERSION,
	};
}

/** PS3.3 C.17.2. */
function documentModule({ result, source, timeZone }: StructuredReportInput): Content {
	const offset = source.string(Tag.TimezoneOffsetFromUTC);
	const { date, time } = wallClock(result.decidedAt, offset === '' ? timeZone : offset);
	return {
		InstanceCreationDate: date,
		InstanceCreationTime: time,
		InstanceNumber: 1,
		PreliminaryFlag: 'PRELIMINARY',
		CompletionFlag: 'COMPLETE',
		VerificationFlag: 'UNVERIFIED',
		ContentDate: date,
		ContentTime: time,
		PerformedProcedureCodeSequence: [],
		CodingSchemeIdentificationSequence: [
			{
				CodingSchemeDesignator: OWN_SCHEME,
				CodingSchemeName: 'n8n-nodes-hospital private codes',
				CodingSchemeResponsibleOrganization: 'n8n-nodes-hospital',
			},
		],
	};
}

/** Every image that the document refers to (PS3.3 C.17.2.3). */
function evidence(study: StudyReference, volume: VolumeReference): Content {
	return {
		StudyInstanceUID: study.studyInstanceUid,
		ReferencedSeriesSequence: [
			{
				SeriesInstanceUID: volume.seriesInstanceUid,
				ReferencedSOPSequence: volume.sopInstanceUids.map((uid) => ({
					ReferencedSOPClassUID: volume.sopClassUid,
					ReferencedSOPInstanceUID: uid,
				})),
			},
		],
	};
}
