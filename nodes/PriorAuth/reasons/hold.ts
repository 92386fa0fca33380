import type { ReasonText } from '../../shared/reason';

/** Why a case is held: nothing is asked of a payer before somebody has looked. */
export const HOLD_CASE_REASONS = {
	'order-not-active': {
		meaning:
			'the order is not open any more (ended, revoked or entered in error); no payer was asked',
		nextStep:
			'Look at the order. If the service is still wanted, a clinician orders it anew; else nothing is to be done.',
	},
	'not-an-order': {
		meaning: 'what was given is a plan or a proposal, not an order; no payer was asked',
		nextStep: 'Have a clinician order it, then ask for that order.',
	},
	'do-not-perform': {
		meaning: 'the order says that something must not be done; no payer was asked',
		nextStep: 'Look at the order. If it is meant otherwise, a clinician orders it anew.',
	},
	'patient-not-in-use': {
		meaning: 'the record of the patient is marked as not in use; no payer was asked',
		nextStep: 'Ask those who keep patient records which record holds, and order on that one.',
	},
	'patient-replaced': {
		meaning: 'the record of the patient was merged into another one; no payer was asked',
		nextStep: 'Have the order moved to the record that holds, and ask for it there.',
	},
	'diagnosis-not-established': {
		meaning:
			'a diagnosis that the order names is not confirmed, was refuted, or was entered in error; no payer was asked',
		nextStep: 'Have the clinician confirm it, or name the right diagnosis in the order.',
	},
	'encounter-entered-in-error': {
		meaning: 'the stay or visit that the order belongs to was entered in error; no payer was asked',
		nextStep: 'Have the order put to the right stay or visit.',
	},
	'coverage-not-found': {
		meaning: 'the record holds no coverage of the patient; no payer was asked',
		nextStep:
			'Have registration enter the coverage with payer and member number, then ask by the form.',
	},
	'insurer-not-found': {
		meaning: 'the record does not hold the payer that the coverage names; no payer was asked',
		nextStep: 'Have registration put the payer into the coverage, then ask by the form.',
	},
} as const satisfies Record<string, ReasonText>;
