import { choose, type Draw } from '../draw';

/** How made-up values of one patient (or one mention) are chosen. */
export interface ValueChoice {
	readonly draw: Draw;
	readonly scope: readonly string[];
}

const MOST_TRIES = 32;

/**
 * The first made-up value that is not the true one. Nothing else decides, so that it is the same in
 * every record.
 *
 * @param make a value from 16 bytes
 * @param identity what has to be the same for two spellings to get the same value
 */
export function firstOther(
	{ draw, scope }: ValueChoice,
	identity: readonly string[],
	make: (bytes: Buffer) => string,
	before: string,
): string {
	for (let attempt = 0; ; attempt++) {
		const made = make(draw(...scope, ...identity, String(attempt)));
		if (made !== before || attempt >= MOST_TRIES) return made;
	}
}

const CAPITALS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';

/** A number of the same form: digits for digits, letters for letters, all else as it is. */
export function sameForm(value: string, choice: ValueChoice, kind: string): string {
	const identity = value.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
	return firstOther(
		choice,
		[kind, identity],
		(bytes) => {
			let at = 0;
			const next = (below: number) => byteAt(bytes, at++, below);
			return value.replace(/\p{N}|\p{L}/gu, (sign) => {
				if (/\p{N}/u.test(sign)) return String(next(10));
				const letter = CAPITALS[next(CAPITALS.length)];
				return sign === sign.toUpperCase() ? letter : letter.toLowerCase();
			});
		},
		value,
	);
}

/** As many numbers as wanted from 16 bytes, by walking over them with a stride. */
export function byteAt(bytes: Buffer, at: number, below: number): number {
	const first = bytes[at % bytes.length];
	const second = bytes[(at * 7 + 3 + Math.floor(at / bytes.length)) % bytes.length];
	return (first * 256 + second) % below;
}

/** One of a list. */
export const oneOf = <T>(list: readonly T[], bytes: Buffer): T => list[choose(bytes, list.length)];
