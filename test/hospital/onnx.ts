import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { GraphWriter } from './onnx/graph.ts';

export const MODEL_NAME = 'hyperdensity-demo';
export const MODEL_VERSION = '1';
export const MODEL_DISCLAIMER =
	'Demonstration model for synthetic head CT. It has no clinical meaning and must not be used for patients.';

/** In-plane grid on which the model measures: about 1.9 mm per cell for a head field of view. */
const GRID = 128;

/**
 * The demonstration model: a hand-made measurement, not a trained network. It looks for a compact
 * area between 46 and 95 HU away from bone.
 *
 * Input `volume` FP32 [1, 1, D, H, W] in HU, any D, H and W.
 * Output `score` FP32 [1], 0 to 1. Output `box` FP32 [6]: first slice, row, column and last slice,
 * row, column in indices of the input, both ends included; six times -1 when the score is not
 * above 0.5. Several areas share one box.
 *
 * The bytes are the same on every call.
 */
export function hyperdensityModel(): Buffer {
	const graph = new GraphWriter();
	graph.input('volume', [1, 1, 'D', 'H', 'W']);
	graph.output('score', [1]);
	graph.output('box', [6]);

	const hu = onGrid(graph);
	const area = compactArea(graph, hu);
	score(graph, area);
	box(graph, area);

	return graph.encode({
		name: MODEL_NAME,
		description: MODEL_DISCLAIMER,
		version: Number(MODEL_VERSION),
		opset: 18,
		metadata: { disclaimer: MODEL_DISCLAIMER, unit: 'HU', layout: 'NCDHW' },
	});
}

/** Resamples every slice to GRID x GRID cells by area, slices as channels, then NCDHW again. */
function onGrid(graph: GraphWriter): string {
	const shape = graph.node('shape', 'Shape', ['volume']);
	const depth = graph.node('depth', 'Gather', [shape, graph.int64s('axis_d', [2])]);
	const sizes = graph.node(
		'sizes',
		'Concat',
		[graph.int64s('one', [1]), depth, graph.int64s('grid', [GRID, GRID])],
		{ axis: { int: 0 } },
	);
	const slices = graph.node('slices', 'Squeeze', ['volume', graph.int64s('axis_c', [1])]);
	const small = graph.node('small', 'Resize', [slices, '', '', sizes], {
		antialias: { int: 1 },
		mode: { string: 'linear' },
		coordinate_transformation_mode: { string: 'half_pixel' },
	});
	return graph.node('hu', 'Unsqueeze', [small, 'axis_c']);
}

/**
 * Fraction (0 to 1) of each cell's 5 x 5 neighbourhood (about 9 mm) that is hyperdense and at least
 * three cells and one slice away from bone. The distance keeps out the blurred inner edge of the
 * skull and the scalp.
 */
function compactArea(graph: GraphWriter, hu: string): string {
	const smooth = graph.node('smooth', 'AveragePool', [hu], pool([1, 3, 3]));
	const low = graph.node('low', 'Greater', [smooth, graph.floats('from_hu', [], [46])]);
	const high = graph.node('high', 'Less', [smooth, graph.floats('to_hu', [], [95])]);
	const between = graph.node('between', 'And', [low, high]);

	const densest = graph.node('densest', 'MaxPool', [hu], maxPool([3, 7, 7]));
	const noBone = graph.node('no_bone', 'Less', [densest, graph.floats('bone_hu', [], [200])]);
	const kept = graph.node('kept', 'And', [between, noBone]);
	const mask = graph.node('mask', 'Cast', [kept], { to: { int: 1 } });
	return graph.node('area', 'AveragePool', [mask], pool([1, 5, 5]));
}

/** Share of a neighbourhood from which it counts as found: score 0.5, inside the box. */
const FOUND_FROM = 0.3;

