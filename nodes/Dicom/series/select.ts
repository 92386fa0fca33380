import type { SeriesSelection } from '../../shared/contracts';
import { imageFrame, isAxial, stackGeometry } from './geometry';
import type { ImageHeader } from './image-header';
import { checkInputContract, type InputContract } from './input-contract';
import { SELECTION_REASONS, type SelectionReason } from './reasons';

const IN_ORDER = Object.keys(SELECTION_REASONS) as SelectionReason[];

interface Fitting {
	seriesInstanceUid: string;
	sliceCount: number;
	sliceSpacing: number;
	/** Compared from left to right, smaller is better. */
	rank: readonly number[];
}

/**
 * Chooses the series that fits a model's input contract, by headers and geometry alone.
 *
 * Of several that fit, the order is: earlier in the list of kernels, original before derived,
 * smaller distance between slices (compared in steps of 0.1 mm). Two that are equal in all of them
 * are `ambiguous-series`: no guess is made.
 *
 * @param images the headers of every image of the study
 */
export function selectSeries(
	images: Iterable<ImageHeader>,
	contract: InputContract,
): SeriesSelection {
	checkInputContract(contract);
	const series = groupBySeries(images);
	const rejected: Partial<Record<SelectionReason, number>> = {};
	const count = (reason: SelectionReason) => (rejected[reason] = (rejected[reason] ?? 0) + 1);
	const fitting: Fitting[] = [];
	for (const headers of series.values()) {
		const fit = examine(headers, contract);
		if (typeof fit === 'string') count(fit);
		else fitting.push(fit);
	}
	fitting.sort((a, b) => compare(a.rank, b.rank));
	const [best, second] = fitting;
	if (best !== undefined && second !== undefined && compare(best.rank, second.rank) === 0) {
		for (const fit of fitting) if (compare(fit.rank, best.rank) === 0) count('ambiguous-series');
		return none('ambiguous-series', series.size, rejected);
	}
	if (best === undefined) {
		const furthest = IN_ORDER.findLast((reason) => rejected[reason] !== undefined);
		return none(furthest ?? 'no-series-of-modality', series.size, rejected);
	}
	return {
		decision: 'selected',
		seriesInstanceUid: best.seriesInstanceUid,
		modality: contract.modality,
		sliceCount: best.sliceCount,
		sliceSpacing: Math.round(best.sliceSpacing * 1000) / 1000,
		considered: series.size,
		rejected: rejected as Record<string, number>,
	};
}

/**
 * What is missing may be what a model would have found, and a part of the slices may look whole: no
 * series is chosen from a study of which images may be missing.
 */
export function refuseIncomplete(images: Iterable<ImageHeader>): SeriesSelection {
	const { size } = groupBySeries(images);
	return none('study-incomplete', size, { 'study-incomplete': size });
}

function none(
	reason: SelectionReason,
	considered: number,
	rejected: Partial<Record<SelectionReason, number>>,
): SeriesSelection {
	return { decision: 'none', reason, considered, rejected: rejected as Record<string, number> };
}

function groupBySeries(images: Iterable<ImageHeader>): Map<string, ImageHeader[]> {
	const series = new Map<string, ImageHeader[]>();
	for (const image of images) {
		const headers = series.get(image.seriesInstanceUid);
		if (headers === undefined) series.set(image.seriesInstanceUid, [image]);
		else headers.push(image);
	}
	return series;
}

