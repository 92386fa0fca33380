import { OWN_CODE_SYSTEM } from '../../shared/code-system';
import type { Content } from '../../formats/dicom';
import { HospitalError } from '../../shared/errors';

/** A coded concept: code, coding scheme designator (PS3.16 8) and meaning. */
export interface Code {
	readonly value: string;
	readonly scheme: string;
	readonly meaning: string;
}

const dcm = (value: string, meaning: string): Code => ({ value, scheme: 'DCM', meaning });
const sct = (value: string, meaning: string): Code => ({ value, scheme: 'SCT', meaning });
/** Concepts that no published scheme has; docs/reference/dicom-sr.md lists them. */
const own = (value: string, meaning: string): Code => ({ value, scheme: OWN_SCHEME, meaning });

export const OWN_SCHEME = '99HOSPITAL';

/** Concepts of TID 1500 and the templates that it includes (PS3.16 Annex A and D). */
export const Codes = {
	ImagingMeasurementReport: dcm('126000', 'Imaging Measurement Report'),
	Language: dcm('121049', 'Language of Content Item and Descendants'),
	English: { value: 'en', scheme: 'RFC5646', meaning: 'English' },
	ObserverType: dcm('121005', 'Observer Type'),
	Device: dcm('121007', 'Device'),
	DeviceObserverUid: dcm('121012', 'Device Observer UID'),
	DeviceObserverName: dcm('121013', 'Device Observer Name'),
	DeviceObserverManufacturer: dcm('121014', 'Device Observer Manufacturer'),
	DeviceObserverModelName: dcm('121015', 'Device Observer Model Name'),
	ProcedureReported: dcm('121058', 'Procedure reported'),
	ImageLibrary: dcm('111028', 'Image Library'),
	ImageLibraryGroup: dcm('126200', 'Image Library Group'),
	Modality: dcm('121139', 'Modality'),
	FrameOfReferenceUid: dcm('112227', 'Frame of Reference UID'),
	PixelDataRows: dcm('110910', 'Pixel Data Rows'),
	PixelDataColumns: dcm('110911', 'Pixel Data Columns'),
	HorizontalPixelSpacing: dcm('111026', 'Horizontal Pixel Spacing'),
	VerticalPixelSpacing: dcm('111066', 'Vertical Pixel Spacing'),
	SpacingBetweenSlices: dcm('112226', 'Spacing between slices'),
	Source: sct('260753009', 'Source'),
	ImagingMeasurements: dcm('126010', 'Imaging Measurements'),
	MeasurementGroup: dcm('125007', 'Measurement Group'),
	TrackingIdentifier: dcm('112039', 'Tracking Identifier'),
	TrackingUniqueIdentifier: dcm('112040', 'Tracking Unique Identifier'),
	Finding: dcm('121071', 'Finding'),
	FindingSite: sct('363698007', 'Finding Site'),
	AlgorithmName: dcm('111001', 'Algorithm Name'),
	AlgorithmVersion: dcm('111003', 'Algorithm Version'),
	ImageRegion: dcm('111030', 'Image Region'),
	VolumeSurface: dcm('121231', 'Volume Surface'),
	SourceSeriesForSegmentation: dcm('121232', 'Source Series for Segmentation'),
	SourceOfMeasurement: dcm('121112', 'Source of Measurement'),
	Comment: dcm('121106', 'Comment'),
	Target: own('TARGET', 'Finding that the algorithm looks for'),
	Score: own('SCORE', 'Algorithm score'),
	Threshold: own('THRESHOLD', 'Score from which the algorithm flags'),
	Flag: own('FLAG', 'Algorithm flag'),
	Flagged: own('FLAGGED', 'Flagged by the algorithm'),
	NotFlagged: own('NOTFLAGGED', 'Not flagged by the algorithm'),
	NoUnits: { value: '1', scheme: 'UCUM', meaning: 'no units' },
	Millimetre: { value: 'mm', scheme: 'UCUM', meaning: 'millimeter' },
	Pixels: { value: '{pixels}', scheme: 'UCUM', meaning: 'pixels' },
} as const satisfies Record<string, Code>;

/** CID 29 meanings and the imaging procedure of a modality. */
const MODALITIES: Readonly<Record<string, { meaning: string; procedure: Code }>> = {
	CT: { meaning: 'Computed Tomography', procedure: sct('77477000', 'Computed tomography') },
	MR: { meaning: 'Magnetic Resonance', procedure: sct('113091000', 'Magnetic resonance imaging') },
};

export function modalityCode(modality: string): Code {
	return dcm(modality, MODALITIES[modality]?.meaning ?? modality);
}

export function procedureCode(modality: string): Code {
	return MODALITIES[modality]?.procedure ?? sct('363679005', 'Imaging procedure');
}

/** Designators of the code systems that FHIR names by URI (PS3.16 8-1). */
const DESIGNATORS: Readonly<Record<string, string>> = {
	'http://snomed.info/sct': 'SCT',
	[OWN_CODE_SYSTEM]: OWN_SCHEME,
	'http://loinc.org': 'LN',
	'http://dicom.nema.org/resources/ontology/DCM': 'DCM',
	'http://www.radlex.org': 'RADLEX',
	'http://radlex.org': 'RADLEX',
};

/**
 * A code as FHIR or a model profile writes it, as a DICOM code.
 *
 * @param system the URI of a known code system, or a DICOM designator such as `SCT` or `99SITE`
 * @throws HospitalError `code-system-unknown`
 */
export function dicomCode(code: { code: string; system: string; display: string }): Code {
	const scheme = DESIGNATORS[code.system] ?? code.system;
	if (!/^[A-Z0-9_]{1,16}$/.test(scheme) || code.code === '') {
		throw new HospitalError(
			'code-system-unknown',
			'The finding is coded in a system without a DICOM name',
			{
				nextStep:
					'Correct the code of the finding or its system in Config (SNOMED CT, LOINC, RadLex, or a DICOM designator like 99SITE) and publish. Then run "hospital work retry ID": the model is asked again.',
			},
		);
	}
	return { value: code.code, scheme, meaning: code.display };
}

/** The item of a Code Sequence (PS3.3 table 8.8-1). Meaning is cut to the 64 characters of LO. */
export function codeItem(code: Code): Content {
	const value = code.value.length <= 16 ? { CodeValue: code.value } : { LongCodeValue: code.value };
	return {
		...value,
		CodingSchemeDesignator: code.scheme,
		CodeMeaning: longString(code.meaning),
	};
}

/** Text that fits an LO: one line, no backslash, at most 64 characters. */
export function longString(text: string): string {
	return Array.from(
		plainText(text)
			.replaceAll(/[\\\s]+/g, ' ')
			.trim(),
	)
		.slice(0, 64)
		.join('');
}

/** Text without the control characters that DICOM text must not hold; line ends stay. */
export function plainText(text: string): string {
	// eslint-disable-next-line no-control-regex -- control characters are what is removed
	return text.replaceAll(/[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]/g, ' ');
}
