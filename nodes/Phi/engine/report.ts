import type { ManifestEntry, PhiFinding, PhiType, ReviewReason } from '../types';

/** Offsets of one kind of finding that a manifest lists. */
const MAX_OFFSETS = 1000;
/** Review reasons of one record: a thousand of the same say no more than fifty. */
const MAX_REASONS = 200;

interface Line {
	type: ManifestEntry['type'];
	rule: string;
	action: string;
	count: number;
	score?: number;
	offsets?: Array<readonly [number, number]>;
}

/** Gathers what was done to one record. Holds no value of it. */
export class Report {
	private readonly lines: Line[] = [];
	/** The same by rule: they are few for each, and a rule is a string that is there already. */
	private readonly byRule = new Map<string, Line[]>();
	private readonly reasons = new Map<string, ReviewReason>();

	/** @param rule rule, element path without indexes, or field */
	did(action: string, type: PhiType | 'OTHER', rule: string, count = 1, score?: number): void {
		this.count(this.line(action, type, rule), count, score);
	}

	private count(line: Line, count: number, score: number | undefined): void {
		line.count += count;
		if (score !== undefined) line.score = Math.min(line.score ?? 1, score);
	}

	/** @param offset into the input; left out for text inside of a structured record */
	found(action: string, finding: PhiFinding, offset?: readonly [number, number]): void {
		const line = this.line(action, finding.type, finding.rule);
		this.count(line, 1, finding.score);
		if (offset === undefined) return;
		line.offsets ??= [];
		if (line.offsets.length < MAX_OFFSETS) line.offsets.push(offset);
	}

	/** The same reason at the same place counts once. */
	review(code: string, message: string, at?: string): void {
		const key = `${code} ${at ?? ''}`;
		if (this.reasons.size >= MAX_REASONS || this.reasons.has(key)) return;
		this.reasons.set(key, { code, message, ...(at !== undefined && { at }) });
	}

	get manifest(): ManifestEntry[] {
		return [...this.lines];
	}

	get reviews(): ReviewReason[] {
		return [...this.reasons.values()];
	}

	private line(action: string, type: Line['type'], rule: string): Line {
		const some = this.byRule.get(rule);
		const before = some?.find((one) => one.type === type && one.action === action);
		if (before !== undefined) return before;
		const line = { type, rule, action, count: 0 };
		this.lines.push(line);
		if (some === undefined) this.byRule.set(rule, [line]);
		else some.push(line);
		return line;
	}
}