function examine(
	headers: readonly ImageHeader[],
	contract: InputContract,
): Fitting | SelectionReason {
	const kernel = kernelRank(headers, contract);
	const reason =
		refuseByContent(headers, contract) ??
		(kernel === undefined ? 'kernel-not-accepted' : undefined) ??
		refuseByShape(headers, contract);
	if (reason !== undefined) return reason;
	const geometry = stackGeometry(headers);
	if ('problem' in geometry) return geometry.problem;
	const { sliceSpacing } = geometry.stack;
	if (contract.maxSliceSpacing !== undefined && sliceSpacing > contract.maxSliceSpacing + 0.01) {
		return 'too-thick';
	}
	const derived = headers.some((header) => header.imageType[0] !== 'ORIGINAL') ? 1 : 0;
	return {
		seriesInstanceUid: headers[0]!.seriesInstanceUid,
		sliceCount: headers.length,
		sliceSpacing,
		rank: [kernel!, derived, Math.round(sliceSpacing * 10)],
	};
}

/** Checks of what is shown. A single image that breaks one refuses the series. */
function refuseByContent(
	headers: readonly ImageHeader[],
	contract: InputContract,
): SelectionReason | undefined {
	const some = (test: (header: ImageHeader) => boolean) => headers.some(test);
	if (some((header) => header.modality !== contract.modality)) return 'no-series-of-modality';
	if (some((header) => header.numberOfFrames > 1)) return 'enhanced-multiframe-not-supported';
	const excluded = new Set(contract.excludeImageTypes.map((type) => type.toUpperCase()));
	if (some((header) => header.imageType.some((type) => excluded.has(type)))) {
		return 'excluded-image-type';
	}
	if (
		some(
			(header) =>
				header.samplesPerPixel !== 1 || header.photometricInterpretation !== 'MONOCHROME2',
		)
	) {
		return 'not-grayscale';
	}
	if (contract.bodyPart !== undefined && contract.bodyPart.length > 0) {
		const accepted = new Set(contract.bodyPart.map((part) => part.toUpperCase()));
		if (some((header) => header.bodyPart === '')) return 'body-part-unknown';
		if (some((header) => !accepted.has(header.bodyPart))) return 'wrong-body-part';
	}
	if (contract.contrast === 'without' && some((header) => header.contrast)) return 'contrast-given';
	if (contract.minimumAgeYears !== undefined) {
		const least = contract.minimumAgeYears;
		if (some((header) => header.ageYears === undefined)) return 'age-unknown';
		if (some((header) => header.ageYears! < least)) return 'under-minimum-age';
	}
	return undefined;
}

/** Checks of how it was acquired; positions are checked by `stackGeometry`. */
function refuseByShape(
	headers: readonly ImageHeader[],
	contract: InputContract,
): SelectionReason | undefined {
	if (headers.some((header) => imageFrame(header) === undefined)) return 'geometry-missing';
	if (contract.orientation === 'axial' && !headers.every(isAxial)) return 'wrong-orientation';
	if (new Set(headers.map(patientAndStudy)).size > 1) return 'mixed-study';
	if (headers.length < contract.minSlices) return 'too-few-slices';
	if (contract.maxSlices !== undefined && headers.length > contract.maxSlices) {
		return 'too-many-slices';
	}
	const limit = contract.maxSliceThickness;
	if (
		limit !== undefined &&
		headers.some(
			({ sliceThickness }) => sliceThickness === undefined || sliceThickness > limit + 0.01,
		)
	) {
		return 'too-thick';
	}
	return undefined;
}

const patientAndStudy = (header: ImageHeader) =>
	JSON.stringify([header.patientId, header.issuerOfPatientId, header.studyInstanceUid]);

/** Place of the series' kernel in the contract's list; undefined when it is in none. */
function kernelRank(headers: readonly ImageHeader[], contract: InputContract): number | undefined {
	const kernels = contract.kernels ?? [];
	if (kernels.length === 0) return 0;
	const ranks = headers.map((header) =>
		kernels.findIndex((kernel) => header.kernel.toUpperCase().includes(kernel.toUpperCase())),
	);
	return ranks.includes(-1) ? undefined : Math.max(...ranks);
}

function compare(a: readonly number[], b: readonly number[]): number {
	for (let at = 0; at < a.length; at++) {
		if (a[at] !== b[at]) return a[at]! - b[at]!;
	}
	return 0;
}
