import { Gap, Kind } from '../../detecting/types';
import { Word } from '../../detecting/vocabulary/words';
import { PERSON_DOES, type Reading } from './reading';
import { allDigits, digitFirst, oneOf, setOf } from '../../detecting/marks';

const INTRODUCED = setOf('i this name next patient pt');
const DICTATED = setOf('dictation given report note');
const ROOMS = setOf('bed bd rm room');
const WITH = setOf('w with for');
const AGED = setOf('yo y yr yrs year years m f male female');

/** How far the words to one side of a stretch say that a person is named in it. */
export type Stand = 0 | 1 | 2;

const set = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Behind these stands a person and nothing else. */
const TOLD = set(
	`dear hi hello hey told tell telling ask asked asking mr mrs ms miss named aka nicknamed helped encouraged
	assisted visited informed greeted updated reassured consoled pt patient client pts thx ty cheers sincerely
	regards labeled labelled birthday referring`,
);
/** Behind these stands a person, or what was met otherwise. */
const MET = set(
	`saw see seen met call called calling reach reached found transferred thank thanks gave give contacted
	notified paged re regarding about for found teaching taught examined evaluated admit discharge`,
);
/** What is somebody's, before `of`. */
const OWNED = set(
	`care chart record records behalf daughter son wife husband mother father mom dad sister brother parent
	parents niece nephew aunt uncle family guardian spouse partner friend history name child transfer dob`,
);
/** What is done with somebody, before `with` and `to`. */
const SHARED = set(
	`spoke talked spoken speak speaking talk met meet meeting discussed discuss reviewed visit visited call
	message letter agreed rounded sat explained given`,
);
/** What comes from somebody, before `from`. */
const SENT = set('consent obtained call message letter heard email text voicemail note request');
/** What is for somebody, before `for`. */
const MEANT = set(
	'voicemail message refill caring cared covering chart note letter consent labs meds',
);
const SAYS = set('says said states reports thinks feels');
/** What only a person is: `was admitted`, `is allergic`. */
const IS = set(
	`admitted discharged brought alert allergic pleasant awake asleep resting sleeping referred hospitalized
	intubated extubated sedated confused oriented widowed married retired scheduled tearful upset anxious nauseated
	febrile afebrile comfortable calm ready`,
);
/** What a thing may be as well: `was seen`. */
const MAY_BE = set(
	`seen found evaluated examined transferred improving doing feeling not in on now still stable back here
	home able unable going taking treated discussed`,
);
const HAS = set('been not had a an no some');
const WILL = set('follow see need return call be go come continue');
/** What is noted of a person directly behind the name. */
const NOTED = set(
	`alert awake confused asleep resting sleeping oriented agitated sedated calm cooperative ambulating
	ambulated tolerating tolerated fell slept sitting crying tearful anxious drowsy verbalized underwent signed
	feels presents presented appears looks consented bonding breastfeeding pushing voiding voided picked cried laughed smiled napping reminded
	pulled remains latched received reached requests requested needs amb follows ran took went got came stayed started stopped skipped missed forgot tripped vomited drank smoked quit drives
	manages uses takes wears speaks enjoys likes married graduated attends plays brought drinks smokes eats`,
);
const NOTED_TOO = set('seen npo doing s p h w aware off up comfortable stable');
const TO = set('or ed er icu floor bathroom pacu mri ct radiology dialysis chair');
/** What somebody is to do. */
const DO = set(
	'come go take get wait call bring schedule sign return follow see try keep stop bathe shower practice complete',
);

/** What stands before a stretch. */
export function personBefore(reading: Reading, first: number): Stand {
	if (reading.gap(first) >= Gap.line) return isSigned(reading, first) ? 2 : 0;
	const at = reading.isMark(first - 1, '"(') ? first - 2 : first - 1;
	if (reading.isMark(at, ':=')) return labelled(reading, at - 1) ? 2 : 0;
	if (reading.isMark(at, '-') && reading.gap(at) !== Gap.none)
		return HEADS.has(reading.lower(at - 1)) ? 2 : 0;
	if (reading.isMark(at, ',')) {
		return reading.lower(at - 1) === 'you' && reading.lower(at - 2) === 'thank' ? 2 : 0;
	}
	const word = reading.lower(at);
	const lead = reading.lower(at - 1);
	if (TOLD.has(word)) return 2;
	if (
		(reading.classes(at) & Word.title) !== 0 &&
		reading.isMark(at, '.') === false &&
		word === 'dr'
	)
		return 2;
	if (word === 's' && reading.isMark(at - 1, "'")) return reading.lower(at - 2) === 'it' ? 2 : 0;
	if (word === 'its') return 1;
	if (word === 'is' || word === 'am') return INTRODUCED.has(lead) ? 2 : 0;
	if (word === 'on') return DICTATED.has(lead) ? 2 : 0;
	if (word === 'of') return OWNED.has(lead) ? 2 : 0;
	if (word === 'by') return lead === 'goes' || lead === 'known' ? 2 : 0;
	if (word === 'from') return SENT.has(lead) ? 2 : 0;
	if (word === 'with' || word === 'to') return SHARED.has(lead) ? 2 : 0;
	if (word === 'w') return reading.isMark(at - 1, '/') && reading.lower(at - 2) === 'd' ? 2 : 0;
	if (word === 'for') return MEANT.has(lead) ? 2 : 0;
	if (SAYS.has(word)) return (reading.classes(at - 1) & Word.relative) !== 0 ? 2 : 0;
	return MET.has(word) ? 1 : 0;
}

