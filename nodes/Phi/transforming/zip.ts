import type { ZipRule } from '../profiles/index';

/** Codes of forces and ships abroad (AA, AE, AP): no area of a population. */
const MILITARY = /^(?:09\d|340|96[2-6])$/;

/** Areas that no post office has: nobody can say how many people live there. */
const UNASSIGNED = new Set(
	(
		'000 001 002 003 004 099 213 269 343 345 348 353 419 428 429 517 518 519 529 533 536 552 ' +
		'568 578 579 589 621 632 642 643 659 663 682 694 695 696 697 698 699 702 709 715 732 742 ' +
		'771 817 818 819 839 848 849 854 858 861 862 866 867 868 869 876 886 887 888 892 896 899 ' +
		'909 929 987'
	).split(' '),
);

const USA = new Set([
	'us',
	'usa',
	'u.s.',
	'u.s.a.',
	'united states',
	'united states of america',
	'840',
]);
/** Countries of their own in address books, areas of the postal service of the United States. */
const TERRITORIES = new Set(['pr', 'vi', 'gu', 'as', 'mp', 'puerto rico', 'guam']);

/**
 * What stays of a ZIP code (45 CFR 164.514(b)(2)(i)(B)).
 *
 * @param country of the address; of the profile where the address names none
 * @returns undefined where nothing stays: no ZIP code of the United States
 */
export function zipOf(
	value: string,
	country: string,
	rule: ZipRule,
	restricted: ReadonlySet<string>,
): string | undefined {
	if (rule === 'keep') return value;
	if (rule === 'remove') return undefined;
	const where = country.trim().toLowerCase();
	if (!USA.has(where) && !TERRITORIES.has(where)) return undefined;
	const area = /^\s*(\d{3})\d{2}(?:[\s-]?\d{4})?\s*$/.exec(value)?.[1] ?? alone(value);
	if (area === undefined) return undefined;
	const isHidden = restricted.has(area) || UNASSIGNED.has(area) || MILITARY.test(area);
	return isHidden ? '000' : area;
}

/** Three digits may have been left by somebody before: `021`, `021**`. */
const alone = (value: string): string | undefined =>
	/^\s*(\d{3})(?:[Xx*]{2})?\s*$/.exec(value)?.[1];
