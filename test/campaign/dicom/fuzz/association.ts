import type { Dice } from './dice.ts';
import type { Grammar } from './grammar.ts';
import { item, pdu, u32 } from './wire.ts';

export const CT = '1.2.840.10008.5.1.4.1.1.2';
export const VERIFICATION = '1.2.840.10008.1.1';

/** How the data set of a context is laid out. */
export type Encoding = 'explicit' | 'implicit' | 'big' | 'deflated' | 'jpeg';

export interface Context {
	id: number;
	abstractSyntax: string;
	transferSyntaxes: string[];
}

/** What every fuzzed association proposes: one context for each encoding. */
export const CONTEXTS: ReadonlyArray<Context & { encoding: Encoding }> = [
	{ id: 1, abstractSyntax: VERIFICATION, transferSyntaxes: ['1.2.840.10008.1.2'], encoding: 'implicit' },
	{ id: 3, abstractSyntax: CT, transferSyntaxes: ['1.2.840.10008.1.2.1'], encoding: 'explicit' },
	{ id: 5, abstractSyntax: CT, transferSyntaxes: ['1.2.840.10008.1.2'], encoding: 'implicit' },
	{ id: 7, abstractSyntax: CT, transferSyntaxes: ['1.2.840.10008.1.2.2'], encoding: 'big' },
	{ id: 9, abstractSyntax: CT, transferSyntaxes: ['1.2.840.10008.1.2.1.99'], encoding: 'deflated' },
	{ id: 11, abstractSyntax: CT, transferSyntaxes: ['1.2.840.10008.1.2.4.50'], encoding: 'jpeg' },
]; // prettier-ignore

export interface Association {
	version: number;
	called: string | Buffer;
	calling: string | Buffer;
	applicationContext: string | undefined;
	contexts: readonly Context[];
	maximumLength: number | undefined;
	/** More sub-items of the user information: type and body. */
	more: ReadonlyArray<readonly [number, Buffer]>;
}

export const ASSOCIATION: Association = {
	version: 1,
	called: 'HOSPITAL',
	calling: 'ZZFUZZ',
	applicationContext: '1.2.840.10008.3.1.1.1',
	contexts: CONTEXTS,
	maximumLength: 16384,
	more: [],
};

const latin1 = (text: string) => Buffer.from(text, 'latin1');

/** The 68 bytes before the items (PS3.8 9.3.2). */
export function fixedPart({ version, called, calling }: Association): Buffer {
	const bytes = Buffer.alloc(68);
	bytes.writeUInt16BE(version & 0xffff, 0);
	bytes.fill(0x20, 4, 36);
	Buffer.from(called as string, 'latin1').copy(bytes, 4, 0, 16);
	Buffer.from(calling as string, 'latin1').copy(bytes, 20, 0, 16);
	return bytes;
}

export const contextItem = (g: Grammar, { id, abstractSyntax, transferSyntaxes }: Context) =>
	item(
		g,
		0x20,
		Buffer.concat([
			Buffer.from([id, 0, 0, 0]),
			item(g, 0x30, latin1(abstractSyntax)),
			...transferSyntaxes.map((syntax) => item(g, 0x40, latin1(syntax))),
		]),
	);

/** Items of an A-ASSOCIATE-RQ, in the order of the standard. */
export function associationItems(g: Grammar, association: Association): Buffer[] {
	const { applicationContext, contexts, maximumLength, more } = association;
	const user = Buffer.concat([
		...(maximumLength === undefined ? [] : [item(g, 0x51, u32(maximumLength))]),
		item(g, 0x52, latin1('2.25.5')),
		...more.map(([type, body]) => item(g, type, body)),
		item(g, 0x55, latin1('ZZFUZZ 1')),
	]);
	return [
		...(applicationContext === undefined ? [] : [item(g, 0x10, latin1(applicationContext))]),
		...contexts.map((context) => contextItem(g, context)),
		item(g, 0x50, user),
	];
}

/** A-ASSOCIATE-RQ. */
export const associate = (g: Grammar, association: Association = ASSOCIATION) =>
	pdu(g, 1, Buffer.concat([fixedPart(association), ...associationItems(g, association)]));

/** PS3.7 D.3.3.4: length (2), SOP class, SCU role, SCP role. */
export const roleSelection = (uid: string, length = uid.length) =>
	Buffer.concat([Buffer.from([length >>> 8, length & 0xff]), latin1(uid), Buffer.from([1, 1])]);

/** PS3.7 D.3.3.7: type, response requested, and two fields with a length (2) each. */
export const userIdentity = (type: number, primary: Buffer, secondary: Buffer, lie = 0) =>
	Buffer.concat([Buffer.from([type, 0]), lengthPrefix(primary, lie), lengthPrefix(secondary, 0)]);

const lengthPrefix = (bytes: Buffer, lie: number) => {
	const length = (bytes.length + lie) & 0xffff;
	return Buffer.concat([Buffer.from([length >>> 8, length & 0xff]), bytes]);
};

/** User information that senders of practice add: all of it valid. */
export function validExtras(dice: Dice): Array<[number, Buffer]> {
	const extras: Array<[number, Buffer]> = [];
	if (dice.once(3)) extras.push([0x53, Buffer.from([0, 1, 0, 1])]);
	if (dice.once(3)) extras.push([0x54, roleSelection(CT)]);
	if (dice.once(4))
		extras.push([0x56, Buffer.concat([roleSelection(CT).subarray(0, -2), Buffer.alloc(6)])]);
	if (dice.once(4)) extras.push([0x58, userIdentity(1, latin1('zztest'), Buffer.alloc(0))]);
	return extras;
}
