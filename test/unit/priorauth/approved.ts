import {
	fingerprintSection,
	packetSections,
	partsOf,
	shownHash,
} from '../../../dist/nodes/PriorAuth/packet/index.js';
import type { Json } from './golden.ts';

/** What Show Packet gives for a request. */
export function shown(request: Json, madeAt = '2026-11-22T09:00:00Z'): Json {
	const bound = { parts: partsOf(request as never), answers: [], madeAt };
	const sections = [...packetSections({ request: request as never }), fingerprintSection(bound)];
	return {
		contract: 'PriorAuthPacket/1',
		title: 'Packet for the payer',
		request: request.sha256,
		sections,
		html: '',
		...bound,
	};
}

/** A clinician who approved with these sections on the page. */
export const signedOff = (sections: unknown, change: Json = {}): Json => ({
	contract: 'SignOff/1',
	decision: 'approved',
	at: '2026-11-22T10:00:00Z',
	by: {
		subject: 'zz.sue',
		name: 'TESTPERSON SUE',
		role: 'attending',
		issuer: 'zz',
		method: 'oidc',
		practitioner: 'Practitioner/doc',
	},
	text: 'ZZTEST letter',
	textHash: '',
	edits: [],
	shownFactsHash: '',
	shownBesideHash: shownHash(sections as never),
	...change,
});

/** A request as an item carries it behind a sign-off of this very packet. */
export function approved(request: Json, change: Json = {}): Json {
	const priorAuthPacket = shown(request);
	return {
		priorAuthRequest: request,
		priorAuthPacket,
		signOff: signedOff(priorAuthPacket.sections, change),
	};
}
