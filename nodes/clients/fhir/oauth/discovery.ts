import { HospitalError } from '../../../shared/errors';
import { request, type HttpResponse } from '../../http';
import type { OAuthSettings } from './settings';
import { connectionOf } from './token-address';

/** What a server tells about its token endpoint. */
export interface Discovered {
	tokenUrl: string;
	/** `private_key_jwt`, `client_secret_basic`, ...; absent when the server does not say. */
	methods?: string[];
	/** `RS384`, `ES384`; absent when the server does not say. */
	algorithms?: string[];
}

const MAX_CONFIGURATION = 256 * 1024;
const MAX_STATEMENT = 16 * 1024 * 1024;

/**
 * Finds the token endpoint: from `.well-known/smart-configuration` below the FHIR endpoint, or else
 * from the `oauth-uris` of the CapabilityStatement (SMART App Launch 1.0). Both are read without any
 * token.
 *
 * Only an endpoint on the origin of the FHIR server is taken from there. Another one has to be entered
 * by the administrator: whoever answers in the server's place could otherwise have the client secret
 * sent to any address.
 *
 * @throws HospitalError `token-endpoint-unknown`, `token-endpoint-foreign`
 */
export async function discoverTokenEndpoint(settings: OAuthSettings): Promise<Discovered> {
	const found = (await fromConfiguration(settings)) ?? (await fromStatement(settings));
	if (found === undefined) {
		throw new HospitalError(
			'token-endpoint-unknown',
			'The FHIR server does not say where tokens are issued',
			{
				nextStep:
					"Enter the token address in the credential, as the vendor's documentation gives it.",
			},
		);
	}
	const { origin } = new URL(settings.baseUrl);
	if (!URL.canParse(found.tokenUrl) || new URL(found.tokenUrl).origin !== origin) {
		throw new HospitalError(
			'token-endpoint-foreign',
			'The FHIR server names a token endpoint on another host',
			{
				nextStep:
					"Nothing was sent there. Look up the token address in the vendor's documentation, and enter it in the credential.",
			},
		);
	}
	return found;
}

async function fromConfiguration(settings: OAuthSettings): Promise<Discovered | undefined> {
	const path = '/.well-known/smart-configuration';
	const answer = await ask(settings, path, 'application/json', MAX_CONFIGURATION);
	const configuration = await jsonOf(answer);
	const tokenUrl = configuration?.token_endpoint;
	if (typeof tokenUrl !== 'string') return undefined;
	const methods = strings(configuration?.token_endpoint_auth_methods_supported);
	const algorithms = strings(configuration?.token_endpoint_auth_signing_alg_values_supported);
	return { tokenUrl, ...(methods && { methods }), ...(algorithms && { algorithms }) };
}

const OAUTH_URIS = 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris';

async function fromStatement(settings: OAuthSettings): Promise<Discovered | undefined> {
	const answer = await ask(settings, '/metadata', 'application/fhir+json', MAX_STATEMENT);
	const statement = (await jsonOf(answer)) as Statement | undefined;
	for (const rest of asList<Rest>(statement?.rest)) {
		const uris = asList<Extension>(rest?.security?.extension).find(({ url }) => url === OAUTH_URIS);
		const token = asList<Extension>(uris?.extension).find(({ url }) => url === 'token');
		if (typeof token?.valueUri === 'string') return { tokenUrl: token.valueUri };
	}
	return undefined;
}

interface Extension {
	url?: unknown;
	valueUri?: unknown;
	extension?: unknown;
}
interface Rest {
	security?: { extension?: unknown };
}
interface Statement {
	rest?: unknown;
}

async function ask(
	settings: OAuthSettings,
	path: string,
	accept: string,
	maxResponseBytes: number,
): Promise<HttpResponse> {
	return await request({
		...connectionOf(settings, settings.baseUrl),
		method: 'GET',
		url: settings.baseUrl + path,
		headers: { accept },
		peer: 'the FHIR server',
		maxResponseBytes,
	});
}

/** The parsed body of a success; anything else counts as not there. */
async function jsonOf(answer: HttpResponse): Promise<Record<string, unknown> | undefined> {
	if (answer.status !== 200) {
		await answer.discard();
		return undefined;
	}
	const text = await answer.text();
	try {
		const parsed = JSON.parse(text) as unknown;
		return typeof parsed === 'object' && parsed !== null
			? (parsed as Record<string, unknown>)
			: undefined;
	} catch {
		return undefined;
	}
}

const asList = <T>(value: unknown): T[] =>
	(Array.isArray(value) ? value : []).filter(
		(one) => typeof one === 'object' && one !== null,
	) as T[];

const strings = (value: unknown): string[] | undefined =>
	Array.isArray(value) ? value.filter((one) => typeof one === 'string') : undefined;
