import type { FhirResource } from '../../clients/fhir';
import { AI_PROVENANCE_PROFILE, AIAST, ARTIFICIAL_INTELLIGENCE } from '../results/ai-transparency';
import { TERMINOLOGY, workTag } from './labels';
import type { DraftInput, Signature } from './types';

/** Sources named one by one; a chart has seldom more. */
const MAX_SOURCES = 500;

const participant = (code: string, display: string) => ({
	coding: [{ system: `${TERMINOLOGY}/provenance-participant-type`, code, display }],
});

/** Who wrote the draft and from what, as the AI-Provenance profile wants it. */
export const draftProvenance = (
	{ model, madeAt, sources }: DraftInput,
	tag: string,
	target: string,
	device: string,
): FhirResource => ({
	resourceType: 'Provenance',
	meta: { profile: [AI_PROVENANCE_PROFILE], ...workTag(tag, model) },
	target: [{ reference: target }],
	occurredDateTime: madeAt,
	recorded: madeAt,
	reason: [{ coding: [AIAST] }],
	agent: [
		{
			type: participant('author', 'Author'),
			role: [ARTIFICIAL_INTELLIGENCE],
			who: { reference: device },
		},
	],
	...(sources.length > 0 && {
		entity: sources
			.slice(0, MAX_SOURCES)
			.map((reference) => ({ role: 'source', what: { reference } })),
	}),
});

/** Who took responsibility for which version of the draft. */
export const signatureProvenance = (
	{ signer, at }: Signature,
	tag: string,
	target: string,
	versionId: string | undefined,
): FhirResource => ({
	resourceType: 'Provenance',
	meta: workTag(tag, { demonstration: false }),
	target: [{ reference: target }],
	occurredDateTime: at,
	recorded: at,
	activity: {
		coding: [
			{
				system: `${TERMINOLOGY}/v3-DocumentCompletion`,
				code: 'LA',
				display: 'legally authenticated',
			},
		],
	},
	agent: [{ type: participant('verifier', 'Verifier'), who: { reference: signer } }],
	...(versionId !== undefined && {
		entity: [
			{
				role: 'revision',
				// Some servers strip the version from the reference; the words stay.
				what: { reference: `${target}/_history/${versionId}`, display: `Version ${versionId}` },
			},
		],
	}),
});
