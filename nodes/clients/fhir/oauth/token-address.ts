import { checkAddress, egressPolicy, parsePolicy, resolveAll } from '../../../shared/egress';
import { HospitalError } from '../../../shared/errors';
import type { HttpRequest } from '../../http';
import type { OAuthSettings } from './settings';

/** Permits the inside of the hospital only, whatever the administrator listed. */
const INSIDE_ONLY = parsePolicy('');

/**
 * Secrets and tokens travel in clear over http: that is only for this machine and private networks.
 *
 * @returns the address as it is asked and named in assertions
 * @throws HospitalError `token-endpoint-invalid`, `token-endpoint-insecure`, `egress-refused`
 */
export async function checkTokenUrl(text: string, settings: OAuthSettings): Promise<string> {
	const trimmed = text.trim();
	const url = URL.canParse(trimmed) ? new URL(trimmed) : undefined;
	if (url === undefined || !/^https?:$/.test(url.protocol)) throw invalid('is not a web address');
	if (url.username || url.password || url.hash) throw invalid('holds more than an address');
	if (url.protocol === 'http:') await checkInside(url.hostname, settings);
	return trimmed;
}

async function checkInside(host: string, { policy, filter }: OAuthSettings): Promise<void> {
	const addresses = await resolveAll(host, policy ?? egressPolicy(), { ...(filter && { filter }) });
	try {
		for (const { address } of addresses) checkAddress(address, INSIDE_ONLY);
	} catch {
		throw new HospitalError(
			'token-endpoint-insecure',
			'The token endpoint is asked over http on a public network',
			{ nextStep: 'Nothing was sent. Use the https:// address of the token endpoint.' },
		);
	}
}

const invalid = (reason: string) =>
	new HospitalError('token-endpoint-invalid', `The address of the token endpoint ${reason}`, {
		nextStep: 'Enter it in the credential, for example https://ehr.hospital.example/oauth2/token.',
	});

/** How to connect. The name in the certificate is that of the FHIR server: another host has its own. */
export function connectionOf(
	{ baseUrl, tls, proxy, policy, filter }: OAuthSettings,
	url: string,
): Pick<HttpRequest, 'tls' | 'proxy' | 'policy' | 'filter' | 'timeouts'> {
	const { servername, ...others } = tls ?? {};
	const same = new URL(url).hostname === new URL(baseUrl).hostname;
	return {
		timeouts: { connectMs: 10_000, firstByteMs: 20_000, idleMs: 20_000, totalMs: 30_000 },
		...(tls && { tls: same && servername !== undefined ? { ...others, servername } : others }),
		...(proxy && { proxy }),
		...(policy && { policy }),
		...(filter && { filter }),
	};
}
