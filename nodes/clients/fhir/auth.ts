/**
 * Where the Authorization header comes from. Tokens that expire (OAuth2, SMART Backend Services)
 * renew themselves behind the same two functions.
 */
export interface Authorizer {
	/** The header's value, or undefined for a server that wants none. */
	header(signal?: AbortSignal): Promise<string | undefined>;
	/**
	 * Called once after a 401.
	 *
	 * @param rejected the value that the server refused: others may have renewed it meanwhile
	 * @returns true when another value is worth another try
	 */
	renew?(rejected: string, signal?: AbortSignal): Promise<boolean>;
}

export const bearer = (token: string): Authorizer => ({
	header: () => Promise.resolve(`Bearer ${token}`),
});

/** RFC 7617 with UTF-8. */
export const basic = (user: string, password: string): Authorizer => ({
	header: () =>
		Promise.resolve(`Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`),
});
