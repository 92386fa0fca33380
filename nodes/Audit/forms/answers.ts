import { randomInt } from 'node:crypto';
import { HospitalError } from '../../shared/errors';
import type { Choice, Question } from './form';

/**
 * Reads the answers to the questions of a form.
 *
 * @returns one text per question that was answered
 * @throws HospitalError `form-answer`; the answer itself is not repeated
 */
export function readAnswers(
	questions: readonly Question[],
	body: Readonly<Record<string, unknown>>,
): Record<string, string> {
	const answers: Record<string, string> = {};
	for (const { name, label, hint, required, choices, maxLength, pattern } of questions) {
		const given = body[name];
		const text = typeof given === 'string' ? given.trim() : '';
		if (text === '') {
			if (required) throw unusable(label, 'has no answer', 'Fill it in.');
			continue;
		}
		const isOffered = choices === undefined || choices.some(({ value }) => value === text);
		if (text.length > maxLength || !pattern.test(text) || !isOffered) {
			throw unusable(label, 'cannot be used', hint ?? 'Choose one of the list.');
		}
		answers[name] = text;
	}
	return answers;
}

const unusable = (label: string, what: string, nextStep: string): HospitalError =>
	new HospitalError('form-answer', `"${label}" ${what}`, { nextStep });

/**
 * The list of reasons that an administrator wrote: one per line, `code = words`, or the code alone.
 *
 * @throws HospitalError `input-invalid`
 */
export function readChoices(text: string): Choice[] {
	const choices = text
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '')
		.map((line) => {
			const at = line.indexOf('=');
			const value = (at < 0 ? line : line.slice(0, at)).trim();
			const words = at < 0 ? '' : line.slice(at + 1).trim();
			if (!/^[a-z]+(?:-[a-z]+)*$/.test(value) || value.length > 64) {
				throw new HospitalError('input-invalid', 'The field "Reasons" is not usable', {
					nextStep:
						'Write one reason per line: a code of small letters and hyphens, an equals sign, and the words for it.',
				});
			}
			return { value, words: words === '' ? value.replaceAll('-', ' ') : words };
		});
	if (choices.length === 0) {
		throw new HospitalError('input-invalid', 'The field "Reasons" is empty', {
			nextStep: 'Write at least one reason, for example: unconscious-patient = Unconscious patient',
		});
	}
	return choices;
}

const LETTERS = 'bcdfghjkmnpqrstvwxz';
/** Letters that are hard to confuse and make no words: 50 bits. */
export const reviewNumber = (): string =>
	`bg-${[1, 2, 3].map(() => Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('')).join('-')}`;
