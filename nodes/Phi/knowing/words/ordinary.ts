import { classesOf, plainWord } from '../../detecting/vocabulary/words';

/** Words of notes that the vocabulary of the room does not have, and that look like names or initials. */
const MORE = new Set(
	`ashworth tinetti braden norton apgar barthel berg rankin katz lawton karnofsky ranson wells rancho
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
	return classesOf(lower) !== 0 || MORE.has(lower);
}

/** The same for a word whose classes are known. */
export function isOrdinaryOf(lower: string, classes: number): boolean {
	return classes !== 0 || MORE.has(lower);
}

/** Whether a word is too likely meant as it stands to be a misspelt name: ordinary, inflected or clinical. */
export function isWord(lower: string, classes: number): boolean {
	if (isOrdinaryOf(lower, classes)) return true;
	if (INFLECTING.includes(lower.charAt(lower.length - 1)) && isInflected(lower)) return true;
	return plainWord(lower, classes);
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
