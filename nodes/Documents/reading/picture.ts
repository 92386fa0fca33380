import type { Picture } from '../../formats/ocr';

const DARK = 128;

export const isDark = (value: number): boolean => value < DARK;

/** Share of dark pixels, 0 to 1. */
export function ink({ grey }: Picture): number {
	let dark = 0;
	for (const value of grey) if (value < DARK) dark += 1;
	return grey.length === 0 ? 0 : dark / grey.length;
}

/** Turned clockwise by a quarter, a half or three quarters. */
export function turned(picture: Picture, by: 0 | 90 | 180 | 270): Picture {
	const { width, height, grey } = picture;
	if (by === 0) return picture;
	if (by === 180) return { width, height, grey: Uint8Array.from(grey).reverse() };
	const to = new Uint8Array(grey.length);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const at = by === 90 ? x * height + (height - 1 - y) : (width - 1 - x) * height + y;
			to[at] = grey[y * width + x]!;
		}
	}
	return { width: height, height: width, grey: to };
}

/**
 * Rotated about its middle by `degrees` counter-clockwise, bilinear, white where nothing was; writing
 * that stands askew clockwise by so much becomes level.
 */
export function rotated({ width, height, grey }: Picture, degrees: number): Picture {
	const radians = (degrees * Math.PI) / 180;
	const [sin, cos] = [Math.sin(radians), Math.cos(radians)];
	const [midX, midY] = [width / 2, height / 2];
	const to = new Uint8Array(grey.length).fill(255);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const fromX = midX + (x - midX) * cos - (y - midY) * sin;
			const fromY = midY + (x - midX) * sin + (y - midY) * cos;
			const left = Math.floor(fromX);
			const top = Math.floor(fromY);
			if (left < 0 || top < 0 || left + 1 >= width || top + 1 >= height) continue;
			const at = top * width + left;
			const across = fromX - left;
			const down = fromY - top;
			const above = grey[at]! * (1 - across) + grey[at + 1]! * across;
			const below = grey[at + width]! * (1 - across) + grey[at + width + 1]! * across;
			to[y * width + x] = above * (1 - down) + below * down;
		}
	}
	return { width, height, grey: to };
}

/** Specks of noise (dark pixels with at most one dark neighbour) made white. */
export function withoutSpecks({ width, height, grey }: Picture): Picture {
	const to = Uint8Array.from(grey);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const at = y * width + x;
			if (grey[at]! >= DARK) continue;
			let neighbours = 0;
			for (let down = Math.max(0, y - 1); down <= Math.min(height - 1, y + 1); down++) {
				for (let across = Math.max(0, x - 1); across <= Math.min(width - 1, x + 1); across++) {
					if (grey[down * width + across]! < DARK) neighbours += 1;
				}
			}
			// The pixel counts itself.
			if (neighbours <= 2) to[at] = 255;
		}
	}
	return { width, height, grey: to };
}

/** Whether there is anything but white within a rectangle: the darkest against the lightest, 0 to 1. */
export function contrast(
	{ width, height, grey }: Picture,
	left: number,
	top: number,
	right: number,
	bottom: number,
): number {
	let least = 255;
	let most = 0;
	const [fromX, toX] = [Math.max(0, Math.floor(left)), Math.min(width, Math.ceil(right))];
	const [fromY, toY] = [Math.max(0, Math.floor(top)), Math.min(height, Math.ceil(bottom))];
	for (let y = fromY; y < toY; y++) {
		for (let x = fromX; x < toX; x++) {
			const value = grey[y * width + x]!;
			if (value < least) least = value;
			if (value > most) most = value;
		}
	}
	return Math.max(0, most - least) / 255;
}
