import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { preparedKey } from '../../shared/prepared-key';

/** Gives 16 bytes for a list of words: always the same for the same words. */
export type Draw = (...parts: readonly string[]) => Buffer;

const BYTES = 16;
const PER_PAGE = 1024;

/**
 * Bytes that follow from the words under a key: the same in every process and run.
 *
 * @param purpose bytes for one purpose say nothing about those for another
 */
export function keyedDraw(key: Buffer, project: string, purpose: string): Draw {
	const info = `phi/1/${purpose}/${project}`;
	const own = preparedKey(Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), info, 32)));
	return (...parts) => {
		const mac = createHmac('sha256', own);
		// A length before each part keeps ["a","bc"] and ["ab","c"] apart.
		for (const part of parts) mac.update(`${Buffer.byteLength(part)}:`).update(part);
		return mac.digest().subarray(0, BYTES);
	};
}

/**
 * Bytes drawn when the words come for the first time, and remembered as long as this lives: nothing
 * about the words can be found out from them, with whatever key (45 CFR 164.514(c)(1)).
 */
export function randomDraw(): Draw {
	const places = new Map<string, number>();
	// A run may draw millions: bytes of their own for each would take several times the room.
	const pages: Buffer[] = [];
	return (...parts) => {
		const name = JSON.stringify(parts);
		let place = places.get(name);
		if (place === undefined) places.set(name, (place = places.size));
		const page = Math.floor(place / PER_PAGE);
		pages[page] ??= randomBytes(BYTES * PER_PAGE);
		const start = (place % PER_PAGE) * BYTES;
		return pages[page].subarray(start, start + BYTES);
	};
}

/** A number from 0 to `below` - 1. The tiny preference for small ones does not matter for choices. */
export function choose(bytes: Buffer, below: number): number {
	return Number(bytes.readBigUInt64BE(0) % BigInt(below));
}

/** Digits and capitals without I, L, O and U, which look like others (Crockford's base 32). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const CODE_LENGTH = 13;

/** A code of 65 bits, short enough for DICOM's SH of 16 characters. */
export function codeOf(bytes: Buffer): string {
	let bits = (bytes.readBigUInt64BE(0) << 8n) | BigInt(bytes[8]);
	let code = '';
	for (let at = 0; at < CODE_LENGTH; at++) {
		code += ALPHABET[Number(bits & 31n)];
		bits >>= 5n;
	}
	return code;
}

/** A UUID of version 8 (RFC 9562 5.8) that holds 122 of the bits. */
export function uuidOf(bytes: Buffer): string {
	const own = Buffer.from(bytes.subarray(0, BYTES));
	own[6] = (own[6] & 0x0f) | 0x80;
	own[8] = (own[8] & 0x3f) | 0x80;
	return own.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** A UID below 2.25 (PS3.5 B.2): the UUID as one decimal number. */
export function uidOf(bytes: Buffer): string {
	return `2.25.${BigInt(`0x${uuidOf(bytes).replaceAll('-', '')}`)}`;
}
