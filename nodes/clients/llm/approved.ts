import { llmFault } from './errors';
import type { ModelManifest } from './manifest';
import { parseManifest } from './manifest';
import type { ModelPin } from './types';

/** What a credential may be used for: models by name, each with what it must be. */
export type ApprovedModels = ReadonlyMap<string, readonly ModelPin[]>;

const MOST = 1000;
const LONGEST_TEXT = 4 * 1024 * 1024;

/**
 * Reads the lists of a credential.
 *
 * @param lines one model per line: its name, white space, its digest
 * @param manifests contents of manifest files, one after the other
 * @returns undefined when both are empty: every model of the server may be used
 * @throws HospitalError `llm-pin-unusable`, `llm-manifest-invalid`
 */
export function approvedModels(lines: string, manifests: string): ApprovedModels | undefined {
	if (lines.length > LONGEST_TEXT || manifests.length > LONGEST_TEXT) {
		throw llmFault('llm-pin-unusable', 'the list of approved models is too long');
	}
	const entries = [
		...lines.split('\n').flatMap(entryOf),
		...manifestsIn(manifests).map((manifest) => ({
			model: manifest.model,
			pin: { manifest } satisfies ModelPin,
		})),
	];
	if (entries.length === 0) return undefined;
	if (entries.length > MOST) throw llmFault('llm-pin-unusable', `more than ${MOST} models`);
	const approved = new Map<string, ModelPin[]>();
	for (const { model, pin } of entries) approved.set(model, [...(approved.get(model) ?? []), pin]);
	return approved;
}

function entryOf(line: string, index: number): Array<{ model: string; pin: ModelPin }> {
	const words = line.trim().split(/\s+/);
	if (words[0] === '') return [];
	const [model = '', digest = ''] = words;
	if (words.length !== 2 || !isDigest(digest)) {
		throw llmFault(
			'llm-pin-unusable',
			`line ${index + 1} of the approved models is not a name and a digest`,
		);
	}
	return [{ model, pin: { digest } }];
}

const isDigest = (text: string): boolean => /^(?:sha256:)?[0-9a-f]{12,64}$/i.test(text);

/**
 * A pin as a person enters it: a digest, or the content of a manifest file.
 *
 * @returns undefined for an empty field
 * @throws HospitalError `llm-pin-unusable`, `llm-manifest-invalid`
 */
export function pinIn(text: string): ModelPin | undefined {
	const trimmed = text.trim();
	if (trimmed === '') return undefined;
	if (trimmed.startsWith('{')) return { manifest: parseManifest(trimmed) };
	if (!isDigest(trimmed)) throw llmFault('llm-pin-unusable');
	return { digest: trimmed };
}

/** Cuts JSON objects that stand one after the other apart. */
function manifestsIn(text: string): ModelManifest[] {
	const found: ModelManifest[] = [];
	let depth = 0;
	let start = -1;
	let inString = false;
	for (let at = 0; at < text.length; at++) {
		const character = text[at];
		if (inString) {
			if (character === '\\') at += 1;
			else if (character === '"') inString = false;
		} else if (character === '"') inString = true;
		else if (character === '{' && depth++ === 0) start = at;
		else if (character === '}' && --depth === 0) {
			found.push(parseManifest(text.slice(start, at + 1)));
			start = -1;
		} else if (depth === 0 && !/[\s,[\]]/.test(character)) throw llmFault('llm-manifest-invalid');
		if (depth < 0) throw llmFault('llm-manifest-invalid');
	}
	if (depth !== 0 || inString) throw llmFault('llm-manifest-invalid');
	return found;
}

/**
 * What a model must be, by the list of the credential and by the node.
 *
 * @param wanted the node's own demand
 * @throws HospitalError `llm-model-changed` when the model is not on the list, or when the node demands
 *   another one than the list approves
 */
export function pinFor(
	model: string,
	approved: ApprovedModels | undefined,
	wanted: ModelPin | undefined,
): ModelPin | undefined {
	if (approved === undefined) return wanted;
	const pins = approved.get(model) ?? approved.get(`${model}:latest`);
	if (pins === undefined) {
		throw llmFault('llm-model-changed', 'it is not on the list in the credential');
	}
	if (wanted === undefined) {
		if (pins.length === 1) return pins[0];
		throw llmFault(
			'llm-pin-unusable',
			'the credential approves several under this name; the node has to say which',
		);
	}
	const agreed = pins.map((pin) => both(pin, wanted)).find((pin) => pin !== undefined);
	if (agreed === undefined) {
		throw llmFault(
			'llm-model-changed',
			'the credential approves another one than the node demands',
		);
	}
	return agreed;
}

/** The stricter of two pins that agree. */
function both(one: ModelPin, other: ModelPin): ModelPin | undefined {
	if ('manifest' in one && 'manifest' in other) {
		return one.manifest.digest === other.manifest.digest ? one : undefined;
	}
	if (!('digest' in one && 'digest' in other)) return undefined;
	const [a, b] = [one, other].map(({ digest }) => digest.toLowerCase().replace(/^sha256:/, ''));
	if (a.startsWith(b)) return one;
	return b.startsWith(a) ? other : undefined;
}
