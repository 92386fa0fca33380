import { createHash } from 'node:crypto';
import type { Grammar } from './grammar.ts';

/**
 * The upper layer and DIMSE as a sender writes them (PS3.8 9.3, PS3.7 6.3), on its own: a mistake
 * that the receiver's code makes both ways must not go unseen.
 */

const u16 = (value: number) => {
	const bytes = Buffer.alloc(2);
	bytes.writeUInt16BE(value & 0xffff);
	return bytes;
};
export const u32 = (value: number) => {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value >>> 0);
	return bytes;
};

/** A PDU: type, reserved, length (4). */
export const pdu = (g: Grammar, type: number, body: Buffer) =>
	g.node('pdu', type, body, pduHeader, { type: 8, length: 32 });

export const pduHeader = (type: number, length: number) =>
	Buffer.concat([Buffer.from([type, 0]), u32(length)]);

/** An item of an association message: type, reserved, length (2). */
export const item = (g: Grammar, type: number, body: Buffer) =>
	g.node('association', type, body, itemHeader, { type: 8, length: 16 });

export const itemHeader = (type: number, length: number) =>
	Buffer.concat([Buffer.from([type, 0]), u16(length)]);

/** Message control header bits (PS3.8 Annex E.2). */
export const COMMAND = 1;
export const LAST = 2;

/** A presentation data value: length (4), context, control header. Its type is both of the latter. */
export const value = (g: Grammar, context: number, flags: number, part: Buffer) =>
	g.node('value', (context << 8) | flags, part, valueHeader, { type: 16, length: 32 });

export const valueHeader = (type: number, length: number) =>
	Buffer.concat([u32(length + 2), Buffer.from([type >>> 8, type & 0xff])]);

/** An element of a command set: implicit VR little endian, group 0000. */
export const commandElement = (g: Grammar, tag: number, body: Buffer) =>
	g.node('command', tag, body, commandHeader, { type: 32, length: 32 });

export function commandHeader(tag: number, length: number): Buffer {
	const bytes = Buffer.alloc(8);
	bytes.writeUInt16LE(tag >>> 16, 0);
	bytes.writeUInt16LE(tag & 0xffff, 2);
	bytes.writeUInt32LE(length >>> 0, 4);
	return bytes;
}

export const us = (value: number) => {
	const bytes = Buffer.alloc(2);
	bytes.writeUInt16LE(value & 0xffff);
	return bytes;
};

export const uidBytes = (uid: string) =>
	Buffer.from(uid.length % 2 === 1 ? `${uid}\0` : uid, 'latin1');

/** Elements by tag; the group length is put before them. */
export function commandSet(g: Grammar, elements: ReadonlyArray<readonly [number, Buffer]>): Buffer {
	const body = Buffer.concat(elements.map(([tag, bytes]) => commandElement(g, tag, bytes)));
	const length = Buffer.alloc(4);
	length.writeUInt32LE(body.length);
	return Buffer.concat([commandElement(g, 0, length), body]);
}

export const STORE = 0x0001;
export const ECHO = 0x0030;

export interface StoreCommand {
	sopClass: string;
	sop: string;
	messageId: number;
}

export const storeElements = ({
	sopClass,
	sop,
	messageId,
}: StoreCommand): Array<[number, Buffer]> => [
	[0x0002, uidBytes(sopClass)],
	[0x0100, us(STORE)],
	[0x0110, us(messageId)],
	[0x0700, us(0)],
	[0x0800, us(1)],
	[0x1000, uidBytes(sop)],
];

export const echoElements = (messageId: number): Array<[number, Buffer]> => [
	[0x0002, uidBytes('1.2.840.10008.1.1')],
	[0x0100, us(ECHO)],
	[0x0110, us(messageId)],
	[0x0800, us(0x0101)],
];

/** SHA-256 of a data set: by it an acknowledged one is found again on the disk. */
export const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
