import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	DEFAULT_EXCLUDED_IMAGE_TYPES,
	imageHeader,
	selectSeries,
	type ImageHeader,
	type InputContract,
} from '../../../dist/nodes/Dicom/series/index.js';
import { readPart10, writePart10, type Content } from '../../../dist/nodes/formats/dicom/index.js';
import { ctSlice, range } from './build.ts';

const NEEDS: InputContract = {
	modality: 'CT',
	minSlices: 10,
	maxSliceThickness: 5,
	maxSliceSpacing: 5,
	orientation: 'axial',
	bodyPart: ['HEAD'],
	excludeImageTypes: DEFAULT_EXCLUDED_IMAGE_TYPES,
	contrast: 'without',
	minimumAgeYears: 18,
};

function header(content: Content): ImageHeader {
	const { dataSet, transferSyntax } = readPart10(writePart10(content));
	return imageHeader(dataSet, transferSyntax);
}

let serial = 0;

/** A series of axial slices; `change` may alter any of them. */
function series(
	uid: string,
	options: {
		count?: number;
		spacing?: number;
		change?: (index: number) => Content | undefined;
	} = {},
): ImageHeader[] {
	const { count = 12, spacing = 5, change } = options;
	return range(count).map((index) =>
		header(
			ctSlice(index, {
				spacing,
				content: {
					SeriesInstanceUID: uid,
					SOPInstanceUID: `2.25.${++serial}`,
					...change?.(index),
				},
			}),
		),
	);
}

const always = (content: Content) => ({ change: () => content });

test('the one series that fits is chosen, with its measures', () => {
	const selection = selectSeries(
		[
			...series('2.25.20', always({ Modality: 'MR' })),
			...series('2.25.21', { count: 3 }),
			...series('2.25.22'),
		],
		NEEDS,
	);
	assert.deepEqual(selection, {
		decision: 'selected',
		seriesInstanceUid: '2.25.22',
		modality: 'CT',
		sliceCount: 12,
		sliceSpacing: 5,
		considered: 3,
		rejected: { 'no-series-of-modality': 1, 'too-few-slices': 1 },
	});
});

const REFUSALS: Array<[string, Parameters<typeof series>[1], Partial<InputContract>?]> = [
	['no-series-of-modality', always({ Modality: 'MR' })],
	['enhanced-multiframe-not-supported', always({ NumberOfFrames: 30 })],
	['excluded-image-type', always({ ImageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] })],
	['excluded-image-type', always({ ImageType: ['DERIVED', 'SECONDARY', 'AXIAL'] })],
	['not-grayscale', always({ PhotometricInterpretation: 'MONOCHROME1' })],
	['not-grayscale', always({ SamplesPerPixel: 3 })],
	['body-part-unknown', always({ BodyPartExamined: '' })],
	['wrong-body-part', always({ BodyPartExamined: 'CHEST' })],
	['contrast-given', always({ ContrastBolusAgent: 'ZZCONTRAST 300' })],
	['contrast-given', always({ ContrastBolusAgent: '', ContrastBolusRoute: 'IV' })],
	['age-unknown', always({ PatientBirthDate: '' })],
	['age-unknown', always({ PatientBirthDate: '20270101' })],
	['under-minimum-age', always({ PatientBirthDate: '20080103' })],
	['under-minimum-age', always({ PatientBirthDate: '', PatientAge: '200M' })],
	['kernel-not-accepted', always({ ConvolutionKernel: 'B70f' }), { kernels: ['H30', 'J30'] }],
	[
		'geometry-missing',
		{ change: (index) => (index === 4 ? { ImagePositionPatient: undefined } : {}) },
	],
	[
		'geometry-missing',
		{ change: (index) => (index === 4 ? { ImagePositionPatient: ['1', '2'] } : {}) },
	],
	['geometry-missing', always({ FrameOfReferenceUID: '' })],
	['wrong-orientation', always({ ImageOrientationPatient: [1, 0, 0, 0, 0, -1] })],
	[
		'mixed-orientation',
		{
			change: (index) =>
				index === 4 ? { ImageOrientationPatient: [1, 0, 0, 0, 0.9962, 0.0872] } : {},
		},
	],
	['mixed-matrix', { change: (index) => (index === 4 ? { PixelSpacing: [0.5, 0.5] } : {}) }],
	[
		'mixed-frame-of-reference',
		{ change: (index) => (index === 4 ? { FrameOfReferenceUID: '2.25.98' } : {}) },
	],
	['mixed-study', { change: (index) => (index === 4 ? { PatientID: 'ZZ-2' } : {}) }],
	['too-few-slices', { count: 9 }],
	['too-many-slices', { count: 12 }, { maxSlices: 11 }],
	['too-thick', { spacing: 7 }],
	['too-thick', always({ SliceThickness: undefined })],
	[
		'duplicate-slice',
		{ change: (index) => ({ ImagePositionPatient: [0, 0, Math.floor(index / 2) * 5] }) },
	],
	[
		'slice-gap',
		{ change: (index) => ({ ImagePositionPatient: [0, 0, (index > 5 ? index + 1 : index) * 5] }) },
	],
	[
		'uneven-spacing',
		{ change: (index) => ({ ImagePositionPatient: [0, 0, index * 4 + (index > 5 ? 0.9 : 0)] }) },
	],
	['sheared-stack', { change: (index) => ({ ImagePositionPatient: [0, index * 0.5, index * 5] }) }],
];

