import { Gap, Kind, type PreparedText, Shape } from '../types';

/** A finding by its tokens, and those beside it. */
export class Around {
	private own: string[] | undefined;

	constructor(
		private readonly prepared: PreparedText,
		readonly first: number,
		readonly last: number,
	) {}

	/** A word of the text, '' beyond its line. */
	word(token: number): string {
		return this.isBeside(token) ? this.prepared.at(token).lower : '';
	}

	raw(token: number): string {
		return this.isBeside(token) ? this.prepared.at(token).raw : '';
	}

	gap(token: number): number {
		return token < this.prepared.count ? (this.prepared.gaps[token] as number) : Gap.blank;
	}

	is(token: number, word: number): boolean {
		return this.isBeside(token) && (this.prepared.at(token).classes & word) !== 0;
	}

	isNumber(token: number): boolean {
		return this.isBeside(token) && this.prepared.at(token).kind === Kind.number;
	}

	isLower(token: number): boolean {
		return this.isBeside(token) && this.prepared.at(token).shape === Shape.lower;
	}

	/** First word of it. */
	get head(): string {
		return this.prepared.at(this.first).lower;
	}

	/** The word behind it. */
	get next(): string {
		return this.word(this.last + 1);
	}

	get text(): string {
		const { prepared, first, last } = this;
		return prepared.folded.slice(prepared.starts[first], prepared.ends[last]);
	}

	/** The words of it, without its marks. */
	get words(): string[] {
		if (this.own !== undefined) return this.own;
		const words: string[] = [];
		for (let at = this.first; at <= this.last; at++) {
			const { kind, lower } = this.prepared.at(at);
			if (kind !== Kind.mark) words.push(lower);
		}
		return (this.own = words);
	}

	private isBeside(token: number): boolean {
		const { prepared, first, last } = this;
		if (token >= first && token <= last) return true;
		if (token < 0 || token >= prepared.count) return false;
		for (let at = token + 1; at <= first; at++) {
			if ((prepared.gaps[at] as number) >= Gap.line) return false;
		}
		for (let at = last + 1; at <= token; at++) {
			if ((prepared.gaps[at] as number) >= Gap.line) return false;
		}
		return true;
	}
}

/** Tokens that are looked at before one. */
export const MOST_BEFORE = 8;
