import { llmFault } from './errors';
import type { ModelManifest } from './manifest';
import type { ModelPin } from './types';

/**
 * Compares the digest of an Ollama model with the approved one.
 *
 * @throws HospitalError `llm-model-changed`; `llm-pin-unusable` when the pin is none of a digest
 */
export function checkDigest(pin: ModelPin | undefined, digest: string): void {
	if (pin === undefined) return;
	if (!('digest' in pin)) throw llmFault('llm-pin-unusable');
	const wanted = pin.digest
		.trim()
		.toLowerCase()
		.replace(/^sha256:/, '');
	if (!/^[0-9a-f]{12,64}$/.test(wanted)) throw llmFault('llm-pin-unusable');
	if (!digest.startsWith(wanted)) throw llmFault('llm-model-changed');
}

/** What an OpenAI-compatible server says of a model that it serves. */
export interface ServedModel {
	model: string;
	/** Folder or file that it was loaded from. */
	root?: string;
	parent?: string;
	contextTokens?: number;
}

/**
 * Compares what the server says with the manifest. It shows that the server claims to have loaded that folder
 * under that name with that window. It does not show what lay in the folder: that is what comparing the files
 * on the serving machine is for (`hospital model manifest DIR --check`).
 *
 * @returns the digest of the manifest
 * @throws HospitalError `llm-model-changed`, `llm-pin-unusable`
 */
export function checkManifest(pin: ModelPin | undefined, served: ServedModel): string | undefined {
	if (pin === undefined) return undefined;
	if (!('manifest' in pin)) throw llmFault('llm-pin-unusable');
	const { manifest } = pin;
	const wrong = difference(manifest, served);
	if (wrong !== undefined) throw llmFault('llm-model-changed', wrong);
	return manifest.digest;
}

function difference(manifest: ModelManifest, served: ServedModel): string | undefined {
	if (manifest.model !== served.model) return 'its name is another';
	if (manifest.root !== undefined && manifest.root !== served.root)
		return 'it was loaded from another place';
	if (manifest.parent !== served.parent) return 'it is put on another model';
	if (manifest.contextTokens !== undefined && manifest.contextTokens !== served.contextTokens)
		return 'its context window has another size';
	return undefined;
}
