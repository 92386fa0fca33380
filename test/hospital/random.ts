import { createHash } from 'node:crypto';

/** A reproducible source of numbers: equal seeds give equal sequences. Not for secrets. */
export class Random {
	private state: number;

	constructor(...seed: readonly (string | number)[]) {
		this.state = digest(seed).readUInt32LE();
	}

	/** Uniform in [0, 1): the mulberry32 generator. */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	}

	/** Uniform in [from, to). */
	between(from: number, to: number): number {
		return from + (to - from) * this.next();
	}

	/** Whole number from `from` to `to`, both included. */
	integer(from: number, to: number): number {
		return Math.floor(this.between(from, to + 1));
	}

	/** Standard normal: mean 0, standard deviation 1 (Box and Muller). */
	normal(): number {
		return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
	}

	pick<T>(values: readonly T[]): T {
		return values[this.integer(0, values.length - 1)] as T;
	}

	/** A new array in random order (Fisher and Yates). */
	shuffle<T>(values: readonly T[]): T[] {
		const shuffled = [...values];
		for (let last = shuffled.length - 1; last > 0; last--) {
			const other = this.integer(0, last);
			[shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
		}
		return shuffled;
	}
}

/**
 * A DICOM UID under 2.25, derived from a name. Always 44 characters, so that it can be replaced
 * inside an encoded header without moving anything.
 * Source: PS3.5 B.2; the 128 bits are a custom UUID (RFC 9562 5.8) whose first bit is set, which
 * keeps the decimal number at 39 digits.
 */
export function uidOf(...name: readonly (string | number)[]): string {
	const bytes = digest(['uid', ...name]).subarray(0, 16);
	bytes[0] = (bytes[0] as number) | 0x80;
	bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
	bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
	return `2.25.${BigInt(`0x${bytes.toString('hex')}`)}`;
}

const digest = (parts: readonly (string | number)[]): Buffer =>
	createHash('sha256').update(JSON.stringify(parts)).digest();
