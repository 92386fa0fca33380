import { random } from '../../../unit/dicom-net/build.ts';

/** Repeatable chance: the same seed gives the same throws. */
export class Dice {
	private readonly next: () => number;

	constructor(seed: number) {
		this.next = random(seed);
	}

	/** An integer from 0 to below `limit`. */
	below(limit: number): number {
		return Math.floor(this.next() * limit);
	}

	/** An integer from `low` to `high`, both included. */
	between(low: number, high: number): number {
		return low + this.below(high - low + 1);
	}

	/** True once in `times`. */
	once(times: number): boolean {
		return this.below(times) === 0;
	}

	pick<T>(from: readonly T[]): T {
		return from[this.below(from.length)]!;
	}

	bytes(length: number): Buffer {
		const bytes = Buffer.allocUnsafe(length);
		for (let at = 0; at < length; at++) bytes[at] = this.below(256);
		return bytes;
	}
}

/** Seeds of neighbouring numbers must not give similar throws. */
export function mixed(seed: number, number: number): number {
	let mix = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(number + 1, 0xc2b2ae35);
	mix = Math.imul(mix ^ (mix >>> 15), 0x2c1b3c6d);
	return (mix ^ (mix >>> 13)) >>> 0;
}
