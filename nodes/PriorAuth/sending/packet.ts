import { createHash } from 'node:crypto';
import { canonicalJson } from '../../shared/canonical-json';
import type { PriorAuthRequest } from '../../shared/contracts/prior-auth';
import { HospitalError } from '../../shared/errors';
import { element, isFields, text } from '../rules/element';
import { validatePas } from '../rules';

/** More than a payer takes, and than any packet of the guide needs. */
export const MOST_PACKET_BYTES = 32 * 1024 * 1024;

/**
 * The bytes of a packet in canonical form (RFC 8785): the same packet gives the same bytes, in whatever
 * order its members are written. Nothing leaves that breaks a rule of the guide, or that is not what was
 * fingerprinted when it was built.
 *
 * @throws HospitalError `prior-auth-packet-changed`, `prior-auth-packet-invalid`,
 *   `prior-auth-packet-kind`, `prior-auth-packet-too-long`
 */
export function packetBytes(request: PriorAuthRequest): Buffer {
	const { bundle, sha256, identifier, kind } = request;
	if (!isFields(bundle) || typeof identifier?.value !== 'string') throw changed();
	if (kind === 'inquiry') {
		throw new HospitalError('prior-auth-packet-kind', 'The packet is an inquiry, not a request', {
			nextStep: 'Nothing was sent. Ask for the state of a request with the operation Status.',
		});
	}
	const bytes = Buffer.from(canonicalJson(bundle));
	if (sha256Of(bytes) !== sha256) throw changed();
	const named = element({ path: 'Bundle', value: bundle }, 'identifier');
	if (
		text(named, 'value') !== identifier.value ||
		(text(named, 'system') ?? '') !== (identifier.system ?? '')
	) {
		throw changed();
	}
	const { valid, errors } = validatePas(bundle);
	if (!valid) {
		throw new HospitalError(
			'prior-auth-packet-invalid',
			`The packet breaks rules of the guide (${errors})`,
			{
				nextStep:
					'Nothing was sent. Look at what the operation Validate finds, correct it where it comes from, and build the packet again.',
			},
		);
	}
	if (bytes.length > MOST_PACKET_BYTES) {
		throw new HospitalError('prior-auth-packet-too-long', 'The packet is longer than 32 MiB', {
			nextStep:
				'Nothing was sent. Leave out evidence that is not needed, or send smaller documents.',
		});
	}
	return bytes;
}

/** Hex SHA-256. */
export const sha256Of = (bytes: Uint8Array): string =>
	createHash('sha256').update(bytes).digest('hex');

const changed = () =>
	new HospitalError(
		'prior-auth-packet-changed',
		'The packet is not the one that was built: something in it was changed since',
		{
			nextStep:
				'Nothing was sent. Pass "priorAuthRequest" on as Build Request gave it; what is to be different must be built again, and looked at again.',
		},
	);
