import type { HospitalError } from '../../shared/errors';
import { badModel } from './problems';

/** Fields of onnx.proto3 that lead to tensors, by message: number and message inside. */
const MESSAGES: Readonly<Record<string, Readonly<Record<number, string>>>> = {
	model: { 7: 'graph', 20: 'training', 25: 'function' },
	training: { 1: 'graph', 2: 'graph' },
	function: { 7: 'node' },
	graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
	node: { 5: 'attribute' },
	attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
	sparse: { 1: 'tensor', 2: 'tensor' },
};
/** TensorProto.external_data and data_location. */
const EXTERNAL_DATA = 13;
const DATA_LOCATION = 14;
const DEEPEST = 40;

/**
 * Makes sure that a model holds all of its numbers itself. A tensor may name another file instead,
 * which the native runtime would look for outside of what was checked.
 *
 * @throws HospitalError `model-invalid`; also when the file is no Protocol Buffers message
 */
export function checkSelfContained(model: Buffer): void {
	walk(model, 0, model.length, 'model', 0);
}

function walk(bytes: Buffer, start: number, end: number, message: string, depth: number): void {
	if (depth > DEEPEST) throw badModel('its graphs are nested too deeply');
	for (let at = start; at < end; ) {
		const tag = varint(bytes, at, end);
		const field = Math.floor(tag.value / 8);
		const wire = tag.value % 8;
		if (message === 'tensor' && (field === EXTERNAL_DATA || field === DATA_LOCATION)) {
			const isInside = wire === 0 && varint(bytes, tag.next, end).value === 0;
			if (!isInside) throw badModel('a part of the model lies in another file');
		}
		if (wire === 0) {
			at = varint(bytes, tag.next, end).next;
		} else if (wire === 1 || wire === 5) {
			at = tag.next + (wire === 1 ? 8 : 4);
		} else if (wire === 2) {
			const { value: length, next } = varint(bytes, tag.next, end);
			at = next + length;
			if (at > end) throw broken();
			const inner = MESSAGES[message]?.[field];
			if (inner !== undefined) walk(bytes, next, at, inner, depth + 1);
		} else {
			throw broken();
		}
		if (at > end) throw broken();
	}
}

/** Base-128 number; beyond 2^53 only its end matters. */
function varint(bytes: Buffer, at: number, end: number): { value: number; next: number } {
	let value = 0;
	for (let index = 0; index < 10; index++) {
		if (at + index >= end) break;
		const byte = bytes[at + index]!;
		value += (byte & 0x7f) * 2 ** (7 * index);
		if (byte < 0x80) return { value, next: at + index + 1 };
	}
	throw broken();
}

const broken = (): HospitalError => badModel('its ONNX file is damaged');
