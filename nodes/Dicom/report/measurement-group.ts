import { derivedUid, type Content } from '../../formats/dicom';
import type { InferenceResult, VolumeReference } from '../../shared/contracts';
import { Codes, dicomCode, type Code } from './codes';
import { codeValue, container, image, numeric, polygon, text, uidReference } from './content-item';
import { boxOutlines } from './region';

/**
 * The measurement group of one result. A flagged result with a box that covers several slices is a
 * volume (TID 1411), with a box in one slice a planar region (TID 1410); anything else has no place
 * in the images (TID 1501).
 *
 * Below the threshold there is no Finding: the report says what was looked for and that it was not
 * flagged, never that it is absent.
 */
export function measurementGroup(
	result: InferenceResult,
	volume: VolumeReference,
	sopInstanceUid: string,
	findingSite: Code | undefined,
): Content {
	const target = dicomCode(result.finding!);
	const outlines = result.suspected && result.box ? boxOutlines(result.box, volume) : [];
	const children = [
		text('HAS OBS CONTEXT', Codes.TrackingIdentifier, `${result.model.name} 1`),
		uidReference(
			'HAS OBS CONTEXT',
			Codes.TrackingUniqueIdentifier,
			derivedUid(['tracking', sopInstanceUid]),
		),
		...(result.suspected ? [codeValue('CONTAINS', Codes.Finding, target)] : []),
		...(result.suspected && findingSite
			? [codeValue('HAS CONCEPT MOD', Codes.FindingSite, findingSite)]
			: []),
		text('HAS CONCEPT MOD', Codes.AlgorithmName, result.model.name),
		text('HAS CONCEPT MOD', Codes.AlgorithmVersion, result.model.version),
		numeric('CONTAINS', Codes.Score, result.score!),
		numeric('CONTAINS', Codes.Threshold, result.threshold!),
		codeValue('CONTAINS', Codes.Target, target),
		codeValue('CONTAINS', Codes.Flag, result.suspected ? Codes.Flagged : Codes.NotFlagged),
	];
	const region = place(outlines, volume);
	return container(Codes.MeasurementGroup, [...children, ...region.items], region.template);
}

function place(
	outlines: ReturnType<typeof boxOutlines>,
	volume: VolumeReference,
): { template: string; items: Content[] } {
	const { frameOfReferenceUid, seriesInstanceUid, sopClassUid, sopInstanceUids } = volume;
	if (outlines.length === 0) {
		// The group needs a source: the middle slice stands for the series, which the library lists whole.
		const middle = sopInstanceUids[Math.floor(sopInstanceUids.length / 2)]!;
		return { template: '1501', items: [image(Codes.SourceOfMeasurement, sopClassUid, middle)] };
	}
	if (outlines.length === 1) {
		const item = polygon(Codes.ImageRegion, outlines[0]!, frameOfReferenceUid);
		return { template: '1410', items: [item] };
	}
	return {
		template: '1411',
		items: [
			...outlines.map((points) => polygon(Codes.VolumeSurface, points, frameOfReferenceUid)),
			uidReference('CONTAINS', Codes.SourceSeriesForSegmentation, seriesInstanceUid),
		],
	};
}
