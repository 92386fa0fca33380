import { elementCount, isDatatype, type Datatype } from './datatypes';
import { serverFault } from './faults';
import type { OutputTensor } from './tensor';
import { countNonFinite, decodeValues } from './values';
import { valuesFromJson } from './json-values';

/** An infer answer whose declared sizes were all found to be true. */
export interface InferenceAnswer {
	modelName: string;
	/** Empty when the server does not say. */
	modelVersion: string;
	id: string;
	outputs: OutputTensor[];
}

/** Longest JSON part that is read; it holds names, shapes and small tensors. */
const LONGEST_JSON = 16 * 1024 * 1024;
/** Most outputs that one answer may list. */
const MOST_OUTPUTS = 256;

interface Declared {
	name: string;
	datatype: Datatype;
	shape: number[];
	count: number;
	/** Present when the tensor stands after the JSON. */
	binarySize?: number;
	data?: unknown;
}

/**
 * Reads an infer answer in either form: plain JSON, or JSON followed by raw tensors when
 * `headerLength` (the `Inference-Header-Content-Length` header) is present.
 *
 * @throws HospitalError `invalid-answer` for the first thing that is not as declared
 */
export function parseAnswer(body: Buffer, headerLength: string | undefined): InferenceAnswer {
	const jsonLength = headerLength === undefined ? body.length : readLength(headerLength, body);
	const answer = parseObject(body.subarray(0, jsonLength));
	const { outputs } = answer;
	if (!Array.isArray(outputs)) throw invalid('it has no list of outputs');
	if (outputs.length > MOST_OUTPUTS) throw invalid('it lists too many outputs');
	const declared = outputs.map(readDeclaration);
	if (new Set(declared.map(({ name }) => name)).size !== declared.length) {
		throw invalid('two outputs have the same name');
	}
	return {
		modelName: optionalString(answer.model_name),
		modelVersion: optionalString(answer.model_version),
		id: optionalString(answer.id),
		outputs: readTensors(declared, body.subarray(jsonLength)),
	};
}

function readLength(header: string, body: Buffer): number {
	if (!/^\d{1,10}$/.test(header)) throw invalid('its header length is no number');
	const length = Number(header);
	if (length > body.length) throw invalid('its header length is beyond its end');
	return length;
}

/** Parses a JSON object of the server. */
export function parseObject(bytes: Buffer): Record<string, unknown> {
	if (bytes.length > LONGEST_JSON) throw invalid('its JSON part is too long');
	let value: unknown;
	try {
		value = JSON.parse(bytes.toString('utf8'));
	} catch {
		value = undefined;
	}
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw invalid('it is no JSON object');
	}
	return value as Record<string, unknown>;
}

function readDeclaration(output: unknown): Declared {
	if (typeof output !== 'object' || output === null) throw invalid('an output is no object');
	const { name, datatype, shape, parameters, data } = output as Record<string, unknown>;
	if (typeof name !== 'string' || name === '') throw invalid('an output has no name');
	if (!isDatatype(datatype)) throw invalid('an output has an unknown data type');
	const count = elementCount(shape);
	if (count === undefined) throw invalid('an output has an impossible shape');
	const declared: Declared = { name, datatype, shape: [...(shape as number[])], count };
	const size = (parameters as { binary_data_size?: unknown } | null | undefined)?.binary_data_size;
	if (size === undefined) return { ...declared, data };
	if (typeof size !== 'number' || !Number.isInteger(size) || size < 0) {
		throw invalid('an output has an impossible binary size');
	}
	if (data !== undefined) throw invalid('an output has both binary and JSON data');
	return { ...declared, binarySize: size };
}

function readTensors(declared: Declared[], raw: Buffer): OutputTensor[] {
	let at = 0;
	const tensors = declared.map(({ name, datatype, shape, count, binarySize, data }) => {
		let values;
		if (binarySize === undefined) {
			values = valuesFromJson(datatype, data, count, shape.length);
		} else {
			if (binarySize > raw.length - at) throw invalid('its tensor data ends too early');
			values = decodeValues(datatype, raw.subarray(at, at + binarySize), count);
			at += binarySize;
		}
		if (values === undefined) throw invalid("an output's data does not fit its declaration");
		return { name, datatype, shape, values, nonFinite: countNonFinite(values) };
	});
	if (at !== raw.length) throw invalid('it is longer than its outputs');
	return tensors;
}

function optionalString(value: unknown): string {
	if (value === undefined || value === null) return '';
	if (typeof value !== 'string') throw invalid('a name or version is no text');
	return value;
}

const invalid = (detail: string) => serverFault('invalid-answer', detail);
