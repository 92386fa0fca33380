import { checkBaseUrl } from '../../../clients/fhir';
import { readSigningKey } from '../../../clients/fhir/oauth/private-key';
import { tlsSettings, type ProxySettings, type TlsCredential } from '../../../shared/egress';
import { HospitalError } from '../../../shared/errors';
import type { CrdAuthorization, CrdService, HookName } from '../input';
import { chooseService, offeredServices } from './discovery';
import { deadline } from './wire';

/** The fields of the Payer CRD credential, as n8n stores them. */
export interface PayerCrdCredential extends TlsCredential {
	baseUrl: string;
	authentication: 'none' | 'token' | 'key';
	token?: string;
	/** PEM or JSON Web Key. */
	privateKey?: string;
	keyId?: string;
	issuer?: string;
	keySet?: string;
	tenant?: string;
	/** Identifiers of payers, separated by commas or line ends. */
	payers?: string;
	proxyUrl?: string;
	proxyUser?: string;
	proxyPassword?: string;
}

/**
 * The service that a credential describes.
 *
 * @throws HospitalError `crd-credential-incomplete`, `crd-address-invalid`, `private-key-invalid`,
 *   `client-certificate-incomplete`
 */
export function crdService(
	credential: PayerCrdCredential,
	options: Pick<CrdService, 'hook' | 'serviceId' | 'timeoutMs' | 'prefetchTypes'> = {},
): CrdService {
	const authorization = authorizationOf(credential);
	const proxy = proxyOf(credential);
	const payers = (credential.payers ?? '')
		.split(/[,\n]/)
		.map((payer) => payer.trim())
		.filter((payer) => payer !== '');
	return {
		...options,
		baseUrl: addressOf(credential),
		...(authorization && { authorization }),
		tls: tlsSettings(credential),
		...(proxy && { proxy }),
		...(payers.length > 0 && { payers }),
	};
}

/** Payers hand out the address with and without the last step: both are meant the same way. */
function addressOf({ baseUrl }: PayerCrdCredential): string {
	const text = String(baseUrl ?? '')
		.trim()
		.replace(/\/+$/, '')
		.replace(/\/cds-services$/, '');
	try {
		return checkBaseUrl(text);
	} catch {
		throw new HospitalError(
			'crd-address-invalid',
			"The address of the payer's service cannot be used",
			{
				nextStep:
					'Enter the address in the credential as the payer gave it, for example https://crd.payer.example.',
			},
		);
	}
}

function authorizationOf(credential: PayerCrdCredential): CrdAuthorization | undefined {
	const { authentication, keySet, tenant } = credential;
	if (authentication === 'token') {
		const token = required(credential.token, 'access token').replace(/^bearer\s+/i, '');
		return { kind: 'token', token };
	}
	if (authentication !== 'key') return undefined;
	return {
		kind: 'key',
		key: readSigningKey(required(credential.privateKey, 'private key'), credential.keyId),
		issuer: required(credential.issuer, 'issuer'),
		...(keySet?.trim() && { keySet: keySet.trim() }),
		...(tenant?.trim() && { tenant: tenant.trim() }),
	};
}

function proxyOf(credential: PayerCrdCredential): ProxySettings | undefined {
	const url = credential.proxyUrl?.trim();
	if (!url) return undefined;
	const { ca } = tlsSettings(credential);
	const { proxyUser: user, proxyPassword: password } = credential;
	return { url, ...(user && { user, password: password ?? '' }), ...(ca !== undefined && { ca }) };
}

function required(value: string | undefined, name: string): string {
	if (value !== undefined && value.trim() !== '') return value.trim();
	throw new HospitalError('crd-credential-incomplete', `The payer's credential has no ${name}`, {
		nextStep: `Fill in the ${name}, or choose another kind of authentication.`,
	});
}

const HOOKS: readonly HookName[] = ['order-sign', 'order-select'];

/**
 * Asks a payer's service what it offers, for the test of a credential. No patient is named.
 *
 * @returns what it offers, in a sentence
 * @throws HospitalError when it does not answer, or offers nothing that can be asked about an order
 */
export async function probeCrd(
	credential: PayerCrdCredential,
	signal?: AbortSignal,
): Promise<string> {
	const service = crdService(credential);
	const time = deadline(10_000);
	const { services } = await offeredServices(service, time, {
		fresh: true,
		...(signal && { signal }),
	});
	const usable = HOOKS.filter((hook) => chooseService(services, hook) !== 'none');
	if (usable.length === 0) {
		throw new HospitalError(
			'crd-no-service',
			'The service answers, but offers nothing for an order that is signed or selected',
			{ nextStep: 'Ask the payer for the address of its coverage requirements service (CRD).' },
		);
	}
	return `The payer's service answers and offers ${usable.join(' and ')}.`;
}
