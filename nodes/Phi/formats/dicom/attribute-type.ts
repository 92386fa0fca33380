import { TYPES_BY_SOP_CLASS, TYPES_IN_SEQUENCES } from './facts/type-rows';

/** Type of an attribute in its object: 1 needs a value, 2 may be empty, 3 may be absent (PS3.5 7.4). */
export type AttributeType = 1 | 2 | 3;

type Types = ReadonlyMap<number, AttributeType>;

const STANDARD_SOP_CLASS = '1.2.840.10008.5.1.4.';
const bySopClass = new Map<string, Types>();
const bySequence = new Map<number, Types>();

for (const [heads, types] of blocks(TYPES_BY_SOP_CLASS)) {
	for (const uid of heads.slice(1)) {
		bySopClass.set(uid.startsWith('=') ? uid.slice(1) : STANDARD_SOP_CLASS + uid, types);
	}
}
for (const [[tag], types] of blocks(TYPES_IN_SEQUENCES)) {
	bySequence.set(Number.parseInt(tag!, 16), types);
}

/** Entries that begin in the first column; below each its lines `1 TAG...` and `2 TAG...`. */
function* blocks(text: string): Generator<[heads: string[], types: Types]> {
	for (const block of text.trim().split(/\n(?=\S)/)) {
		const [head, ...rest] = block
			.replaceAll('\n    ', ' ')
			.split(/\n {2}(?=[12] )/)
			.map((line) => line.split(/\s+/));
		const types = new Map<number, AttributeType>();
		for (const [type, ...tags] of rest) {
			for (const tag of tags) types.set(Number.parseInt(tag, 16), Number(type) as AttributeType);
		}
		yield [head!, types];
	}
}

/**
 * The strictest type that `tag` can have where it stands.
 *
 * @param sequence tag of the sequence in whose item it stands; undefined on the top level
 * @returns 1 for objects that are not known: a dummy value breaks none
 */
export function attributeType(
	sopClass: string,
	tag: number,
	sequence: number | undefined,
): AttributeType {
	if (sequence !== undefined) return bySequence.get(tag)?.get(sequence) ?? 3;
	const types = bySopClass.get(sopClass);
	return types === undefined ? 1 : (types.get(tag) ?? 3);
}
