import { HospitalError } from '../../shared/errors';
import type { GeometryProblem } from '../series';

/** Every code with which Build Volume refuses a series, and its plain words. */
const REFUSALS = {
	'no-images': 'there are no images to build it from',
	'too-few-slices': 'there are fewer than two slices',
	'volume-too-large': 'the series is larger than the limit',
	'mixed-study': 'the images belong to more than one patient, study or series',
	'mixed-sop-class': 'the images are of more than one kind',
	'enhanced-multiframe-not-supported': 'multi-frame images cannot be read yet',
	'unsupported-transfer-syntax': 'the images are compressed in a way that cannot be decoded here',
	'not-grayscale': 'the images are not grayscale (MONOCHROME2, one sample per pixel)',
	'pixel-format-not-supported': 'the pixel values are stored in a form that cannot be read',
	'rescale-missing': 'the images do not say how stored values become Hounsfield units',
	'rescale-not-hu': 'the images are rescaled to another unit than Hounsfield units',
	'pixel-data-missing': 'an image has no pixel data, or less than its header announces',
	'geometry-missing': 'an image does not say where it lies',
	'mixed-orientation': 'the slices have different orientations',
	'mixed-matrix': 'the slices differ in rows, columns or pixel spacing',
	'mixed-frame-of-reference': 'the slices have different frames of reference',
	'duplicate-slice': 'two slices lie at the same place',
	'slice-gap': 'a slice is missing',
	'uneven-spacing': 'the slices lie at unequal distances',
	'sheared-stack': 'the slices are shifted against each other, as with a tilted gantry',
} as const satisfies Record<GeometryProblem, string> & Record<string, string>;
export type VolumeRefusal = keyof typeof REFUSALS;

const NEXT_STEPS: Partial<Record<VolumeRefusal, string>> = {
	'slice-gap': 'Wait until the whole series has arrived, or send it again from the PACS.',
	'duplicate-slice':
		'Send each phase as a series of its own, or choose a series that covers the region once.',
	'unsupported-transfer-syntax':
		'Let the PACS or scanner send this series uncompressed, RLE Lossless or JPEG Lossless.',
	'enhanced-multiframe-not-supported':
		'Let the scanner or PACS send this series as single-frame CT images.',
	'sheared-stack': 'Use a reconstruction without gantry tilt.',
	'volume-too-large': 'Choose a series with fewer slices, or raise the limit.',
};

/** The refusal of a series: never a guess at what was meant. */
export function refuse(code: VolumeRefusal, cause?: unknown): HospitalError {
	return new HospitalError(code, `The volume cannot be built: ${REFUSALS[code]}`, {
		nextStep:
			NEXT_STEPS[code] ??
			'Choose another series in Select Series, or look at the images in the PACS.',
		cause,
	});
}

/** True for what lies in the images themselves: trying again changes nothing. */
export function isVolumeRefusal(error: unknown): error is HospitalError {
	if (!(error instanceof HospitalError)) return false;
	return (
		error.code in REFUSALS || error.code === 'dicom-corrupt' || error.code === 'image-too-large'
	);
}
