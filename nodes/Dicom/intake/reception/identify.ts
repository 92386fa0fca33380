import { readDataSet, Tag, TransferSyntax, type DataSet } from '../../../formats/dicom';
import type { DicomPatient } from '../../../shared/contracts/study';
import { HospitalError } from '../../../shared/errors';
import { readInflated } from './inflated-head';

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
	/** Where the image lies; absent when the header does not tell. */
	slice?: SliceHeader;
}

/** What tells whether a series has gaps. */
export interface SliceHeader {
	/** (0020,0032), mm. */
	position: number[];
	/** (0020,0037), six direction cosines. */
	orientation: number[];
	/** (0020,0012) */
	acquisition?: number;
	/** (0020,1002) */
	imagesInAcquisition?: number;
}

/** The first tag behind those that are read: Images in Acquisition is (0020,1002). */
const BEHIND_IDENTITY = 0x00201003;

/** The largest part of a data set that is searched for its identity, as sent and inflated. Bytes. */
export const MAX_HEAD = 4 * 1024 * 1024;

/**
 * Reads the identifying header from the first bytes of a data set.
 *
 * @returns undefined when the header goes on beyond these bytes and more should be tried
 * @throws HospitalError `dicom-corrupt` when the bytes are no data set or an identifier is endless, and
 *   other errors when they cannot be inflated
 */
export function identify(
	head: Buffer,
	transferSyntax: string,
	whole: boolean,
): InstanceHeader | undefined {
	if (transferSyntax !== TransferSyntax.DeflatedExplicitLittle) {
		return identifyPlain(head, transferSyntax, whole);
	}
	return readInflated(head, MAX_HEAD, (inflated, all) =>
		identifyPlain(inflated, TransferSyntax.ExplicitLittle, whole && all),
	);
}

function identifyPlain(
	head: Buffer,
	transferSyntax: string,
	whole: boolean,
): InstanceHeader | undefined {
	const options = { until: BEHIND_IDENTITY, allowPartial: !whole };
	const { dataSet, complete } = readDataSet(head, transferSyntax, options);
	return complete ? headerOf(dataSet) : undefined;
}

/** Far above what any of these may have (PS3.5 6.2): the header of every instance stays in memory. */
const LONGEST_TEXT = 1024;

function headerOf(set: DataSet): InstanceHeader {
	const text = (tag: number) => set.string(tag).slice(0, LONGEST_TEXT);
	// Two identifiers that differ only behind the cut would become one.
	const identifier = (tag: number) => {
		const value = set.string(tag);
		if (value.length > LONGEST_TEXT) throw tooLong();
		return value;
	};
	const slice = sliceOf(set);
	return {
		sopClassUid: identifier(Tag.SOPClassUID),
		sopInstanceUid: identifier(Tag.SOPInstanceUID),
		studyInstanceUid: identifier(Tag.StudyInstanceUID),
		seriesInstanceUid: identifier(Tag.SeriesInstanceUID),
		patient: {
			id: identifier(Tag.PatientID),
			issuer: identifier(Tag.IssuerOfPatientID),
			name: text(Tag.PatientName),
			birthDate: text(Tag.PatientBirthDate),
			sex: text(Tag.PatientSex),
		},
		accessionNumber: identifier(Tag.AccessionNumber),
		studyDescription: text(Tag.StudyDescription),
		studyDate: text(Tag.StudyDate),
		studyTime: text(Tag.StudyTime),
		referringPhysician: text(Tag.ReferringPhysicianName),
		modality: text(Tag.Modality),
		seriesDescription: text(Tag.SeriesDescription),
		bodyPart: text(Tag.BodyPartExamined),
		...(slice && { slice }),
	};
}

function sliceOf(set: DataSet): SliceHeader | undefined {
	const position = set.numbers(Tag.ImagePositionPatient);
	const orientation = set.numbers(Tag.ImageOrientationPatient);
	if (position.length !== 3 || orientation.length !== 6) return undefined;
	if (![...position, ...orientation].every(Number.isFinite)) return undefined;
	const acquisition = set.number(Tag.AcquisitionNumber);
	const imagesInAcquisition = set.number(Tag.ImagesInAcquisition);
	return {
		position,
		orientation,
		...(Number.isInteger(acquisition) && { acquisition }),
		...(Number.isInteger(imagesInAcquisition) && { imagesInAcquisition }),
	};
}

const tooLong = () =>
	new HospitalError('dicom-corrupt', 'An identifier in a DICOM object is far too long', {
		nextStep: 'Have the sending system corrected.',
	});
