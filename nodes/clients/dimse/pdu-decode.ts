import {
	AbortReason,
	PduError,
	type Abort,
	type AssociateAccept,
	type AssociateReject,
	type AssociateRequest,
	type ContextAnswer,
	type ProposedContext,
	type RoleSelection,
	type UserIdentity,
	type UserInformation,
} from './pdu';

/** More transfer syntaxes than exist in a context, or items in an association, is nonsense. */
const MAX_SYNTAXES = 128;
const MAX_ROLES = 256;

const invalid = (what: string) => new PduError(AbortReason.invalidParameterValue, what);

interface Item {
	type: number;
	body: Buffer;
}

/** Walks items of type (1), reserved (1), length (2); a length beyond the end is refused. */
function* items(bytes: Buffer): Generator<Item> {
	for (let at = 0; at < bytes.length; ) {
		if (at + 4 > bytes.length) throw invalid('an item header is cut off');
		const end = at + 4 + bytes.readUInt16BE(at + 2);
		if (end > bytes.length) throw invalid('an item is longer than the message that holds it');
		yield { type: bytes[at], body: bytes.subarray(at + 4, end) };
		at = end;
	}
}

/** UIDs are padded with NUL by some and with a space by others (PS3.8 Annex F). */
const uid = (bytes: Buffer): string => {
	if (bytes.length > 65) throw invalid('a UID is too long');
	return bytes.toString('latin1').replace(/[\0 ]+$/, '');
};

/** AE titles: 16 characters, spaces at either end not significant (PS3.8 9.3.2). */
const aeTitle = (bytes: Buffer): string =>
	bytes
		.toString('latin1')
		.replace(/[^\x20-\x7e]/g, ' ')
		.trim();

/**
 * A-ASSOCIATE-RQ (PS3.8 9.3.2).
 *
 * @param body the PDU without its six-byte header
 * @throws PduError when a length or a field breaks the rules
 */
export function decodeAssociateRequest(body: Buffer): AssociateRequest {
	const request: AssociateRequest = {
		...fixedPart(body),
		applicationContext: '',
		contexts: [],
		user: emptyUser(),
	};
	const ids = new Set<number>();
	for (const item of items(body.subarray(68))) {
		if (item.type === 0x10) request.applicationContext = uid(item.body);
		else if (item.type === 0x20) {
			const context = proposedContext(item.body);
			if (ids.has(context.id)) throw invalid('a presentation context id occurs twice');
			ids.add(context.id);
			request.contexts.push(context);
		} else if (item.type === 0x50) request.user = userInformation(item.body);
	}
	return request;
}

/** A-ASSOCIATE-AC (PS3.8 9.3.3); same arguments and errors as the request. */
export function decodeAssociateAccept(body: Buffer): AssociateAccept {
	const accept: AssociateAccept = {
		...fixedPart(body),
		applicationContext: '',
		contexts: [],
		user: emptyUser(),
	};
	for (const item of items(body.subarray(68))) {
		if (item.type === 0x10) accept.applicationContext = uid(item.body);
		else if (item.type === 0x21) accept.contexts.push(contextAnswer(item.body));
		else if (item.type === 0x50) accept.user = userInformation(item.body);
	}
	return accept;
}

/** A-ASSOCIATE-RJ (PS3.8 9.3.4). */
export function decodeAssociateReject(body: Buffer): AssociateReject {
	if (body.length < 4) throw invalid('an association rejection is cut off');
	return { result: body[1], source: body[2], reason: body[3] };
}

/** A-ABORT (PS3.8 9.3.8). */
export function decodeAbort(body: Buffer): Abort {
	return { source: body[2] ?? 0, reason: body[3] ?? 0 };
}

function fixedPart(body: Buffer) {
	if (body.length < 68) throw invalid('an association message is cut off');
	return {
		protocolVersion: body.readUInt16BE(0),
		calledAeTitle: aeTitle(body.subarray(4, 20)),
		callingAeTitle: aeTitle(body.subarray(20, 36)),
	};
}

function proposedContext(body: Buffer): ProposedContext {
	if (body.length < 4) throw invalid('a presentation context is cut off');
	const context: ProposedContext = { id: body[0], abstractSyntax: '', transferSyntaxes: [] };
	if (context.id % 2 === 0) throw invalid('a presentation context id is even');
	for (const item of items(body.subarray(4))) {
		if (item.type === 0x30) context.abstractSyntax = uid(item.body);
		else if (item.type === 0x40) {
			if (context.transferSyntaxes.length >= MAX_SYNTAXES) throw invalid('too many syntaxes');
			context.transferSyntaxes.push(uid(item.body));
		}
	}
	return context;
}

function contextAnswer(body: Buffer): ContextAnswer {
	if (body.length < 4) throw invalid('a presentation context is cut off');
	const answer: ContextAnswer = { id: body[0], result: body[2], transferSyntax: '' };
	for (const item of items(body.subarray(4))) {
		if (item.type === 0x40) answer.transferSyntax = uid(item.body);
	}
	return answer;
}

const emptyUser = (): UserInformation => ({
	maximumLength: 0,
	implementationClassUid: '',
	implementationVersionName: '',
	roles: [],
});

/** Extended negotiation and asynchronous operations are skipped: neither is offered here. */
function userInformation(body: Buffer): UserInformation {
	const user = emptyUser();
	for (const item of items(body)) {
		if (item.type === 0x51) {
			if (item.body.length !== 4) throw invalid('the maximum length item has a wrong size');
			user.maximumLength = item.body.readUInt32BE(0);
		} else if (item.type === 0x52) user.implementationClassUid = uid(item.body);
		else if (item.type === 0x54) {
			if (user.roles.length >= MAX_ROLES) throw invalid('too many role selections');
			user.roles.push(roleSelection(item.body));
		} else if (item.type === 0x55) {
			user.implementationVersionName = aeTitle(item.body.subarray(0, 16));
		} else if (item.type === 0x58) user.userIdentity = userIdentity(item.body);
	}
	return user;
}

function roleSelection(body: Buffer): RoleSelection {
	const length = body.length < 4 ? -1 : body.readUInt16BE(0);
	if (length < 0 || 2 + length + 2 > body.length) throw invalid('a role selection is cut off');
	return {
		sopClassUid: uid(body.subarray(2, 2 + length)),
		scu: body[2 + length] === 1,
		scp: body[3 + length] === 1,
	};
}

function userIdentity(body: Buffer): UserIdentity {
	const primaryLength = body.length < 4 ? -1 : body.readUInt16BE(2);
	const second = 4 + primaryLength;
	if (primaryLength < 0 || second + 2 > body.length) throw invalid('a user identity is cut off');
	const end = second + 2 + body.readUInt16BE(second);
	if (end > body.length) throw invalid('a user identity is cut off');
	return {
		type: body[0],
		responseRequested: body[1] === 1,
		primary: body.subarray(4, second),
		secondary: body.subarray(second + 2, end),
	};
}
