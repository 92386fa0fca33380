import { TextDecoder } from 'node:util';

/** Turns text into bytes; undefined when a character is not in the set. */
export type Encoder = (text: string) => Buffer | undefined;

const encoders = new Map<string, Encoder>();

/**
 * An encoder for a set of one or two bytes a character, made by decoding every one of them once: Node
 * brings decoders for all sets and an encoder for none but Unicode.
 *
 * @param label WHATWG label
 */
export function tableEncoder(label: string): Encoder {
	const known = encoders.get(label);
	if (known !== undefined) return known;
	const table = reverseTable(label);
	const encoder: Encoder = (text) => {
		const bytes: number[] = [];
		for (const character of text) {
			const code = table.get(character);
			if (code === undefined) return undefined;
			if (code > 0xff) bytes.push(code >> 8);
			bytes.push(code & 0xff);
		}
		return Buffer.from(bytes);
	};
	encoders.set(label, encoder);
	return encoder;
}

/** Each character with its one or two bytes as a number; the lowest code of several counts. */
export function reverseTable(label: string): ReadonlyMap<string, number> {
	const decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
	const table = new Map<string, number>();
	const note = (code: number, bytes: number[]): boolean => {
		try {
			const text = decoder.decode(Uint8Array.from(bytes));
			if ([...text].length === 1 && !table.has(text)) table.set(text, code);
			return true;
		} catch {
			return false;
		}
	};
	for (let byte = 0; byte < 0x100; byte++) {
		// A byte that is nothing by itself may be the first of two.
		if (note(byte, [byte]) || byte < 0x80) continue;
		for (let second = 0x21; second < 0xff; second++) note((byte << 8) | second, [byte, second]);
	}
	return table;
}
