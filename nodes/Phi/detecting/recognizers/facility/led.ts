import type { PhiFinding } from '../../../types';
import { digitFirst, setOf } from '../../marks';
import { Name, type Scan } from '../../scan';
import { Gap, Kind, Listed, Shape, type PreparedText } from '../../types';
import { Word } from '../../vocabulary/words';
import { lower } from '../near';
import { facilityOver } from './claim';

/** Prepositions that lead to a place of care. */
export const LEADS_TO = setOf('at from via to');
/** Words of being treated or sent, before `at`, `from` and `to`. */
const TREATED = setOf(
	'study done seen er ed echo mri ct labs lab doula rn nurse admitted admit transfer transferred hospitalized hospitalised records record images imaging visit stay rehab sent rx prescription script refill pharmacy placement bed called faxed fax report biopsy surgery eval followed therapy pt hospice discharged discharge back going moved returned went accepted referred referral performed drawn treated evaluated appointment appt delivery delivered scan x ray colonoscopy cath ems health care worker staff team someone caller work works working job volunteers resident lives living resides stays staying patient up care established physical infusion chemo dialysis hd',
);
/** What such a name does not hold: `at Baseline`, `from Monday`, `to Nurse Zztest`. */
const NO_NAME =
	Word.clinical |
	Word.month |
	Word.weekday |
	Word.holiday |
	Word.title |
	Word.role |
	Word.relative |
	Word.credential |
	Word.state |
	Word.eponymNoun |
	Word.label;

/** `Sleep study at Crenshaw`, `doula from Open Door`: a name of one to four capitals where care is given. */
export function facilityLed(
	prepared: PreparedText,
	scan: Scan,
	token: number,
): PhiFinding | undefined {
	const word = lower(prepared, token);
	if (!LEADS_TO.has(word)) return undefined;
	const first = lower(prepared, token + 1) === 'the' ? token + 2 : token + 1;
	const end = pastName(prepared, scan, first);
	if (end === first) return undefined;
	const owner = isOwner(prepared, first, end);
	const behind = owner ? end + 2 : end;
	if (isEponym(prepared, first, end, behind)) return undefined;
	// `Veress at Palmer's point`
	if (end === first + 1 && lower(prepared, behind) === "'") return undefined;
	const several = end > first + 1;
	const led = isLed(prepared, token);
	const score =
		word === 'at'
			? whereScore(several, led, isStrange(prepared, scan, first, end))
			: whenceScore(prepared, scan, first, several, led);
	return score === 0 ? undefined : facilityOver(prepared, first, behind - 1, 'facility-led', score);
}

/** Token behind the words with capitals from a token on, four at most. */
function pastName(prepared: PreparedText, scan: Scan, first: number): number {
	let at = first;
	while (at < prepared.count && at < first + 4 && (prepared.gaps[at] as number) <= Gap.space) {
		const { kind, shape, classes } = prepared.at(at);
		if (kind !== Kind.word || (shape !== Shape.capital && shape !== Shape.camel)) break;
		const listed = scan.listed[prepared.form[at] as number] as number;
		if ((classes & NO_NAME) !== 0 || (listed & (Listed.state | Listed.country)) !== 0) break;
		at++;
	}
	return at;
}

/** `at Santa Zzinez Children's` */
function isOwner(prepared: PreparedText, first: number, end: number): boolean {
	return end > first + 1 && lower(prepared, end) === "'" && lower(prepared, end + 1) === 's';
}

/** At the Erb point, at McBurney. */
function isEponym(prepared: PreparedText, first: number, end: number, behind: number): boolean {
	const classes =
		behind < prepared.count && (prepared.gaps[behind] as number) <= Gap.space
			? prepared.at(behind).classes
			: 0;
	if ((classes & Word.eponymNoun) !== 0) return true;
	return end === first + 1 && (prepared.at(first).classes & Word.eponym) !== 0;
}

/** Whether a word of care or a number stands before `at`, `from` or `to`. */
function isLed(prepared: PreparedText, token: number): boolean {
	const before = lower(prepared, token - 1);
	return TREATED.has(before) || digitFirst(before);
}

function isStrange(prepared: PreparedText, scan: Scan, first: number, end: number): boolean {
	for (let at = first; at < end; at++) {
		if ((scan.name[prepared.form[at] as number] as number) !== Name.no) return true;
	}
	return false;
}

/** Behind `at` one word of no vocabulary is enough, and several words always may name something. */
function whereScore(several: boolean, led: boolean, strange: boolean): number {
	if (several) return led || strange ? 0.6 : 0.4;
	return strange ? 0.55 : 0;
}

/** Behind `from`, `via` and `to` people stand too: a given name is none, one word needs care and `the` before it. */
function whenceScore(
	prepared: PreparedText,
	scan: Scan,
	first: number,
	several: boolean,
	led: boolean,
): number {
	const listed = scan.listed[prepared.form[first] as number] as number;
	if ((listed & Listed.given) !== 0) return 0;
	const article = lower(prepared, first - 1) === 'the';
	if (several) return led ? 0.56 : article ? 0.52 : 0.35;
	// `discharged to the Zzoaks`
	return led && article && lower(prepared, first).endsWith('s') ? 0.55 : 0;
}
