import { stemOf, stemsOf } from './topic';
import { NUMBER_WORD } from './values';

const setOf = (...rows: string[]): ReadonlySet<string> => new Set(rows.join(' ').split(' '));

/**
 * Words that a plain statement may have beside those of the question. Every other word may turn what is
 * said ("paperwork for", "insurance requires", "the bus driver has"), so that a person reads it.
 */
const PLAIN = setOf(
	'doing attending participating a an and the of to in on at by for from with as is are was were be been being has have had having do does did done this that these there which who it its she he her his him pt patient also either since during after through over',
	'mr mrs ms miss yo y/o year-old years-old old year years female male woman man gentleman lady',
	'reports reported report complains complained complaining endorses endorsed describes described presents presented presenting experiences experienced experiencing suffers suffering admits acknowledges confirms confirmed known found seen showing',
	'complete completed completes completing finish finished underwent undergone undergo received receives receiving tried tries took takes taking taken use uses used using given performed carried attended attends attending participated participating obtained measured recorded documented diagnosed diagnosis established started starts began begun continues continued continuing ongoing currently current now today present presently recently recent latest last most still active previously prior previous past successfully already fully regularly daily weekly monthly twice once full entire all number size dose dosage dosed doses',
	'left right bilateral lumbar cervical thoracic sacral upper lower anterior posterior lateral medial mild moderate severe significant marked acute chronic persistent constant intermittent frequent recurrent progressive worsening worse worsened longstanding long-standing stable uncontrolled controlled confirmed documented new daily nightly generalized focal bilateral primary secondary positive clinically remains remained end-stage advanced type nerve root roots level levels night nights',
	'diagnoses therapy supervised formal outpatient inpatient conservative home-based structured week weeks day days month months hour hours minute minutes time times per mg mcg g kg lb lbs cm mm m ml l percent kg/m2 mg/dl mmhg bmi',
	'january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday spring summer autumn fall winter',
	'assessment impression hpi subjective objective vitals vital signs interval chief complaint',
	'spine hemoglobin weekly orally oral mouth po subcutaneous subcutaneously sc im iv',
	'yes',
);
/** Things that are plain in front of what is asked. Behind it they make another thing of it: "seizure clinic". */
const THINGS = setOf(
	'history hx problem problems symptoms symptom treatment treatments program course courses session sessions visit visits findings finding exam examination medications medication labs laboratory result results indication clinic office hospital dose dosage size number',
);
/** Of these, what is plain behind what is asked: parts of a treatment that took place, words of an amount. */
const BEHIND: Readonly<Record<Kind, ReadonlySet<string>>> = {
	state: new Set(),
	day: new Set(),
	event: setOf('course courses program treatment treatments sessions visits'),
	value: setOf(
		'dose dosage size number result results sessions visits treatment treatments program course',
	),
};
/** Only these have parts. */
const HAS_PARTS = /therap|treatment|rehab|counsel|program/i;
/** Words of headings under which stands what is so. */
const HEADINGS = setOf(
	'clinical medical surgical present illness physical neuro neurologic neurological musculoskeletal msk cardiac cardiovascular respiratory pulmonary gastrointestinal endocrine psychiatric imaging radiology data studies study summary conclusion conclusions note notes progress list lists home care tests test procedures procedure treatments background details update meds date the to',
);
/** A thing that is for what is asked, or of it, is not that: "medication for seizures". */
const BEARER =
	/(?<!\p{L})(?:medications?|treatments?|therapy|programs?|courses?|labs?|laboratory|exam|examination|visits?|clinic|office|hospital|symptoms?|problems?|results?|dose|dosage|indication|sessions?|number|size)(?:\s+\p{L}+){0,3}?[\s:]+(?:for|of|to|with|in|on|by)(?!\p{L})|(?<!\p{L})reports? of(?!\p{L})/iu;

/** Findings of an examination say what is so. */
const FINDS =
	/^.{0,60}?(?<!\p{L})(?:exam(?:ination)?|imaging|mri|ct|x-?rays?|radiographs?|emg|eeg|echo(?:cardiogram)?|ultrasound|biopsy|colonoscopy|endoscopy|labs?|polysomnogra\p{L}+|sleep study|scan)(?:\s+(?:of\s+)?(?:the\s+)?(?:brain|spine|lumbar|cervical|thoracic|knee|hip|shoulder|chest|abdomen|pelvis|head|neck|left|right|\s)+)?\s*(?:on\s+\S+\s+)?(?:shows?|showed|demonstrates?|demonstrated|reveals?|revealed|confirms?|confirmed|documents?|documented)\s+(?:a\s+|an\s+)?/iu;
