import { readDataSet, Tag, type DataSet } from '../../../formats/dicom';
import type { DicomPatient } from '../../../shared/contracts/study';

/** What the header says about an instance; strings are decoded and trimmed, empty when absent. */
export interface InstanceHeader {
	sopClassUid: string;
	sopInstanceUid: string;
	studyInstanceUid: string;
	seriesInstanceUid: string;
	patient: DicomPatient;
	accessionNumber: string;
	studyDescription: string;
	studyDate: string;
	studyTime: string;
	referringPhysician: string;
	modality: string;
	seriesDescription: string;
	bodyPart: string;
}

/** The first tag behind those that identify an instance: Series Instance UID is (0020,000E). */
const BEHIND_IDENTITY = 0x0020000f;

/** The largest part of a data set that is searched for its identity. Bytes. */
export const MAX_HEAD = 4 * 1024 * 1024;

/**
 * Reads the identifying header from the first bytes of a data set.
 *
 * @returns undefined when the header goes on beyond these bytes and more should be tried
 * @throws HospitalError `dicom-corrupt` when the bytes are no data set
 */
export function identify(
	head: Buffer,
	transferSyntax: string,
	whole: boolean,
): InstanceHeader | undefined {
	const { dataSet, complete } = readDataSet(head, transferSyntax, {
		until: BEHIND_IDENTITY,
		allowPartial: !whole,
		maxInflatedBytes: 64 * 1024 * 1024,
	});
	return complete ? headerOf(dataSet) : undefined;
}

function headerOf(set: DataSet): InstanceHeader {
	return {
		sopClassUid: set.string(Tag.SOPClassUID),
		sopInstanceUid: set.string(Tag.SOPInstanceUID),
		studyInstanceUid: set.string(Tag.StudyInstanceUID),
		seriesInstanceUid: set.string(Tag.SeriesInstanceUID),
		patient: {
			id: set.string(Tag.PatientID),
			issuer: set.string(Tag.IssuerOfPatientID),
			name: set.string(Tag.PatientName),
			birthDate: set.string(Tag.PatientBirthDate),
			sex: set.string(Tag.PatientSex),
		},
		accessionNumber: set.string(Tag.AccessionNumber),
		studyDescription: set.string(Tag.StudyDescription),
		studyDate: set.string(Tag.StudyDate),
		studyTime: set.string(Tag.StudyTime),
		referringPhysician: set.string(Tag.ReferringPhysicianName),
		modality: set.string(Tag.Modality),
		seriesDescription: set.string(Tag.SeriesDescription),
		bodyPart: set.string(Tag.BodyPartExamined),
	};
}
