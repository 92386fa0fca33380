import { clear, sealed, type Contract } from './contract';

/** A piece of the given text that a model pointed at: `text` stands there from `start` to `end`. */
export interface Extract {
	/** Name of the field that was asked for. */
	field: string;
	/** Exactly what the given text holds from `start` (included) to `end` (excluded). */
	text: string;
	/** UTF-16 code units, as JavaScript counts. */
	start: number;
	end: number;
	/** How often the same words stand in the given text; `start` is the first place not yet used. */
	occurrences: number;
}

/** Something that a model answered and that was left out, because the given text does not hold it. */
export interface DroppedExtract {
	field: string;
	/** `cut-short`: the text holds it only as a piece of a longer word or number. */
	why: 'not-in-text' | 'cut-short' | 'empty' | 'repeated' | 'too-many';
}

/** What a language model of the hospital answered, after the checks; or that there is no answer. */
export interface ModelAnswer {
	contract: 'ModelAnswer/1';
	/** `no-result` says nothing about the patient. */
	status: 'result' | 'no-result';
	/** Short code when there is no result: `llm-unreachable`, `llm-schema-mismatch`, ... */
	reason?: string;
	operation: 'chat' | 'structured' | 'extract' | 'embed';
	/** Chat. */
	text?: string;
	/** Structured Output: fits the JSON Schema. */
	json?: unknown;
	/** Extract: only what the given text holds word for word. */
	extracts?: Extract[];
	dropped?: DroppedExtract[];
	/** Extract: fields for which nothing is left. */
	missing?: string[];
	/** Embed: one per text. 32-bit floats, little-endian, base64; or numbers, when asked for. */
	vectors?: string[] | number[][];
	/** Numbers in each vector. */
	dimensions?: number;
	/** Absent when no server answered. */
	model?: {
		engine: string;
		engineVersion?: string;
		name: string;
		/** Hex SHA-256: of the model (Ollama), or of the manifest that was pinned. */
		digest?: string;
		manifest?: string;
		/** True when it was checked to be the model that the node asks for by digest or manifest. */
		pinned: boolean;
		/** Context window in tokens. */
		contextTokens?: number;
		/** True when the second server of the credential answered. */
		secondServer: boolean;
	};
	parameters?: Record<string, string | number | boolean>;
	promptTokens?: number;
	outputTokens?: number;
	/** Milliseconds of the answer's call: all of it, and until its first piece. */
	latencyMs?: number;
	firstTokenMs?: number;
	/** Calls that were made: 2 when the first answer did not fit and was mended. */
	calls: number;
	/** Control, invisible and direction-changing characters taken out of the given text. */
	removedCharacters: number;
	/** Hex HMAC-SHA-256 under the site key of what the model was given and of what it answered. */
	inputHash?: string;
	outputHash?: string;
	/** ISO 8601 UTC. */
	answeredAt: string;
}

export const completionContract: Contract = {
	name: 'ModelAnswer',
	key: 'completion',
	description:
		'What the language model answered, or that there is no answer. No answer says nothing about the patient, and an answer is a suggestion that a person has to check.',
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/status': clear('result or no-result'),
		'/reason': clear('Why there is no result'),
		'/operation': clear('chat, structured, extract or embed'),
		'/text': sealed('Chat: the answer'),
		'/json': sealed('Structured Output: the answer, which fits the JSON Schema'),
		'/extracts/*/field': clear('Extract: name of the field'),
		'/extracts/*/text': sealed('The words, exactly as the given text holds them'),
		'/extracts/*/start': clear('Where they begin in the given text (UTF-16 code units, from 0)'),
		'/extracts/*/end': clear('Where they end: the first place behind them'),
		'/extracts/*/occurrences': clear('How often these words stand in the given text'),
		'/dropped/*/field': clear('Field for which something was left out'),
		'/dropped/*/why': clear('not-in-text, cut-short, empty, repeated or too-many'),
		'/missing/*': clear('Fields for which nothing is left'),
		'/vectors/*': sealed('Embed: one vector for each text (32-bit floats, little-endian, base64)'),
		'/dimensions': clear('Numbers in each vector'),
		'/model/engine': clear('Server software: ollama, vllm, llama-server, openai-compatible'),
		'/model/engineVersion': clear('Its version'),
		'/model/name': clear('Model, as the server names it'),
		'/model/digest': clear('SHA-256 of the model, where the server tells it'),
		'/model/manifest': clear('SHA-256 of the manifest that was pinned'),
		'/model/pinned': clear('True when it was checked to be the pinned model'),
		'/model/contextTokens': clear('Context window in tokens'),
		'/model/secondServer': clear('True when the second server answered'),
		'/parameters/*': clear('Settings of the call: temperature, seed, limits'),
		'/promptTokens': clear('Length of the prompt in tokens, as the server counted'),
		'/outputTokens': clear('Length of the answer in tokens'),
		'/latencyMs': clear('Milliseconds for the answer'),
		'/firstTokenMs': clear('Milliseconds until its first piece'),
		'/calls': clear('Calls that were made: 2 when the first answer had to be mended'),
		'/removedCharacters': clear('Invisible and control characters taken out of the given text'),
		'/inputHash': clear('Fingerprint of what the model was given, under the site key'),
		'/outputHash': clear('Fingerprint of the answer, under the site key'),
		'/answeredAt': clear('When the answer was there (UTC)'),
	},
};
