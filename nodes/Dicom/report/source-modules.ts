import { Tag, type Content, type DataSet } from '../../formats/dicom';

/**
 * The patient of the images (PS3.3 C.7.1.1), decoded from whatever character set they use; the
 * report is written in UTF-8.
 */
export function patientModule(source: DataSet): Content {
	return {
		PatientName: source.string(Tag.PatientName),
		PatientID: source.string(Tag.PatientID),
		IssuerOfPatientID: optional(source, Tag.IssuerOfPatientID),
		PatientBirthDate: date(source, Tag.PatientBirthDate),
		PatientSex: sex(source),
	};
}

/** The study of the images (PS3.3 C.7.2.1): the report must sort into the same one. */
export function studyModule(source: DataSet): Content {
	return {
		StudyInstanceUID: source.string(Tag.StudyInstanceUID),
		StudyDate: date(source, Tag.StudyDate),
		StudyTime: time(source, Tag.StudyTime),
		ReferringPhysicianName: source.string(Tag.ReferringPhysicianName),
		StudyID: source.string(Tag.StudyID),
		AccessionNumber: source.string(Tag.AccessionNumber),
		StudyDescription: optional(source, Tag.StudyDescription),
		TimezoneOffsetFromUTC: optional(source, Tag.TimezoneOffsetFromUTC),
	};
}

function optional(source: DataSet, tag: number): string | undefined {
	return source.string(tag) || undefined;
}

/** Old systems write dates as 2026.01.02. What is no date stays empty: the element is of type 2. */
function date(source: DataSet, tag: number): string {
	const digits = source.string(tag).replaceAll('.', '');
	return /^\d{8}$/.test(digits) ? digits : '';
}

/** Old systems write times as 10:15:00. */
function time(source: DataSet, tag: number): string {
	const value = source.string(tag).replaceAll(':', '');
	return /^\d{2}(?:\d{2}(?:\d{2}(?:\.\d{1,6})?)?)?$/.test(value) ? value : '';
}

function sex(source: DataSet): string {
	const value = source.string(Tag.PatientSex).toUpperCase();
	return ['M', 'F', 'O'].includes(value) ? value : '';
}
