import type { Hl7Value } from './element';
import { parsePath } from './path';
import type { Segment } from './segment';

/** Segments that belong together: an order with its results. */
export class SegmentGroup {
	constructor(readonly segments: readonly Segment[]) {}

	/** The first segment of that name, or the n-th. */
	segment(name: string, occurrence = 1): Segment | undefined {
		return this.named(name)[occurrence - 1];
	}

	named(name: string): Segment[] {
		return this.segments.filter((segment) => segment.name === name);
	}

	/** The value at `OBR-4.1`, `OBX[2]-5`, counted within the group. */
	get(path: string): Hl7Value {
		const parsed = parsePath(path);
		return this.segment(parsed.segment, parsed.occurrence)?.at(parsed);
	}
}

/**
 * Cuts a run of segments into groups. A group begins with the first of `starts` that comes; it goes on
 * until one comes that it already has, or that stands before one that it has: with `ORC, OBR` each
 * order begins at its ORC, and where an order has several OBR, each further one begins a group of its
 * own. What stands before the first group is left out.
 *
 * @param starts names in their order within a group
 */
export function groupsOf(segments: readonly Segment[], starts: readonly string[]): SegmentGroup[] {
	const groups: Segment[][] = [];
	let reached = -1;
	for (const segment of segments) {
		const rank = starts.indexOf(segment.name);
		if (rank !== -1 && (groups.length === 0 || rank <= reached)) {
			groups.push([segment]);
			reached = rank;
			continue;
		}
		if (rank !== -1) reached = rank;
		groups.at(-1)?.push(segment);
	}
	return groups.map((group) => new SegmentGroup(group));
}
