import type { InferenceSession, TypedTensor } from 'onnxruntime-node';
import { MODEL_DISCLAIMER, MODEL_NAME, MODEL_VERSION, hyperdensityModel } from '../onnx.ts';
import { RequestError } from './request-error.ts';
import { ort } from './runtime.ts';
import type { Tensor } from './tensors.ts';

/** The model metadata response of KServe v2, plus the parameters that say what the model is not. */
export const MODEL_METADATA = {
	name: MODEL_NAME,
	versions: [MODEL_VERSION],
	platform: 'onnxruntime_onnx',
	inputs: [{ name: 'volume', datatype: 'FP32', shape: [1, 1, -1, -1, -1] }],
	outputs: [
		{ name: 'score', datatype: 'FP32', shape: [1] },
		{ name: 'box', datatype: 'FP32', shape: [6] },
	],
	parameters: { demonstration: true, intended_use: MODEL_DISCLAIMER },
};

export const OUTPUT_NAMES = MODEL_METADATA.outputs.map(({ name }) => name);

/** The demonstration model, loaded into ONNX Runtime on the CPU. */
export class DemoModel {
	private readonly session: InferenceSession;

	private constructor(session: InferenceSession) {
		this.session = session;
	}

	static async load(): Promise<DemoModel> {
		const options = { intraOpNumThreads: 2, logSeverityLevel: 3 as const };
		return new DemoModel(await ort.InferenceSession.create(hyperdensityModel(), options));
	}

	/** Runs the model on a volume [1, 1, slices, rows, columns] in HU. */
	async run(inputs: readonly Tensor[]): Promise<Tensor[]> {
		const [volume] = inputs;
		if (inputs.length !== 1 || volume?.name !== 'volume') {
			throw new RequestError(400, "the model takes exactly one input, named 'volume'");
		}
		const { shape, data } = volume;
		if (shape.length !== 5 || shape[0] !== 1 || shape[1] !== 1) {
			throw new RequestError(400, "input 'volume' must have shape [1, 1, D, H, W]");
		}
		const results = await this.session.run({ volume: new ort.Tensor('float32', data, shape) });
		return OUTPUT_NAMES.map((name) => {
			const { dims, data: values } = results[name] as TypedTensor<'float32'>;
			return { name, shape: [...dims], data: Float32Array.from(values) };
		});
	}

	async release(): Promise<void> {
		await this.session.release();
	}
}