for (const [index, [reason, options, needs]] of REFUSALS.entries()) {
	test(`a series is passed over as ${reason} (${index})`, () => {
		const selection = selectSeries(series('2.25.30', options), { ...NEEDS, ...needs });
		assert.equal(selection.decision, 'none');
		assert.equal(selection.reason, reason);
		assert.deepEqual(selection.rejected, { [reason]: 1 });
		assert.equal(selection.seriesInstanceUid, undefined);
	});
}

test('the order of the images does not matter', () => {
	const images = series('2.25.22');
	const shuffled = [...images.slice(7), ...images.slice(0, 7).reverse()];
	assert.deepEqual(selectSeries(shuffled, NEEDS), selectSeries(images, NEEDS));
});

test('of two that fit the kernel decides, then original images, then thinner slices', () => {
	const soft = series('2.25.40', always({ ConvolutionKernel: 'H30s' }));
	const bone = series('2.25.41', always({ ConvolutionKernel: 'H60s' }));
	const choose = (images: ImageHeader[], needs: Partial<InputContract>) =>
		selectSeries(images, { ...NEEDS, ...needs }).seriesInstanceUid;
	assert.equal(choose([...bone, ...soft], { kernels: ['h30', 'h60'] }), '2.25.40');
	assert.equal(choose([...bone, ...soft], { kernels: ['H60', 'H30'] }), '2.25.41');
	const derived = series('2.25.42', {
		spacing: 2,
		change: () => ({ ImageType: ['DERIVED', 'PRIMARY', 'AXIAL'] }),
	});
	assert.equal(choose([...derived, ...soft], {}), '2.25.40');
	const thin = series('2.25.43', { spacing: 2 });
	assert.equal(choose([...soft, ...thin], {}), '2.25.43');
});

test('two series that are equally good are refused, not guessed at', () => {
	const selection = selectSeries([...series('2.25.50'), ...series('2.25.51')], NEEDS);
	assert.equal(selection.decision, 'none');
	assert.equal(selection.reason, 'ambiguous-series');
	assert.deepEqual(selection.rejected, { 'ambiguous-series': 2 });
});

test('when nothing fits, the reason is that of the series that came furthest', () => {
	const selection = selectSeries(
		[...series('2.25.60', { count: 3 }), ...series('2.25.61', always({ Modality: 'MR' }))],
		NEEDS,
	);
	assert.equal(selection.reason, 'too-few-slices');
	assert.equal(selectSeries([], NEEDS).reason, 'no-series-of-modality');
});

test('small rounding of positions and directions is no gap and no other orientation', () => {
	const selection = selectSeries(
		series('2.25.70', {
			change: (index) => ({
				ImagePositionPatient: [-100, -120.5, Number((index * 4.9999).toFixed(2))],
				ImageOrientationPatient: [1, 0, 0, 0, index % 2 ? 1 : 0.999999, index % 2 ? 0 : 0.0014],
			}),
		}),
		NEEDS,
	);
	assert.equal(selection.decision, 'selected');
});

test('the age counts whole years on the day of the study', () => {
	const on = (birth: string) =>
		selectSeries(series('2.25.80', always({ PatientBirthDate: birth })), NEEDS).decision;
	assert.equal(on('20080102'), 'selected');
	assert.equal(on('20080103'), 'none');
});

test('an input contract that cannot be used is refused in words', () => {
	for (const wrong of [
		{ modality: 'ct scan!' },
		{ minSlices: 1 },
		{ maxSlices: 5 },
		{ maxSliceThickness: -1 },
	]) {
		assert.throws(() => selectSeries([], { ...NEEDS, ...wrong }), {
			code: 'input-contract-invalid',
		});
	}
});
