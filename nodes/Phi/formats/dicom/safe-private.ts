import { SAFE_PRIVATE_ROWS } from './facts/safe-private-rows';

const safe = new Map<string, ReadonlySet<number>>();

for (const line of SAFE_PRIVATE_ROWS.trim().split('\n')) {
	const [creator, groups] = line.split('|');
	const elements = new Set<number>();
	for (const part of groups!.split(';')) {
		const [group, ...ranges] = part.split(' ');
		for (const range of ranges) {
			const [first, last = first] = range.split('-').map((digits) => Number.parseInt(digits, 16));
			for (let element = first!; element <= last!; element++) {
				elements.add(Number.parseInt(group!, 16) * 0x100 + element);
			}
		}
	}
	safe.set(creator!, elements);
}

/**
 * Whether PS3.15 Table E.3.10-1 names the private element as known to be safe.
 *
 * @param creator value of the Private Creator of its block
 */
export function isSafePrivate(creator: string, tag: number): boolean {
	return safe.get(creator)?.has((tag >>> 16) * 0x100 + (tag & 0xff)) ?? false;
}
