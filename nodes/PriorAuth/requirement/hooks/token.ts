import { randomUUID, sign } from 'node:crypto';
import type { CrdAuthorization } from '../input';

/** The specification leaves the lifetime open; a minute covers clocks that are a little apart. */
const LIFETIME_S = 60;

/**
 * What stands in the Authorization header: a fixed token, or a statement signed for this one request
 * (CDS Hooks 2.0, Trusting CDS Clients; RFC 7515).
 *
 * @param audience address that is asked, in full
 * @param now milliseconds
 */
export function authorizationHeader(
	authorization: CrdAuthorization,
	audience: string,
	now = Date.now(),
): string {
	if (authorization.kind === 'token') return `Bearer ${authorization.token}`;
	const { key, issuer, keySet, tenant } = authorization;
	const issued = Math.floor(now / 1000);
	const header = {
		alg: key.algorithm,
		kid: key.keyId,
		typ: 'JWT',
		...(keySet !== undefined && { jku: keySet }),
	};
	const claims = {
		iss: issuer,
		aud: audience,
		exp: issued + LIFETIME_S,
		iat: issued,
		jti: randomUUID(),
		...(tenant !== undefined && { tenant }),
	};
	const signed = `${encode(header)}.${encode(claims)}`;
	// RFC 7518 3.4: the signature of ES384 is r and s side by side, not DER.
	const signature = sign('sha384', Buffer.from(signed), {
		key: key.key,
		dsaEncoding: 'ieee-p1363',
	});
	return `Bearer ${signed}.${signature.toString('base64url')}`;
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
