import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider, type Configuration } from 'oidc-provider';

/** Somebody with an account at the identity provider of the tests. */
export interface Account {
	sub: string;
	name: string;
	email: string;
	groups: string[];
	/** The practitioner in the record (SMART App Launch 2.2). */
	fhirUser?: string;
}

export const ACCOUNTS: Record<string, Account> = {
	ada: {
		sub: 'ada',
		name: 'Dr. Ada Testperson',
		email: 'zz.ada@hospital.example',
		groups: ['Clinical-Attendings'],
		fhirUser: 'https://ehr.hospital.example/fhir/Practitioner/zz-7',
	},
	ben: {
		sub: 'ben',
		name: 'Dr. Ben Testperson',
		email: 'zz.ben@hospital.example',
		groups: ['Clinical-Attendings', 'Clinical-Residents'],
	},
	nora: {
		sub: 'nora',
		name: 'Nora Testperson',
		email: 'zz.nora@hospital.example',
		groups: ['Nursing'],
	},
};

export const CLIENT = { id: 'zz-sign-off', secret: 'zz-secret-of-the-tests' };
export const GROUPS = 'Clinical-Attendings = attending\nClinical-Residents = resident';

export interface IdentityProvider {
	issuer: string;
	stop(): Promise<void>;
}

/**
 * A real OpenID provider (oidc-provider), whose log-in page asks for the name of an account alone. It
 * insists on PKCE, and knows one redirect address.
 *
 * @param redirectUri as the desk has it
 * @param port a fixed one, when the redirect address is known later than the provider
 */
export async function startProvider(redirectUri: string, port = 0): Promise<IdentityProvider> {
	const server = createServer();
	await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready));
	const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const provider = new Provider(issuer, configuration(redirectUri));
	const answer = provider.callback();
	server.on('request', (request, response) => {
		const uid = /^\/interaction\/([\w-]+)$/.exec(request.url ?? '')?.[1];
		if (uid === undefined) void answer(request, response);
		else void logIn(provider, request, response).catch(() => response.writeHead(500).end());
	});
	return {
		issuer,
		stop: async () => {
			server.closeAllConnections();
			await new Promise((done) => server.close(done));
		},
	};
}

function configuration(redirectUri: string): Configuration {
	return {
		clients: [
			{
				client_id: CLIENT.id,
				client_secret: CLIENT.secret,
				redirect_uris: [redirectUri],
				response_types: ['code'],
				grant_types: ['authorization_code'],
			},
		],
		claims: {
			openid: ['sub'],
			profile: ['name', 'fhirUser'],
			email: ['email'],
			groups: ['groups'],
		},
		cookies: { keys: ['zz-cookie-key'] },
		pkce: { required: () => true },
		features: { devInteractions: { enabled: false } },
		interactions: { url: (_, { uid }) => `/interaction/${uid}` },
		findAccount: (_, id) => {
			const account = ACCOUNTS[id];
			if (account === undefined) return undefined;
			return { accountId: id, claims: () => ({ ...account, sub: account.sub }) };
		},
		// Consent was given by the hospital, not by each of its people.
		loadExistingGrant: async (context) => {
			const { client, session, provider } = context.oidc;
			const grant = new provider.Grant({
				clientId: client?.clientId ?? '',
				accountId: session?.accountId ?? '',
			});
			grant.addOIDCScope('openid profile email groups');
			await grant.save();
			return grant;
		},
	};
}

async function logIn(
	provider: Provider,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	if (request.method !== 'POST') {
		response.setHeader('content-type', 'text/html; charset=utf-8');
		response.end(
			`<!doctype html><title>Log in</title><form method="post"><label>Account <input name="account"></label> <button>Log in</button></form>`,
		);
		return;
	}
	let body = '';
	for await (const chunk of request as AsyncIterable<Buffer>) body += chunk.toString();
	const accountId = new URLSearchParams(body).get('account') ?? '';
	const result = ACCOUNTS[accountId]
		? { login: { accountId } }
		: { error: 'access_denied', error_description: 'There is no such account' };
	await provider.interactionFinished(request, response, result, {
		mergeWithLastSubmission: false,
	});
}
