import { constants } from 'node:crypto';
import type { TlsOptions } from 'node:tls';
import type { ListenerTls } from '../settings';

export interface CipherSuite {
	/** Name in the IANA registry, as standards and vendors give it. */
	name: string;
	/** Name in OpenSSL. */
	openssl: string;
}

/** TLS 1.3, all with forward secrecy (RFC 8446 9.1). Strongest first: the order is the preference. */
export const TLS13_SUITES: readonly CipherSuite[] = [
	'TLS_AES_256_GCM_SHA384',
	'TLS_CHACHA20_POLY1305_SHA256',
	'TLS_AES_128_GCM_SHA256',
].map((name) => ({ name, openssl: name }));

/**
 * TLS 1.2: the four suites that RFC 9325 4.2 recommends, and the two of ChaCha20-Poly1305 that
 * PS3.15 B.13 lists beside them. No static RSA, no finite-field DHE, no CBC, no SHA-1.
 */
export const TLS12_SUITES: readonly CipherSuite[] = [
	{
		name: 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
		openssl: 'ECDHE-ECDSA-AES256-GCM-SHA384',
	},
	{ name: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', openssl: 'ECDHE-RSA-AES256-GCM-SHA384' },
	{
		name: 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
		openssl: 'ECDHE-ECDSA-CHACHA20-POLY1305',
	},
	{
		name: 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
		openssl: 'ECDHE-RSA-CHACHA20-POLY1305',
	},
	{
		name: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
		openssl: 'ECDHE-ECDSA-AES128-GCM-SHA256',
	},
	{ name: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', openssl: 'ECDHE-RSA-AES128-GCM-SHA256' },
];

/** Shortest key of a certificate in the chain, bits (RFC 9325 4.5). */
export const LEAST_RSA_BITS = 2048;
export const LEAST_EC_BITS = 256;

/**
 * The listener's side of PS3.15 B.12 (BCP 195: RFC 8996, RFC 9325).
 *
 * Security level 2 of OpenSSL refuses keys shorter than RSA 2048 and signatures with SHA-1 in either
 * chain. Sessions are not resumed: each association shows its certificate anew, and no ticket key
 * grows old (RFC 9325 3.4). Renegotiation is off (RFC 9325 3.5).
 *
 * @param handshakeMs a handshake takes no longer
 */
export function tlsServerOptions(tls: ListenerTls, handshakeMs: number): TlsOptions {
	const suites = [...TLS13_SUITES, ...TLS12_SUITES].map(({ openssl }) => openssl);
	return {
		key: tls.key,
		cert: tls.cert,
		...(tls.ca !== undefined && { ca: tls.ca, requestCert: true, rejectUnauthorized: true }),
		minVersion: tls.minVersion ?? 'TLSv1.2',
		maxVersion: 'TLSv1.3',
		ciphers: [...suites, '@SECLEVEL=2'].join(':'),
		honorCipherOrder: true,
		secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
		handshakeTimeout: handshakeMs,
	};
}
