import { createRequire } from 'node:module';
import { HospitalError } from '../../shared/errors';
import type { N8nMessage, N8nResult, N8nTool, StreamPart } from './n8n-types';

const NAME = '@n8n/ai-node-sdk';

/** What n8n's AI nodes call: a model of n8n's own kind. */
export interface N8nChatModel {
	provider: string;
	modelId: string;
	generate(messages: N8nMessage[], config?: CallConfig): Promise<N8nResult>;
	stream(messages: N8nMessage[], config?: CallConfig): AsyncIterable<StreamPart>;
	withTools(tools: N8nTool[]): N8nChatModel;
}

/** Of LangChain's call options what counts here. */
export interface CallConfig {
	signal?: AbortSignal;
	abortSignal?: AbortSignal;
	stop?: string[];
}

/** The part of n8n's kit for AI nodes (2.41: @n8n/ai-node-sdk 0.31) that is used here. */
export interface AiNodeSdk {
	/** Wraps a model for LangChain. Without a context it attaches no tracing. */
	supplyModel(context: object | undefined, model: N8nChatModel): { response: unknown };
	getParametersJsonSchema(tool: N8nTool): unknown;
}

/**
 * n8n's own kit, of the n8n that runs: its classes must be the ones that its AI nodes know. It is looked for
 * beside the program that was started, then where n8n has Node look for modules of its packages.
 *
 * @throws HospitalError `n8n-without-ai-kit`
 */
export function aiNodeSdk(): AiNodeSdk {
	const places = [require.main?.filename, __filename].filter((file) => file !== undefined);
	for (const place of places) {
		const found = load(place);
		if (found !== undefined) return found;
	}
	throw new HospitalError('n8n-without-ai-kit', 'This n8n has no kit for AI nodes', {
		nextStep: 'Update n8n to 2.41 or later, or use the Local LLM node instead.',
	});
}

function load(place: string): AiNodeSdk | undefined {
	let found: Partial<AiNodeSdk>;
	try {
		found = createRequire(place)(NAME) as Partial<AiNodeSdk>;
	} catch {
		return undefined;
	}
	const sound =
		typeof found.supplyModel === 'function' && typeof found.getParametersJsonSchema === 'function';
	return sound ? (found as AiNodeSdk) : undefined;
}
