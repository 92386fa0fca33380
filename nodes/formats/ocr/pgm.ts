import type { Picture } from './types';

/** Binary PGM (Netpbm), which every image reader knows. */
export function pgm({ width, height, grey }: Picture): Buffer {
	return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), grey]);
}
