import { oneOf, setOf } from '../marks';
import { Gap } from '../types';
import { Around } from './around';

/** Scores and grades of two authors. `Harvey Bradshaw` may be somebody: it takes a value behind it, or a hyphen. */
const PAIRS = setOf('child-pugh harvey-bradshaw hunt-hess spetzler-martin');
/** Words of those pairs: most names are none of them. */
const WORDS = setOf('pugh bradshaw hess hunt harvey spetzler martin');
const VALUES =
	/^(?:[1-9]\d?|[a-c]|i{1,3}|iv|v|grade|class|score|index|scale|stage|classification|criteria|points?|cirrhosis)$/;

/** `Child Pugh C`, `Hunt and Hess 4`, `Harvey-Bradshaw 4`: how ill somebody is, and nobody. */
export function isScoreOfNames(around: Around): boolean {
	const words = around.words.filter((word) => word !== 'and');
	const [head = '', second = ''] = words;
	if (!WORDS.has(head)) return false;
	const { first, last } = around;
	if (words.length === 2 && PAIRS.has(`${head}-${second}`)) {
		return head === 'spetzler' || oneOf('-', around.raw(first + 1)) || hasValue(around, last);
	}
	const before = oneOf('-', around.raw(first - 1)) ? first - 2 : first - 1;
	if (head === 'pugh') return around.word(before) === 'child' && isPughOnly(around, words);
	if (head === 'hess' && words.length === 1) return isBehindHunt(around) && hasValue(around, last);
	return head === 'hunt' && words.length === 1 && isBeforeHess(around, last);
}

/** `Pugh`, `Pugh C`, and `Pugh C. Hunt` where `and Hess` goes on; not `Pugh C. Smith`. */
function isPughOnly(around: Around, words: readonly string[]): boolean {
	const rest = words.slice(/^[abc]$/.test(words[1] ?? '') ? 2 : 1);
	if (rest.length === 0) return words.length > 1 || hasValue(around, around.last);
	return rest.length === 1 && rest[0] === 'hunt' && isBeforeHess(around, around.last);
}

const isAnd = (word: string): boolean => word === 'and' || oneOf('&', word) || oneOf('-', word);

function isBehindHunt(around: Around): boolean {
	const { first } = around;
	const at = isAnd(around.word(first - 1)) ? first - 2 : first - 1;
	return around.word(at) === 'hunt';
}

function isBeforeHess(around: Around, last: number): boolean {
	const at = isAnd(around.word(last + 1)) ? last + 2 : last + 1;
	return around.word(at) === 'hess' && hasValue(around, at);
}

/** Whether a grade stands behind a token. */
function hasValue(around: Around, token: number): boolean {
	let next = token + 1;
	if (oneOf(':', around.raw(next)) || oneOf('=', around.raw(next))) next++;
	return around.gap(next) <= Gap.space && VALUES.test(around.word(next));
}
