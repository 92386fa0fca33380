import {
	PduType,
	type Abort,
	type AssociateAccept,
	type AssociateReject,
	type AssociateRequest,
	type RoleSelection,
	type UserInformation,
} from './pdu';

/** Type (1), reserved (1), length (4, big endian), body (PS3.8 9.3.1). */
function pdu(type: number, body: Buffer): Buffer {
	const header = Buffer.alloc(6);
	header[0] = type;
	header.writeUInt32BE(body.length, 2);
	return Buffer.concat([header, body]);
}

function item(type: number, body: Buffer): Buffer {
	const header = Buffer.alloc(4);
	header[0] = type;
	header.writeUInt16BE(body.length, 2);
	return Buffer.concat([header, body]);
}

const ascii = (text: string) => Buffer.from(text, 'latin1');
const aeTitle = (text: string) => ascii(text.slice(0, 16).padEnd(16, ' '));

function fixedPart(called: string, calling: string): Buffer {
	return Buffer.concat([
		Buffer.from([0, 1, 0, 0]),
		aeTitle(called),
		aeTitle(calling),
		Buffer.alloc(32),
	]);
}

/** A-ASSOCIATE-RQ (PS3.8 9.3.2), whole PDU. */
export function encodeAssociateRequest(request: Omit<AssociateRequest, 'protocolVersion'>): Buffer {
	const contexts = request.contexts.map((context) =>
		item(
			0x20,
			Buffer.concat([
				Buffer.from([context.id, 0, 0, 0]),
				item(0x30, ascii(context.abstractSyntax)),
				...context.transferSyntaxes.map((syntax) => item(0x40, ascii(syntax))),
			]),
		),
	);
	return associate(PduType.associateRequest, request, contexts);
}

/**
 * A-ASSOCIATE-AC (PS3.8 9.3.3), whole PDU. A refused context still carries a transfer syntax item
 * whose value is not significant (PS3.8 9.3.3.2).
 */
export function encodeAssociateAccept(accept: AssociateAccept): Buffer {
	const contexts = accept.contexts.map((context) =>
		item(
			0x21,
			Buffer.concat([
				Buffer.from([context.id, 0, context.result, 0]),
				item(0x40, ascii(context.transferSyntax)),
			]),
		),
	);
	return associate(PduType.associateAccept, accept, contexts);
}

function associate(
	type: number,
	message: Pick<
		AssociateRequest,
		'calledAeTitle' | 'callingAeTitle' | 'applicationContext' | 'user'
	>,
	contexts: Buffer[],
): Buffer {
	return pdu(
		type,
		Buffer.concat([
			fixedPart(message.calledAeTitle, message.callingAeTitle),
			item(0x10, ascii(message.applicationContext)),
			...contexts,
			userInformation(message.user),
		]),
	);
}

function userInformation(user: UserInformation): Buffer {
	const maximumLength = Buffer.alloc(4);
	maximumLength.writeUInt32BE(user.maximumLength);
	const parts = [
		item(0x51, maximumLength),
		item(0x52, ascii(user.implementationClassUid)),
		...user.roles.map(roleSelection),
		item(0x55, ascii(user.implementationVersionName)),
		...(user.userIdentityResponse === undefined
			? []
			: [userIdentityResponse(user.userIdentityResponse)]),
	];
	return item(0x50, Buffer.concat(parts));
}

function roleSelection(role: RoleSelection): Buffer {
	const length = Buffer.alloc(2);
	length.writeUInt16BE(role.sopClassUid.length);
	const roles = Buffer.from([Number(role.scu), Number(role.scp)]);
	return item(0x54, Buffer.concat([length, ascii(role.sopClassUid), roles]));
}

function userIdentityResponse(response: Buffer): Buffer {
	const length = Buffer.alloc(2);
	length.writeUInt16BE(response.length);
	return item(0x59, Buffer.concat([length, response]));
}

/** A-ASSOCIATE-RJ (PS3.8 9.3.4). */
export const encodeAssociateReject = ({ result, source, reason }: AssociateReject): Buffer =>
	pdu(PduType.associateReject, Buffer.from([0, result, source, reason]));

/** A-RELEASE-RQ and A-RELEASE-RP (PS3.8 9.3.6, 9.3.7). */
export const encodeReleaseRequest = (): Buffer => pdu(PduType.releaseRequest, Buffer.alloc(4));
export const encodeReleaseReply = (): Buffer => pdu(PduType.releaseReply, Buffer.alloc(4));

/** A-ABORT (PS3.8 9.3.8). */
export const encodeAbort = ({ source, reason }: Abort): Buffer =>
	pdu(PduType.abort, Buffer.from([0, 0, source, reason]));

/** Message control header bits (PS3.8 Annex E.2). */
export const COMMAND = 0x01;
export const LAST = 0x02;

/** Bytes of PDU and PDV header before the fragment in a P-DATA-TF with one PDV. */
export const DATA_HEADER = 12;

/**
 * Header of a P-DATA-TF that carries one presentation data value (PS3.8 9.3.5); the fragment itself
 * follows on the wire and is not copied here.
 *
 * @param length bytes of the fragment
 * @param flags COMMAND and LAST
 */
export function dataHeader(contextId: number, flags: number, length: number): Buffer {
	const header = Buffer.alloc(DATA_HEADER);
	header[0] = PduType.data;
	header.writeUInt32BE(length + 6, 2);
	header.writeUInt32BE(length + 2, 6);
	header[10] = contextId;
	header[11] = flags;
	return header;
}
