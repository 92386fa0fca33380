import type { PhiFinding, TraceStep } from '../types';
import { step } from './found';

/** Order among findings of one stretch: what the chart says first, then the surest. */
function weight(finding: PhiFinding): number {
	return finding.score + (finding.source === 'known' ? 1 : 0);
}

/**
 * Joins findings that overlap into one over their union: what one rule saw and another did not is
 * hidden too. The type, role and rule are those of the surest. Sorted, disjoint.
 */
export function union(findings: readonly PhiFinding[], traced: boolean): PhiFinding[] {
	const sorted = [...findings].sort((a, b) => a.start - b.start || b.end - a.end);
	const made: PhiFinding[] = [];
	for (const finding of sorted) {
		const before = made.at(-1);
		if (before === undefined || finding.start >= before.end) {
			made.push(finding);
			continue;
		}
		made[made.length - 1] = joined(before, finding, traced);
	}
	return made;
}

function joined(a: PhiFinding, b: PhiFinding, traced: boolean): PhiFinding {
	const best = weight(b) > weight(a) ? b : a;
	const other = best === a ? b : a;
	const role = best.role === 'unknown' && other.type === best.type ? other.role : best.role;
	const trace: TraceStep[] | undefined = traced
		? [
				...(best.trace ?? []),
				step('merge', `joined with ${other.rule} over the same stretch`, best.score),
			]
		: undefined;
	const { type, source, rule, score } = best;
	const [start, end] = [Math.min(a.start, b.start), Math.max(a.end, b.end)];
	const made = { start, end, type, role, source, rule, score };
	return trace === undefined ? made : { ...made, trace };
}

/** Findings that no other of a sorted, disjoint list touches. */
export function outside(
	findings: readonly PhiFinding[],
	taken: readonly PhiFinding[],
): PhiFinding[] {
	const made: PhiFinding[] = [];
	let at = 0;
	for (const finding of findings) {
		while (at < taken.length && (taken[at] as PhiFinding).end <= finding.start) at++;
		const next = taken[at];
		if (next === undefined || next.start >= finding.end) made.push(finding);
	}
	return made;
}
