import { approvedModels } from './approved';
import { serversOf, type LocalLlmCredential } from './credential';
import { engineOf } from './engine';
import type { EngineOptions, ModelCard } from './types';

const PROBE_MS = 10_000;
const MOST_SHOWN = 6;

/**
 * Asks the servers who they are, for the connection test.
 *
 * @returns what the person who tests the credential reads
 * @throws HospitalError when a server cannot be used, or when the lists of approved models cannot be read
 */
export async function probeServers(credential: LocalLlmCredential): Promise<string> {
	const approved = approvedModels(credential.approvedModels ?? '', credential.modelManifests ?? '');
	const [first, second] = serversOf(credential);
	const sentences = [
		...(await probe(first, credential.slots)),
		...(second === undefined ? [] : ['Second server:', ...(await probe(second, 0))]),
		...(approved === undefined
			? ['No model is approved by fingerprint: every model there may be used.']
			: [`${counted(approved.size, 'model')} approved.`]),
	];
	return sentences.join(' ');
}

async function probe(options: EngineOptions, slots = 0): Promise<string[]> {
	const engine = engineOf(options);
	const call = { deadlines: { totalMs: PROBE_MS } };
	const { engine: kind, engineVersion, cloudDisabled, slots: said } = await engine.health(call);
	const cards = await engine.models(call);
	const atOnce = slots > 0 ? slots : said;
	return [
		`${printable(`${NAMES[kind]} ${engineVersion ?? ''}`.trim())} answered.`,
		modelsText(cards),
		windowText(options, cards),
		atOnce === undefined
			? 'It does not say how many requests it works on at once: 1 is assumed.'
			: `${counted(atOnce, 'request')} at once.`,
		...cloudText(kind, cloudDisabled, cards),
		...(isEncrypted(options) ? [] : ['The connection is not encrypted.']),
	];
}

const NAMES = {
	ollama: 'Ollama',
	vllm: 'vLLM',
	'llama-server': 'llama-server',
	'openai-compatible': 'An OpenAI-compatible server',
} as const;

function modelsText(cards: readonly ModelCard[]): string {
	const own = cards.filter(({ cloud }) => !cloud).map(({ model }) => printable(model));
	if (own.length === 0) return 'It has no model of its own yet.';
	const more = own.length - MOST_SHOWN;
	const names = own.slice(0, MOST_SHOWN).join(', ');
	return `Models: ${names}${more > 0 ? ` and ${more} more` : ''}.`;
}

function windowText({ contextTokens }: EngineOptions, cards: readonly ModelCard[]): string {
	if (contextTokens !== undefined) return `Context window: ${contextTokens} tokens.`;
	const windows = new Set(cards.flatMap((card) => card.contextTokens ?? []));
	if (windows.size === 1) return `Context window: ${[...windows].join('')} tokens.`;
	if (windows.size > 1) return 'The context window depends on the model.';
	return 'It does not say how large the context window is: enter it.';
}

function cloudText(
	kind: keyof typeof NAMES,
	disabled: boolean | undefined,
	cards: readonly ModelCard[],
): string[] {
	if (kind !== 'ollama') return [];
	const elsewhere = cards.filter(({ cloud }) => cloud).length;
	if (elsewhere > 0) {
		return [
			`${counted(elsewhere, 'model')} on it would run on servers of somebody else; such models are refused here. Switch them off there (OLLAMA_NO_CLOUD=1).`,
		];
	}
	return disabled === true
		? ['Cloud models are switched off there.']
		: [
				'Cloud models are not switched off there (OLLAMA_NO_CLOUD=1). They are refused here all the same.',
			];
}

const isEncrypted = ({ baseUrl }: EngineOptions): boolean =>
	baseUrl.toLowerCase().startsWith('https:');

const counted = (count: number, what: string): string =>
	`${count} ${what}${count === 1 ? '' : 's'}`;

const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '').slice(0, 80);
