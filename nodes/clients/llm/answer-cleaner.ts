import { cleanText } from './prompt';

/** What may be the first half of one sign: a surrogate, or the first half of a line end. */
const HALF = /[\ud800-\udbff\r]$/;

/**
 * Takes out of an answer what a reader cannot see, as it is taken out of what a model is given: control
 * signs, marks that change the direction of writing, broken surrogates. It works piece by piece and never
 * takes two halves of one sign for broken because they came in two pieces.
 */
export class AnswerCleaner {
	/** How many signs were taken out so far. */
	removed = 0;
	private held = '';

	/** @returns what can be handed on now */
	add(piece: string): string {
		const text = this.held + piece;
		this.held = HALF.exec(text)?.[0] ?? '';
		return this.clean(text.slice(0, text.length - this.held.length));
	}

	/** @returns what was held back */
	end(): string {
		const rest = this.held;
		this.held = '';
		return this.clean(rest);
	}

	private clean(text: string): string {
		const { text: clean, removed } = cleanText(text);
		this.removed += removed.total;
		return clean;
	}
}
