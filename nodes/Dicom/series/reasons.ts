import type { ReasonText } from '../../shared/reason';
import type { GeometryProblem } from './geometry';

/** What Select Series and Build Volume both refuse. */
export const IMAGE_PROBLEMS = {
	'enhanced-multiframe-not-supported': {
		meaning: 'multi-frame images cannot be read yet',
		nextStep: 'Let the scanner or PACS send this series as single-frame images.',
	},
	'not-grayscale': {
		meaning: 'the images are not grayscale (MONOCHROME2, one sample per pixel)',
		nextStep: 'Colour pictures such as screen captures cannot be used. Send the original images.',
	},
	'mixed-study': {
		meaning: 'the images belong to more than one patient, study or series',
		nextStep:
			'Find out in the PACS which images belong to whom and have that corrected, then send the study again.',
	},
	'geometry-missing': {
		meaning: 'an image does not say where it lies',
		nextStep:
			'Have the images sent by the scanner itself: a station in between may have removed position, orientation, pixel spacing or frame of reference.',
	},
	'mixed-orientation': {
		meaning: 'the slices have different orientations',
		nextStep: 'Have each orientation sent as a series of its own.',
	},
	'mixed-matrix': {
		meaning: 'the slices differ in rows, columns or pixel spacing',
		nextStep: 'Have the series reconstructed again with one field of view and one matrix.',
	},
	'mixed-frame-of-reference': {
		meaning: 'the slices have different frames of reference',
		nextStep: 'They were not acquired together. Have each acquisition sent as a series of its own.',
	},
	'duplicate-slice': {
		meaning: 'two slices lie at the same place',
		nextStep:
			'Send each phase as a series of its own, or choose a series that covers the region once.',
	},
	'slice-gap': {
		meaning: 'a slice is missing',
		nextStep: 'Wait until the whole series has arrived, or send it again from the PACS.',
	},
	'uneven-spacing': {
		meaning: 'the slices lie at unequal distances',
		nextStep: 'Have the series reconstructed again at equal distances.',
	},
	'sheared-stack': {
		meaning: 'the slices are shifted against each other, as with a tilted gantry',
		nextStep: 'Use a reconstruction without gantry tilt.',
	},
} as const satisfies Record<Exclude<GeometryProblem, 'too-few-slices'>, ReasonText> &
	Record<string, ReasonText>;

/**
 * Why Select Series passes a series over, in the order of the checks: the first one that fails is
 * counted. When no series fits, the reason given is that of the series that came furthest.
 */
export const SELECTION_REASONS = {
	'study-incomplete': {
		meaning:
			'images of the study may be missing: its sender broke off, the PACS has more, or the longest wait cut the waiting',
		nextStep:
			'Send the study again from the PACS: it starts the workflow anew when it is whole. How it was found complete stands in `study.completeness`. If studies always seem incomplete because the PACS holds objects that are never sent here, switch on Accept Incomplete Studies in the node.',
	},
	'no-series-of-modality': {
		meaning: 'the study has no series of the modality that the model takes',
		nextStep:
			'Compare Modality in the node with the study. If studies of other kinds arrive here, let the sender keep them away.',
	},
	'enhanced-multiframe-not-supported': IMAGE_PROBLEMS['enhanced-multiframe-not-supported'],
	'excluded-image-type': {
		meaning: 'the series holds scouts, screen captures or reformats',
		nextStep:
			'Have the original axial images sent. What is kept out stands in Excluded Image Types of the node.',
	},
	'not-grayscale': IMAGE_PROBLEMS['not-grayscale'],
	'body-part-unknown': {
		meaning: 'the images do not name the body part that they show',
		nextStep:
			'Let the scanner fill in Body Part Examined, or leave Body Parts in the node empty if the model takes every part of the body.',
	},
	'wrong-body-part': {
		meaning: 'the images show a body part that the model does not take',
		nextStep:
			'Nothing, when that is right. Otherwise compare Body Parts in the node with what the scanner writes.',
	},
	'contrast-given': {
		meaning: 'the images were taken with contrast medium, which the model does not take',
		nextStep: 'Nothing, when that is right. Otherwise have the series without contrast sent too.',
	},
	'age-unknown': {
		meaning: 'the images do not tell how old the patient is, and the model has a minimum age',
		nextStep: 'Have birth date or age entered at the scanner, and send the study again.',
	},
	'under-minimum-age': {
		meaning: 'the patient is younger than the model is meant for',
		nextStep: 'Nothing: the model must not be asked about this patient.',
	},
	'kernel-not-accepted': {
		meaning: 'the images were not reconstructed with a kernel that the model takes',
		nextStep:
			'Have a reconstruction with one of the Kernels of the node sent too, or add the kernel there if the documentation of the model names it.',
	},
	'geometry-missing': IMAGE_PROBLEMS['geometry-missing'],
	'wrong-orientation': {
		meaning: 'the slices do not lie across the body axis',
		nextStep: 'Have the axial images sent.',
	},
	'mixed-study': IMAGE_PROBLEMS['mixed-study'],
	'mixed-orientation': IMAGE_PROBLEMS['mixed-orientation'],
	'mixed-matrix': IMAGE_PROBLEMS['mixed-matrix'],
	'mixed-frame-of-reference': IMAGE_PROBLEMS['mixed-frame-of-reference'],
	'too-few-slices': {
		meaning: 'the series has fewer slices than the model needs',
		nextStep: 'Check in the PACS whether the series is complete, and send it again if it is not.',
	},
	'too-many-slices': {
		meaning: 'the series has more slices than Largest Number of Slices allows',
		nextStep:
			'Have a thicker reconstruction sent, or raise the limit if the inference server can bear it.',
	},
	'too-thick': {
		meaning:
			'the slices are thicker or farther apart than the model takes, or do not tell how thick they are',
		nextStep: 'Have a thinner reconstruction of the same images sent.',
	},
	'duplicate-slice': IMAGE_PROBLEMS['duplicate-slice'],
	'slice-gap': IMAGE_PROBLEMS['slice-gap'],
	'uneven-spacing': IMAGE_PROBLEMS['uneven-spacing'],
	'sheared-stack': IMAGE_PROBLEMS['sheared-stack'],
	'ambiguous-series': {
		meaning: 'two or more series fit equally well, and no guess is made',
		nextStep:
			'Name the wanted reconstruction first in Kernels of the node, or let only one of these series be sent here.',
	},
} as const satisfies Record<GeometryProblem, ReasonText> & Record<string, ReasonText>;
export type SelectionReason = keyof typeof SELECTION_REASONS;
