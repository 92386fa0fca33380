import type { Fact } from '../../../shared/contracts/clinical-facts';
import type { Finding, FindingClass } from '../../../shared/contracts/draft-verification';
import type { Chart, Hit } from '../chart/chart';
import type { Reading, Term } from '../reading/read';
import type { Narrative } from '../chart/narrative';

/** What a sentence stands in: the section gives a bare list its meaning. */
export interface Scene {
	readonly section: SectionKind;
	/** Facts that the sentence cites; they decide between equals, they prove nothing. */
	readonly cites: readonly Fact[];
	/** Medicines and measurements of the sentence before, for "it" and "the dose". */
	readonly before: { drugs: readonly Fact[]; labs: readonly Fact[] };
	/** Substances that the other sentences and tables of the section name. */
	readonly allergiesElsewhere: ReadonlySet<Fact>;
}

export type SectionKind =
	| 'allergies'
	| 'admission-diagnosis'
	| 'discharge-diagnosis'
	| 'problems'
	| 'procedures'
	| 'results'
	| 'discharge-medications'
	| 'admission-medications'
	| 'plan'
	| 'instructions'
	| 'immunizations'
	| 'vitals'
	| 'code-status'
	| 'other';

/** What was found out about one sentence so far. */
export class Judgement {
	readonly evidence = new Set<Fact>();
	readonly findings: Finding[] = [];
	/** Tokens that a binder has accounted for. */
	readonly used: Uint8Array;
	readonly drugs: Fact[] = [];
	readonly labs: Fact[] = [];
	readonly allergies = new Set<Fact>();
	/** True where the chart bears out that there is nothing of a kind. */
	groundedWithoutFact = false;

	constructor(
		readonly chart: Chart,
		readonly narrative: Narrative,
		readonly reading: Reading,
		readonly scene: Scene,
	) {
		this.used = new Uint8Array(reading.tokens.length);
	}

	use(from: number, to: number): void {
		this.used.fill(1, from, to);
	}

	support(fact: Fact): void {
		this.evidence.add(fact);
	}

	/** Writes down a fault at these tokens; the same fault is written once. */
	fault(
		cls: FindingClass,
		message: string,
		from: number,
		to: number,
		said: { expected?: string; found?: string } = {},
	): void {
		const { tokens, text } = this.reading;
		const start = tokens[Math.max(0, Math.min(from, tokens.length - 1))]?.start ?? 0;
		const end = tokens[Math.max(0, Math.min(to, tokens.length) - 1)]?.end ?? text.length;
		if (this.findings.some((one) => one.class === cls && one.at?.start === start)) return;
		if (this.findings.length >= 40) return;
		this.findings.push({
			class: cls,
			message,
			at: { start, end },
			...(said.expected !== undefined && { expected: said.expected }),
			found: said.found ?? text.slice(start, end),
		});
	}

	/** The words of the text at these tokens, as written. */
	said(from: number, to: number): string {
		const { tokens, text } = this.reading;
		return text.slice(tokens[from].start, tokens[to - 1].end);
	}

	low(at: number): string {
		return this.reading.tokens[at]?.low ?? '';
	}
}

export const hitsAs = (term: Term, ...kinds: Array<Hit['as']>): Fact[] =>
	term.hits.filter((hit) => kinds.includes(hit.as)).map((hit) => hit.fact);

export const hasConcept = (term: Term, ...kinds: string[]): boolean =>
	term.concepts.some((concept) => kinds.includes(concept.kind));

export const isWhole = (term: Term, fact: Fact): boolean =>
	term.hits.some((hit) => hit.fact === fact && hit.whole);

const SECTIONS: Readonly<Record<string, SectionKind>> = {
	'48765-2': 'allergies',
	'46241-6': 'admission-diagnosis',
	'42347-5': 'admission-diagnosis',
	'11535-2': 'discharge-diagnosis',
	'11450-4': 'problems',
	'11348-0': 'problems',
	'47519-4': 'procedures',
	'30954-2': 'results',
	'10183-2': 'discharge-medications',
	'42346-7': 'admission-medications',
	'18776-5': 'plan',
	'8653-8': 'instructions',
	'11369-6': 'immunizations',
	'8716-3': 'vitals',
	'42348-3': 'code-status',
};

export function sectionKind(code: string, title: string): SectionKind {
	const known = SECTIONS[code];
	if (known !== undefined) return known;
	const low = title.toLowerCase();
	if (low.includes('allerg')) return 'allergies';
	if (low.includes('discharge med')) return 'discharge-medications';
	if (low.includes('admission med') || low.includes('home med')) return 'admission-medications';
	if (low.includes('discharge diag')) return 'discharge-diagnosis';
	if (low.includes('admission diag')) return 'admission-diagnosis';
	if (low.includes('procedure')) return 'procedures';
	if (low.includes('result') || low.includes('laborator')) return 'results';
	if (low.includes('immuni')) return 'immunizations';
	if (low.includes('vital')) return 'vitals';
	if (low.includes('instruction')) return 'instructions';
	if (low.includes('plan') || low.includes('follow')) return 'plan';
	return 'other';
}
