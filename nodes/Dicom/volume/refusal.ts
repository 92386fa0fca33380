import { HospitalError } from '../../shared/errors';
import type { ReasonText } from '../../shared/reason';
import { IMAGE_PROBLEMS, type GeometryProblem } from '../series';

/** Every code with which Build Volume refuses a series by itself. */
const REFUSALS = {
	'no-images': {
		meaning: 'there are no images to build it from',
		nextStep: 'Send the study again: the images of the selected series are not there.',
	},
	'too-few-slices': {
		meaning: 'there are fewer than two slices',
		nextStep: 'Check in the PACS whether the series is complete, and send it again if it is not.',
	},
	'volume-too-large': {
		meaning: 'the series is larger than the limit',
		nextStep:
			'Set Largest Number of Slices in Select Series, so that a series with fewer slices is chosen.',
	},
	'mixed-sop-class': {
		meaning: 'the images are of more than one kind',
		nextStep: 'Have each kind of image sent as a series of its own.',
	},
	...IMAGE_PROBLEMS,
	'unsupported-transfer-syntax': {
		meaning: 'the images are compressed in a way that cannot be decoded here',
		nextStep:
			'Let the PACS or scanner send this series uncompressed, RLE Lossless or JPEG Lossless.',
	},
	'pixel-format-not-supported': {
		meaning: 'the pixel values are stored in a form that cannot be read',
		nextStep: 'Let the PACS or scanner send the original images, with 8 or 16 bits per pixel.',
	},
	'rescale-missing': {
		meaning: 'the images do not say how stored values become Hounsfield units',
		nextStep:
			'Have the images sent by the scanner itself: a station in between may have removed Rescale Slope and Intercept.',
	},
	'rescale-not-hu': {
		meaning: 'the images are rescaled to another unit than Hounsfield units',
		nextStep: 'Have a reconstruction in plain Hounsfield units sent.',
	},
	'pixel-data-missing': {
		meaning: 'an image has no pixel data, or less than its header announces',
		nextStep: 'Send the series again from the scanner or PACS.',
	},
} as const satisfies Record<GeometryProblem, ReasonText> & Record<string, ReasonText>;
export type VolumeRefusal = keyof typeof REFUSALS;

/** Every reason for which Build Volume ends without a volume: its own, and those of reading files. */
export const VOLUME_REFUSALS = {
	...REFUSALS,
	'image-too-large': {
		meaning: 'an image file is larger than the limit',
		nextStep: 'Let the scanner or PACS send this series as single-frame images.',
	},
	'dicom-corrupt': {
		meaning: 'an image cannot be read: it is damaged, or written against the standard',
		nextStep:
			'Send the study again. If it fails again, ask the vendor of the sending system to check how it writes these images.',
	},
} as const satisfies Record<string, ReasonText>;

/** The refusal of a series: never a guess at what was meant. */
export function refuse(code: VolumeRefusal, cause?: unknown): HospitalError {
	const { meaning, nextStep } = REFUSALS[code];
	return new HospitalError(code, `The volume cannot be built: ${meaning}`, { nextStep, cause });
}

/** True for what lies in the images themselves: trying again changes nothing. */
export function isVolumeRefusal(error: unknown): error is HospitalError {
	return error instanceof HospitalError && Object.hasOwn(VOLUME_REFUSALS, error.code);
}
