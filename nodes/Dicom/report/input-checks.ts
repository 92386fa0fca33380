import { Tag } from '../../formats/dicom';
import type { InferenceResult } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import type { StructuredReportInput } from './structured-report';

/** @throws HospitalError `no-result`, `result-invalid` */
export function checkResult(result: InferenceResult): void {
	if (result.status !== 'result') {
		throw new HospitalError('no-result', 'There is no result to write a report about', {
			nextStep:
				'Connect Create Structured Report to the Result output of MONAI Inference only. A missing result is told in the chart, not in a report.',
		});
	}
	const { score, threshold, suspected, finding } = result;
	if (!isShare(score) || !isShare(threshold) || suspected !== score >= threshold || !finding) {
		throw new HospitalError('result-invalid', 'The result contradicts itself or is not complete', {
			nextStep:
				'A result needs a finding, a score and a threshold from 0 to 1, and is suspected exactly when the score reaches the threshold. Check what comes before this node.',
		});
	}
}

const isShare = (value: number | undefined): value is number =>
	value !== undefined && value >= 0 && value <= 1;

/**
 * The last check before a document is written for a patient: header, study and volume must be of
 * the same patient, study, series and frame of reference.
 *
 * @throws HospitalError `report-mismatch`
 */
export function checkBelonging({ source, study, volume }: StructuredReportInput): void {
	const differing =
		source.string(Tag.StudyInstanceUID) !== study.studyInstanceUid ||
		source.string(Tag.PatientID) !== study.patient.id ||
		source.string(Tag.IssuerOfPatientID) !== study.patient.issuer ||
		source.string(Tag.SeriesInstanceUID) !== volume.seriesInstanceUid ||
		source.string(Tag.FrameOfReferenceUID) !== volume.frameOfReferenceUid ||
		source.string(Tag.SOPClassUID) !== volume.sopClassUid ||
		!volume.sopInstanceUids.includes(source.string(Tag.SOPInstanceUID)) ||
		study.mixedIdentity;
	if (differing) {
		throw new HospitalError(
			'report-mismatch',
			'The report was not written: images, volume and study do not belong together',
			{
				nextStep:
					'Use the study and the volume of the same item. If the images name more than one patient, have the study corrected in the PACS first.',
			},
		);
	}
}
