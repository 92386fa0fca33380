import type { CoverageOutcome } from '../../shared/contracts/prior-auth-requirement';
import type { ReasonText } from '../../shared/reason';

const THEN = 'Then ask for the order again by the form.';

/** Why no coverage was chosen. No payer was asked. */
export const COVERAGE_REASONS: Readonly<Record<Exclude<CoverageOutcome, 'one'>, ReasonText>> = {
	none: {
		meaning: 'the record holds no coverage of the patient; no payer was asked',
		nextStep: `Have registration enter the coverage with payer and member number. ${THEN}`,
	},
	'not-active': {
		meaning: 'no coverage of the patient is active on the day of service; no payer was asked',
		nextStep: `Ask the patient or the payer which coverage holds on that day, and have registration correct it. ${THEN}`,
	},
	several: {
		meaning:
			'several coverages are active on the day of service, and the order does not say which one is meant; none was chosen and no payer was asked',
		nextStep: `Find out which payer comes first, and put that coverage into the order (insurance), or end the one that does not hold. ${THEN}`,
	},
	'other-patient': {
		meaning: 'a coverage among them is of another patient; none was used and no payer was asked',
		nextStep: `Have registration put the coverages to the right patients. ${THEN}`,
	},
	'other-payer': {
		meaning: 'no active coverage is of the payer that is asked here; no payer was asked',
		nextStep:
			'Ask the payer of this patient in its own way: this workflow asks one payer only (Check Coverage, field "Payer").',
	},
	'payer-unknown': {
		meaning: 'the coverage does not say for certain which payer it is of; no payer was asked',
		nextStep: `Have registration put the payer with its identifier into the coverage. ${THEN}`,
	},
	'member-unknown': {
		meaning: 'the coverage has no member number, or several; no payer was asked',
		nextStep: `Have registration enter the one member number of the patient. ${THEN}`,
	},
};
