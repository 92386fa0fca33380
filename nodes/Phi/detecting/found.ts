import type { FindingSource, PhiFinding, PhiRole, PhiType, TraceStep } from '../types';
import type { PreparedText } from './types';

/** What a rule says of what it found. */
export interface Claim {
	readonly type: PhiType;
	readonly rule: string;
	readonly score: number;
	readonly role?: PhiRole;
	readonly source?: FindingSource;
	/** Steps after the pattern, in plain words. */
	readonly steps?: readonly TraceStep[];
}

let isTraced = true;

/** Runs `work` with findings that say how they came about, or without: to keep that costs time. */
export function traced<T>(on: boolean, work: () => T): T {
	const before = isTraced;
	isTraced = on;
	try {
		return work();
	} finally {
		isTraced = before;
	}
}

/** A finding over a stretch of the folded text, in offsets of the text as given. */
export function found(
	prepared: PreparedText,
	start: number,
	end: number,
	claim: Claim,
): PhiFinding {
	const [from, to] = prepared.origin(start, end);
	const { type, role = 'unknown', source = 'rule', rule, score, steps } = claim;
	const made = { start: from, end: to, type, role, source, rule, score };
	return steps === undefined || !isTraced ? made : { ...made, trace: steps };
}

/** The same over tokens: from the first to the last, both counted in. */
export function foundTokens(
	prepared: PreparedText,
	first: number,
	last: number,
	claim: Claim,
): PhiFinding {
	return found(prepared, prepared.starts[first] as number, prepared.ends[last] as number, claim);
}

/** A step of a trace. */
export function step(kind: TraceStep['step'], detail: string, score: number): TraceStep {
	return { step: kind, detail, score };
}
