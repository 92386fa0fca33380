import type { ReadField } from '../reading';

/** PL: point of care, room, bed and the rest, from the large to the small, as words. */
export function placeName(field: ReadField | undefined): string | undefined {
	if (field === undefined) return undefined;
	const [careUnit, room, bed, facility, building, floor, words] = [
		field.text(1),
		field.text(2),
		field.text(3),
		field.text(4),
		field.text(7),
		field.text(8),
		field.text(9),
	];
	const parts = [facility, building, floor, careUnit, room, bed, words].filter(
		(part) => part !== undefined,
	);
	return parts.length > 0 ? parts.join(' / ') : undefined;
}
