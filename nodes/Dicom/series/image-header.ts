import { type DataSet, Tag } from '../../formats/dicom';

export type Vector = readonly [number, number, number];

/** What series selection and volume building need to know of one image, as its header states it. */
export interface ImageHeader {
	sopClassUid: string;
	sopInstanceUid: string;
	studyInstanceUid: string;
	seriesInstanceUid: string;
	frameOfReferenceUid: string;
	patientId: string;
	issuerOfPatientId: string;
	modality: string;
	/** (0008,0008), upper case. */
	imageType: string[];
	bodyPart: string;
	kernel: string;
	/** True when the header says that contrast medium was given. */
	contrast: boolean;
	/** Whole years at the time of the study; undefined when the header does not tell. */
	ageYears: number | undefined;
	/** (0018,0050) in mm. */
	sliceThickness: number | undefined;
	/** (0020,0032): centre of the first voxel in patient coordinates (LPS, mm). */
	position: Vector | undefined;
	/** (0020,0037): direction of increasing column index, then of increasing row index. */
	rowDirection: Vector | undefined;
	columnDirection: Vector | undefined;
	/** (0028,0030): mm between rows, mm between columns. */
	pixelSpacing: readonly [number, number] | undefined;
	rows: number;
	columns: number;
	numberOfFrames: number;
	samplesPerPixel: number;
	photometricInterpretation: string;
	transferSyntax: string;
}

/** Reads the header of one image. Never throws for a value: what is unusable is undefined or empty. */
export function imageHeader(set: DataSet, transferSyntax: string): ImageHeader {
	const orientation = finite(set.numbers(Tag.ImageOrientationPatient), 6);
	return {
		sopClassUid: set.string(Tag.SOPClassUID),
		sopInstanceUid: set.string(Tag.SOPInstanceUID),
		studyInstanceUid: set.string(Tag.StudyInstanceUID),
		seriesInstanceUid: set.string(Tag.SeriesInstanceUID),
		frameOfReferenceUid: set.string(Tag.FrameOfReferenceUID),
		patientId: set.string(Tag.PatientID),
		issuerOfPatientId: set.string(Tag.IssuerOfPatientID),
		modality: set.string(Tag.Modality),
		imageType: set.strings(Tag.ImageType).map((value) => value.toUpperCase()),
		bodyPart: set.string(Tag.BodyPartExamined).toUpperCase(),
		kernel: set.strings(Tag.ConvolutionKernel).join('\\'),
		contrast: contrastGiven(set),
		ageYears: ageAtStudy(set),
		sliceThickness: positive(set.number(Tag.SliceThickness)),
		position: finite(set.numbers(Tag.ImagePositionPatient), 3) as Vector | undefined,
		rowDirection: orientation?.slice(0, 3) as Vector | undefined,
		columnDirection: orientation?.slice(3, 6) as Vector | undefined,
		pixelSpacing: pixelSpacing(set),
		rows: set.number(Tag.Rows) ?? 0,
		columns: set.number(Tag.Columns) ?? 0,
		numberOfFrames: set.number(Tag.NumberOfFrames) ?? 1,
		samplesPerPixel: set.number(Tag.SamplesPerPixel) ?? 0,
		photometricInterpretation: set.string(Tag.PhotometricInterpretation),
		transferSyntax,
	};
}

/** An agent or a route that is named counts, unless the text says that there was none. */
function contrastGiven(set: DataSet): boolean {
	return [Tag.ContrastBolusAgent, Tag.ContrastBolusRoute].some((tag) => {
		const text = set.string(tag);
		return text !== '' && !/^(?:no|none|without|n\/a|0)$/i.test(text);
	});
}

/** From the birth date and the study date; from Patient's Age (0010,1010) when one is missing. */
function ageAtStudy(set: DataSet): number | undefined {
	const birth = set.string(Tag.PatientBirthDate);
	const study = set.string(Tag.StudyDate) || set.string(Tag.AcquisitionDate);
	if (/^\d{8}$/.test(birth) && /^\d{8}$/.test(study) && study >= birth) {
		return Math.floor((Number(study) - Number(birth)) / 10000);
	}
	const age = /^(\d{3})([DWMY])$/.exec(set.string(Tag.PatientAge));
	if (age === null) return undefined;
	const perYear = { D: 365.25, W: 365.25 / 7, M: 12, Y: 1 }[age[2] as 'D' | 'W' | 'M' | 'Y'];
	return Math.floor(Number(age[1]) / perYear);
}

function pixelSpacing(set: DataSet): readonly [number, number] | undefined {
	const values = finite(set.numbers(Tag.PixelSpacing), 2);
	if (values === undefined || !values.every((value) => value > 0)) return undefined;
	return values as [number, number];
}

function finite(values: number[], count: number): number[] | undefined {
	return values.length === count && values.every(Number.isFinite) ? values : undefined;
}

function positive(value: number | undefined): number | undefined {
	return value !== undefined && value > 0 ? value : undefined;
}
