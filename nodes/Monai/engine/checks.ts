import {
	decimalOfFloat32,
	type InferenceAnswer,
	type ModelMetadata,
	type OutputTensor,
	type TensorMetadata,
} from '../../clients/kserve';
import type { VolumeReference, VoxelBox } from '../../shared/contracts';
import type { InferenceProfile } from './profile';
import { NoResult } from './reasons';

/**
 * The model that the server offers must be the one of the profile: name, version, input name, data
 * type and number of axes, and the outputs. Fixed axis lengths must be those of the volume.
 *
 * @param shape shape of the tensor that would be sent
 * @throws NoResult `model-mismatch` or `volume-not-accepted`
 */
export function checkModel(
	metadata: ModelMetadata,
	profile: InferenceProfile,
	shape: readonly number[],
): void {
	const named = (tensors: TensorMetadata[], name: string) => tensors.find((t) => t.name === name);
	const input = named(metadata.inputs, profile.input.name);
	const outputs = [profile.output.score, profile.output.box].filter((name) => name !== '');
	const matches =
		metadata.name === profile.model &&
		(metadata.versions.length === 0 || metadata.versions.includes(profile.version)) &&
		metadata.inputs.length === 1 &&
		input?.datatype === profile.input.datatype &&
		input.shape.length === shape.length &&
		outputs.every((name) => named(metadata.outputs, name) !== undefined);
	if (!matches || input === undefined) throw new NoResult('model-mismatch');
	const fits = input.shape.every((size, axis) => size === -1 || size === shape[axis]);
	if (!fits) throw new NoResult('volume-not-accepted');
}

/**
 * Draws the score and the box out of an answer, and refuses everything that cannot be true.
 *
 * @returns the score (0 to 1), whether it reached the threshold, and the box of a suspected finding
 * @throws NoResult `model-mismatch`, `invalid-output`, `non-finite-output`, `score-out-of-range`,
 *   `box-invalid`, `inconsistent-output`
 */
export function checkAnswer(
	answer: InferenceAnswer,
	profile: InferenceProfile,
	volume: VolumeReference,
): { score: number; suspected: boolean; box?: VoxelBox } {
	const otherModel = answer.modelName !== '' && answer.modelName !== profile.model;
	const otherVersion = answer.modelVersion !== '' && answer.modelVersion !== profile.version;
	if (otherModel || otherVersion) throw new NoResult('model-mismatch');
	const [score] = finiteNumbers(answer, profile.output.score, 1);
	if (!(score >= 0 && score <= 1)) throw new NoResult('score-out-of-range');
	const suspected = score >= profile.threshold;
	if (profile.output.box === '') return { score, suspected };
	const box = readBox(finiteNumbers(answer, profile.output.box, 6), volume.shape);
	if (!suspected) return { score, suspected };
	if (box === undefined) throw new NoResult('inconsistent-output');
	return { score, suspected, box };
}

/** The numbers of an output with exactly `count` elements, whatever its shape. */
function finiteNumbers(answer: InferenceAnswer, name: string, count: number): number[] {
	const tensor = answer.outputs.find((output) => output.name === name);
	if (tensor === undefined || tensor.values.length !== count) throw new NoResult('invalid-output');
	if (tensor.nonFinite > 0) throw new NoResult('non-finite-output');
	return numbersOf(tensor);
}

function numbersOf({ datatype, values }: OutputTensor): number[] {
	if (Array.isArray(values) || datatype === 'BOOL') throw new NoResult('invalid-output');
	const numbers = Array.from<number | bigint, number>(values, Number);
	return datatype === 'FP32' ? numbers.map(decimalOfFloat32) : numbers;
}

/**
 * The smallest box of whole voxels that holds the model's box.
 *
 * @param corners first slice, row, column, last slice, row, column
 * @returns undefined for six times -1: nothing was located
 */
function readBox(corners: number[], shape: readonly number[]): VoxelBox | undefined {
	if (corners.every((corner) => corner === -1)) return undefined;
	const first = corners.slice(0, 3);
	const last = corners.slice(3);
	const inside = first.every(
		(from, axis) => from >= 0 && from <= last[axis] && last[axis] <= shape[axis] - 1,
	);
	if (!inside) throw new NoResult('box-invalid');
	return {
		min: first.map(Math.floor) as VoxelBox['min'],
		max: last.map(Math.ceil) as VoxelBox['max'],
	};
}
