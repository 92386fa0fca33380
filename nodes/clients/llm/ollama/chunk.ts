import { AnsweringModel } from '../answering-model';
import { llmFault } from '../errors';
import type { Ending, Piece } from '../gathering';
import { streamFault } from '../refusal';
import { countOf, fieldsOf, listOf, nameOf, parseObject, textOf, type Fields } from '../values';
import { isRemote } from './catalogue';

/**
 * Reads the JSON lines of /api/chat. A failure in mid-stream is a line `{"error": "..."}` under status 200.
 *
 * @throws HospitalError `llm-cloud-model-refused` when a line says that another host wrote it
 */
export async function* readChat(lines: AsyncIterable<string>): AsyncGenerator<Piece, Ending> {
	const model = new AnsweringModel();
	for await (const line of lines) {
		if (line.trim() === '') continue;
		const chunk = parseObject(line, 'a line');
		const fault = streamFault(chunk);
		if (fault !== undefined) throw fault;
		if (isRemote(chunk)) throw llmFault('llm-cloud-model-refused', 'the answer was thrown away');
		model.add(nameOf(chunk.model));
		const piece = pieceOf(chunk);
		if (piece !== undefined) yield piece;
		if (chunk.done === true) return endingOf(chunk, model.names);
	}
	throw llmFault('llm-connection-lost');
}

function pieceOf(chunk: Fields): Piece | undefined {
	const message = fieldsOf(chunk.message);
	const text = textOf(message?.content) ?? '';
	const thinking = textOf(message?.thinking) ?? '';
	const toolCalls = listOf(message?.tool_calls).map(toolCallOf);
	if (text === '' && thinking === '' && toolCalls.length === 0) return undefined;
	return { text, thinking, toolCalls };
}

function toolCallOf(value: unknown): { name: string; arguments: Record<string, unknown> } {
	const called = fieldsOf(fieldsOf(value)?.function);
	const name = textOf(called?.name);
	const args = fieldsOf(called?.arguments);
	if (name === undefined || args === undefined)
		throw llmFault('llm-broken-answer', 'a tool call without name or arguments');
	return { name, arguments: args };
}

function endingOf(chunk: Fields, models: readonly string[]): Ending {
	const reason = chunk.done_reason;
	if (reason !== 'stop' && reason !== 'length')
		throw llmFault('llm-broken-answer', 'it ended for a reason that is not known');
	const promptTokens = countOf(chunk.prompt_eval_count);
	const outputTokens = countOf(chunk.eval_count);
	return {
		finish: reason,
		models,
		...(promptTokens !== undefined && { promptTokens }),
		...(outputTokens !== undefined && { outputTokens }),
	};
}
