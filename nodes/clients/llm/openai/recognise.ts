import type { Call } from '../call';
import type { EngineKind } from '../types';
import { countOf, fieldsOf, listOf, nameOf, type Fields } from '../values';
import type { Wire } from '../wire';

/** What kind of server answers, and what it says of itself. */
export interface Recognised {
	kind: EngineKind;
	version?: string;
}

/**
 * Tells the engines apart by what only they answer. Ollama is found first, whatever it was taken for: its
 * OpenAI-compatible routes know neither digest nor window, and cut prompts without a word.
 */
export async function recognise(wire: Wire, call: Call): Promise<Recognised> {
	const [ollama, named, list] = await Promise.all([
		wire.askIfKnown({ path: '/api/version' }, call).catch(unlessCalled(call)),
		wire.askIfKnown({ path: '/version' }, call).catch(unlessCalled(call)),
		wire.askIfKnown({ path: '/v1/models' }, call),
	]);
	const owner = nameOf(fieldsOf(listOf(list?.data)[0])?.owned_by);
	if (owner === 'llamacpp') return recognised('llama-server');
	if (owner === 'vllm') return recognised('vllm', versionOf(named));
	if (versionOf(ollama) !== undefined) return recognised('ollama', versionOf(ollama));
	return recognised('openai-compatible');
}

/** A page of HTML where JSON was expected only says that it is another server. */
function unlessCalled(call: Call) {
	return (error: unknown): undefined => {
		const code = (error as { code?: unknown }).code;
		const other = ['llm-broken-answer', 'llm-refused', 'llm-engine-failed', 'llm-model-missing'];
		if (call.signal.aborted || !other.includes(String(code))) throw error;
		return undefined;
	};
}

const recognised = (kind: EngineKind, version?: string): Recognised => ({
	kind,
	...(version !== undefined && { version }),
});

const versionOf = (answer: Fields | undefined): string | undefined =>
	nameOf(answer?.version)?.slice(0, 60);

/** What llama-server says in /props: window of one slot, slots, file, build. */
export interface ServerProperties {
	contextTokens?: number;
	slots?: number;
	modelPath?: string;
	build?: string;
}

export async function propertiesOf(wire: Wire, call: Call): Promise<ServerProperties> {
	const props = (await wire.askIfKnown({ path: '/props' }, call)) ?? {};
	const contextTokens = countOf(fieldsOf(props.default_generation_settings)?.n_ctx);
	const slots = countOf(props.total_slots);
	const modelPath = nameOf(props.model_path);
	const build = nameOf(props.build_info)?.slice(0, 60);
	return {
		...(contextTokens && { contextTokens }),
		...(slots && { slots }),
		...(modelPath !== undefined && { modelPath }),
		...(build !== undefined && { build }),
	};
}
