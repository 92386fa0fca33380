import { llmFault } from './errors';

/** A server that says more names than this in one answer is not believed. */
const MOST_NAMES = 8;

/** Collects the names that the pieces of a stream give their model. */
export class AnsweringModel {
	private readonly seen = new Set<string>();

	/** @throws HospitalError `llm-model-changed` when they are too many to be of one model */
	add(name: string | undefined): void {
		if (name === undefined) return;
		this.seen.add(name);
		if (this.seen.size > MOST_NAMES) throw changed();
	}

	get names(): readonly string[] {
		return [...this.seen];
	}
}

/**
 * The answer must come from the model that was asked. A stream that gives no name is judged by the
 * identity of the server alone.
 *
 * @param same how the engine writes a name
 * @throws HospitalError `llm-model-changed`
 */
export function confirmModel(
	told: readonly string[],
	known: readonly string[],
	same: (name: string) => string = (name) => name,
): void {
	const names = new Set(known.map(same));
	if (!told.every((name) => names.has(same(name)))) throw changed();
}

const changed = () => llmFault('llm-model-changed', 'the answer says that another model wrote it');
