import type { Note } from '../formats/text';
import type { Profile } from '../profiles/index';
import type { PhiFinding } from '../types';
import type { Chart } from './context';
import type { Report } from './report';

/**
 * What was wrong with what said who the patient is.
 *
 * @param isRequired whether a record without it is doubtful
 */
export function noteChart(
	report: Report,
	{ context, isThin, isWhole }: Chart,
	isRequired = false,
): void {
	if (!isWhole) {
		report.review(
			'chart-not-read',
			'A part of what was given as context could not be read: names and numbers in it were not looked for. Check what the step before this one gives.',
		);
	}
	if (context === 'given' || !isRequired) return;
	if (isThin) {
		report.review(
			'patient-not-named',
			'The Patient that was given has neither a name nor a number: in a text the patient could be looked for by rules alone. Give the Patient with name and record number as context.',
		);
		return;
	}
	report.review(
		'no-patient-context',
		'Nothing said who the patient is: names and numbers of the patient were looked for by rules alone. Give the Patient resource as context.',
	);
}

/** What a record of one patient needs to know about whose it is. */
export function noteSubject(
	report: Report,
	{ isOne, context, subject }: Chart,
	{ dates }: Pick<Profile, 'dates'>,
): void {
	if (!isOne) {
		report.review(
			'several-patients',
			'What was given as context names several patients: nobody can say whose record this is. Give the chart of one patient.',
		);
	} else if (dates === 'shift' && context === 'given' && subject.key === '') {
		report.review(
			'dates-not-moved',
			'The patient has no number, so that dates could not be moved by the patient: of each the year alone stays, and names agree with no other record.',
		);
	}
}

/** Says that a second look found something in what was made. */
export function noteHits(report: Report, hits: readonly PhiFinding[]): void {
	for (const hit of hits) report.did('seen in the result', hit.type, hit.rule, 1, hit.score);
	if (hits.length === 0) return;
	report.review(
		'sweep-hit',
		'Something that the chart knows of the patient may still stand in the text. Read it before it is used.',
	);
}

/** Says what was lost before the note came here, and what was left out of it. */
export function noteDamage(report: Report, note: Note): void {
	if (note.damaged) {
		report.review(
			'characters-lost',
			'The text holds the sign for a character that was lost before it came here. A name with such a sign may not be recognised.',
		);
	}
	if (note.dropped > 0) {
		report.review(
			'pictures-dropped',
			'Pictures or embedded documents inside of the note were left out.',
		);
	}
}
