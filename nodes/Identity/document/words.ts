import { HOLD_REASONS, type HoldReason } from '../../shared/contracts';
import type { ReasonText } from '../../shared/reason';

const COMPARE =
	'Compare the page with the chart: it may be about another person. File it by hand only with whom it certainly belongs to.';

/** What a hold means for a document; the texts of all holds speak of images. */
const OF_DOCUMENTS: Partial<Readonly<Record<HoldReason, ReasonText>>> = {
	'patient-not-found': {
		meaning: 'no patient in the chart has a number that stands on the document',
		nextStep: 'Look for the patient by name and birth date, and file the document by hand.',
	},
	'patient-ambiguous': {
		meaning: 'the numbers on the document lead to more than one patient',
		nextStep: 'Find out whose it is by the pages themselves, and file it by hand.',
	},
	'patient-id-missing': {
		meaning:
			'no record number and no member number was read on the document, or the workflow names no system for them',
		nextStep: 'Look for the patient by name and birth date, and file the document by hand.',
	},
	'name-mismatch': {
		meaning: 'the name on the document is not that of the patient with its number',
		nextStep: COMPARE,
	},
	'birth-date-mismatch': {
		meaning:
			'the birth date on the document is missing, or is not that of the patient with its number',
		nextStep: COMPARE,
	},
	'sex-mismatch': {
		meaning: 'the sex on the document is not that of the patient with its number',
		nextStep: COMPARE,
	},
	'order-other-patient': {
		meaning: 'the accession number on the document belongs to an order for another patient',
		nextStep: COMPARE,
	},
	'mixed-identity': {
		meaning: 'the pages of the document name more than one patient',
		nextStep: 'Take the pages apart, and file each with its own patient.',
	},
};

/** Why a document was not filed, for the person who files it: one text for each different one. */
export function documentAdvice(reasons: readonly HoldReason[]): string[] {
	return [
		...new Set(
			reasons.map((reason) => {
				const { meaning, nextStep } = OF_DOCUMENTS[reason] ?? HOLD_REASONS[reason];
				return `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}. ${nextStep}`;
			}),
		),
	];
}
