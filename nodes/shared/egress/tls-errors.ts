import { HospitalError, systemCode } from '../errors';

interface Explanation {
	code: string;
	message: string;
	nextStep: string;
}

const UNTRUSTED: Explanation = {
	code: 'tls-untrusted',
	message: "the server's certificate is not signed by a trusted authority",
	nextStep: "Put the certificate of the hospital's certificate authority into the credential.",
};

const EXPLAINED: Record<string, Explanation> = {
	DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
	SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
	UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
	CERT_UNTRUSTED: UNTRUSTED,
	INVALID_CA: UNTRUSTED,
	CERT_HAS_EXPIRED: {
		code: 'tls-expired',
		message: "the server's certificate has expired",
		nextStep: 'Ask whoever runs the server to renew its certificate.',
	},
	CERT_NOT_YET_VALID: {
		code: 'tls-not-yet-valid',
		message: "the server's certificate is not valid yet",
		nextStep: 'Compare the clocks of both machines.',
	},
	ERR_TLS_CERT_ALTNAME_INVALID: {
		code: 'tls-name-mismatch',
		message: "the server's certificate is made out to another name",
		nextStep: 'Use the host name that the certificate carries, or have a matching one issued.',
	},
};

const CLIENT_CERTIFICATE: Explanation = {
	code: 'tls-client-certificate',
	message: 'the client certificate or its key cannot be used',
	nextStep: 'Check that certificate and key in the credential are PEM and belong together.',
};

const CLIENT_REFUSED: Explanation = {
	code: 'tls-client-certificate-refused',
	message: 'it does not accept the client certificate, or wants one and none was given',
	nextStep:
		'Put a client certificate that the server trusts, and its key, into the credential, and check that it has not expired.',
};

/** Alerts (RFC 8446 6.2) that a server sends about nothing but the certificate of the client. */
const ABOUT_CLIENT =
	/_ALERT_(CERTIFICATE_REQUIRED|UNKNOWN_CA|(BAD|NO|UNSUPPORTED)_CERTIFICATE|CERTIFICATE_(EXPIRED|REVOKED|UNKNOWN)|ACCESS_DENIED)$/;

const HANDSHAKE: Explanation = {
	code: 'tls-failed',
	message: 'the TLS handshake failed',
	nextStep:
		'Check that the port speaks TLS 1.2 or newer, and whether the server wants a client certificate.',
};

/** The first that fits counts. */
const BY_PATTERN: ReadonlyArray<[RegExp, Explanation]> = [
	[/^ERR_OSSL_(PEM|X509|EVP|ASN1|CRYPTO|UNSUPPORTED)|^ERR_OSSL_.*DECODE/, CLIENT_CERTIFICATE],
	[ABOUT_CLIENT, CLIENT_REFUSED],
	[/^(ERR_SSL|ERR_TLS|ERR_OSSL|EPROTO)/, HANDSHAKE],
];

/** Explains what Node and OpenSSL report of TLS; undefined for anything else. */
export function tlsError(error: unknown): HospitalError | undefined {
	const code = systemCode(error);
	if (code === undefined) return undefined;
	const found = EXPLAINED[code] ?? BY_PATTERN.find(([pattern]) => pattern.test(code))?.[1];
	if (found === undefined) return undefined;
	return new HospitalError(found.code, `Connecting to the server: ${found.message}`, {
		nextStep: found.nextStep,
		cause: error,
	});
}
