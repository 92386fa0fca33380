import { HospitalError } from '../../../shared/errors';
import { unlessAborted } from '../abort';
import type { Authorizer } from '../auth';
import type { AccessToken } from './token-request';

/** A token is renewed this long before it ends, so that none ends on its way. */
const MARGIN_S = 60;
/** A refusal is not asked for again at once: items by the hundred would lock the client out. */
const REFUSED_MS = 5_000;

interface Held {
	token: AccessToken;
	/** Milliseconds. */
	until: number;
}

/**
 * Holds one access token in memory and renews it: before it ends, and once when a server refuses it.
 * Whoever asks while a token is on its way waits for that one. The fields are private to the
 * language, so that no inspection of an object prints a token.
 */
export class TokenSource implements Authorizer {
	readonly #get: () => Promise<AccessToken>;
	readonly #now: () => number;
	#held: Held | undefined;
	#flight: Promise<AccessToken> | undefined;
	#refused: { error: unknown; until: number } | undefined;

	constructor(get: () => Promise<AccessToken>, now: () => number = Date.now) {
		this.#get = get;
		this.#now = now;
	}

	async header(signal?: AbortSignal): Promise<string> {
		return (await this.#current(signal)).header;
	}

	async renew(rejected: string, signal?: AbortSignal): Promise<boolean> {
		// Of many requests that were refused together, the first has renewed it already.
		if (this.#held?.token.header === rejected) this.#held = undefined;
		return (await this.header(signal)) !== rejected;
	}

	/** The scopes of the token. */
	async granted(signal?: AbortSignal): Promise<string[]> {
		return (await this.#current(signal)).scopes;
	}

	async #current(signal: AbortSignal | undefined): Promise<AccessToken> {
		if (this.#held && this.#now() < this.#held.until) return this.#held.token;
		if (this.#refused && this.#now() < this.#refused.until) throw this.#refused.error;
		this.#flight ??= this.#fetch();
		return await unlessAborted(this.#flight, signal, 'Getting a token');
	}

	async #fetch(): Promise<AccessToken> {
		const asked = this.#now();
		try {
			const token = await this.#get();
			// A token of two minutes or less would never be kept: half its life then.
			const kept = Math.max(token.lifetime - MARGIN_S, token.lifetime / 2);
			this.#held = { token, until: asked + kept * 1000 };
			this.#refused = undefined;
			return token;
		} catch (error) {
			const final = error instanceof HospitalError && !error.retryable;
			if (final) this.#refused = { error, until: this.#now() + REFUSED_MS };
			throw error;
		} finally {
			this.#flight = undefined;
		}
	}
}
