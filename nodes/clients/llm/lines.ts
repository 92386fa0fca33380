import { llmFault } from './errors';

/** Longest line of a stream in characters: a whole answer may come in one. */
const LONGEST_LINE = 8 * 1024 * 1024;

/**
 * Cuts a byte stream into lines of strict UTF-8 (LF or CRLF). A character may be split over chunks; bytes
 * that are no UTF-8 end the call, because a replaced character could stand in a dose.
 *
 * @throws HospitalError `llm-broken-answer`; errors of the stream pass
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
	const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
	const pending: string[] = [];
	let length = 0;
	for await (const chunk of chunks) {
		let text = decode(decoder, chunk);
		for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n')) {
			pending.push(text.slice(0, end));
			yield withoutReturn(pending.join(''));
			pending.length = length = 0;
			text = text.slice(end + 1);
		}
		pending.push(text);
		length += text.length;
		if (length > LONGEST_LINE) throw llmFault('llm-broken-answer', 'a line without end');
	}
	const last = pending.join('') + decode(decoder);
	if (last !== '') yield withoutReturn(last);
}

function decode(decoder: InstanceType<typeof TextDecoder>, chunk?: Uint8Array): string {
	try {
		return decoder.decode(chunk, { stream: chunk !== undefined });
	} catch {
		throw llmFault('llm-broken-answer', 'it is not valid UTF-8');
	}
}

const withoutReturn = (line: string) => (line.endsWith('\r') ? line.slice(0, -1) : line);

/** One event of a stream: its type, `message` when the server names none, and its data. */
export interface ServerEvent {
	event: string;
	data: string;
}

/**
 * Server-sent events (WHATWG HTML 9.2.6). Comments are keep-alives and say nothing. An event at the end of
 * the stream without the empty line that ends it is incomplete and is dropped, as the standard says.
 */
export async function* eventsOf(lines: AsyncIterable<string>): AsyncGenerator<ServerEvent> {
	let data: string[] = [];
	let event = '';
	for await (const line of lines) {
		if (line === '') {
			if (data.length > 0) yield { event: event === '' ? 'message' : event, data: data.join('\n') };
			data = [];
			event = '';
			continue;
		}
		const colon = line.indexOf(':');
		if (colon === 0) continue;
		const field = colon === -1 ? line : line.slice(0, colon);
		const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
		if (field === 'data') data.push(value);
		if (field === 'event') event = value;
		// Older llama-server writes a failure in mid-stream as a field of its own.
		if (field === 'error') {
			event = 'error';
			data.push(value);
		}
	}
}
