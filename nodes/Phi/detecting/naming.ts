import { cased, opens, type Scan } from './scan';
import { Gap, Kind, Shape, type Form, type PreparedText } from './types';
import { credentialBehind } from './naming/credential';
import { forward } from './naming/forward';
import type { Trust } from './naming/trust';
import { Word } from './vocabulary/words';

export { Trust } from './naming/trust';

/** In small letters behind a hyphen, what is longer is a word of its own: Foley-dependent. */
const MOST_BEHIND_HYPHEN = 4;
/** Tokens that hyphens and apostrophes join to a word, at most. */
const MOST_JOINED = 8;

/**
 * Reads names out of the tokens of one note, with what is known of each token as a name. Outside of the note
 * there is nothing: '', 0.
 */
export class Names {
	constructor(
		readonly prepared: PreparedText,
		readonly scan: Scan,
	) {}

	/** The spelling of a token of the note. */
	form(token: number): Form {
		return this.prepared.at(token);
	}

	lower(token: number): string {
		return token >= 0 && token < this.prepared.count ? this.prepared.at(token).lower : '';
	}

	raw(token: number): string {
		return token >= 0 && token < this.prepared.count ? this.prepared.at(token).raw : '';
	}

	/** What stands before a token; behind the last one, the end of the note. */
	gap(token: number): number {
		return token < this.prepared.count ? (this.prepared.gaps[token] as number) : Gap.blank;
	}

	/** How much a token is a name by itself: `Name` of scan.ts. */
	name(token: number): number {
		return token >= 0 && token < this.prepared.count
			? (this.scan.name[this.prepared.form[token] as number] as number)
			: 0;
	}

	/** The lists that a token stands in: bits of `Listed`. */
	listed(token: number): number {
		return token >= 0 && token < this.prepared.count
			? (this.scan.listed[this.prepared.form[token] as number] as number)
			: 0;
	}

	cased(token: number): boolean {
		return token >= 0 && token < this.prepared.count && cased(this.prepared.at(token));
	}

	/** True where a sentence, a line or a cell begins with the token. */
	opens(token: number): boolean {
		return opens(this.prepared, token);
	}

	/** True for a single capital, with or without a point. */
	initial(token: number): boolean {
		return this.form(token).shape === Shape.initial;
	}

	/** True for van, de, bin and their kind. */
	particle(token: number): boolean {
		if (token >= this.prepared.count) return false;
		const { classes, kind } = this.form(token);
		return (classes & Word.particle) !== 0 && kind === Kind.word;
	}

	/** Last token of the word at `token` together with what a hyphen or apostrophe joins to it: Smith-Jones, O'Hara. */
	word(token: number): number {
		let last = token;
		while (
			last - token < MOST_JOINED &&
			last + 2 < this.prepared.count &&
			this.gap(last + 1) === Gap.none &&
			this.gap(last + 2) === Gap.none
		) {
			const mark = this.raw(last + 1);
			if (mark !== '-' && mark !== "'") break;
			const { kind, shape, raw, lower } = this.form(last + 2);
			if (kind !== Kind.word && kind !== Kind.mixed) break;
			if (mark === "'" && lower === 's') break;
			// Soo-jin, but not Foley-dependent.
			const isLong = shape === Shape.lower && raw.length > MOST_BEHIND_HYPHEN;
			if (mark === '-' && isLong && this.form(token).shape !== Shape.lower) break;
			last += 2;
		}
		return last;
	}

	/** Takes the capital behind a family name along where the next thing is no word of a sentence: Horvath A. */
	trailingInitial(last: number): number {
		const at = last + 1;
		if (at >= this.prepared.count || this.gap(at) > Gap.space || !this.initial(at)) return last;
		const next = at + 1 < this.prepared.count ? this.form(at + 1) : undefined;
		const goesOn =
			next !== undefined &&
			next.kind === Kind.word &&
			this.gap(at + 1) <= Gap.space &&
			(next.classes & Word.credential) === 0;
		return goesOn || this.raw(at + 1) === "'" ? last : at;
	}

	/**
	 * Last token of a name that begins at `token`, or -1. Takes initials, particles, hyphens, `Last,
	 * First M` and a suffix along.
	 *
	 * @param trust how freely words are taken into it
	 * @param most words that it has at most
	 */
	forward(token: number, trust: Trust, most = 4): number {
		return forward(this, token, trust, most);
	}

	/** First token of the credential behind a token, or -1. */
	credential(token: number): number {
		return credentialBehind(this, token);
	}
}
