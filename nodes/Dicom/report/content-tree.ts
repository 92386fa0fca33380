import { derivedUid, type Content } from '../../formats/dicom';
import type { InferenceResult, VolumeReference } from '../../shared/contracts';
import { codeItem, Codes, modalityCode, procedureCode, type Code } from './codes';
import {
	codeValue,
	container,
	containerValue,
	image,
	numeric,
	text,
	uidReference,
} from './content-item';
import { measurementGroup } from './measurement-group';
import { statements } from './statement';

export interface ContentTreeInput {
	result: InferenceResult;
	volume: VolumeReference;
	sopInstanceUid: string;
	/** (0008,0060) of the source images. */
	modality: string;
	findingSite?: Code;
	/** Who makes the model, when known. */
	modelManufacturer?: string;
}

/** The root of an Imaging Measurement Report (PS3.16 TID 1500) with everything below it. */
export function contentTree(input: ContentTreeInput): Content {
	const { result, volume, modality } = input;
	return {
		ValueType: 'CONTAINER',
		ConceptNameCodeSequence: [codeItem(Codes.ImagingMeasurementReport)],
		...containerValue('1500'),
		ContentSequence: [
			codeValue('HAS CONCEPT MOD', Codes.Language, Codes.English),
			...deviceObserver(input),
			codeValue('HAS CONCEPT MOD', Codes.ProcedureReported, procedureCode(modality)),
			imageLibrary(volume, modality),
			container(Codes.ImagingMeasurements, [
				measurementGroup(result, volume, input.sopInstanceUid, input.findingSite),
			]),
			...statements(result).map((line) => text('CONTAINS', Codes.Comment, line)),
		],
	};
}

/** TID 1002 and 1004: the observer is a device, the model in the version that gave the result. */
function deviceObserver({ result, modelManufacturer }: ContentTreeInput): Content[] {
	const { name, version } = result.model;
	return [
		codeValue('HAS OBS CONTEXT', Codes.ObserverType, Codes.Device),
		uidReference(
			'HAS OBS CONTEXT',
			Codes.DeviceObserverUid,
			derivedUid(['device-observer', name, version]),
		),
		text('HAS OBS CONTEXT', Codes.DeviceObserverName, name),
		...(modelManufacturer
			? [text('HAS OBS CONTEXT', Codes.DeviceObserverManufacturer, modelManufacturer)]
			: []),
		text('HAS OBS CONTEXT', Codes.DeviceObserverModelName, `${name} ${version}`),
	];
}

/** TID 1600: every image that went into the volume, and what they have in common. */
function imageLibrary(volume: VolumeReference, modality: string): Content {
	const [, rows, columns] = volume.shape;
	const [betweenSlices, betweenRows, betweenColumns] = volume.spacing;
	return container(Codes.ImageLibrary, [
		container(Codes.ImageLibraryGroup, [
			codeValue('HAS ACQ CONTEXT', Codes.Modality, modalityCode(modality)),
			uidReference('HAS ACQ CONTEXT', Codes.FrameOfReferenceUid, volume.frameOfReferenceUid),
			numeric('HAS ACQ CONTEXT', Codes.PixelDataRows, rows, Codes.Pixels),
			numeric('HAS ACQ CONTEXT', Codes.PixelDataColumns, columns, Codes.Pixels),
			numeric('HAS ACQ CONTEXT', Codes.HorizontalPixelSpacing, betweenColumns, Codes.Millimetre),
			numeric('HAS ACQ CONTEXT', Codes.VerticalPixelSpacing, betweenRows, Codes.Millimetre),
			numeric('HAS ACQ CONTEXT', Codes.SpacingBetweenSlices, betweenSlices, Codes.Millimetre),
			...volume.sopInstanceUids.map((uid) => image(Codes.Source, volume.sopClassUid, uid)),
		]),
	]);
}
