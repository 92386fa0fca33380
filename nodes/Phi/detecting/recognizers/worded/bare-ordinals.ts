import { digitFirst, oneOf, setOf } from '../../marks';
import { Gap, Kind } from '../../types';
import { countsBeside } from './counted-beside';
import { BEFORE_ORDINAL, ORDINAL, type Reader, type Span } from './reader';

/** Acts and tests that have a day, whatever number it has: `placed 2nd,`, `colonoscopy 3rd.` */
const DATED = setOf(
	'placed planned booked scheduled verified dated signed dictated drawn collected performed done completed removed inserted changed replaced resulted received transferred moved arrived intubated extubated operated delivered called stopped held resumed restarted refilled filled faxed mailed sent notified updated reviewed consented married died passed about around approx approximately circa ~ after-hours colonoscopy egd cath echo mri ct biopsy bx stent surgery lmp edd edc eta ldd deadline expires effective meeting conference consult hospice transfer pickup',
);

/** Words before an ordinal that count, rank, place or possess what it says. */
const REFUSED = setOf(
	'her his their my our your its this that each every any another q a an per than rib ribs toe toes finger fingers digit digits nerve nerves cn mt mc mtp mcp pip dip ray rays metatarsal metacarpal phalanx interspace ics floor grade class stage degree level line percentile percentiles centile centiles ile ranked rank finished placing wt weight ht height length hc ofc bmi lga sga aga growth curve below above under over near along between crossing crossed tracking tracks tracked fracture fractures fractured fx fxs amputated amputation amp lac laceration lacerated left right l r lt rt bilateral bilat bl medial lateral anterior posterior distal proximal upper lower tender swollen pain numb numbness tingling deformity dislocation dislocated sprained crushed injured cut bit bitten burned smashed jammed and or & n s e w north south east west ne nw se sw main street st ave avenue route psalm chapter verse henry louis charter amendment article section volume vol edition ed generation cranial dermatome root roots vertebra gravida para pregnancy trimester week vaccine infusion laminectomy fusion burn injury boxer injection shot orif dose doses cycle attempt try time visit opinion line postop postoperative pod hd day dol',
);

/** Words behind a day with which the sentence goes on. */
const GOES_ON = setOf(
	'w with by at @ per via b because after before when if then but unless until till since pending am pm noon morning afternoon evening night eve overnight around about',
);

const THIS = setOf('this next last that the same current following prior previous coming');
const MONTHS = setOf('month mo mth');
const LOW = /^[123](?:st|nd|rd)$/;
const ACT = /^[a-z]{3,}ed$/;
const CLOCK = /^(?:[01]\d|2[0-3])[0-5]\d$/;

/** `6th of next month`, `17th this month`, `7th of the month`. */
function isOfMonth(reader: Reader, token: number): boolean {
	let at = token + 1;
	const isOf = reader.lower(at) === 'of';
	if (isOf) at++;
	let named = isOf;
	while (at < token + 4 && THIS.has(reader.lower(at))) {
		named = true;
		at++;
	}
	return named && reader.joined(at) && MONTHS.has(reader.lower(at));
}

/** `28th 1430`, `28th 10:30`, `28th 9 am`: a time of day behind it. */
function isTimed(reader: Reader, token: number): boolean {
	const word = reader.lower(token + 1);
	if (CLOCK.test(word) || /^\d{1,2}[ap]m?$/.test(word)) return true;
	return /^\d{1,2}$/.test(word) && /^(?::|am|pm)$/.test(reader.lower(token + 2));
}

/** Whether a clause ends behind it, or goes on without what could be counted. */
function ends(reader: Reader, token: number): boolean {
	const next = token + 1;
	if (!reader.joined(next)) return true;
	const word = reader.lower(next);
	// `4th/5th`, `4th-5th`: what is counted stands further on.
	if (oneOf('/-', word)) return false;
	if (oneOf('.,;:)]|?!(', word)) return !isInRow(reader, next);
	return GOES_ON.has(word) || isTimed(reader, token);
}

/** `4th, 5th and 6th ribs`: what a row of ordinals counts stands behind its last. */
function isInRow(reader: Reader, token: number): boolean {
	return reader.lower(token) === ',' && /\dth$|\d(?:st|nd|rd)$/.test(reader.lower(token + 1));
}

const lead = (reader: Reader, token: number): string => {
	const before = reader.lower(token - 1);
	// `->28th`, `EDD: 28th`
	const isArrow = before === '>' && reader.lower(token - 2) === '-';
	return isArrow ? '->' : before;
};

/**
 * A day of the month that nothing leads to: `colonoscopy 28th,`, `(verified 19th)`, `6th of next month`.
 * First, second and third count so many things that only what has a day makes them one.
 */
export function bareDay(reader: Reader, token: number): Span | undefined {
	const word = reader.lower(token);
	if (!ORDINAL.test(word)) return undefined;
	const found = { first: token, last: token, rule: 'date-ordinal', score: 0.6 };
	if (isOfMonth(reader, token)) return { ...found, score: 0.75 };
	const { prepared } = reader;
	const before = lead(reader, token);
	const isLine = (prepared.gaps[token] as number) >= Gap.line;
	if (before === 'the' || isLine || !ends(reader, token)) return undefined;
	const isDated = DATED.has(before) || BEFORE_ORDINAL.has(before) || before === '->';
	if (isDated) return countsBeside(reader, token) && before === '->' ? undefined : found;
	if (LOW.test(word) || REFUSED.has(before) || countsBeside(reader, token)) return undefined;
	if (ACT.test(before) || oneOf('=~@', before)) return found;
	const { kind } = prepared.at(token - 1);
	if (kind !== Kind.word || digitFirst(before)) return undefined;
	// `5th with angulation`, `7th at its base` behind a word of the body: only where a clause ends.
	return GOES_ON.has(reader.lower(token + 1)) ? undefined : { ...found, score: 0.55 };
}
