import type { Picture } from './types';

/** Grey levels, both included. */
export interface Ink {
	readonly from: number;
	readonly to: number;
}

const MOST_INKS = 4;
const FEWEST_PIXELS = 40;

/**
 * The grey levels in which text may be written. Scanners burn letters in with one level, mostly the
 * brightest; anatomy and noise spread over many. Such a level stands out of its neighbours.
 */
export function inksOf({ grey }: Picture): Ink[] {
	const counts = new Uint32Array(256);
	for (const value of grey) counts[value]!++;
	const background = counts.indexOf(counts.reduce((most, one) => Math.max(most, one), 0));
	const spikes: { level: number; count: number }[] = [];
	for (let level = 0; level < 256; level++) {
		const count = counts[level]!;
		if (level === background || count < FEWEST_PIXELS) continue;
		// A picture of few levels that was stretched has gaps: its neighbours are further away.
		const below = counts.findLastIndex((one, at) => at < level && one > 0);
		const above = counts.findIndex((one, at) => at > level && one > 0);
		const usual = Math.max(counts[below] ?? 0, counts[above] ?? 0);
		if (count > 4 * usual) spikes.push({ level, count });
	}
	const levels = spikes.sort((one, other) => other.count - one.count).slice(0, MOST_INKS);
	const inks = levels.map(({ level }) => ({ from: level, to: level }));
	// Smoothed letters are nearly as bright as can be.
	return background < 128 ? [...inks, { from: 235, to: 255 }] : [...inks, { from: 0, to: 20 }];
}

/** Two tones: black where the picture has one of the levels, else white. */
export const written = ({ width, height, grey }: Picture, { from, to }: Ink): Picture => ({
	width,
	height,
	grey: grey.map((value) => (value >= from && value <= to ? 0 : 255)),
});
