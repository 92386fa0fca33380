import { systemCode } from '../../../shared/errors';

/**
 * Why a connection ended before any DICOM was spoken, with what it means and what to look at. No
 * association rejection is sent: without a secure channel there is nobody to send it to.
 */
export const TLS_REFUSALS = {
	'tls-no-certificate': 'The sender showed no certificate, and a client CA is set',
	'tls-untrusted': "The sender's certificate is not signed by the client CA",
	'tls-expired': "The sender's certificate has expired, or is not valid yet",
	'tls-purpose': "The sender's certificate is not meant for clients",
	'tls-certificate': "The sender's certificate failed another check, such as too short a key",
	'tls-version': 'The sender speaks only a version of TLS that is older than the lowest allowed',
	'tls-cipher': 'The sender offers no cipher suite that is allowed here',
	'tls-distrusts-us': "The sender does not accept the listener's certificate",
	'tls-not-tls': 'What came is no TLS: a sender that is set to plain DICOM, or a scanner',
	'tls-timeout': 'The handshake was not finished in time',
	'tls-closed': 'The connection was closed before the handshake was finished',
	'tls-failed': 'The handshake failed for another reason',
} as const;

export type TlsRefusal = keyof typeof TLS_REFUSALS;

/** OpenSSL's X509_V_ERR names as Node gives them in `authorizationError`. */
const BY_VERIFICATION: ReadonlyArray<[RegExp, TlsRefusal]> = [
	[/^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/, 'tls-expired'],
	[/^INVALID_PURPOSE$/, 'tls-purpose'],
	[/^(UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|CERT_UNTRUSTED|INVALID_CA)/, 'tls-untrusted'],
];

const BY_CODE: ReadonlyArray<[RegExp, TlsRefusal]> = [
	[/PEER_DID_NOT_RETURN_A_CERTIFICATE$/, 'tls-no-certificate'],
	[/(UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|INAPPROPRIATE_FALLBACK)$/, 'tls-version'],
	[/NO_SHARED_CIPHER$/, 'tls-cipher'],
	[/_ALERT_(UNKNOWN_CA|(BAD|UNSUPPORTED)_CERTIFICATE|CERTIFICATE_\w+)$/, 'tls-distrusts-us'],
	[
		/(WRONG_VERSION_NUMBER|HTTP_REQUEST|HTTPS_PROXY_REQUEST|PACKET_LENGTH_TOO_LONG|RECORD_LAYER_FAILURE)$/,
		'tls-not-tls',
	],
	[/^ERR_TLS_HANDSHAKE_TIMEOUT$/, 'tls-timeout'],
	[/^(ECONNRESET|EPIPE|ERR_SSL_UNEXPECTED_EOF_WHILE_READING)$/, 'tls-closed'],
	[/(KEY_TOO_SMALL|CA_MD_TOO_WEAK|CERTIFICATE_VERIFY_FAILED)$/, 'tls-certificate'],
];

const first = (table: ReadonlyArray<[RegExp, TlsRefusal]>, text: string) =>
	table.find(([pattern]) => pattern.test(text))?.[1];

/**
 * @param error what Node reports of the handshake
 * @param verification Node's name for what is wrong with the client's certificate, if that was read
 */
export function tlsRefusalOf(error: unknown, verification: unknown): TlsRefusal {
	if (typeof verification === 'string' && verification !== '') {
		return first(BY_VERIFICATION, verification) ?? 'tls-certificate';
	}
	return first(BY_CODE, systemCode(error) ?? '') ?? 'tls-failed';
}
