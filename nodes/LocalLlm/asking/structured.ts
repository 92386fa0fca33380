import {
	isLlmFault,
	parseJsonAnswer,
	requireWhole,
	type ChatMessage,
	type Completion,
	type JsonSchema,
	type Wording,
} from '../../clients/llm';
import type { HospitalError } from '../../shared/errors';

/** Asks a model once. */
export type Ask = (wording: Wording) => Promise<Completion>;

export interface StructuredAnswer {
	value: unknown;
	/** The one that gave `value`. */
	completion: Completion;
}

/**
 * Asks for JSON that fits a schema and believes nobody: the answer is read and checked here, whatever the
 * server promises. An answer that does not fit goes back to the model once, with what is wrong with it.
 *
 * @param repair false: not even once
 * @throws HospitalError `llm-invalid-json` or `llm-schema-mismatch` when the last answer does not fit,
 *   `llm-truncated` for one that was cut, which is never mended
 */
export async function askStructured(
	ask: Ask,
	wording: Wording & { schema: JsonSchema },
	repair: boolean,
): Promise<StructuredAnswer> {
	const completion = requireWhole(await ask(wording));
	const first = read(completion, wording.schema);
	if ('value' in first) return { value: first.value, completion };
	if (!repair) throw first.fault;
	const messages = [...wording.messages, ...complaint(completion, first.fault)];
	const second = requireWhole(await ask({ ...wording, messages }));
	return { value: parseJsonAnswer(second.text, wording.schema), completion: second };
}

function read(
	{ text }: Completion,
	schema: JsonSchema,
): { value: unknown } | { fault: HospitalError } {
	try {
		return { value: parseJsonAnswer(text, schema) };
	} catch (error) {
		if (isLlmFault(error, 'llm-invalid-json', 'llm-schema-mismatch')) return { fault: error };
		throw error;
	}
}

/** The fault's own words name places and rules of the schema and nothing that the model wrote. */
function complaint({ text }: Completion, { message }: HospitalError): ChatMessage[] {
	return [
		{ role: 'assistant', content: text },
		{
			role: 'user',
			content: `That answer cannot be used. ${message}. Give the whole answer again, as one JSON value that follows the schema, and nothing else. Change nothing but what is wrong.`,
		},
	];
}
