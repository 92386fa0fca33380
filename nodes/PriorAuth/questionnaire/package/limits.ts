import { HospitalError } from '../../../shared/errors';
import { list, text, type Fields } from '../fhir';

/** Items of one form, and how deep they may stand in each other. */
const MOST_ITEMS = 1_000;
const DEEPEST = 12;
const LONGEST_TEXT = 4_000;

/**
 * A form that is larger than forms are, or names one question twice, is not filled in.
 *
 * @throws HospitalError `questionnaire-refused`
 */
export function checkForm(questionnaire: Fields): void {
	const seen = new Set<string>();
	const walk = (items: Fields[], depth: number): void => {
		if (depth > DEEPEST && items.length > 0) throw refused('its questions are nested too deep');
		for (const item of items) {
			const linkId = text(item.linkId);
			if (linkId === undefined) throw refused('a question has no link id');
			if (seen.has(linkId)) throw refused('two questions have the same link id');
			if (String(item.text ?? '').length > LONGEST_TEXT) throw refused('a question is too long');
			seen.add(linkId);
			if (seen.size > MOST_ITEMS) throw refused(`it has more than ${MOST_ITEMS} questions`);
			walk(list(item.item), depth + 1);
		}
	};
	walk(list(questionnaire.item), 1);
}

const refused = (why: string): HospitalError =>
	new HospitalError('questionnaire-refused', `The payer's questionnaire cannot be used: ${why}`, {
		nextStep: "Report it to the payer, and fill in the form on the payer's portal.",
	});
