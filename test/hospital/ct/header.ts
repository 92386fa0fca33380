import { MRN_ISSUER, type Order, type Person } from '../people.ts';
import { uidOf } from '../random.ts';
import type { DataSet } from './encode.ts';
import type { Grid } from './volume.ts';

export const CT_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.2';

/** How HU become stored values. */
export type PixelForm = 'unsigned' | 'signed';

/** Unsigned values are shifted by 1024 and fit twelve bits; signed ones are the HU themselves. */
export const PIXEL_FORM = {
	unsigned: { representation: 0, bitsStored: 12, intercept: -1024, lowest: 0, highest: 4095 },
	signed: { representation: 1, bitsStored: 16, intercept: 0, lowest: -32768, highest: 32767 },
} as const;

/** Who was scanned, for which order, and when. */
export interface StudyOptions {
	person: Person;
	order: Order;
	seed?: number | string;
	/** Start of the scan; by default half an hour after the order. */
	startedAt?: Date;
}

export const studyUid = ({ order, seed = 1 }: StudyOptions): string =>
	uidOf('study', order.accession, seed);

/** Patient, study, equipment and frame of reference: equal in every image of the study. */
export function studyHeader(options: StudyOptions): DataSet {
	const { person, order, seed = 1 } = options;
	const started = options.startedAt ?? new Date(Date.parse(order.authoredOn) + 30 * 60_000);
	const [date, time] = dicomDateTime(started);
	return {
		SpecificCharacterSet: 'ISO_IR 192',
		SOPClassUID: CT_IMAGE_STORAGE,
		StudyDate: date,
		SeriesDate: date,
		AcquisitionDate: date,
		ContentDate: date,
		StudyTime: time,
		SeriesTime: time,
		AcquisitionTime: time,
		ContentTime: time,
		AccessionNumber: order.accession,
		Modality: 'CT',
		Manufacturer: 'Synthetic',
		InstitutionName: 'Demo Hospital',
		ReferringPhysicianName: 'Zztestdoc^Emil',
		StationName: 'DEMOCT1',
		StudyDescription: 'CT HEAD WITHOUT CONTRAST',
		ManufacturerModelName: 'Head Phantom',
		PatientName: `${person.family}^${person.given}`,
		PatientID: person.mrn,
		IssuerOfPatientID: MRN_ISSUER,
		PatientBirthDate: person.birthDate.replaceAll('-', ''),
		PatientSex: person.sex,
		PatientAge: age(person.birthDate, started),
		BodyPartExamined: 'HEAD',
		DeviceSerialNumber: 'ZZ0001',
		SoftwareVersions: '1',
		ProtocolName: 'HEAD ROUTINE',
		PatientPosition: 'HFS',
		StudyInstanceUID: studyUid(options),
		StudyID: order.accession.slice(-4),
		FrameOfReferenceUID: uidOf('frame', order.accession, seed),
		PositionReferenceIndicator: 'OM',
		RequestAttributesSequence: [
			{ RequestedProcedureID: order.id, ScheduledProcedureStepID: order.id },
		],
	};
}

/** Series, acquisition and pixel description of axial slices. */
export function axialHeader(
	grid: Grid,
	form: PixelForm,
	series: { uid: string; number: number; description: string; kernel: string },
): DataSet {
	const bone = series.kernel.startsWith('B');
	return {
		...acquisition,
		...pixels(grid.matrix, grid.matrix, form),
		ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
		SeriesInstanceUID: series.uid,
		SeriesNumber: String(series.number),
		SeriesDescription: series.description,
		ConvolutionKernel: series.kernel,
		SliceThickness: String(grid.sliceSpacing),
		SpacingBetweenSlices: String(grid.sliceSpacing),
		ReconstructionDiameter: '240',
		GantryDetectorTilt: '0',
		TableHeight: '150',
		ImageOrientationPatient: ['1', '0', '0', '0', '1', '0'],
		PixelSpacing: [String(grid.pixelSpacing), String(grid.pixelSpacing)],
		WindowCenter: bone ? '500' : '40',
		WindowWidth: bone ? '2000' : '90',
	};
}

/** Series, acquisition and pixel description of a localizer. */
export function localizerHeader(
	size: { rows: number; columns: number; spacing: number },
	series: { uid: string; number: number; rowDirection: readonly string[] },
): DataSet {
	return {
		...acquisition,
		...pixels(size.rows, size.columns, 'unsigned'),
		ImageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'],
		SeriesInstanceUID: series.uid,
		SeriesNumber: String(series.number),
		SeriesDescription: 'SCOUT',
		ConvolutionKernel: 'TOPO',
		// A projection is not in HU (PS3.3 C.8.2.1, Rescale Type).
		RescaleType: 'US',
		SliceThickness: '1',
		ImageOrientationPatient: [...series.rowDirection, '0', '0', '-1'],
		PixelSpacing: [String(size.spacing), String(size.spacing)],
		WindowCenter: '0',
		WindowWidth: '1200',
	};
}

const acquisition: DataSet = {
	ScanOptions: 'AXIAL MODE',
	KVP: '120',
	DataCollectionDiameter: '250',
	RotationDirection: 'CW',
	ExposureTime: '1000',
	XRayTubeCurrent: '250',
	Exposure: '250',
	FilterType: 'HEAD',
	GeneratorPower: '30',
	FocalSpots: '1.2',
	AcquisitionNumber: '1',
};

function pixels(rows: number, columns: number, form: PixelForm): DataSet {
	const { representation, bitsStored, intercept } = PIXEL_FORM[form];
	return {
		SamplesPerPixel: 1,
		PhotometricInterpretation: 'MONOCHROME2',
		Rows: rows,
		Columns: columns,
		BitsAllocated: 16,
		BitsStored: bitsStored,
		HighBit: bitsStored - 1,
		PixelRepresentation: representation,
		RescaleIntercept: String(intercept),
		RescaleSlope: '1',
		RescaleType: 'HU',
	};
}

/** DICOM date YYYYMMDD and time HHMMSS in UTC. */
function dicomDateTime(at: Date): [date: string, time: string] {
	const digits = at.toISOString().replace(/\D/g, '');
	return [digits.slice(0, 8), digits.slice(8, 14)];
}

/** Age string in completed years, as 042Y (PS3.5 6.2, AS). */
function age(birthDate: string, at: Date): string {
	const today = at.toISOString().slice(0, 10);
	const hadBirthday = today.slice(5) >= birthDate.slice(5);
	const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4)) - (hadBirthday ? 0 : 1);
	return `${String(years).padStart(3, '0')}Y`;
}
