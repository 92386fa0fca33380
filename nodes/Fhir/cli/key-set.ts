import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { publicJwk, readSigningKey, type PublicJwk } from '../../clients/fhir/oauth/private-key';

const generate = promisify(generateKeyPair);

/** A private key as PEM (PKCS #8). ES384 is P-384; RS384 is RSA with 3072 bits. */
export async function newPrivateKey(algorithm: 'ES384' | 'RS384'): Promise<string> {
	const { privateKey } =
		algorithm === 'ES384'
			? await generate('ec', { namedCurve: 'P-384' })
			: await generate('rsa', { modulusLength: 3072 });
	return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/**
 * A JSON Web Key Set (RFC 7517 5) with the public halves of these private keys.
 *
 * @throws HospitalError `private-key-invalid`
 */
export function publicKeySet(privateKeys: readonly string[]): { keys: PublicJwk[] } {
	return { keys: privateKeys.map((text) => publicJwk(readSigningKey(text))) };
}
