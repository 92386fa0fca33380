import { isDatatype, type Datatype } from './datatypes';
import { serverFault } from './faults';

/** Open Inference Protocol, "Server Metadata Response JSON Object". */
export interface ServerMetadata {
	name: string;
	version: string;
	/** Undefined when the server does not say which extensions it has. */
	extensions?: string[];
}

export interface TensorMetadata {
	name: string;
	/** Undefined for a data type that the protocol does not know. */
	datatype: Datatype | undefined;
	/** -1 for an axis of any length. */
	shape: number[];
}

/** Open Inference Protocol, "Model Metadata Response JSON Object". */
export interface ModelMetadata {
	name: string;
	/** Empty when the server does not list them. */
	versions: string[];
	platform: string;
	inputs: TensorMetadata[];
	outputs: TensorMetadata[];
	/** Only text, numbers and truth values are kept. */
	parameters: Record<string, string | number | boolean>;
}

type Json = Record<string, unknown>;

/** Longest name or version that is taken over from a server. */
const LONGEST_TEXT = 200;
/** Most entries that are taken over from any list of a server. */
const MOST_ENTRIES = 256;

/** @throws HospitalError `invalid-answer` */
export function readServerMetadata(answer: Json): ServerMetadata {
	return {
		name: shortText(answer.name),
		version: shortText(answer.version),
		...(answer.extensions !== undefined && { extensions: list(answer.extensions).map(shortText) }),
	};
}

/** @throws HospitalError `invalid-answer` */
export function readModelMetadata(answer: Json): ModelMetadata {
	return {
		name: shortText(answer.name),
		versions: list(answer.versions ?? []).map(shortText),
		platform: shortText(answer.platform ?? ''),
		inputs: list(answer.inputs ?? []).map(readTensorMetadata),
		outputs: list(answer.outputs ?? []).map(readTensorMetadata),
		parameters: scalars(answer.parameters),
	};
}

function readTensorMetadata(tensor: unknown): TensorMetadata {
	if (typeof tensor !== 'object' || tensor === null) throw invalid();
	const { name, datatype, shape } = tensor as Json;
	const sizes = list(shape);
	if (!sizes.every((size) => Number.isInteger(size) && (size as number) >= -1)) throw invalid();
	return {
		name: shortText(name),
		datatype: isDatatype(datatype) ? datatype : undefined,
		shape: sizes as number[],
	};
}

function scalars(parameters: unknown): ModelMetadata['parameters'] {
	if (typeof parameters !== 'object' || parameters === null) return {};
	const kept = Object.entries(parameters)
		.slice(0, MOST_ENTRIES)
		.filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
	return Object.fromEntries(kept) as ModelMetadata['parameters'];
}

function list(value: unknown): unknown[] {
	if (!Array.isArray(value) || value.length > MOST_ENTRIES) throw invalid();
	return value as unknown[];
}

function shortText(value: unknown): string {
	if (typeof value !== 'string' || value.length > LONGEST_TEXT) throw invalid();
	return value;
}

const invalid = () => serverFault('invalid-answer', 'its metadata has an unexpected form');
