/**
 * Preloaded into a host and its threads: the wall clock jumps back and forth by hours, several times
 * a second, for all threads alike. The monotonic clock goes on.
 */
const RealDate = Date;
const EVERY = 250;
const FARTHEST = 6 * 3_600_000;

function now() {
	const real = RealDate.now();
	const slot = Math.floor(real / EVERY);
	const share = (Math.imul(slot ^ (slot >>> 15), 0x9e3779b1) >>> 0) / 2 ** 32;
	return real + Math.round((2 * share - 1) * FARTHEST);
}

globalThis.Date = class Date extends RealDate {
	constructor(...given) {
		if (given.length === 0) super(now());
		else super(...given);
	}

	static now() {
		return now();
	}
};
