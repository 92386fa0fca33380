import { HospitalError } from '../../../shared/errors';
import { hasSystem, isSame } from '../datatypes/identifiers';
import type { SystemValue } from '../options';
import { identifiersOf, type Conversion, type Written } from './context';
import { numbersOf, tellingNumber } from './patient';

/**
 * Two records turned out to be of one patient (A40): the one of MRG is switched off and refers to the
 * one of PID. Their documents, results and visits stay where they are.
 *
 * @param survivor the patient of PID, already in the bundle
 */
export function mergePatients(conversion: Conversion, survivor: Written): void {
	const mrg = conversion.reading.first('MRG');
	if (mrg === undefined) throw incomplete();
	const numbers = numbersOf(conversion, mrg, [1]);
	const number: SystemValue = tellingNumber(numbers);
	// What is merged with itself would lose its only number.
	const own = identifiersOf(conversion.said ?? survivor.resource);
	if (own.some((one) => isSame(number, one))) throw incomplete();
	const old = numbers.map((one) => ({ ...one, use: 'old' as const }));
	const known = identifiersOf(survivor.resource);
	survivor.resource.identifier = [
		...known.filter((one) => !old.some((other) => hasSystem(other) && isSame(other, one))),
		...old,
	];
	const source = conversion.inChart('Patient', number);
	if (source?.id === undefined) return mrg.warn(1, 'merge-source-missing');
	// The chart has done it already: the number has moved to the survivor.
	if (`Patient/${source.id}` === survivor.reference) return;
	mrg.warn(1, 'merge-follow-up');
	const links = Array.isArray(source.link) ? (source.link as unknown[]) : [];
	conversion.change(
		{
			...source,
			active: false,
			link: [...links, { other: { reference: survivor.reference }, type: 'replaced-by' }],
		},
		source,
		source.id,
	);
	const others = Array.isArray(survivor.resource.link) ? (survivor.resource.link as unknown[]) : [];
	survivor.resource.link = [
		...others,
		{ other: { reference: `Patient/${source.id}` }, type: 'replaces' },
	];
}

const incomplete = () =>
	new HospitalError(
		'hl7-merge-incomplete',
		'The HL7 message does not say which record is merged into which: its MRG segment is missing, or names the same number as PID',
		{ nextStep: 'Nothing is written. Have the sender correct and repeat it.' },
	);
