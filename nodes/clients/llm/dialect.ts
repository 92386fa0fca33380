import type { Call } from './call';
import type { Ending, Piece } from './gathering';
import type {
	ChatRequest,
	Embedding,
	EmbedRequest,
	EngineKind,
	Health,
	ModelCard,
	ModelIdentity,
	TokenCount,
} from './types';
import type { Fields } from './values';
import type { Fit } from './window';

/** A request that may be sent: the model is the right one, and the prompt fits. */
export interface Prepared {
	path: string;
	/** Media type of the stream. */
	type: 'application/x-ndjson' | 'text/event-stream';
	body: Fields;
	identity: ModelIdentity;
	/** Names that the answer may give its model: as it was asked for, and others that the server has for it. */
	names: readonly string[];
	fit: Fit;
}

export type CountRequest = Pick<ChatRequest, 'model' | 'messages' | 'tools' | 'think'>;

/** What differs between the engines: their words on the wire, and how each is kept honest. */
export interface Dialect {
	readonly kind: EngineKind;
	/** Everything that is checked before a prompt leaves. */
	prepare(request: ChatRequest, call: Call): Promise<Prepared>;
	/** @throws HospitalError for an error in mid-stream and for a stream that ends too early */
	read(lines: AsyncIterable<string>): AsyncGenerator<Piece, Ending>;
	/** Everything that is checked once the answer is there. */
	confirm(prepared: Prepared, ending: Ending, call: Call): Promise<ModelIdentity>;
	embed(request: EmbedRequest, call: Call): Promise<Omit<Embedding, 'latencyMs'>>;
	health(call: Call): Promise<Omit<Health, 'latencyMs'>>;
	identity(model: string, call: Call): Promise<ModelIdentity>;
	models(call: Call): Promise<ModelCard[]>;
	count(request: CountRequest, call: Call): Promise<TokenCount>;
}
