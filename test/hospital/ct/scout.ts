import { HeadPhantom, HU } from './phantom.ts';

/** Side length of a localizer in pixels, and millimetres per pixel. */
export const SCOUT_SIZE = 128;
export const SCOUT_SPACING = 2;

/** The two views of a localizer: rows run to the left (frontal) or to the back (lateral). */
export const SCOUT_VIEWS = [
	{ name: 'frontal', rowDirection: ['1', '0', '0'] },
	{ name: 'lateral', rowDirection: ['0', '1', '0'] },
] as const;

const EXTENT = SCOUT_SIZE * SCOUT_SPACING;
const STEP = 4;

/** Centre of the first pixel: the upper corner to the right of the patient, or at the front. */
export const SCOUT_CORNER = -(EXTENT - SCOUT_SPACING) / 2;

/**
 * A projection radiograph of the head: mean attenuation along each ray, scaled so that air is -1000
 * and the densest ray about +1000.
 */
export function scoutView(seed: number | string, view: 'frontal' | 'lateral'): Float32Array {
	const phantom = new HeadPhantom(seed);
	const values = new Float32Array(SCOUT_SIZE ** 2);
	for (let row = 0; row < SCOUT_SIZE; row++) {
		const superior = -SCOUT_CORNER - row * SCOUT_SPACING;
		for (let column = 0; column < SCOUT_SIZE; column++) {
			const across = SCOUT_CORNER + column * SCOUT_SPACING;
			let attenuation = 0;
			for (let along = -EXTENT / 2; along < EXTENT / 2; along += STEP) {
				const point = view === 'frontal' ? [across, along] : [along, across];
				attenuation += phantom.at(point[0] as number, point[1] as number, superior) - HU.air;
			}
			const mean = (attenuation * STEP) / EXTENT;
			values[row * SCOUT_SIZE + column] = HU.air + mean * 1.8;
		}
	}
	return values;
}
