import { createHash } from 'node:crypto';
import { processState } from '../../../shared/process-state';
import type { OAuthSettings } from './settings';
import { requestToken } from './token-request';
import { TokenSource } from './token-source';

const MOST = 256;

/**
 * The token source of a credential, one in the whole process: nodes that use the same credential
 * share its token. Nothing of it is ever written anywhere.
 *
 * @param content everything in the credential that decides what token comes
 */
export function tokensFor(content: object, settings: OAuthSettings): TokenSource {
	const sources = processState('fhir-tokens/1', () => new Map<string, TokenSource>());
	const name = createHash('sha256').update(JSON.stringify(content)).digest('hex');
	const source = sources.get(name) ?? new TokenSource(() => requestToken(settings));
	// Last used last: the one that nobody asked for the longest time makes room.
	sources.delete(name);
	sources.set(name, source);
	const [oldest] = sources.keys();
	if (sources.size > MOST && oldest !== undefined) sources.delete(oldest);
	return source;
}
