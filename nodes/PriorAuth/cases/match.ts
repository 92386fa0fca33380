import type { PriorAuthRequest } from '../../shared/contracts/prior-auth';
import { HospitalError } from '../../shared/errors';
import { readDecision, responsesOf } from '../decision';
import { element, text, type Fields } from '../rules/element';
import { openPacket, type Packet } from '../rules/packet';
import { isSame, sentLast } from './answered';
import type { Case, CaseMatch, Identifier } from './case';
import { identifierOf, identifiersOf } from './opening';

/** What an answer names of the request that it is about. */
export interface Named {
	/** Bundle.identifier: that of the request, or one of the payer's own. */
	identifier?: Identifier;
	/** ClaimResponse.identifier, and the identifier in ClaimResponse.request. */
	traces: Identifier[];
	/** ClaimResponse.request */
	claim?: string;
}

/** What the register is asked for while an answer is matched. */
export interface Register {
	/** Cases with a packet of this identifier, or with this trace number. */
	byIdentifier(identifier: Identifier): readonly Case[];
	byTrace(identifier: Identifier): readonly Case[];
	/** Cases with a claim of this full address. */
	byClaim(claim: string): readonly Case[];
	/** The packet that was sent under this identifier. */
	packet(identifier: Identifier): Promise<PriorAuthRequest | undefined>;
}

/** Findings of the reader by which an answer belongs to another request. */
const FOREIGN = ['other-patient', 'other-request', 'other-payer'];

/**
 * Finds the case that an answer belongs to, by the identifier of its packet, else by trace number, and
 * holds it against the packet: the same number with another patient belongs to nobody.
 *
 * @param answer of `$inquire` or of a notification
 */
export async function matchAnswer(answer: unknown, register: Register): Promise<CaseMatch> {
	let responses: Fields[];
	try {
		responses = responsesOf(answer);
	} catch (error) {
		if (error instanceof HospitalError) return { status: 'unmatched', reason: 'unreadable' };
		throw error;
	}
	const [response] = responses;
	if (response === undefined) return { status: 'unmatched', reason: 'no-answer' };
	if (responses.length > 1) return { status: 'unmatched', reason: 'several-answers' };
	const packet = openPacket(response);
	const named = namedIn(packet);
	const found = candidates(named, register);
	const [only] = found;
	if (only === undefined) return { status: 'unmatched', reason: 'unknown-case' };
	if (found.length > 1) return { status: 'unmatched', reason: 'several-cases' };
	return await compare({ response, packet, named }, only, register);
}

async function compare(
	{ response, packet, named }: { response: Fields; packet: Packet; named: Named },
	found: Case,
	register: Register,
): Promise<CaseMatch> {
	const suspected = found.id;
	const answers = answered(named, found, createdOf(packet));
	const request = await register.packet(answers);
	const decision = readDecision(response, request?.bundle);
	const foreign = FOREIGN.find((reason) => decision.reasons.includes(reason));
	if (foreign !== undefined) return { status: 'unmatched', reason: foreign, suspected };
	if (request === undefined && !namesPatient(packet, found)) {
		return { status: 'unmatched', reason: 'other-patient', suspected };
	}
	return { status: 'matched', case: found, decision, answers };
}

/**
 * The identifier of the packet that is answered. An update may be traced by the number of what it
 * changes: of several that fit it is the last one that had been sent when the answer was made.
 */
function answered(
	{ identifier, traces, claim }: Named,
	{ packets, opening }: Case,
	created: string | undefined,
): Identifier {
	const named = [
		packets.filter((one) => identifier !== undefined && isSame(identifier, one.identifier)),
		packets.filter(({ trace }) => trace && traces.some((said) => isSame(said, trace))),
		packets.filter((one) => claim !== undefined && one.claim === claim),
	].filter((some) => some.length > 0);
	const common = packets.filter((one) => named.every((some) => some.includes(one)));
	if (common.length > 0) return (sentLast(common, created) ?? opening).identifier;
	// Names of several packets: taken for the earlier one it settles nothing, and a person looks.
	return (packets.find((one) => named.some((some) => some.includes(one))) ?? opening).identifier;
}

const responseIn = ({ entries }: Packet) => entries.find(({ type }) => type === 'ClaimResponse');

const createdOf = (packet: Packet): string | undefined =>
	text(responseIn(packet)?.resource, 'created');

/**
 * The cases that an answer may belong to. A payer may give its answer an identifier of its own, and name
 * ours in the answer alone; but whatever it names that is ours must lead to one case.
 */
function candidates({ identifier, traces, claim }: Named, register: Register): readonly Case[] {
	const found = [
		identifier === undefined ? [] : register.byIdentifier(identifier),
		...traces.map((trace) => register.byTrace(trace)),
		claim === undefined ? [] : register.byClaim(claim),
	].filter((cases) => cases.length > 0);
	const all = new Map(found.flat().map((one) => [one.id, one]));
	const common = [...all.values()].filter(({ id }) =>
		found.every((cases) => cases.some((one) => one.id === id)),
	);
	return common.length === 1 ? common : [...all.values()];
}

export function namedIn(packet: Packet): Named {
	const identifier = identifierOf(element(packet.bundle, 'identifier'));
	const response = responseIn(packet)?.resource;
	const request = element(response, 'request');
	const claim = text(request, 'reference');
	return {
		...(identifier !== undefined && { identifier }),
		traces: [...identifiersOf(response), ...identifiersOf(request)],
		...(claim !== undefined && { claim }),
	};
}

/** Without the packet, one identifier of the patient must be the same. */
function namesPatient(packet: Packet, { opening }: Case): boolean {
	const response = responseIn(packet);
	const reference = element(response?.resource, 'patient');
	const patient = response && packet.target(reference, response);
	const said = [...identifiersOf(patient?.resource), ...identifiersOf(reference)];
	return said.some((one) => opening.patient.identifiers.some((other) => isSame(one, other)));
}
