import { randomUUID, sign } from 'node:crypto';
import type { SigningKey } from './private-key';

/** SMART allows five minutes at most; a clock that is a little ahead must not make it more. */
const LIFETIME_S = 240;

/**
 * A signed statement of who asks, good for one request (RFC 7523 3; SMART Backend Services,
 * "Authenticating to the token endpoint").
 *
 * @param audience address of the token endpoint, exactly as it is asked
 * @param now milliseconds
 */
export function clientAssertion(
	{ key, algorithm, keyId }: SigningKey,
	clientId: string,
	audience: string,
	now = Date.now(),
): string {
	const issued = Math.floor(now / 1000);
	const header = { alg: algorithm, kid: keyId, typ: 'JWT' };
	const claims = {
		iss: clientId,
		sub: clientId,
		aud: audience,
		exp: issued + LIFETIME_S,
		iat: issued,
		jti: randomUUID(),
	};
	const signed = `${encode(header)}.${encode(claims)}`;
	// RFC 7518 3.4: the signature of ES384 is r and s side by side, not DER.
	const signature = sign('sha384', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
	return `${signed}.${signature.toString('base64url')}`;
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
