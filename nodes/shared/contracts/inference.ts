import { clear, sealed, type Contract } from './contract';

/** A box in voxel indices of the volume, both ends included: [slice, row, column]. */
export interface VoxelBox {
	min: [number, number, number];
	max: [number, number, number];
}

/** What a model said about a volume, after the deterministic checks; or that there is no result. */
export interface InferenceResult {
	/** `no-result` is never a negative finding. */
	status: 'result' | 'no-result';
	/** Short code when there is no result: `server-unreachable`, `timeout`, `invalid-output`, ... */
	reason?: string;
	/** What the model looks for, as the profile words it. */
	finding?: { code: string; system: string; display: string };
	/** 0 to 1. */
	score?: number;
	/** The score from which the finding counts as suspected. */
	threshold?: number;
	suspected?: boolean;
	box?: VoxelBox;
	/** Lesion position in patient coordinates (LPS, mm), centre of the box. */
	boxCentre?: [number, number, number];
	model: {
		name: string;
		version: string;
		/** Server software as its metadata states it. */
		server: string;
		/** True for the demonstration model: it has no clinical meaning. */
		demonstration: boolean;
		intendedUse: string;
	};
	/** Hex SHA-256 of the tensor bytes sent and of the raw answer. */
	inputHash?: string;
	outputHash?: string;
	/** Milliseconds from request to answer. */
	latencyMs?: number;
	/** ISO 8601 UTC. */
	decidedAt: string;
}

export const inferenceContract: Contract = {
	name: 'InferenceResult',
	key: 'result',
	description:
		'What the model said, or that there is no result. No result is never a negative finding.',
	fields: {
		'/status': clear('result or no-result'),
		'/reason': clear('Why there is no result'),
		'/finding/code': clear('Code of what the model looks for'),
		'/finding/system': clear('Code system of that code'),
		'/finding/display': clear('What the model looks for'),
		'/score': clear('Model score from 0 to 1'),
		'/threshold': clear('Score from which the finding counts as suspected'),
		'/suspected': clear('True when the score reached the threshold'),
		'/box/min/*': clear('First slice, row, column of the box'),
		'/box/max/*': clear('Last slice, row, column of the box'),
		'/boxCentre/*': clear('Centre of the box in patient coordinates (LPS, mm)'),
		'/model/name': clear('Model name'),
		'/model/version': clear('Model version'),
		'/model/server': clear('Inference server'),
		'/model/demonstration': clear('True: demonstration only, no clinical meaning'),
		'/model/intendedUse': clear('Intended use as stated by the profile'),
		'/inputHash': sealed('Fingerprint of what was sent'),
		'/outputHash': clear('Fingerprint of the answer'),
		'/latencyMs': clear('Milliseconds from request to answer'),
		'/decidedAt': clear('When the result was decided (UTC)'),
	},
};
