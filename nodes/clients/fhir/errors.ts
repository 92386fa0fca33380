import { HospitalError } from '../../shared/errors';
import { isPlainPath } from './outcome-paths';
import { meaningOf, refined, type RefusalFacts } from './refusals';
import { keepWords } from './words';

export type { RefusalFacts } from './refusals';

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

	/** IssueTypes of the OperationOutcome, each once: `not-found`, `invalid`, ... */
	get codes(): string[] {
		return [...new Set(this.issues.map(({ code }) => code))];
	}
}

const SEVERITIES = new Set(['fatal', 'error', 'warning', 'information']);
const MAX_ISSUES = 20;

const RANK: Readonly<Record<string, number>> = { fatal: 0, error: 1, warning: 2, information: 3 };

/**
 * Reads the codes of an OperationOutcome, the most severe first: an error must not be cut off behind
 * warnings. Anything else gives an empty list.
 *
 * @param most issues that are kept
 */
export function readIssues(body: unknown, most = MAX_ISSUES): OutcomeIssue[] {
	const { resourceType, issue } = (body ?? {}) as { resourceType?: unknown; issue?: unknown };
	if (resourceType !== 'OperationOutcome' || !Array.isArray(issue)) return [];
	const issues = issue.map((entry: unknown) => {
		const { severity, code, expression } = (entry ?? {}) as Record<string, unknown>;
		return {
			severity: severityOf(severity, code),
			code: typeof code === 'string' && /^[a-z-]{1,32}$/.test(code) ? code : 'unknown',
			expression: (Array.isArray(expression) ? expression : []).filter(isPlainPath).slice(0, 3),
		};
	});
	return issues
		.toSorted((a, b) => (RANK[a.severity] ?? 1) - (RANK[b.severity] ?? 1))
		.slice(0, most);
}

/**
 * @param doing what was attempted, without ids or values: `Reading a Patient`
 * @param body the parsed answer, or undefined when it was no JSON
 */
export function statusError(
	doing: string,
	status: number,
	body: unknown,
	facts: RefusalFacts = {},
): FhirError {
	const error = errorOf(doing, status, readIssues(body), facts);
	keepWords(error, body);
	return error;
}

/** {@link statusError} for an answer whose issues are read already. */
export function errorOf(
	doing: string,
	status: number,
	issues: readonly OutcomeIssue[],
	facts: RefusalFacts = {},
): FhirError {
	const { code, says, nextStep, retryable } = {
		...meaningOf(status),
		...refined(doing, status, facts),
	};
	return new FhirError(
		code,
		`${doing}: the FHIR server ${says} (HTTP ${status}${describeIssues(issues)})`,
		{ nextStep, status, issues, retryable: retryable ?? false },
	);
}

/** What is no severity of R4 counts as an error, unless it says that all is well (R5 has `success`). */
function severityOf(severity: unknown, code: unknown): string {
	const text = typeof severity === 'string' ? severity.toLowerCase() : '';
	if (SEVERITIES.has(text)) return text;
	const isWell =
		text === 'success' || (text === '' && /^(informational|success)$/.test(String(code)));
	return isWell ? 'information' : 'error';
}

export function describeIssues(issues: readonly OutcomeIssue[]): string {
	const parts = issues
		.filter(({ severity }) => severity === 'fatal' || severity === 'error')
		.slice(0, 3)
		.map(({ code, expression }) => [code, ...expression].join(' at '));
	return parts.length === 0 ? '' : `: ${[...new Set(parts)].join('; ')}`;
}

const NO_ENDPOINT =
	'Check that the address is that of the FHIR endpoint itself, not of a login page or gateway.';

export const badAnswer = (doing: string, reason: string, nextStep = NO_ENDPOINT) =>
	new HospitalError('fhir-answer-invalid', `${doing}: ${reason}`, { nextStep });
