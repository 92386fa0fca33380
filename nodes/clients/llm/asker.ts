import type { Priority } from './desk';
import { pinIn } from './approved';
import { placesOf, type LocalLlmCredential, type ModelPlace } from './credential';
import { Failover } from './failover';
import { seatsOf } from './seats';
import type { CallOptions, ChatRequest, Completion, Deadlines, Embedding, Engine } from './types';

/** What a model is asked; which model, and how, the manner says. */
export type Wording = Pick<ChatRequest, 'messages' | 'schema' | 'stop' | 'tools'>;

/** How a model is asked: the settings of a node. */
export interface Manner {
	model: string;
	/** Its name on the second server; empty: the same. */
	secondModel: string;
	/** What the node demands of the model: a digest or a manifest, as it was typed. Empty: nothing. */
	pin: string;
	secondPin: string;
	priority: Priority;
	/** Tokens; undefined: what the credential or the server says. */
	contextTokens: number | undefined;
	deadlines: Partial<Deadlines>;
	writing: Pick<ChatRequest, 'maxTokens' | 'seed' | 'temperature' | 'think'>;
}

/** An answer and the server that gave it. */
export interface Answered<T> {
	answer: T;
	place: ModelPlace;
}

/** Asks the servers of a credential: in its lane, the second one when the first does not answer. */
export interface Asker {
	readonly places: readonly [ModelPlace, ...ModelPlace[]];
	chat(wording: Wording): Promise<Answered<Completion>>;
	embed(texts: string[]): Promise<Answered<Embedding>>;
}

export interface AskerOptions {
	signal?: AbortSignal;
	/** Keeps what the server remembers of one patient's prompts apart from another's. */
	cacheSalt: string;
}

/**
 * @throws HospitalError for a credential or settings that cannot be used: `url-invalid`,
 *   `llm-model-changed`, `llm-pin-unusable`, `client-certificate-incomplete`, `llm-manifest-invalid`
 */
export async function askerFor(
	credential: LocalLlmCredential,
	manner: Manner,
	{ signal, cacheSalt }: AskerOptions,
): Promise<Asker> {
	const { priority, writing } = manner;
	const places = placesIn(credential, manner);
	const seats = await seatsOf(credential, places);
	const failover = new Failover(seats);
	const run = async <T>(
		ask: (engine: Engine, model: string, options: CallOptions) => Promise<T>,
	): Promise<Answered<T>> => {
		const { value, seat } = await failover.run({
			priority,
			...(signal && { signal }),
			call: async ({ engine, model }, slot) => await ask(engine, model, { signal: slot }),
		});
		return { answer: value, place: places[seats.indexOf(seat)] };
	};
	return {
		places,
		chat: async (wording) =>
			await run((engine, model, options) =>
				engine.complete({ ...writing, ...wording, model, cacheSalt }, options),
			),
		embed: async (texts) =>
			await run((engine, model, options) => engine.embed({ model, texts }, options)),
	};
}

function placesIn(
	credential: LocalLlmCredential,
	{ model, secondModel, pin, secondPin, contextTokens, deadlines }: Manner,
): [ModelPlace, ...ModelPlace[]] {
	const first = pinIn(pin);
	const second = pinIn(secondPin);
	const [place, ...others] = placesOf(credential, {
		model,
		...(secondModel !== '' && { secondModel }),
		...(first && { pin: first }),
		...(second && { secondPin: second }),
		...(contextTokens !== undefined && { contextTokens }),
		deadlines,
	});
	return [place, ...others];
}
