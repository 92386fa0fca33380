import type { Call } from '../call';
import { llmFault } from '../errors';
import type { ServedModel } from '../pins';
import type { EngineKind, ModelCard } from '../types';
import { countOf, fieldsOf, listOf, nameOf } from '../values';
import type { Wire } from '../wire';

interface Listed extends ServedModel {
	aliases: string[];
	bytes?: number;
	ownedBy?: string;
}

const OWNERS: Readonly<Partial<Record<EngineKind, string>>> = {
	vllm: 'vllm',
	'llama-server': 'llamacpp',
};

/** GET /v1/models as vLLM, llama-server and others write it. */
export async function listModels(wire: Wire, call: Call): Promise<Listed[]> {
	return listOf((await wire.ask({ path: '/v1/models' }, call)).data).flatMap((entry) => {
		const fields = fieldsOf(entry);
		const model = nameOf(fields?.id);
		if (fields === undefined || model === undefined) return [];
		const meta = fieldsOf(fields.meta);
		const contextTokens = countOf(fields.max_model_len);
		const root = nameOf(fields.root);
		const parent = nameOf(fields.parent);
		const bytes = countOf(meta?.size);
		const ownedBy = nameOf(fields.owned_by);
		return [
			{
				model,
				aliases: listOf(fields.aliases).filter((each) => typeof each === 'string'),
				...(contextTokens && { contextTokens }),
				...(root !== undefined && { root }),
				...(parent !== undefined && { parent }),
				...(bytes && { bytes }),
				...(ownedBy !== undefined && { ownedBy }),
			},
		];
	});
}

/**
 * The served model of this name. llama-server would answer to any name; here the name must be its own.
 *
 * @throws HospitalError `llm-model-missing`, `llm-engine-unknown` when another server took the place
 */
export async function servedModel(
	wire: Wire,
	kind: EngineKind,
	model: string,
	call: Call,
): Promise<Listed & { names: string[] }> {
	const listed = await listModels(wire, call);
	const found = listed.find((each) => each.model === model || each.aliases.includes(model));
	if (found === undefined) throw llmFault('llm-model-missing');
	const owner = OWNERS[kind];
	// An adapter has the base model's owner, so every model of one server names the same.
	if (owner !== undefined && found.ownedBy !== owner) throw llmFault('llm-engine-unknown');
	return { ...found, names: namesOf(found, listed) };
}

/** One server may offer the same files under several names, and answer under any of them. */
const namesOf = (found: Listed, listed: readonly Listed[]): string[] => {
	const same = listed.filter(
		({ root, parent }) => root !== undefined && root === found.root && parent === found.parent,
	);
	return [found, ...same].flatMap(({ model, aliases }) => [model, ...aliases]);
};

export const cardOf = ({ model, contextTokens, bytes }: Listed): ModelCard => ({
	model,
	...(contextTokens !== undefined && { contextTokens }),
	...(bytes !== undefined && { bytes }),
	cloud: false,
});
