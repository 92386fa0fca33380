import { HospitalError } from '../../../shared/errors';
import { meaningOf } from '../../report/words';
import { requireCode } from './codes';

/** Written by workflows: the template for emergency access opens one with Emit Event. */
const OF_WORKFLOWS: ReadonlySet<string> = new Set(['break-glass-opened']);

/** Names that the package makes up as it runs, such as `work-closed` and `volume-disposed`. */
const FAMILIES =
	/^(?:audit|clinical-draft|dicom|draft-narrative|fhir|hl7|identity|ledger|llm|model-inference|sign-off|work|workflow)-|-disposed$/;

/** True for what nodes of this package record by themselves. */
export const isReserved = (interaction: string): boolean =>
	FAMILIES.test(interaction) ||
	(meaningOf(interaction) !== undefined && !OF_WORKFLOWS.has(interaction));

/**
 * What the package says about itself must not be told by anybody else: an emitted review of an
 * emergency access would pass for a decision.
 *
 * @throws HospitalError `audit-not-a-code`, `audit-interaction-reserved`
 */
export function requireInteraction(value: unknown): string {
	const interaction = requireCode('Interaction', value);
	if (!isReserved(interaction)) return interaction;
	throw new HospitalError(
		'audit-interaction-reserved',
		'This interaction is one that nodes of this package record by themselves',
		{
			nextStep:
				'Choose a name of your own, for example "report-faxed". Names that begin with audit-, dicom-, fhir-, hl7-, identity-, ledger-, llm-, sign-off-, work- or workflow-, and those in docs/how-to/read-the-audit-ledger.md, are taken.',
		},
	);
}
