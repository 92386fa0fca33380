import { createHash } from 'node:crypto';
import { canonicalJson } from '../../shared/canonical-json';
import type {
	PacketSection,
	PriorAuthPacket,
	PriorAuthRequest,
	SignOff,
} from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import { partsOf, printOf, type Signature } from './parts';

/** What a signature attests to beside the packet itself (42 CFR 422.570, 438.210(d)(2)). */
export const ATTESTATION: PacketSection = {
	title: 'What the signature attests to: expedited',
	text: 'The payer is asked to decide within 72 hours. The clinician who signs attests that waiting for a standard decision could seriously jeopardize the life or health of the patient, or the ability of the patient to regain maximum function. Do not sign if that is not so.',
};

/** What follows from the signature without being looked at again. */
export const FOLLOWS: PacketSection = {
	title: 'What the signature adds',
	text: 'The letter on this page travels with the packet, word for word as it is signed. The answers to the questions of the payer are marked as complete, as they stand here. Nothing else is added, changed or read again: otherwise it is not sent, and a person is told.',
};

/** Binds the page to the packet that it shows, and to this showing of it. */
export const fingerprintSection = ({
	parts,
	answers,
	madeAt,
}: Pick<PriorAuthPacket, 'parts' | 'answers' | 'madeAt'>): PacketSection => ({
	title: 'Fingerprint',
	text: `Shown ${madeAt}. What is sent is compared with ${printOf([parts, answers])}.`,
});

/** The fingerprint that a sign-off has of sections that were shown beside the document. */
export function shownHash(sections: readonly PacketSection[]): string {
	const read = sections.map(({ title, text, columns, rows }) => ({
		title,
		...(text !== undefined && { text }),
		...(columns !== undefined && { columns, rows }),
	}));
	return createHash('sha256')
		.update(canonicalJson(JSON.parse(JSON.stringify(read)) as unknown))
		.digest('hex');
}

/**
 * The signature of a sign-off that approves this packet: of somebody in one of the roles, who had exactly
 * this page before them.
 *
 * @param roles roles whose signature releases a packet; that of a nurse is no attestation of a clinician
 * @throws HospitalError `prior-auth-not-approved`
 */
export function signatureOf(
	signOff: SignOff | undefined,
	packet: PriorAuthPacket | undefined,
	roles: readonly string[],
): Signature {
	if (signOff?.contract !== 'SignOff/1' || signOff.decision !== 'approved') {
		throw notApproved('Nobody has approved the packet');
	}
	const { by, at, textHash, shownBesideHash } = signOff;
	if (by === undefined || !roles.includes(by.role)) {
		throw notApproved('Nobody whose signature releases a packet has approved it');
	}
	if (packet?.contract !== 'PriorAuthPacket/1' || !Array.isArray(packet.sections)) {
		throw notApproved('It is not known which packet was shown to who approved');
	}
	const isShown =
		shownBesideHash === shownHash(packet.sections) &&
		Array.isArray(packet.parts) &&
		Array.isArray(packet.answers) &&
		has(packet.sections, fingerprintSection(packet));
	if (!isShown) throw notApproved('Who approved had another packet on the page than this one');
	const { practitioner } = by;
	return { at, by: by.name, textHash, ...(practitioner !== undefined && { practitioner }) };
}

/**
 * What of a packet is not what was signed, by name: `items`, `Observation`. None: it may go.
 *
 * @param packet what was shown, as {@link signatureOf} found it to be signed
 */
export function differencesFrom(
	{ parts: shown, sections, request: shownRequest }: PriorAuthPacket,
	request: PriorAuthRequest,
	signature: Signature,
): string[] {
	const mayAdd = has(sections, FOLLOWS);
	const parts = mayAdd ? partsOf(request, signature, shown) : partsOf(request);
	const now = new Map(parts.map(({ part, sha256 }) => [part, sha256]));
	const then = new Map(shown.map(({ part, sha256 }) => [part, sha256]));
	const names = [...new Set([...then.keys(), ...now.keys()])];
	const differ = names.filter((name) => now.get(name) !== then.get(name)).map(kindOf);
	if (parts.length !== now.size) differ.push('repeated-part');
	return [
		...new Set([...differ, ...attestationFaults(sections, shownRequest, request, signature)]),
	];
}

/** An expedited request goes only with the attestation of who signed, on a page that said so. */
function attestationFaults(
	sections: readonly PacketSection[],
	shownRequest: string,
	{ urgency, attestation, sha256 }: PriorAuthRequest,
	{ by, at }: Signature,
): string[] {
	if (urgency !== 'expedited') return [];
	const isSame = sha256 === shownRequest;
	const isOwn = attestation?.by === by && attestation.at === at;
	return [
		...(has(sections, ATTESTATION) ? [] : ['attestation-not-shown']),
		...(isSame || isOwn ? [] : ['attested-by-another']),
	];
}

const has = (sections: readonly PacketSection[], wanted: PacketSection): boolean =>
	sections.some((section) => shownHash([section]) === shownHash([wanted]));

/** The kind of a record, without its number. */
const kindOf = (part: string): string => part.split(/[/ ]/)[0] ?? part;

const notApproved = (message: string) =>
	new HospitalError('prior-auth-not-approved', message, {
		nextStep:
			'Nothing was sent. Place this step behind a Sign-Off of a clinician in one of the roles of the field "Roles of Clinicians", with priorAuthPacket.sections of Show Packet in its field "Shown Beside It"; a rejected or expired one sends nothing.',
	});
