import type { HospitalError } from '../../shared/errors';
import type { HttpResponse } from '../http';
import { llmFault } from './errors';
import { countOf, fieldsOf, textOf } from './values';

/** Error bodies are only read for what kind of failure they tell of. */
const MOST_ERROR_BYTES = 64 * 1024;

/** What an engine says about a failure, for this file only: its text may repeat the prompt. */
interface Complaint {
	words: string;
	type: string;
	promptTokens?: number;
	contextTokens?: number;
}

/**
 * How engines say that a prompt is too long. Ollama: "the input length exceeds the context length", "the
 * prompt is longer than the context length currently available"; llama-server: type
 * `exceed_context_size_error`; vLLM: "This model's maximum context length is N tokens", "the model's context
 * length is only N tokens", "max_tokens ... cannot be greater than max_model_len"; others: code
 * `context_length_exceeded`.
 */
const TOO_LONG =
	/context[ _](length|size|window)|exceed_context|maximum input length|max_model_len|max_total_tokens|prompt is too long|longer than the context/;
const MISSING = /model.{0,300}(not found|does not exist)|try pulling/s;
const BUSY = /server busy|maximum pending requests|loading model|overloaded|queue is full/;
const NO_CLOUD = /cloud|remote (model|inference)|ollama\.com|signin/;

/** Reads what is left of an answer that is not 200 and says what it means. */
export async function refusal(response: HttpResponse): Promise<HospitalError> {
	const { status } = response;
	const complaint = complaintOf(await bodyOf(response));
	if (status >= 300 && status < 400) {
		return llmFault('llm-broken-answer', 'it points to another address, which is never followed');
	}
	if (status === 401) return llmFault('llm-access-refused');
	if (status === 403) {
		return llmFault(
			NO_CLOUD.test(complaint.words) ? 'llm-cloud-model-refused' : 'llm-access-refused',
		);
	}
	if (status === 429 || status === 503) return llmFault('llm-busy');
	if (status < 400) return llmFault('llm-broken-answer', `status ${status}`);
	const told = explained(complaint);
	if (told !== undefined) return told;
	if (status === 404) return llmFault('llm-model-missing');
	if (status === 501) return llmFault('llm-refused', 'it cannot do that');
	if (status >= 500) return llmFault('llm-engine-failed', `status ${status}`);
	return llmFault('llm-refused', `status ${status}`);
}

/**
 * An error object in the middle of a stream, in every known shape: `{"error":"..."}` (Ollama),
 * `{"error":{"message":..,"type":..,"code":..}}` (vLLM, llama-server), `{"object":"error","message":..}`
 * (older vLLM).
 *
 * @returns undefined when the object is no error
 */
export function streamFault(value: unknown): HospitalError | undefined {
	const fields = fieldsOf(value);
	if (fields === undefined) return undefined;
	const failed = (fields.error !== undefined && fields.error !== null) || fields.object === 'error';
	if (!failed) return undefined;
	const code = countOf(fieldsOf(fields.error)?.code) ?? countOf(fields.code);
	const complaint = complaintOf(fields);
	if (code === 429 || code === 503) return llmFault('llm-busy');
	if (code === 401 || code === 403) return llmFault('llm-access-refused');
	return explained(complaint) ?? llmFault('llm-engine-failed', 'in the middle of its answer');
}

function explained({ words, type, ...counts }: Complaint): HospitalError | undefined {
	if (TOO_LONG.test(type) || TOO_LONG.test(words)) {
		const { promptTokens, contextTokens } = counts;
		const told = promptTokens !== undefined && contextTokens !== undefined;
		return llmFault(
			'llm-context-exceeded',
			told ? `${promptTokens} tokens, and the window has ${contextTokens}` : undefined,
		);
	}
	if (MISSING.test(words)) return llmFault('llm-model-missing');
	if (BUSY.test(words)) return llmFault('llm-busy');
	return undefined;
}

function complaintOf(body: unknown): Complaint {
	const fields = fieldsOf(body);
	const error = fieldsOf(fields?.error);
	const words = textOf(fields?.error) ?? textOf(error?.message) ?? textOf(fields?.message) ?? '';
	const type = [error?.type, error?.code, fields?.type].map((value) => textOf(value) ?? '');
	const promptTokens = countOf(error?.n_prompt_tokens);
	const contextTokens = countOf(error?.n_ctx);
	return {
		words: words.slice(0, 4_000).toLowerCase(),
		type: type.join(' ').slice(0, 400).toLowerCase(),
		...(promptTokens !== undefined && { promptTokens }),
		...(contextTokens !== undefined && { contextTokens }),
	};
}

async function bodyOf({ body }: HttpResponse): Promise<unknown> {
	const chunks: Buffer[] = [];
	let length = 0;
	try {
		for await (const chunk of body) {
			chunks.push(chunk as Buffer);
			length += (chunk as Buffer).length;
			if (length > MOST_ERROR_BYTES) return undefined;
		}
		return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
	} catch {
		// The status says enough; a page of HTML or a cut body adds nothing that may be shown.
		return undefined;
	}
}
