import type { Call } from '../call';
import { llmFault } from '../errors';
import type { ModelCard } from '../types';
import { countOf, fieldsOf, listOf, nameOf, textOf, type Fields } from '../values';
import type { Wire } from '../wire';
import { isCloudName, listedName } from './names';

/** A model that is stored on the server. */
export interface StoredModel {
	/** Hex SHA-256 of its manifest. */
	digest: string;
	bytes?: number;
}

/** What the server tells of a stored model. The same digest always gives the same. */
export interface ModelDetails {
	/** Largest context window that the model was made for. */
	trainedTokens?: number;
	/** UTF-8 bytes that template, system text and built-in messages add to a prompt. */
	templateBytes: number;
	capabilities: string[];
}

export interface ServerFacts {
	version?: string;
	cloudDisabled?: boolean;
}

/** A model in memory: what it is, and the window that it really has. */
export interface LoadedModel {
	digest: string;
	contextTokens?: number;
}

const FACTS_VALID_MS = 60_000;
const MOST_DETAILS = 64;

/** What an Ollama server has and is: /api/tags, /api/show, /api/ps, /api/version, /api/status. */
export class OllamaCatalogue {
	private facts: { at: number; facts: ServerFacts } | undefined;
	private readonly details = new Map<string, ModelDetails>();

	constructor(private readonly wire: Wire) {}

	async cards(call: Call): Promise<ModelCard[]> {
		return listOf((await this.wire.ask({ path: '/api/tags' }, call)).models).flatMap(cardOf);
	}

	/**
	 * The stored model of this name.
	 *
	 * @throws HospitalError `llm-cloud-model-refused`, `llm-model-missing`
	 */
	async stored(model: string, call: Call): Promise<StoredModel> {
		if (isCloudName(model)) throw llmFault('llm-cloud-model-refused');
		const name = listedName(model);
		const cards = await this.cards(call);
		const card = cards.find((each) => listedName(each.model) === name);
		if (card === undefined) throw llmFault('llm-model-missing');
		if (card.cloud) throw llmFault('llm-cloud-model-refused');
		if (card.digest === undefined) throw llmFault('llm-broken-answer', 'a model without digest');
		return { digest: card.digest, ...(card.bytes !== undefined && { bytes: card.bytes }) };
	}

	/** @throws HospitalError `llm-cloud-model-refused` */
	async detailsOf(model: string, digest: string, call: Call): Promise<ModelDetails> {
		const known = this.details.get(digest);
		if (known !== undefined) return known;
		const shown = await this.wire.ask({ path: '/api/show', body: { model } }, call);
		if (isRemote(shown)) throw llmFault('llm-cloud-model-refused');
		const found = detailsIn(shown);
		if (this.details.size >= MOST_DETAILS) this.details.clear();
		this.details.set(digest, found);
		return found;
	}

	/** The model of this name as it lies in memory, undefined when it does not. */
	async loaded(model: string, call: Call): Promise<LoadedModel | undefined> {
		const name = listedName(model);
		for (const entry of listOf((await this.wire.ask({ path: '/api/ps' }, call)).models)) {
			const fields = fieldsOf(entry);
			const digest = hexOf(fields?.digest);
			if (fields === undefined || digest === undefined) continue;
			if (listedName(textOf(fields.model) ?? textOf(fields.name) ?? '') !== name) continue;
			if (isRemote(fields)) throw llmFault('llm-cloud-model-refused');
			const contextTokens = countOf(fields.context_length);
			return { digest, ...(contextTokens && { contextTokens }) };
		}
		return undefined;
	}

	/** Version and cloud switch; they change only when the server starts anew, so they are kept a minute. */
	async server(call: Call, fresh = false): Promise<ServerFacts> {
		const now = performance.now();
		if (!fresh && this.facts !== undefined && now - this.facts.at < FACTS_VALID_MS) {
			return this.facts.facts;
		}
		const [told, status] = await Promise.all([
			this.wire.ask({ path: '/api/version' }, call),
			this.wire.askIfKnown({ path: '/api/status' }, call),
		]);
		const version = nameOf(told.version)?.slice(0, 60);
		const disabled = fieldsOf(status?.cloud)?.disabled;
		const facts = {
			...(version !== undefined && { version }),
			...(typeof disabled === 'boolean' && { cloudDisabled: disabled }),
		};
		this.facts = { at: now, facts };
		return facts;
	}
}

/** True when the model's work is done on another host (api/types.go: remote_host, remote_model). */
export const isRemote = (fields: Fields): boolean =>
	nameOf(fields.remote_host) !== undefined || nameOf(fields.remote_model) !== undefined;

function cardOf(entry: unknown): ModelCard[] {
	const fields = fieldsOf(entry);
	const model = nameOf(fields?.model) ?? nameOf(fields?.name);
	if (fields === undefined || model === undefined) return [];
	const digest = hexOf(fields.digest);
	const bytes = countOf(fields.size);
	const capabilities = listOf(fields.capabilities).filter((each) => typeof each === 'string');
	return [
		{
			model,
			...(digest !== undefined && { digest }),
			...(bytes !== undefined && { bytes }),
			...(capabilities.length > 0 && { capabilities }),
			cloud: isRemote(fields) || isCloudName(model),
		},
	];
}

/** @returns 64 hexadecimal digits */
function hexOf(value: unknown): string | undefined {
	const hex = textOf(value)
		?.toLowerCase()
		.replace(/^sha256:/, '');
	return hex !== undefined && /^[0-9a-f]{64}$/.test(hex) ? hex : undefined;
}

function detailsIn(shown: Fields): ModelDetails {
	const info = fieldsOf(shown.model_info) ?? {};
	const architecture = textOf(info['general.architecture']) ?? '';
	const trainedTokens = countOf(info[`${architecture}.context_length`]);
	const written = [shown.template, shown.system].map((part) => textOf(part) ?? '');
	const messages = shown.messages === undefined ? '' : JSON.stringify(shown.messages);
	return {
		...(trainedTokens && { trainedTokens }),
		templateBytes: Buffer.byteLength(written.join('') + messages),
		capabilities: listOf(shown.capabilities).filter((each) => typeof each === 'string'),
	};
}
