export { deidentifyDicom } from './deidentify';
export { BASIC_PROFILE, dicomOptions, type DicomDates, type DicomOptions } from './options';
export type {
	DicomInput,
	DicomOutcome,
	DicomSettings,
	DicomTarget,
	PixelCleaner,
	PixelDecision,
} from './types';
