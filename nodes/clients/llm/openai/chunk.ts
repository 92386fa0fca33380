import { AnsweringModel } from '../answering-model';
import { llmFault } from '../errors';
import type { Ending, Piece } from '../gathering';
import { eventsOf } from '../lines';
import { streamFault } from '../refusal';
import { countOf, fieldsOf, listOf, nameOf, parseObject, textOf, type Fields } from '../values';

const FINISHED: Readonly<Record<string, 'stop' | 'length'>> = {
	stop: 'stop',
	tool_calls: 'stop',
	function_call: 'stop',
	length: 'length',
};

/**
 * Reads the events of /v1/chat/completions up to `[DONE]`. A failure in mid-stream is an event that holds an
 * error under status 200. A stream that ends without a reason to finish was cut.
 */
export async function* readChat(lines: AsyncIterable<string>): AsyncGenerator<Piece, Ending> {
	let finish: Ending['finish'] | undefined;
	let usage: Fields | undefined;
	let answer: string | undefined;
	const model = new AnsweringModel();
	for await (const { event, data } of eventsOf(lines)) {
		if (data === '[DONE]') break;
		const chunk = parseObject(data, 'an event');
		const fault = streamFault(event === 'error' ? { error: chunk.error ?? chunk } : chunk);
		if (fault !== undefined) throw fault;
		model.add(nameOf(chunk.model));
		usage = fieldsOf(chunk.usage) ?? usage;
		const id = nameOf(chunk.id);
		answer ??= id;
		const choices = listOf(chunk.choices).map(fieldsOf);
		// One answer was asked for. What a proxy mixes in may be about another patient.
		if ((id ?? answer) !== answer || choices.some((one) => (countOf(one?.index) ?? 0) !== 0)) {
			throw llmFault('llm-broken-answer', 'it holds parts of another answer');
		}
		const [choice] = choices;
		const piece = pieceOf(fieldsOf(choice?.delta));
		if (piece !== undefined) yield piece;
		const reason = nameOf(choice?.finish_reason);
		if (reason !== undefined) finish = finishOf(reason);
	}
	if (finish === undefined) throw llmFault('llm-connection-lost');
	const promptTokens = countOf(usage?.prompt_tokens);
	const outputTokens = countOf(usage?.completion_tokens);
	return {
		finish,
		models: model.names,
		...(promptTokens !== undefined && { promptTokens }),
		...(outputTokens !== undefined && { outputTokens }),
	};
}

function finishOf(reason: string): Ending['finish'] {
	const finish = Object.hasOwn(FINISHED, reason) ? FINISHED[reason] : undefined;
	if (finish === undefined) {
		throw llmFault('llm-engine-failed', 'it ended for another reason than being finished');
	}
	return finish;
}

function pieceOf(delta: Fields | undefined): Piece | undefined {
	const text = textOf(delta?.content) ?? '';
	// llama-server and vLLM up to 0.11 say reasoning_content, later vLLM reasoning.
	const thinking = textOf(delta?.reasoning_content) ?? textOf(delta?.reasoning) ?? '';
	const toolParts = listOf(delta?.tool_calls).map(toolPartOf);
	if (text === '' && thinking === '' && toolParts.length === 0) return undefined;
	return { text, thinking, toolParts };
}

function toolPartOf(value: unknown, position: number) {
	const part = fieldsOf(value);
	const called = fieldsOf(part?.function);
	const id = nameOf(part?.id);
	const name = nameOf(called?.name);
	const args = textOf(called?.arguments);
	return {
		index: countOf(part?.index) ?? position,
		...(id !== undefined && { id }),
		...(name !== undefined && { name }),
		...(args !== undefined && { arguments: args }),
	};
}
