/** As much of oidc-provider as the tests use; it comes without types of its own. */
declare module 'oidc-provider' {
	import type { IncomingMessage, ServerResponse } from 'node:http';

	type Claims = Record<string, unknown> & { sub: string };
	type Found = { accountId: string; claims: () => Claims } | undefined;

	interface Grant {
		addOIDCScope(scope: string): void;
		save(): Promise<string>;
	}

	interface Context {
		oidc: {
			client?: { clientId: string };
			session?: { accountId?: string };
			provider: Provider;
		};
	}

	export interface Configuration {
		clients: Array<{
			client_id: string;
			client_secret: string;
			redirect_uris: string[];
			response_types: string[];
			grant_types: string[];
		}>;
		claims: Record<string, string[]>;
		cookies: { keys: string[] };
		pkce: { required: () => boolean };
		features: { devInteractions: { enabled: boolean } };
		interactions: { url: (context: Context, interaction: { uid: string }) => string };
		findAccount: (context: Context, id: string) => Found;
		loadExistingGrant: (context: Context) => Promise<Grant>;
	}

	export class Provider {
		constructor(issuer: string, configuration: Configuration);
		readonly Grant: new (of: { clientId: string; accountId: string }) => Grant;
		callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
		interactionFinished(
			request: IncomingMessage,
			response: ServerResponse,
			result: { login: { accountId: string } } | { error: string; error_description: string },
			options: { mergeWithLastSubmission: boolean },
		): Promise<void>;
	}
}
