/** What a status of the server means, and what to do about it. */
export interface Meaning {
	code: string;
	says: string;
	nextStep: string;
	retryable?: boolean;
}

const REJECTED: Meaning = {
	code: 'fhir-rejected',
	says: 'refused the content of the request',
	nextStep: 'Compare the named elements and parameters with what the server supports.',
};
const NOT_SUPPORTED: Meaning = {
	code: 'fhir-not-supported',
	says: 'does not support this kind of request',
	nextStep: "Look into the server's capabilities, which the connection test shows.",
};
const UNAVAILABLE: Meaning = {
	code: 'fhir-unavailable',
	says: 'is not available at the moment',
	nextStep: 'Try again later; if it stays so, ask whoever runs the FHIR server.',
	retryable: true,
};

const MEANINGS: Record<number, Meaning> = {
	400: REJECTED,
	401: {
		code: 'fhir-unauthorized',
		says: 'did not accept the credential',
		nextStep: 'Renew the token or password in the credential.',
	},
	403: {
		code: 'fhir-forbidden',
		says: 'does not allow this',
		nextStep: 'Ask for the missing permission (scope) for this user or client.',
	},
	404: {
		code: 'fhir-not-found',
		says: 'does not know this resource or endpoint',
		nextStep: 'Check the id, the resource type and the server address.',
	},
	405: NOT_SUPPORTED,
	409: {
		code: 'fhir-conflict',
		says: 'reports a conflict with another change',
		nextStep: 'Read the resource again and repeat the change.',
	},
	410: {
		code: 'fhir-gone',
		says: 'had this, and has it no more: it was deleted or is too old',
		nextStep:
			'Nothing can be read there. Search for the record that took its place; Read History may show what it was.',
	},
	412: {
		code: 'fhir-precondition-failed',
		says: 'found that the condition does not hold: somebody else changed the resource, or several match',
		nextStep: 'Read or search again and decide with what is there now.',
	},
	413: {
		code: 'fhir-too-large',
		says: 'refused the request because it is too large',
		nextStep: 'Send less at once.',
	},
	422: REJECTED,
	429: {
		code: 'fhir-throttled',
		says: 'asks to slow down',
		nextStep: 'Run fewer requests at once, or ask for a higher limit.',
		retryable: true,
	},
	501: NOT_SUPPORTED,
	502: UNAVAILABLE,
	503: UNAVAILABLE,
	504: UNAVAILABLE,
};

/** What a status means whatever was asked. */
export function meaningOf(status: number): Meaning {
	const known = MEANINGS[status];
	if (known) return known;
	if (status >= 300 && status < 400) {
		return {
			code: 'fhir-redirect',
			says: 'sends to another address',
			nextStep:
				'Redirects are not followed, so that no token leaves. Enter the final address in the credential.',
		};
	}
	if (status < 500) return REJECTED;
	return {
		code: 'fhir-server-error',
		says: 'failed while it handled the request',
		nextStep: "Look into the FHIR server's log at this time.",
	};
}

/** A search is refused for what stands in its parameters. */
const SEARCH_REFUSED: Partial<Meaning> = {
	says: 'refused the search: it does not know one of the parameters, or cannot read one of the values',
	nextStep:
		'Compare the names of the parameters with the list in the field, which shows what the server knows. Dates are written 2026-11-22, references with their kind (Patient/123, not 123), codes as system|code.',
};

/** What a status means for one kind of request. */
const KNOWN_REFUSALS: ReadonlyArray<{ when: string; at: number; means: Partial<Meaning> }> = [
	{
		when: 'Deleting ',
		at: 409,
		means: {
			says: 'does not delete it: other records refer to it, or somebody else is changing it',
			nextStep:
				'Nothing was deleted. Delete or change the records that refer to it first, or mark it as entered in error with Patch.',
		},
	},
	{
		when: 'Writing a transaction',
		at: 404,
		means: {
			says: 'does not know something that the transaction refers to or changes',
			nextStep:
				'Nothing was written. Look whether every record that an entry names is there, and whether every reference of the form Patient?identifier=... finds one.',
		},
	},
	{
		when: 'Writing a transaction',
		at: 412,
		means: {
			says: 'found that a condition in the transaction does not hold: a version moved on, or a search in it finds several records or none',
			nextStep:
				'Nothing was written. Narrow the searches in ifNoneExist, request.url and references so that each finds exactly one record, and read again what was changed.',
		},
	},
];

/** A run waits that long for a server that asks for it, and no longer. */
const LONGEST_WAIT_S = 30;

/** How long the server asks to wait, when that is longer than a run waits. */
function waitOf(retryAfter: string | undefined, now = Date.now()): string | undefined {
	const text = retryAfter?.trim() ?? '';
	const asked = /^\d{1,9}$/.test(text) ? Number(text) : (Date.parse(text) - now) / 1000;
	if (!(asked > LONGEST_WAIT_S)) return undefined;
	if (asked < 120) return `${Math.ceil(asked)} seconds`;
	return asked < 7200 ? `${Math.ceil(asked / 60)} minutes` : `${Math.ceil(asked / 3600)} hours`;
}

/** What the header of a refusal adds. Its texts are not repeated, only its registered codes. */
export function refined(
	doing: string,
	status: number,
	{ challenge = '', wantsHttps, retryAfter }: RefusalFacts,
): Partial<Meaning> {
	if (doing.startsWith('Searching ') && (status === 400 || status === 422)) return SEARCH_REFUSED;
	const known = KNOWN_REFUSALS.find(({ when, at }) => at === status && doing.startsWith(when));
	if (known !== undefined) return known.means;
	const wait = status === 429 || status === 503 ? waitOf(retryAfter) : undefined;
	if (wait !== undefined) {
		const says = status === 429 ? 'asks to slow down and' : 'is not available and asks';
		return {
			says: `${says} to come again in ${wait}`,
			nextStep: `Run it again in ${wait}. If it comes often, run fewer requests at once, or ask for a higher limit.`,
		};
	}
	if (wantsHttps) {
		return {
			code: 'fhir-wants-https',
			says: 'wants to be asked over https',
			nextStep: 'Change http:// to https:// in the server address of the credential.',
		};
	}
	if (status === 403 && /insufficient_scope/.test(challenge)) {
		return {
			says: 'does not allow this with the scopes of this token',
			nextStep:
				'Add the missing scope to the credential, and have it registered for this client first.',
		};
	}
	if (status === 401 && /invalid_token/.test(challenge)) {
		return {
			says: 'did not accept the token: it has expired, was withdrawn, or is made out for another server',
			nextStep: 'Renew the token in the credential, or compare server address and token address.',
		};
	}
	return {};
}

/** What an answer tells beside status and body. */
export interface RefusalFacts {
	/** The WWW-Authenticate header (RFC 6750 3). */
	challenge?: string;
	/** A redirect to the same host that only changes http into https. */
	wantsHttps?: boolean;
	/** The Retry-After header (RFC 9110 10.2.3). */
	retryAfter?: string;
}
