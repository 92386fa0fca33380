import type { FhirResource } from '../../clients/fhir';
import {
	AI_DEVICE_PROFILE,
	ARTIFICIAL_INTELLIGENCE,
	LARGE_LANGUAGE_MODEL,
	TEST_DATA,
} from '../results/ai-transparency';
import { identifierOf, type StableIdentifier } from '../results/identifiers';
import type { DraftModel } from './types';

/** System of identifiers that are the digest of a model's weights. */
const MODEL_DIGEST_SYSTEM =
	'https://github.com/n8n-nodes-hospital/n8n-nodes-hospital/fhir/model-digest';

/** Another version or other weights are another device. */
export const deviceIdentifier = ({ name, version, digest = '' }: DraftModel): StableIdentifier =>
	identifierOf('draft-device', name, version, digest);

/** The model that wrote the text, as the AI-Device profile describes it. */
export function deviceOf(model: DraftModel): FhirResource {
	const { name, version, digest, demonstration } = model;
	return {
		resourceType: 'Device',
		meta: { profile: [AI_DEVICE_PROFILE], ...(demonstration && { tag: [TEST_DATA] }) },
		extension: [LARGE_LANGUAGE_MODEL],
		identifier: [
			deviceIdentifier(model),
			...(digest === undefined ? [] : [{ system: MODEL_DIGEST_SYSTEM, value: digest }]),
		],
		status: 'active',
		deviceName: [{ name, type: 'model-name' }],
		type: ARTIFICIAL_INTELLIGENCE,
		version: [
			{ type: { text: 'Model version' }, value: version },
			...(digest === undefined ? [] : [{ type: { text: 'Model digest' }, value: digest }]),
		],
		note: [{ text: `Language model ${name}, version ${version}. Its texts are drafts.` }],
	};
}
