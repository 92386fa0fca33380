import type { DataSet, Element } from './data-set';
import { Parser } from './parser';
import { IMPLICIT_LITTLE } from './transfer-syntax';

const known = new WeakMap<Element, readonly DataSet[]>();

/**
 * Reads the value of a UN element as a sequence in implicit VR little endian (PS3.5 6.2.2).
 * Gives no items when the bytes are something else: UN promises nothing about its value.
 */
export function unknownSequence(set: DataSet, element: Element): readonly DataSet[] {
	let items = known.get(element);
	if (items === undefined) {
		const { offset, length } = element;
		try {
			const parser = new Parser(set.buffer);
			items = parser.items(set, IMPLICIT_LITTLE, offset, offset + length, false, 0).items;
		} catch {
			items = [];
		}
		known.set(element, items);
	}
	return items;
}
