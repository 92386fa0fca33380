import { clear, sealed, type Contract } from './contract';

/** A series chosen for a model, or the reason why none fits. */
export interface SeriesSelection {
	decision: 'selected' | 'none';
	/** Short code when none fits: `no-series-of-modality`, `too-few-slices`, `slice-gap`, ... */
	reason?: string;
	seriesInstanceUid?: string;
	modality?: string;
	sliceCount?: number;
	/** Millimetres between slice centres along the normal. */
	sliceSpacing?: number;
	/** How many series were looked at, and why each other one was passed over (code to count). */
	considered: number;
	rejected: Record<string, number>;
}

export const selectionContract: Contract = {
	name: 'SeriesSelection',
	key: 'selection',
	description: "The series that fits the model's input contract, or the reason why none does.",
	fields: {
		'/decision': clear('selected or none'),
		'/reason': clear('Why none fits'),
		'/seriesInstanceUid': sealed('Series Instance UID (0020,000E) of the chosen series'),
		'/modality': clear('Modality of the chosen series'),
		'/sliceCount': clear('Slices in the chosen series'),
		'/sliceSpacing': clear('Distance between slices in millimetres'),
		'/considered': clear('How many series were looked at'),
		'/rejected/*': clear('How many series were passed over for this reason'),
	},
};

/** A volume in the data directory: voxels in HU, slices sorted along the normal. */
export interface VolumeReference {
	/** Opaque name of the volume file. */
	key: string;
	/** Hex SHA-256 of the voxel bytes. */
	sha256: string;
	dataType: 'int16' | 'float32';
	/** Voxel counts [slices, rows, columns]: column runs fastest in the file. */
	shape: [number, number, number];
	/** Millimetres [between slices, between rows, between columns]. */
	spacing: [number, number, number];
	/** Patient coordinates (LPS, mm) of the centre of voxel [0,0,0]. */
	origin: [number, number, number];
	/** Unit vectors in LPS: direction of increasing column, row and slice index. */
	direction: [number, number, number, number, number, number, number, number, number];
	unit: 'HU' | 'stored';
	seriesInstanceUid: string;
	frameOfReferenceUid: string;
	/** SOP Class UID of the source images, and one SOP Instance UID per slice in slice order. */
	sopClassUid: string;
	sopInstanceUids: string[];
}

export const volumeContract: Contract = {
	name: 'VolumeReference',
	key: 'volume',
	description: 'A three-dimensional image built from a series, by reference.',
	fields: {
		'/key': clear('Opaque name of the volume file'),
		'/sha256': clear('Fingerprint of the voxels'),
		'/dataType': clear('int16 or float32'),
		'/shape/*': clear('Voxels: slices, rows, columns'),
		'/spacing/*': clear('Millimetres between slices, rows, columns'),
		'/origin/*': clear('Patient coordinates of the first voxel (LPS, mm)'),
		'/direction/*': clear('Direction of columns, rows and slices (LPS)'),
		'/unit': clear('HU after rescale, or stored values'),
		'/seriesInstanceUid': sealed('Series Instance UID of the source'),
		'/frameOfReferenceUid': sealed('Frame of Reference UID (0020,0052)'),
		'/sopClassUid': clear('SOP Class UID of the source images'),
		'/sopInstanceUids/*': sealed('SOP Instance UID of each slice'),
	},
};
