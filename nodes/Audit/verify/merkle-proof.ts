import { nodeHash, EMPTY_ROOT } from '../../shared/ledger/merkle';

/** Largest power of two below `size`, which is at least 2 (RFC 6962 2.1). */
function split(size: number): number {
	let width = 1;
	while (width * 2 < size) width *= 2;
	return width;
}

/** Merkle tree hash of leaves[from, to) (RFC 6962 2.1). */
export function rootOf(leaves: readonly Buffer[], from = 0, to = leaves.length): Buffer {
	if (from === to) return EMPTY_ROOT;
	if (to - from === 1) return leaves[from];
	const middle = from + split(to - from);
	return nodeHash(rootOf(leaves, from, middle), rootOf(leaves, middle, to));
}

/**
 * The audit path of a leaf in the tree of all leaves, from the leaf upwards (RFC 6962 2.1.1).
 *
 * @param index of the leaf, from 0
 */
export function inclusionPath(leaves: readonly Buffer[], index: number): Buffer[] {
	const path: Buffer[] = [];
	let from = 0;
	let to = leaves.length;
	while (to - from > 1) {
		const middle = from + split(to - from);
		if (index < middle) {
			path.push(rootOf(leaves, middle, to));
			to = middle;
		} else {
			path.push(rootOf(leaves, from, middle));
			from = middle;
		}
	}
	return path.reverse();
}

/**
 * The root that a path leads to (RFC 9162 2.1.3.2).
 *
 * @returns undefined when the path cannot belong to that place in a tree of that size
 */
export function rootFromPath(
	leaf: Buffer,
	index: number,
	size: number,
	path: readonly Buffer[],
): Buffer | undefined {
	if (!(index >= 0 && index < size)) return undefined;
	let place = index;
	let lastPlace = size - 1;
	let root = leaf;
	for (const sibling of path) {
		if (lastPlace === 0) return undefined;
		if (place % 2 === 1 || place === lastPlace) {
			root = nodeHash(sibling, root);
			while (place % 2 === 0 && place !== 0) {
				place = Math.floor(place / 2);
				lastPlace = Math.floor(lastPlace / 2);
			}
		} else root = nodeHash(root, sibling);
		place = Math.floor(place / 2);
		lastPlace = Math.floor(lastPlace / 2);
	}
	return lastPlace === 0 ? root : undefined;
}
