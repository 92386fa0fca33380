import { vendor } from '../../shared/vendor';
import { grantedRoles, groupsIn, type GroupRoles } from './groups';
import {
	discovered,
	fetchFor,
	refusal,
	unusable,
	type Configuration,
	type Library,
	type OidcCredential,
} from './oidc-provider';
import { isAccount, practitionerIn, type Person } from './person';

export type { OidcCredential };

/** What has to be remembered while the person is at the identity provider. */
export interface LoginState {
	state: string;
	nonce: string;
	verifier: string;
	/** The person must have entered the password for this, not for something earlier. */
	askAgain: boolean;
	/** Review that the person was on the way to. */
	case?: string;
}

/** Seconds since the password was entered, at most, where it has to be entered each time. */
const FRESH_S = 300;

/**
 * Sign-in by OpenID Connect: authorization code with PKCE, state and nonce (OpenID Connect Core 3.1,
 * RFC 7636, RFC 9700). Every connection goes through the egress guard; signatures of ID tokens are
 * checked although the token endpoint is reached by TLS.
 */
export class Oidc {
	private constructor(
		private readonly library: Library,
		private readonly configuration: Configuration,
		private readonly credential: OidcCredential,
	) {}

	/** @throws HospitalError `oidc-*`, and whatever reaching the provider gives */
	static async open(credential: OidcCredential): Promise<Oidc> {
		const library = vendor<Library>('openid-client');
		return new Oidc(library, await discovered(library, credential), credential);
	}

	/** What the provider can do, in one line. @throws HospitalError `oidc-not-usable` */
	async describe(): Promise<string> {
		const server = this.configuration.serverMetadata();
		const methods = server.code_challenge_methods_supported;
		if (methods !== undefined && !methods.includes('S256')) {
			throw unusable('it does not offer PKCE with S256');
		}
		if (server.authorization_endpoint === undefined || server.token_endpoint === undefined) {
			throw unusable('it names no address to sign in at, or none for tokens');
		}
		if (server.jwks_uri === undefined) throw unusable('it does not name its keys');
		const keys = (await (await fetchFor(this.credential)(server.jwks_uri)).json()) as {
			keys?: unknown[];
		};
		if (!Array.isArray(keys.keys) || keys.keys.length === 0) throw unusable('it has no keys');
		return `${server.issuer} answered, with ${keys.keys.length} keys`;
	}

	/** Where to send the browser, and what to remember meanwhile. */
	async begin(
		redirectUri: string,
		askAgain: boolean,
		about?: string,
	): Promise<{ url: string; login: LoginState }> {
		const { library } = this;
		const login: LoginState = {
			state: library.randomState(),
			nonce: library.randomNonce(),
			verifier: library.randomPKCECodeVerifier(),
			askAgain,
			...(about !== undefined && { case: about }),
		};
		const url = library.buildAuthorizationUrl(this.configuration, {
			redirect_uri: redirectUri,
			response_type: 'code',
			scope: scopesOf(this.credential),
			code_challenge: await library.calculatePKCECodeChallenge(login.verifier),
			code_challenge_method: 'S256',
			state: login.state,
			nonce: login.nonce,
			...(askAgain && { prompt: 'login', max_age: String(FRESH_S) }),
		});
		return { url: url.href, login };
	}

	/**
	 * Takes the browser back.
	 *
	 * @param query as the browser came with it
	 * @throws HospitalError `oidc-refused` when the provider or the check of its answer says no
	 */
	async finish(
		redirectUri: string,
		query: URLSearchParams,
		login: LoginState,
		groups: GroupRoles,
	): Promise<Person> {
		const { library, configuration, credential } = this;
		const current = new URL(redirectUri);
		current.search = query.toString();
		try {
			const tokens = await library.authorizationCodeGrant(
				configuration,
				current,
				{
					pkceCodeVerifier: login.verifier,
					expectedState: login.state,
					expectedNonce: login.nonce,
					idTokenExpected: true,
					...(login.askAgain && { maxAge: FRESH_S }),
				},
				{ redirect_uri: redirectUri },
			);
			const claims: Record<string, unknown> = { ...tokens.claims() };
			const subject = String(claims.sub);
			const wanted = credential.groupsClaim.trim() || 'groups';
			const user = configuration.serverMetadata().userinfo_endpoint;
			const practitionerClaim = credential.practitionerClaim?.trim() || 'fhirUser';
			const incomplete =
				groupsIn(claims, wanted) === undefined ||
				[claims.name, claims[practitionerClaim]].includes(undefined);
			if (incomplete && user !== undefined) {
				const more = await library.fetchUserInfo(configuration, tokens.access_token, subject);
				for (const [name, value] of Object.entries(more)) claims[name] ??= value;
			}
			const practitioner = practitionerIn(claims[practitionerClaim]);
			const person = personOf(claims, configuration.serverMetadata().issuer, wanted, groups);
			return practitioner === undefined ? person : { ...person, practitioner };
		} catch (error) {
			throw refusal(error);
		}
	}
}

function personOf(
	claims: Readonly<Record<string, unknown>>,
	issuer: string,
	wanted: string,
	groups: GroupRoles,
): Person {
	const text = (name: string): string | undefined => {
		const value = claims[name];
		return typeof value === 'string' && value.trim() !== ''
			? value.trim().slice(0, 128)
			: undefined;
	};
	const email = claims.email_verified === false ? undefined : text('email');
	const accounts = [text('preferred_username'), email].filter((one) => one !== undefined);
	const subject = String(claims.sub);
	return {
		subject,
		name: text('name') ?? accounts[0] ?? subject,
		roles: grantedRoles(claims, wanted, groups),
		accounts: accounts.filter(isAccount),
		issuer,
		method: 'oidc',
	};
}

const scopesOf = ({ scopes }: OidcCredential): string =>
	[...new Set(['openid', ...scopes.split(/\s+/).filter((one) => one !== '')])].join(' ');
