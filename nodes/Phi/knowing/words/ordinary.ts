import { WordEnds } from '../../detecting/word-ends';
import { classesOf, plainWord, Word } from '../../detecting/vocabulary/words';

/** Scales that are called after somebody, beyond the vocabulary of the room. */
const SCALES = new Set(
	'ashworth tinetti braden norton apgar barthel berg rankin katz lawton karnofsky ranson wells'.split(
		' ',
	),
);
/** Words of notes that the vocabulary of the room does not have, and that look like names or initials. */
const MORE = new Set(
	`rancho
	ana cho ida ian mia ava lam dia kim tan lee pat sol ram cal sal
	abd abg afb aka aki alk alt apt asa ast avm bid bka bmi bmp bpm bun cad cbc ccu cea chf ckd cmp cns cpr
	crp csf ctx cva cvp dka dnr dob doa dvt ecg echo eeg ekg emg ent ercp esr fev fio ffp fsh gcs gerd gfr
	gib hcg hct hdl hgb hiv hpi hpv hsv htn iabp ibd ibs icd icp icu inr ivc ivf jvd jvp kub lad ldh ldl
	lfts lvef mca mcv mdi mri mrsa mvc nad nkda npo nsr ntg oob ocd osa pacu pca pcp pcr pda peep perrl pfo
	plt prn psa ptt pvd qhs qid rbc rca rom ros rsv rvr sah sbo sbp sdh sle sob spo ssri std stemi svt tah
	tbi tee tia tid tka tpa tpn tsh tte tur uri uti vre vsd wbc wnl`
		.trim()
		.split(/\s+/),
);

/** Both. */
const BEYOND = new Set([...MORE, ...SCALES]);
const BEYOND_ENDS = new WordEnds(BEYOND);

/** Endings that inflect a word of the vocabulary. */
const INFLECTED: ReadonlyArray<readonly [ending: string, put: string]> = [
	['ies', 'y'],
	['ied', 'y'],
	['es', ''],
	['es', 'e'],
	['s', ''],
	['ed', ''],
	['ed', 'e'],
	['d', ''],
	['ing', ''],
	['ing', 'e'],
	['er', ''],
	['er', 'e'],
	['est', ''],
	['ly', ''],
	['al', ''],
];

/** Whether a word (lower case) is one of the language and of notes, and so may be meant where it stands. */
export function isOrdinary(lower: string): boolean {
	return isOrdinaryOf(lower, classesOf(lower));
}

/** Whether medicine knows a word as a name, or geography as a state, and the language as nothing else. */
export function isTerm(lower: string): boolean {
	const classes = classesOf(lower);
	return SCALES.has(lower) || (classes !== 0 && (classes & ~(Word.eponym | Word.state)) === 0);
}

/** The same for a word whose classes are known. */
export function isOrdinaryOf(lower: string, classes: number): boolean {
	return classes !== 0 || (BEYOND_ENDS.mayHave(lower) && BEYOND.has(lower));
}

/** Whether a word is too likely meant as it stands to be a misspelt name: ordinary, inflected or clinical. */
export function isWord(lower: string, classes: number): boolean {
	return isKnownWord(lower, classes) || plainWord(lower, classes);
}

/** The same without guessing by the ending: what is written with a capital may be a name like this. */
export function isKnownWord(lower: string, classes: number): boolean {
	if (isOrdinaryOf(lower, classes)) return true;
	return INFLECTING.includes(lower.charAt(lower.length - 1)) && isInflected(lower);
}

/** Last letters of the endings. */
const INFLECTING = 'sdgrtyl';

function isInflected(lower: string): boolean {
	for (const [ending, put] of INFLECTED) {
		if (lower.length <= ending.length + 2 || !lower.endsWith(ending)) continue;
		const stem = lower.slice(0, lower.length - ending.length) + put;
		if (isOrdinary(stem)) return true;
		const double = stem.length > 3 && stem.at(-1) === stem.at(-2);
		if (put === '' && double && isOrdinary(stem.slice(0, -1))) return true;
	}
	return false;
}
