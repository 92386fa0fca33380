import { vendor } from '../../shared/vendor';

/** The part of @huggingface/tokenizers that is used. Its own types do not resolve under node16. */
export interface Tokenizer {
	readonly normalizer: { normalize(text: string): string } | null;
	/** @returns ids and the tokens as the vocabulary writes them, one for one */
	encode(
		text: string,
		options?: { add_special_tokens?: boolean },
	): { readonly ids: number[]; readonly tokens: string[] };
	get_vocab(withAddedTokens: boolean): Map<string, number>;
}

interface Library {
	readonly Tokenizer: new (definition: object, config: object) => Tokenizer;
}

/** @returns the bundled library */
export const tokenizerLibrary = (): Library => vendor<Library>('tokenizers');
