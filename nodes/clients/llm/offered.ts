import { serversOf, type LocalLlmCredential } from './credential';
import { engineOf } from './engine';
import type { ModelCard } from './types';

const LIST_MS = 10_000;

/**
 * The models that the first server of a credential offers, for a list to choose from. Those that run on
 * servers of somebody else are left out.
 *
 * @param filter part of the name
 * @returns by name
 */
export async function offeredModels(
	credential: LocalLlmCredential,
	filter: string,
): Promise<Array<{ name: string; value: string }>> {
	const [first] = serversOf(credential);
	const cards = await engineOf(first).models({ deadlines: { totalMs: LIST_MS } });
	const wanted = filter.trim().toLowerCase();
	return cards
		.filter(({ model, cloud }) => !cloud && model.toLowerCase().includes(wanted))
		.sort((a, b) => a.model.localeCompare(b.model))
		.map((card) => ({ name: nameOf(card), value: card.model }));
}

const nameOf = ({ model, digest, capabilities = [] }: ModelCard): string => {
	const notes = [
		...(digest === undefined ? [] : [digest.slice(0, 12)]),
		...capabilities.filter((one) => one !== 'completion'),
	];
	return notes.length === 0 ? model : `${model} (${notes.join(', ')})`;
};
