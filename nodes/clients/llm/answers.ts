import { llmFault } from './errors';
import { lossIn } from './json-loss';
import { validateJson } from './json-schema';
import { cleanText } from './prompt';
import type { Completion, JsonSchema } from './types';

const LONGEST = 16 * 1024 * 1024;
const DEEPEST = 256;
/** How many places of a schema are named in an error. */
const MOST_NAMED = 3;

/**
 * For answers that are only of use when they are whole.
 *
 * @throws HospitalError `llm-truncated`
 */
export function requireWhole(completion: Completion): Completion {
	if (completion.finish === 'length') {
		throw llmFault('llm-truncated', 'the answer ended at the longest length or at a full window');
	}
	return completion;
}

/**
 * Reads a JSON answer and checks it against its schema, whatever the engine promised. One fence of Markdown
 * around the whole is taken off; text before or after is not forgiven.
 *
 * @param asWritten signs that cannot be seen stay in the strings, for a caller that refuses such strings
 * @throws HospitalError `llm-invalid-json`, `llm-schema-mismatch` (names places and keywords, never values),
 *   `llm-schema-invalid`
 */
export function parseJsonAnswer<T = unknown>(
	text: string,
	schema?: JsonSchema,
	asWritten = false,
): T {
	if (text.length > LONGEST) throw llmFault('llm-invalid-json', 'it is too long');
	const json = withoutFence(text.trim());
	if (tooDeep(json)) throw llmFault('llm-invalid-json', 'it is too deep');
	let value: unknown;
	try {
		// Escapes can bring back what was taken out of the text: "\\u0000".
		value = JSON.parse(json, (_name, one: unknown) =>
			typeof one === 'string' && !asWritten ? cleanText(one).text : one,
		);
	} catch {
		throw llmFault('llm-invalid-json');
	}
	const loss = lossIn(json);
	if (loss !== undefined) throw llmFault('llm-invalid-json', loss);
	if (schema !== undefined) {
		const faults = validateJson(value, schema);
		if (faults.length > 0) {
			const named = faults
				.slice(0, MOST_NAMED)
				.map(({ path, keyword }) => `${keyword} at ${path === '' ? 'the top' : path}`);
			throw llmFault('llm-schema-mismatch', named.join(', '));
		}
	}
	return value as T;
}

function withoutFence(text: string): string {
	const fenced = /^```(?:json)?[ \t]*\r?\n([\s\S]*?)\r?\n```$/i.exec(text);
	return fenced?.[1] ?? text;
}

/** Counts open brackets outside of strings: deep nesting would exhaust the stack of whoever walks it. */
function tooDeep(json: string): boolean {
	let depth = 0;
	let inString = false;
	for (let at = 0; at < json.length; at++) {
		const character = json[at];
		if (inString) {
			if (character === '\\') at++;
			else if (character === '"') inString = false;
		} else if (character === '"') inString = true;
		else if (character === '{' || character === '[') {
			if (++depth > DEEPEST) return true;
		} else if (character === '}' || character === ']') depth--;
	}
	return false;
}
