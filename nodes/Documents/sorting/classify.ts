import { KIND_RULES, type DocumentKind, type KindRules } from './kinds';
import type { PageFacts } from './page-facts';

export interface Classified {
	readonly kind: DocumentKind;
	/** 0 to 1. */
	readonly confidence: number;
	/** The runner-up, when it is not far behind. */
	readonly second?: DocumentKind;
}

/** A heading counts for as much as three words of the text. */
const TITLE = 3;
const LONGEST_TITLE = 70;
/** What the absence of every sign weighs. */
const NOTHING = 1.1;
const SHARPNESS = 1.25;
/** Rules are never certain. */
const SUREST = 0.99;

/** How much speaks for each kind, on one page. */
export function scoresOf({ text, top }: PageFacts): Map<DocumentKind, number> {
	const scores = new Map<DocumentKind, number>();
	for (const rules of KIND_RULES) {
		const title = titleAt(rules, top) === undefined ? 0 : TITLE;
		const signs = rules.signs.reduce(
			(sum, { pattern, weight }) => sum + (pattern.test(text) ? weight : 0),
			0,
		);
		if (title + signs > 0) scores.set(rules.kind, title + signs);
	}
	return scores;
}

/** Index of the line that reads like a heading of the kind. */
export function titleAt({ titles }: KindRules, lines: readonly string[]): number | undefined {
	const at = lines.findIndex(
		(line) => line.length <= LONGEST_TITLE && titles.some((title) => title.test(line)),
	);
	return at === -1 ? undefined : at;
}

/** The kind whose heading stands highest on the page; headings of sections come later. */
export function headingOf({ top }: PageFacts): DocumentKind | undefined {
	const found = KIND_RULES.map((rules) => ({ kind: rules.kind, at: titleAt(rules, top) }))
		.filter((one): one is { kind: DocumentKind; at: number } => one.at !== undefined)
		.sort((one, other) => one.at - other.at);
	return found[0]?.kind;
}

/** @param pages of one document: the first says most */
export function classify(pages: readonly PageFacts[]): Classified {
	const [first] = pages;
	if (first === undefined || pages.every(({ text }) => text === '')) {
		return { kind: 'blank', confidence: SUREST };
	}
	const sums = new Map<DocumentKind, number>();
	const heading = headingOf(first);
	if (heading !== undefined) sums.set(heading, 1.5);
	for (const [index, page] of pages.entries()) {
		for (const [kind, score] of scoresOf(page)) {
			sums.set(kind, (sums.get(kind) ?? 0) + score * (index === 0 ? 1 : 0.4));
		}
	}
	const ranked = [...sums].sort(([, one], [, other]) => other - one);
	const [best, second] = ranked;
	if (best === undefined) return { kind: 'other', confidence: 0.5 };
	const share = (score: number): number => Math.exp(SHARPNESS * Math.min(score, 12));
	const others = ranked.slice(1).reduce((sum, [, score]) => sum + share(score), 0);
	const nothing = Math.exp(SHARPNESS * NOTHING);
	const confidence = Math.min(SUREST, share(best[1]) / (share(best[1]) + others + nothing));
	if (best[1] < 1) return { kind: 'other', confidence: 1 - confidence };
	return {
		kind: best[0],
		confidence,
		...(second !== undefined && confidence < 0.9 && { second: second[0] }),
	};
}
