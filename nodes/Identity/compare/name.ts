import type { HumanName } from '../chart/resources';
import { sameFolded, scriptOf } from './fold';

/** `agree` and `differ` are findings; `absent` means that one side has nothing to compare. */
export type Comparison = 'agree' | 'differ' | 'absent';

interface NameParts {
	family: string;
	/** Given and middle names, one word each. */
	given: string[];
	suffix: string;
}

/**
 * Compares a DICOM Person Name (PS3.5 6.2.1) with the names in the chart.
 *
 * The family name and the first given name must agree in full. Further given names may be missing on
 * one side or be initials, but must not contradict. Suffixes must not contradict, because they tell
 * father and son apart. Names that are no longer in use do not count.
 *
 * A DICOM name has up to three groups (alphabetic, ideographic, phonetic). Each is compared with the
 * chart's names in the same script; one that contradicts all of them is a difference, even when
 * another group agrees.
 */
export function compareNames(
	dicomName: string,
	chartNames: readonly HumanName[] = [],
	now = new Date(),
): Comparison {
	const current = chartNames.filter((name) => isCurrent(name, now));
	let result: Comparison = 'absent';
	for (const group of dicomName.split('=').slice(0, 3)) {
		const ours = parseGroup(group);
		if (ours === undefined) continue;
		const script = scriptOf(group);
		const comparable = current.map(partsOf).filter((theirs) => scriptOf(textOf(theirs)) === script);
		const complete = comparable.filter(({ family, given }) => family !== '' && given.length > 0);
		if (complete.some((theirs) => agrees(ours, theirs))) result = 'agree';
		else if (comparable.some((theirs) => contradicts(ours, theirs))) return 'differ';
	}
	return result;
}

/** True when only what both sides have is compared, and all of it agrees. */
function agrees(ours: NameParts, theirs: NameParts): boolean {
	return (
		ours.given.length > 0 &&
		sameFolded(ours.family, theirs.family) &&
		givenAgree(ours.given, theirs.given) &&
		suffixAgrees(ours.suffix, theirs.suffix)
	);
}

function contradicts(ours: NameParts, theirs: NameParts): boolean {
	if (theirs.family !== '' && !sameFolded(ours.family, theirs.family)) return true;
	const both = ours.given.length > 0 && theirs.given.length > 0;
	if (both && !givenAgree(ours.given, theirs.given)) return true;
	return !suffixAgrees(ours.suffix, theirs.suffix);
}

function givenAgree(ours: string[], theirs: string[]): boolean {
	if (sameFolded(ours.join(''), theirs.join(''))) return true;
	const [first = '', ...others] = ours;
	const [theirFirst = '', ...theirOthers] = theirs;
	if (!sameFolded(first, theirFirst)) return false;
	return others.every((name, index) => {
		const their = theirOthers[index];
		return their === undefined || sameFolded(name, their) || isInitial(name, their);
	});
}

/** `M` or `M.` stands for `Maria`. */
function isInitial(one: string, other: string): boolean {
	const [short, long] = one.length <= other.length ? [one, other] : [other, one];
	const letter = short.replace(/\.$/, '');
	return [...letter].length === 1 && sameFolded(letter, [...long][0] ?? '');
}

const suffixAgrees = (ours: string, theirs: string): boolean =>
	ours === '' || theirs === '' || sameFolded(ours, theirs);

/** family^given^middle^prefix^suffix */
function parseGroup(group: string): NameParts | undefined {
	const [family = '', given = '', middle = '', , suffix = ''] = group.split('^');
	if (family.trim() === '' && given.trim() === '') return undefined;
	return { family: family.trim(), given: words(given, middle), suffix: suffix.trim() };
}

const partsOf = ({ family, given, suffix }: HumanName): NameParts => ({
	family: textIn(family),
	given: words(...(given ?? []).map(textIn)),
	suffix: (suffix ?? []).map(textIn).join(' '),
});

const textIn = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

const textOf = ({ family, given }: NameParts): string => [family, ...given].join(' ');

const words = (...texts: string[]): string[] =>
	texts.flatMap((text) => text.split(/[\s\-\u2010\u2011]+/)).filter((word) => word !== '');

const PAST_USES = new Set(['old', 'maiden', 'nickname', 'anonymous']);

/** Names given up (old, maiden), nicknames and names whose period has ended identify nobody today. */
function isCurrent({ use, period }: HumanName, now: Date): boolean {
	if (use !== undefined && PAST_USES.has(use)) return false;
	const end = period?.end === undefined ? Number.NaN : Date.parse(period.end);
	return Number.isNaN(end) || end >= now.getTime();
}
