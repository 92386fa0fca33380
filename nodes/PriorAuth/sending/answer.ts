import { readIssues, readWords, type Bundle, type OutcomeIssue } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';
import { isFields } from '../rules/element';
import { isOtherRequest } from '../decision/belongs';
import { openPacket, type Packet } from '../rules/packet';

/** What a payer said in an answer of 2xx. */
export type Said =
	| { kind: 'response'; response: Bundle }
	/** An OperationOutcome with an error in the place of a response. */
	| { kind: 'refusal'; issues: OutcomeIssue[]; words: string[] };

/**
 * Reads the answer to `$submit`: one response bundle that begins with a ClaimResponse (spec-30), or an
 * OperationOutcome. An answer that names another request is not ours, and nothing of it may be used.
 *
 * @param request the packet that is answered. Patient, payer and items are compared when the decision
 *   is read
 * @throws HospitalError `pas-answer-unreadable`, `pas-answer-other-request`
 */
export function readAnswer(body: unknown, request: Packet): Said {
	if (!isFields(body)) throw unreadable();
	if (body.resourceType === 'OperationOutcome') {
		const issues = readIssues(body);
		const failed = issues.some(({ severity }) => severity === 'error' || severity === 'fatal');
		// An outcome without an error is no decision either.
		if (!failed) throw unreadable();
		return { kind: 'refusal', issues, words: readWords(body) };
	}
	if (body.resourceType !== 'Bundle') throw unreadable();
	const packet = openPacket(body);
	const [response, ...more] = packet.entries.filter(({ type }) => type === 'ClaimResponse');
	if (response === undefined || more.length > 0) throw unreadable();
	if (isOtherRequest(packet, response, request)) {
		throw new HospitalError(
			'pas-answer-other-request',
			'The payer answered with the decision on another request',
			{
				nextStep:
					'Nothing of it was used. Stop sending to this payer until it has explained how that came about; ask it for the state of this request.',
			},
		);
	}
	return { kind: 'response', response: body as unknown as Bundle };
}

/** Deeper than any resource of the guide; what nests without end would stop whoever walks through it. */
const MOST_LEVELS = 100;

/** @throws HospitalError `pas-answer-unreadable` for what is no JSON, or nests too deep */
export function parseAnswer(text: string): unknown {
	let body: unknown;
	try {
		body = JSON.parse(text);
	} catch {
		throw unreadable();
	}
	if (isDeeper(body, MOST_LEVELS)) throw unreadable();
	return body;
}

const isDeeper = (value: unknown, levels: number): boolean =>
	typeof value === 'object' &&
	value !== null &&
	(levels === 0 || Object.values(value).some((child) => isDeeper(child, levels - 1)));

export const UNREADABLE = 'pas-answer-unreadable';

/** An answer that came, and from which nothing can be learned. */
export const unreadable = () =>
	new HospitalError(UNREADABLE, 'The answer of the payer is not one of the guide', {
		nextStep:
			'The payer may have taken the request. A person must ask the payer; nothing follows from the answer.',
	});