/** "A total of 12", "every night". */
const HOW_OFTEN = /\ba total of (?=\d)|\bevery (?=(?:night|day|morning|evening|week)\b)/gi;
/** Learned, not undergone. */
const LEARNED = /\b(?:courses?|programs?) (?:on|in|about)\b/i;
/** Behind these, at the end, place, means, purpose and time stand in words of their own. */
const FREE = /(?<!\p{L})(?:at|by|for|since|because of|due to|secondary to|despite)(?!\p{L})/iu;
/** The same, without the time since when: "completed since" is not yet a time. */
const PLACE = /(?<!\p{L})(?:at|by|for|because of|due to|secondary to|despite)(?!\p{L})/iu;
const CUT = /[,;()]|\s[-–—]\s/;
/** Behind a day also what was found on it. */
const FOUND =
	/:|(?<!\p{L})(?:and|which|with|showing|shows|showed|demonstrat\p{L}+|reveal\p{L}+)(?!\p{L})/iu;

const TOKEN = /[\p{L}\p{N}][\p{L}\p{N}'’/.-]*[\p{L}\p{N}]|[\p{L}\p{N}]/gu;

/**
 * What a question asks for: that something is so ("has seizures"), that it took place ("completed physical
 * therapy"), or an amount, a day or words.
 */
export type Kind = 'state' | 'event' | 'value' | 'day';

/** What is asked, and what more words may stand there. */
export interface Frame {
	question: string;
	kind: Kind;
	/** Further words that may stand there, as those of the choices. */
	more?: string;
	/** How far at least every word is read, as to the end of an amount. */
	least?: number;
}

const wordsOf = (text: string): string[] => [...text.matchAll(TOKEN)].map(([word]) => word);

/** Asks of words whether they are those of the question, or plain. */
function reader({ question, more = '' }: Pick<Frame, 'question' | 'more'>) {
	const stems = new Set([...stemsOf(question), ...stemsOf(more)]);
	const own = new Set(wordsOf(question.toLowerCase()));
	const isAsked = (word: string): boolean =>
		word.split(/[/-]/).some((part) => stems.has(stemOf(part) ?? ''));
	const isOne = (word: string): boolean =>
		isPlainWord(word) || own.has(word.toLowerCase()) || stems.has(stemOf(word) ?? '');
	const isPlainOrAsked = (word: string): boolean => isOne(word) || word.split(/[/-]/).every(isOne);
	return { isAsked, isPlainOrAsked };
}

/** True when words in front are all of the question or plain. */
export function isPlainHead(question: string, text: string): boolean {
	const { isPlainOrAsked } = reader({ question });
	return wordsOf(text).every((word) => isPlainOrAsked(word) || THINGS.has(word.toLowerCase()));
}

/** True when a heading is one under which stands what is so: "Assessment", "Current medications". */
export function isPlainOver(question: string, heading: string): boolean {
	const { isPlainOrAsked } = reader({ question });
	return wordsOf(heading).every((word) => {
		const small = word.toLowerCase();
		return isPlainOrAsked(word) || THINGS.has(small) || HEADINGS.has(small);
	});
}

/**
 * True when the part of a sentence in which the answer stands is made of the question's words and of
 * plain ones only. What stands in front is read whole, what stands behind up to a place, means or time.
 */
export function isPlain(sentence: string, { question, kind, more, least = 0 }: Frame): boolean {
	const { isAsked, isPlainOrAsked } = reader({ question, more });
	const said = sentence.replace(FINDS, '').replace(HOW_OFTEN, '');
	const tokens = [...said.matchAll(TOKEN)];
	const asked = tokens.filter(([word]) => isAsked(word));
	const [first, last] = [asked.at(0), asked.at(-1)];
	if (first === undefined || last === undefined) return false;
	if (kind === 'state' && BEARER.test(said.slice(0, last.index))) return false;
	if (kind === 'event' && LEARNED.test(said)) return false;
	const end = Math.max(last.index + last[0].length, least - (sentence.length - said.length));
	const tail = said.slice(end);
	const signs = kind === 'day' ? [CUT, FREE, FOUND] : [CUT, kind === 'event' ? PLACE : FREE];
	const stop = end + Math.min(...signs.map((sign) => sign.exec(tail)?.index ?? tail.length));
	return tokens
		.filter(({ index }) => index < stop)
		.every(({ 0: word, index }) => {
			if (isPlainOrAsked(word)) return true;
			const small = word.toLowerCase();
			if (index < first.index) return THINGS.has(small);
			return BEHIND[kind].has(small) && (kind !== 'event' || HAS_PARTS.test(question));
		});
}

const isPlainWord = (word: string): boolean =>
	PLAIN.has(word.toLowerCase()) ||
	NUMBER_WORD.test(word) ||
	/^[\d.,/-]+(?:st|nd|rd|th|%|mg|kg|lb|cm|wk)?$/i.test(word) ||
	/^[LCTS]\d(?:[-/][LCTS]?\d)?$/.test(word);