const LABELS = set(
	'pt patient client name resident subject from to re attn cc signed signature sender recipient member child',
);

/** Headings of a note behind which the patient stands: `DISCHARGE SUMMARY - Testperson`. */
const HEADS = set('note summary report chart letter record');
const CLOSES = set('thanks thank you thx ty sincerely regards love best cheers yours wishes truly');

/** Whether a line is nothing but a word, and the line before it closes a letter. */
function isSigned(reading: Reading, first: number): boolean {
	const end = reading.isMark(first + 1, '.') ? first + 2 : first + 1;
	const pointed = reading.isMark(first + 1, '.') && reading.lower(first + 2).length === 1;
	if (reading.gap(end) < Gap.line && !pointed) return false;
	const before = reading.isMark(first - 1, ',.!') ? first - 2 : first - 1;
	return CLOSES.has(reading.lower(before));
}

function labelled(reading: Reading, token: number): boolean {
	if (LABELS.has(reading.lower(token)) || HEADS.has(reading.lower(token))) return true;
	// "bed 3: Testperson"
	const place = ROOMS.has(reading.lower(token - 1));
	if (place && digitFirst(reading.lower(token))) return true;
	return (reading.classes(token) & Word.relative) !== 0;
}

/** What stands behind a stretch. */
export function personAfter(reading: Reading, last: number): Stand {
	const next = reading.afterPossessive(last);
	if (reading.gap(next) >= Gap.line) return 0;
	const word = reading.lower(next);
	if (next > last + 1) return (reading.classes(next) & Word.relative) !== 0 ? 2 : 1;
	if (isAged(reading, next)) return 2;
	// Mark ("Mark")
	if (reading.isMark(next, '(') && reading.isMark(next + 1, '"“')) return 2;
	if (PERSON_DOES.has(word) || NOTED.has(word)) return 2;
	const then = reading.lower(next + 1);
	if (word === 'c' && reading.isMark(next + 1, '/') && reading.lower(next + 2) === 'o') return 2;
	if (word === 'a' && reading.isMark(next + 1, '&')) return 2;
	if (word === 'is' || word === 'was') {
		const number = reading.kind(next + 2) === Kind.number || reading.kind(next + 2) === Kind.mixed;
		if ((then === 'a' || then === 'an') && (number || IS.has(reading.lower(next + 2)))) return 2;
		return IS.has(then) ? 2 : MAY_BE.has(then) ? 1 : 0;
	}
	if (word === 'here') return WITH.has(then) ? 2 : 1;
	if (word === 'has') return HAS.has(then) ? 1 : 0;
	if (word === 'will') return WILL.has(then) ? 1 : 0;
	if (word === 'and') return (reading.classes(next + 1) & Word.relative) !== 0 ? 2 : 0;
	if (word === 'to') return DO.has(then) ? 2 : TO.has(then) ? 1 : 0;
	return NOTED_TOO.has(word) ? 1 : 0;
}

/** `(54M)`, `, 54,`, `54 yo`, `| 54 | M`: an age. */
function isAged(reading: Reading, next: number): boolean {
	const marked = reading.isMark(next, '(,|');
	const at = marked ? next + 1 : next;
	if (!digitFirst(reading.lower(at))) return false;
	if (/^\d{1,3}(?:yo|y|m|f|yom|yof)$/.test(reading.lower(at))) return true;
	if (!allDigits(reading.raw(at), 1, 3)) return false;
	const then = reading.lower(at + 1) === '-' ? at + 2 : at + 1;
	if (AGED.has(reading.lower(then))) return true;
	if (reading.isMark(next, '|'))
		return reading.isMark(at + 1, '|') && oneOf('mf', reading.lower(at + 2));
	return reading.isMark(next, ',') && reading.isMark(at + 1, ',');
}
