import { HospitalError } from '../../shared/errors';

/** What an OperationOutcome says, reduced to codes: its texts may hold patient data. */
export interface OutcomeIssue {
	/** IssueSeverity: fatal, error, warning, information. */
	severity: string;
	/** IssueType: `invalid`, `required`, `not-found`, ... */
	code: string;
	/** Element paths, when they are plain paths. */
	expression: string[];
}

/** A FHIR server said no. */
export class FhirError extends HospitalError {
	/** HTTP status. */
	readonly status: number;
	readonly issues: readonly OutcomeIssue[];

	constructor(
		code: string,
		message: string,
		options: {
			nextStep: string;
			retryable?: boolean;
			status: number;
			issues: readonly OutcomeIssue[];
		},
	) {
		super(code, message, options);
		this.name = 'FhirError';
		this.status = options.status;
		this.issues = options.issues;
	}
}

const SEVERITIES = new Set(['fatal', 'error', 'warning', 'information']);
const MAX_ISSUES = 20;

/** Reads the codes of an OperationOutcome; anything else gives an empty list. */
export function readIssues(body: unknown): OutcomeIssue[] {
	const { resourceType, issue } = (body ?? {}) as { resourceType?: unknown; issue?: unknown };
	if (resourceType !== 'OperationOutcome' || !Array.isArray(issue)) return [];
	return issue.slice(0, MAX_ISSUES).map((entry) => {
		const { severity, code, expression } = (entry ?? {}) as Record<string, unknown>;
		return {
			severity: SEVERITIES.has(String(severity)) ? String(severity) : 'error',
			code: typeof code === 'string' && /^[a-z-]{1,32}$/.test(code) ? code : 'unknown',
			expression: (Array.isArray(expression) ? expression : []).filter(isPlainPath).slice(0, 3),
		};
	});
}

/** `Patient.name[0].family`: element names only, no literal in which a value could hide. */
const isPlainPath = (text: unknown): text is string =>
	typeof text === 'string' &&
	text.length <= 200 &&
	/^[A-Z][A-Za-z]*(\.[A-Za-z]+(\[\d{1,4}\])?)*$/.test(text);

interface Meaning {
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
	405: {
		code: 'fhir-not-supported',
		says: 'does not support this kind of request',
		nextStep: "Look into the server's capabilities, which the connection test shows.",
	},
	409: {
		code: 'fhir-conflict',
		says: 'reports a conflict with another change',
		nextStep: 'Read the resource again and repeat the change.',
	},
	410: {
		code: 'fhir-gone',
		says: 'says that the resource was deleted',
		nextStep: 'Search for its replacement.',
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
	502: UNAVAILABLE,
	503: UNAVAILABLE,
	504: UNAVAILABLE,
};

function meaningOf(status: number): Meaning {
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

/**
 * @param doing what was attempted, without ids or values: `Reading a Patient`
 * @param body the parsed answer, or undefined when it was no JSON
 */
export function statusError(doing: string, status: number, body: unknown): FhirError {
	const { code, says, nextStep, retryable } = meaningOf(status);
	const issues = readIssues(body);
	return new FhirError(
		code,
		`${doing}: the FHIR server ${says} (HTTP ${status}${describeIssues(issues)})`,
		{ nextStep, status, issues, retryable: retryable ?? false },
	);
}

export function describeIssues(issues: readonly OutcomeIssue[]): string {
	const parts = issues
		.filter(({ severity }) => severity === 'fatal' || severity === 'error')
		.slice(0, 3)
		.map(({ code, expression }) => [code, ...expression].join(' at '));
	return parts.length === 0 ? '' : `: ${[...new Set(parts)].join('; ')}`;
}

export const badAnswer = (doing: string, reason: string) =>
	new HospitalError('fhir-answer-invalid', `${doing}: ${reason}`, {
		nextStep:
			'Check that the address is that of the FHIR endpoint itself, not of a login page or gateway.',
	});
