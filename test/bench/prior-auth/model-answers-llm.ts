import {
	askerFor,
	parseJsonAnswer,
	requireWhole,
	type Manner,
} from '../../../dist/nodes/clients/llm/index.js';
import type { EvidenceCall } from '../../../dist/nodes/PriorAuth/questionnaire/index.js';

export const NO_MODEL =
	'no language model: set HOSPITAL_BENCH_LLM_URL and HOSPITAL_BENCH_LLM_MODEL';

export interface ChosenModel {
	/** Address of an Ollama server. */
	url: string;
	name: string;
}

/** The model that the environment names. */
export function chosenModel(): ChosenModel | undefined {
	const { HOSPITAL_BENCH_LLM_URL: url, HOSPITAL_BENCH_LLM_MODEL: name } = process.env;
	return url && name ? { url, name } : undefined;
}

/**
 * Asks a model as the node does with its fields as they are.
 *
 * @returns gives undefined for an answer that cannot be used
 * @throws HospitalError when the model or its server fails
 */
export async function askingModel({
	url,
	name,
}: ChosenModel): Promise<(call: EvidenceCall) => Promise<unknown>> {
	const manner: Manner = {
		model: name,
		secondModel: '',
		pin: '',
		secondPin: '',
		priority: 'batch',
		contextTokens: undefined,
		deadlines: {},
		writing: { temperature: 0, seed: 0, maxTokens: 2048, think: false },
	};
	const credential = { engine: 'ollama' as const, baseUrl: url, slots: 1 };
	const asker = await askerFor(credential, manner, { cacheSalt: 'bench' });
	return async ({ messages, schema }) => {
		const { answer } = await asker.chat({ messages, schema });
		try {
			return parseJsonAnswer(requireWhole(answer).text, schema);
		} catch {
			return undefined;
		}
	};
}
