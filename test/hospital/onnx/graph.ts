import { bytes, float, integer, integers, message, text, type Field } from './protobuf.ts';

/** TensorProto.DataType (onnx.proto3). */
export const FLOAT = 1;
export const INT64 = 7;

/** AttributeProto.AttributeType (onnx.proto3). */
const ATTRIBUTE = { FLOAT: 1, INT: 2, STRING: 3, INTS: 7 } as const;

export type AttributeValue =
	| { int: number }
	| { ints: readonly number[] }
	| { float: number }
	| { string: string };

/** A dimension: a fixed size, or the name of a size known only at run time. */
export type Dimension = number | string;

/**
 * Collects the nodes of one ONNX graph and writes the file. Every value is named once, by the node
 * that makes it; `node` returns that name so that a graph reads as a sequence of assignments.
 */
export class GraphWriter {
	private readonly nodes: Field[] = [];
	private readonly initializers: Field[] = [];
	private readonly inputs: Field[] = [];
	private readonly outputs: Field[] = [];

	input(name: string, shape: readonly Dimension[]): string {
		this.inputs.push(message(11, valueInfo(name, shape)));
		return name;
	}

	output(name: string, shape: readonly Dimension[]): void {
		this.outputs.push(message(12, valueInfo(name, shape)));
	}

	/** A constant FLOAT tensor; an empty shape makes a scalar. */
	floats(name: string, shape: readonly number[], values: readonly number[]): string {
		const raw = Buffer.alloc(values.length * 4);
		values.forEach((value, index) => raw.writeFloatLE(value, index * 4));
		return this.initializer(name, shape, FLOAT, raw);
	}

	/** A constant one-dimensional INT64 tensor. */
	int64s(name: string, values: readonly number[]): string {
		const raw = Buffer.alloc(values.length * 8);
		values.forEach((value, index) => raw.writeBigInt64LE(BigInt(value), index * 8));
		return this.initializer(name, [values.length], INT64, raw);
	}

	/** Adds one operator and returns the name of its only output. An empty input name is an omitted one. */
	node(
		output: string,
		operator: string,
		inputs: readonly string[],
		attributes: Readonly<Record<string, AttributeValue>> = {},
	): string {
		const fields = [
			...inputs.map((name) => text(1, name)),
			text(2, output),
			text(3, output),
			text(4, operator),
			...Object.entries(attributes).map(([name, value]) => message(5, attribute(name, value))),
		];
		this.nodes.push(message(1, fields));
		return output;
	}

	/**
	 * Writes the ModelProto.
	 *
	 * @param options.opset version of the default operator set
	 * @param options.metadata key and value pairs that viewers and servers show (metadata_props)
	 */
	encode(options: {
		name: string;
		description: string;
		version: number;
		opset: number;
		metadata: Readonly<Record<string, string>>;
	}): Buffer {
		const graph = [
			...this.nodes,
			text(2, options.name),
			...this.initializers,
			...this.inputs,
			...this.outputs,
		];
		const irVersion = 8;
		return Buffer.concat([
			integer(1, irVersion),
			text(2, 'n8n-nodes-hospital'),
			integer(5, options.version),
			text(6, options.description),
			message(7, graph),
			message(8, [text(1, ''), integer(2, options.opset)]),
			...Object.entries(options.metadata).map(([key, value]) =>
				message(14, [text(1, key), text(2, value)]),
			),
		]);
	}

	private initializer(
		name: string,
		shape: readonly number[],
		dataType: number,
		raw: Uint8Array,
	): string {
		this.initializers.push(
			message(5, [integers(1, shape), integer(2, dataType), text(8, name), bytes(9, raw)]),
		);
		return name;
	}
}

function attribute(name: string, value: AttributeValue): Field[] {
	if ('int' in value) return [text(1, name), integer(3, value.int), integer(20, ATTRIBUTE.INT)];
	if ('ints' in value) return [text(1, name), integers(8, value.ints), integer(20, ATTRIBUTE.INTS)];
	if ('float' in value) return [text(1, name), float(2, value.float), integer(20, ATTRIBUTE.FLOAT)];
	return [text(1, name), text(4, value.string), integer(20, ATTRIBUTE.STRING)];
}

function valueInfo(name: string, shape: readonly Dimension[]): Field[] {
	const dimensions = shape.map((size) =>
		message(1, [typeof size === 'number' ? integer(1, size) : text(2, size)]),
	);
	const tensor = [integer(1, FLOAT), message(2, dimensions)];
	return [text(1, name), message(2, [message(1, tensor)])];
}