/** Sigmoid of the fullest neighbourhood. */
function score(graph: GraphWriter, area: string): void {
	const fullest = graph.node('fullest', 'ReduceMax', [area], { keepdims: { int: 0 } });
	const centred = graph.node('centred', 'Sub', [
		fullest,
		graph.floats('found_from', [], [FOUND_FROM]),
	]);
	const scaled = graph.node('scaled', 'Mul', [centred, graph.floats('steepness', [], [14])]);
	const vector = graph.node('vector', 'Reshape', [scaled, 'one']);
	graph.node('score', 'Sigmoid', [vector]);
}

/** First and last index of the area along each axis, in indices of the input. */
function box(graph: GraphWriter, area: string): void {
	const inside = graph.node('inside', 'Greater', [area, 'found_from']);
	const cells = graph.node('cells', 'Cast', [inside], { to: { int: 1 } });
	const present = graph.node('present', 'Greater', ['fullest', 'found_from']);

	const ends = (['d', 'h', 'w'] as const).map((axis, index) => axisEnds(graph, cells, axis, index));
	const corners = [...ends.map(([first]) => first), ...ends.map(([, last]) => last)];
	const found = graph.node('found', 'Concat', corners, { axis: { int: 0 } });
	const nothing = graph.floats('nothing', [6], [-1, -1, -1, -1, -1, -1]);
	graph.node('box', 'Where', [present, found, nothing]);
}

/** First and last index on one axis (0 slices, 1 rows, 2 columns), each a FLOAT tensor of one value. */
function axisEnds(
	graph: GraphWriter,
	cells: string,
	axis: string,
	index: number,
): [first: string, last: string] {
	const others = [0, 1, 2, 3, 4].filter((dimension) => dimension !== index + 2);
	const line = graph.node(
		`line_${axis}`,
		'ReduceMax',
		[cells, graph.int64s(`not_${axis}`, others)],
		{ keepdims: { int: 0 } },
	);
	const first = argMax(graph, line, `first_${axis}`, 0);
	const last = argMax(graph, line, `last_${axis}`, 1);
	if (index === 0) return [first, last];

	const at = graph.int64s(`axis_${axis}`, [index + 2]);
	const size = graph.node(`size_${axis}`, 'Gather', ['shape', at]);
	const sizeFloat = graph.node(`pixels_${axis}`, 'Cast', [size], { to: { int: 1 } });
	const cell = graph.floats(`grid_${axis}`, [1], [GRID]);
	const perCell = graph.node(`per_cell_${axis}`, 'Div', [sizeFloat, cell]);
	const one = graph.floats(`one_${axis}`, [1], [1]);

	const start = graph.node(`start_${axis}`, 'Mul', [first, perCell]);
	const next = graph.node(`next_${axis}`, 'Add', [last, one]);
	const end = graph.node(`end_${axis}`, 'Mul', [next, perCell]);
	return [
		graph.node(`min_${axis}`, 'Floor', [start]),
		graph.node(`max_${axis}`, 'Sub', [graph.node(`ceil_${axis}`, 'Ceil', [end]), one]),
	];
}

function argMax(graph: GraphWriter, line: string, name: string, selectLast: 0 | 1): string {
	const index = graph.node(`${name}_index`, 'ArgMax', [line], {
		axis: { int: 0 },
		keepdims: { int: 1 },
		select_last_index: { int: selectLast },
	});
	return graph.node(name, 'Cast', [index], { to: { int: 1 } });
}

/** Attributes of a pool that keeps the size; padding does not count into the average. */
function pool(kernel: readonly number[]) {
	return { ...maxPool(kernel), count_include_pad: { int: 0 } };
}

function maxPool(kernel: readonly number[]) {
	const half = kernel.map((size) => (size - 1) / 2);
	return { kernel_shape: { ints: kernel }, pads: { ints: [...half, ...half] } };
}

if (import.meta.main) {
	const model = hyperdensityModel();
	const path = process.argv[2];
	if (path !== undefined) writeFileSync(path, model);
	const sha256 = createHash('sha256').update(model).digest('hex');
	console.log(`${MODEL_NAME} version ${MODEL_VERSION}: ${model.length} bytes, SHA-256 ${sha256}`);
	if (path === undefined) console.log('Give a file name to write it.');
}
