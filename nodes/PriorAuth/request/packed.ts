import { createHash } from 'node:crypto';
import type { Bundle } from '../../clients/fhir';
import { canonicalJson } from '../../shared/canonical-json';
import type { PriorAuthRequest } from '../../shared/contracts/prior-auth';
import { elements, text, type Element } from '../rules/element';

type Parts = Pick<
	PriorAuthRequest,
	'kind' | 'urgency' | 'attestation' | 'forReview' | 'items' | 'completeness' | 'leftOut'
>;

/** The packet with its identifiers and fingerprint. */
export function packed({ bundle, kind, ...parts }: Parts & { bundle: Bundle }): PriorAuthRequest {
	const root: Element = { path: 'Bundle', value: bundle };
	const claim = elements(elements(root, 'entry')[0], 'resource')[0];
	return {
		contract: 'PriorAuthRequest/1',
		kind,
		identifier: named(root),
		trace: named(claim),
		created: String(bundle.timestamp),
		...parts,
		sha256: createHash('sha256').update(canonicalJson(bundle)).digest('hex'),
		bundle,
	};
}

function named(of: Element | undefined): { system: string; value: string } {
	const [identifier] = elements(of, 'identifier');
	return { system: text(identifier, 'system') ?? '', value: text(identifier, 'value') ?? '' };
}
