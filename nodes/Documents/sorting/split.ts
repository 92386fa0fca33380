import type { PatientClaim } from '../claims/claims';
import { classify, headingOf, scoresOf } from './classify';
import type { DocumentKind } from './kinds';
import type { PageFacts } from './page-facts';

/** Why a new document was taken to begin, as a code. */
export type Boundary =
	| 'first-page'
	| 'page-one'
	| 'last-page-before'
	| 'heading'
	| 'other-kind'
	| 'patient-block'
	| 'other-patient'
	| 'after-cover'
	| 'other-count';

export interface Split {
	/** Indexes of the pages. */
	readonly pages: readonly number[];
	readonly because: Boundary;
	/** That it begins and ends where it does, 0 to 1. */
	readonly confidence: number;
}

/** What is known of a page without any sign: most pages go on with what was before. */
const PRIOR = -1.2;

/** @param claims what each page says about its patient */
export function split(
	pages: readonly PageFacts[],
	claims: ReadonlyArray<readonly PatientClaim[]>,
): Split[] {
	const made: { pages: number[]; because: Boundary; confidence: number }[] = [];
	for (const [index, page] of pages.entries()) {
		const open = made.at(-1);
		if (open === undefined) {
			made.push({ pages: [0], because: 'first-page', confidence: 1 });
			continue;
		}
		const before = lastWritten(pages, open.pages);
		const { odds, because } = weigh(
			pages[before]!,
			page,
			claims[before] ?? [],
			claims[index] ?? [],
			open.pages.map((at) => pages[at]!),
		);
		const begins = 1 / (1 + Math.exp(-odds));
		// A doubt about a boundary is one about both sides of it.
		const sure = Math.max(begins, 1 - begins);
		open.confidence = Math.min(open.confidence, sure);
		if (begins > 0.5) made.push({ pages: [index], because, confidence: sure });
		else open.pages.push(index);
	}
	return made;
}

/** The page before, or the one before blank sides. */
const lastWritten = (pages: readonly PageFacts[], own: readonly number[]): number =>
	own.findLast((index) => pages[index]!.text !== '') ?? own.at(-1)!;

interface Weighed {
	readonly odds: number;
	readonly because: Boundary;
}

function weigh(
	before: PageFacts,
	page: PageFacts,
	claimsBefore: readonly PatientClaim[],
	claims: readonly PatientClaim[],
	open: readonly PageFacts[],
): Weighed {
	if (page.text === '') return { odds: -4, because: 'heading' };
	let odds = PRIOR;
	let because: Boundary = 'heading';
	let strongest = 0;
	const add = (weight: number, reason?: Boundary): void => {
		odds += weight;
		if (reason !== undefined && weight > strongest) [strongest, because] = [weight, reason];
	};
	const heading = headingOf(page);
	const [first] = open as [PageFacts, ...PageFacts[]];
	if (page.counted?.page === 1) add(4, 'page-one');
	if (page.counted !== undefined && page.counted.page > 1) {
		const follows =
			before.counted?.page === page.counted.page - 1 && before.counted.of === page.counted.of;
		if (follows) add(-5);
		else if (before.counted === undefined) add(-1);
		else add(1.5, 'other-count');
	}
	if (before.counted !== undefined && before.counted.page === before.counted.of) {
		add(3, 'last-page-before');
	}
	if (
		before.counted !== undefined &&
		before.counted.page < before.counted.of &&
		page.counted === undefined
	)
		add(-1.5);
	if (headingOf(before) === 'fax-cover' && heading !== 'fax-cover') add(4, 'after-cover');
	if (heading !== undefined) {
		const same = heading === headingOf(first);
		add(same && sameTop(first, page) ? 0.8 : 3.2, 'heading');
	}
	if (heading === undefined) add(otherKind(page, open), 'other-kind');
	const named = namesPatient(claims);
	if (named) add(1.3, 'patient-block');
	if (page.continued) add(-3.5);
	if (otherPatient(claimsBefore, claims)) add(4.5, 'other-patient');
	// A patient named in full on both pages makes their tops alike, and says nothing of one document.
	if (heading === undefined && !named && sameTop(before, page)) add(-1.5);
	return { odds, because };
}

/** How much the words of a page speak for a document of another kind than the one that is open. */
function otherKind(page: PageFacts, open: readonly PageFacts[]): number {
	const own = best(page);
	if (own === undefined || own.kind === classify(open).kind) return 0;
	if (own.score >= 2.5) return 3;
	return own.score >= 1.5 ? 1 : 0;
}

function best(page: PageFacts): { kind: DocumentKind; score: number } | undefined {
	const [first] = [...scoresOf(page)].sort(([, one], [, other]) => other - one);
	return first && { kind: first[0], score: first[1] };
}

/** First pages say who the patient is in full; the ones after it at most name and number. */
function namesPatient(claims: readonly PatientClaim[]): boolean {
	const kinds = new Set(claims.map(({ kind }) => kind));
	return kinds.has('patient-name') && kinds.has('birth-date');
}

/** Pages of one document often carry the same lines at the top. */
function sameTop(one: PageFacts, other: PageFacts): boolean {
	const letters = (line: string): string => line.replace(/[^a-z]/g, '');
	const lines = new Set(
		one.top
			.slice(0, 4)
			.map(letters)
			.filter((line) => line.length >= 8),
	);
	return other.top.slice(0, 4).some((line) => lines.has(letters(line)));
}

/** Numbers and birth dates tell people apart; a name may be written in many ways. */
function otherPatient(one: readonly PatientClaim[], other: readonly PatientClaim[]): boolean {
	return (['birth-date', 'medical-record-number'] as const).some((kind) => {
		const [mine] = one.filter((claim) => claim.kind === kind && claim.confidence >= 0.6);
		const [yours] = other.filter((claim) => claim.kind === kind && claim.confidence >= 0.6);
		if (mine?.normal === undefined || yours?.normal === undefined) return false;
		return mine.normal !== yours.normal && !nearly(mine.normal, yours.normal);
	});
}

/**
 * One sign apart, or signs that text recognition takes for each other, may be a misreading; that is for
 * people to tell, not a reason to take pages apart.
 */
function nearly(one: string, other: string): boolean {
	if (one.length !== other.length) return false;
	const [mine, yours] = [folded(one), folded(other)];
	return [...mine].filter((sign, at) => sign !== yours[at]).length <= 1;
}

const ALIKE = ['Z27', 'O0DQ', 'IL1', 'S5', 'B8', 'G6'];

const folded = (text: string): string =>
	[...text.toUpperCase()]
		.map((sign) => ALIKE.find((group) => group.includes(sign))?.[0] ?? sign)
		.join('');
