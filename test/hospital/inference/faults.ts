import type { Tensor } from './tensors.ts';

/** What a failing inference server can do to its client. */
export const FAULTS = [
	'none',
	/** Nothing listens: connections are refused. */
	'down',
	/** The answer to an inference comes only after `slowMs`. */
	'slow',
	/** Status 200 and a page of HTML. */
	'nonsense',
	/** Half of the announced bytes, then the connection closes. */
	'truncated',
	/** The score differs on every call. */
	'different-each-time',
	/** One score too many, one box corner too few. */
	'wrong-shape',
	/** The score is not a number. */
	'nan',
] as const;

export type Fault = (typeof FAULTS)[number];

export const NONSENSE =
	'<!doctype html><title>It works</title><p>Default page of the web server.</p>';

/**
 * Changes the outputs as the fault demands.
 *
 * @param call number of this inference since the server started, from 1
 */
export function spoil(fault: Fault, outputs: readonly Tensor[], call: number): Tensor[] {
	return outputs.map((tensor) => {
		if (fault === 'wrong-shape') return resized(tensor);
		if (tensor.name !== 'score') return tensor;
		if (fault === 'nan') return { ...tensor, data: Float32Array.of(Number.NaN) };
		if (fault === 'different-each-time') {
			return { ...tensor, data: Float32Array.of(wandering(tensor.data[0] ?? 0, call)) };
		}
		return tensor;
	});
}

function resized(tensor: Tensor): Tensor {
	const length = tensor.name === 'score' ? 2 : 5;
	const data = Float32Array.from({ length }, (_, index) => tensor.data[index] ?? 0);
	return { ...tensor, shape: [length], data };
}

/** Stays on the same side of 0.5, so that score and box still agree; no two of 1,000 calls are equal. */
function wandering(score: number, call: number): number {
	const share = ((call * 617) % 1000) / 1000;
	return score > 0.5 ? 0.55 + 0.4 * share : 0.02 + 0.4 * share;
}
