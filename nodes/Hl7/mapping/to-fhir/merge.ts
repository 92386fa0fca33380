import type { FhirResource } from '../../../clients/fhir/types';
import { HospitalError } from '../../../shared/errors';
import { hasSystem, isSame, type Identifier } from '../datatypes/identifiers';
import { identifiersOf, type Conversion, type Written } from './context';
import { numbersIn, severalFound, telling, tellingNumber } from './patient-numbers';

/**
 * Two records turned out to be of one patient (A40): the one of MRG is switched off and refers to the
 * one of PID. Their documents, results and visits stay where they are.
 *
 * @param survivor the patient of PID, already in the bundle
 * @throws HospitalError `hl7-merge-incomplete`, `hl7-merge-other-record`, `hl7-chart-ambiguous`
 */
export function mergePatients(conversion: Conversion, survivor: Written): void {
	const mrg = conversion.reading.first('MRG');
	if (mrg === undefined) throw incomplete();
	const numbers = numbersIn(mrg.repetitions(1), conversion.options);
	tellingNumber(numbers);
	// What is merged with itself would lose its only number.
	const own = identifiersOf(conversion.said ?? survivor.resource);
	if (telling(numbers).some((number) => own.some((one) => isSame(number, one)))) throw incomplete();
	const old = numbers.map((one) => ({ ...one, use: 'old' as const }));
	const known = identifiersOf(survivor.resource);
	survivor.resource.identifier = [
		...known.filter((one) => !old.some((other) => hasSystem(other) && isSame(other, one))),
		...old,
	];
	const source = sourceOf(conversion, numbers, survivor);
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

/**
 * The record that is merged. A number that it carries only because another record was merged into it
 * does not name it.
 */
function sourceOf(
	conversion: Conversion,
	numbers: readonly Identifier[],
	survivor: Written,
): FhirResource | undefined {
	const found = new Map<string, FhirResource>();
	for (const number of telling(numbers)) {
		const there = conversion.inChart('Patient', number);
		if (there?.id === undefined) continue;
		const isOld = identifiersOf(there).some(
			(one) => isSame(number, one) && (one as Identifier).use === 'old',
		);
		if (isOld && `Patient/${there.id}` !== survivor.reference) throw otherRecord();
		found.set(there.id, there);
	}
	// Two records beside the survivor: which of them is meant, or whether both are, is not said.
	if (found.size > 1) throw severalFound();
	return [...found.values()][0];
}

const otherRecord = () =>
	new HospitalError(
		'hl7-merge-other-record',
		'The number that the HL7 message merges leads to a record with a number of its own, into which it was merged before',
		{
			nextStep:
				'Nothing is written. Have somebody find out which records are of one patient: the sender merges a number into one record that was merged into another one.',
		},
	);

const incomplete = () =>
	new HospitalError(
		'hl7-merge-incomplete',
		'The HL7 message does not say which record is merged into which: its MRG segment is missing, or names the same number as PID',
		{ nextStep: 'Nothing is written. Have the sender correct and repeat it.' },
	);
