import type { FhirResource } from '../../../clients/fhir/types';
import { HospitalError } from '../../../shared/errors';
import {
	cxIdentifier,
	hasSystem,
	IDENTIFIER_TYPES,
	isSame,
	type Identifier,
} from '../datatypes/identifiers';
import type { SystemValue, ToFhirOptions } from '../options';
import type { ReadField, ReadSegment } from '../reading';
import { without } from '../without';
import { identifiersOf, type Conversion } from './context';

/**
 * Kinds of numbers by which a patient is found again, the best first (table 0203); the last are those
 * of no kind. Numbers of a state, an insurance or an account are never taken: families share them.
 */
const TELLING = ['MR', 'PI', 'PT', 'EPI', 'MPI', 'PN', ''];

const rank = ({ type }: Identifier): number => TELLING.indexOf(type?.coding[0]?.code ?? '');

/** Numbers of a patient that choose the record, and those that stand beside them. */
export interface Numbers {
	/** Of PID-3: the list of the patient's numbers. */
	listed: Identifier[];
	/** Of PID-2 and PID-4, which older senders fill with numbers of all kinds: they choose nobody. */
	beside: Identifier[];
}

/** Numbers of PID-3, PID-2 and PID-4. */
export function patientNumbers({ options }: Conversion, pid: ReadSegment): Numbers {
	const listed = numbersIn(pid.repetitions(3), options);
	const others = without(options.numberSystems ?? {}, 'patient');
	const fields = [2, 4].flatMap((field) => pid.repetitions(field));
	const beside = numbersIn(fields, { ...options, numberSystems: others });
	return {
		listed: listed.map((one) => (one.use === 'old' ? without(one, 'system') : one)),
		beside: beside.filter((one) => !listed.some((other) => isAlike(one, other))),
	};
}

/** Without a system the digits alone say nothing new beside the same digits with one. */
const isAlike = (one: Identifier, other: Identifier): boolean =>
	one.value === other.value && (one.system === other.system || one.system === undefined);

/** Numbers of repetitions of a CX field, each once. */
export function numbersIn(fields: readonly ReadField[], options: ToFhirOptions): Identifier[] {
	const found = fields
		.map((field) => ({ field, identifier: cxIdentifier(field, options, 'patient') }))
		.filter(
			(one): one is { field: ReadField; identifier: Identifier } => one.identifier !== undefined,
		)
		.filter(
			({ identifier }, at, all) =>
				all.findIndex((other) => isSame(other.identifier as SystemValue, identifier)) === at,
		);
	return found.map(({ field, identifier }) => {
		// Of one system are numbers of one type: the others of the same authority, and those that do not
		// say whose they are, are other numbers.
		const best = found
			.filter((one) => one.identifier.system === identifier.system)
			.sort((a, b) => order(a) - order(b))[0];
		const isOther = best !== undefined && order(best) !== order({ field, identifier });
		if (identifier.system === undefined || !isOther || isGiven(identifier, options))
			return identifier;
		field.warn('authority-unknown', 4);
		return without(identifier, 'system');
	});
}

/** A typed number comes before one without a type, and one with its authority before one without. */
const order = ({ field, identifier }: { field: ReadField; identifier: Identifier }): number => {
	const at = rank(identifier);
	const kind = at === -1 ? TELLING.length : at;
	return kind + (field.has(4) ? 0 : TELLING.length + 1);
};

/** True when the site itself says what numbers of this type get. */
const isGiven = ({ type, system }: Identifier, { identifierSystems }: ToFhirOptions): boolean =>
	Object.entries(identifierSystems).some(
		([key, address]) => address === system && key.startsWith(`${type?.coding[0]?.code ?? ''}:`),
	);

/** Numbers that tell a patient apart, the best first; none that has ended. */
export function telling(identifiers: readonly Identifier[]): SystemValue[] {
	return identifiers
		.filter((one) => one.use !== 'old' && rank(one) !== -1)
		.sort((a, b) => rank(a) - rank(b))
		.filter(hasSystem)
		.map(({ system, value }) => ({ system, value }));
}

/**
 * The number that tells the patient apart from all others.
 *
 * @throws HospitalError `hl7-patient-number-unknown`
 */
export function tellingNumber(identifiers: readonly Identifier[]): SystemValue {
	const [best] = telling(identifiers);
	if (best === undefined) throw unknownNumber();
	return best;
}

/**
 * The patient whom all numbers of the message lead to.
 *
 * @throws HospitalError `hl7-chart-ambiguous` when they lead to several, `hl7-patient-unsure` when
 *   only a number beside the list leads to one
 */
export function patientInChart(
	conversion: Conversion,
	{ listed, beside }: Numbers,
): FhirResource | undefined {
	const chosen = recordsOf(conversion, listed);
	const others = recordsOf(conversion, beside);
	if (new Set([...chosen.keys(), ...others.keys()]).size > 1) throw severalFound();
	if (chosen.size === 0 && others.size > 0) throw unsure();
	return [...chosen.values()][0];
}

function recordsOf(
	conversion: Conversion,
	identifiers: readonly Identifier[],
): Map<string, FhirResource> {
	const found = new Map<string, FhirResource>();
	for (const identifier of telling(identifiers)) {
		const there = conversion.inChart('Patient', identifier);
		if (there?.id === undefined) continue;
		if (!isOwn(there, identifier, kindOf(identifiers, identifier), conversion.options)) {
			throw otherNumber();
		}
		found.set(there.id, there);
	}
	return found;
}

const kindOf = (identifiers: readonly Identifier[], number: SystemValue): string | undefined =>
	identifiers.find((one) => isSame(number, one))?.type?.coding[0]?.code;

/**
 * True when the chart has the number as one of this kind that has not ended. Numbers of two kinds and
 * of one system are two, and one that has ended was perhaps given to somebody else.
 */
function isOwn(
	there: FhirResource,
	number: SystemValue,
	kind: string | undefined,
	options: ToFhirOptions,
): boolean {
	const day = (options.asOf ?? new Date()).toISOString().slice(0, 10);
	return identifiersOf(there)
		.filter((one) => isSame(number, one))
		.map((one) => one as Identifier)
		.some(({ type, period }) => {
			const hasEnded = period?.end !== undefined && period.end < day;
			const other = type?.coding?.find(({ system }) => system === IDENTIFIER_TYPES)?.code;
			return !hasEnded && (other === undefined || kind === undefined || other === kind);
		});
}

const unknownNumber = () =>
	new HospitalError(
		'hl7-patient-number-unknown',
		'No number of the patient in PID-3 of the HL7 message can be told apart from those of other hospitals: none is whole and of an assigning authority and a type that are known here',
		{
			nextStep:
				'Add the assigning authority (component 4 of PID-3) and its address to Identifier Systems, with the type before it where PID-3.5 has another one than MR (PI:HOSP); or fill in Patient Numbers for senders that name none.',
		},
	);

export const severalFound = () =>
	new HospitalError(
		'hl7-chart-ambiguous',
		'The numbers of the patient in the HL7 message belong to several records of the chart',
		{
			nextStep:
				'Have the records checked, and merged where they are of one patient. Until then nothing is written.',
		},
	);

const otherNumber = () =>
	new HospitalError(
		'hl7-patient-unsure',
		'The chart has the number of the patient in the HL7 message as one of another kind, or as one that has ended',
		{
			nextStep:
				'Nothing is written. Have somebody find out whether it is the same patient, and correct the number in the chart or the type of PID-3.',
		},
	);

const unsure = () =>
	new HospitalError(
		'hl7-patient-unsure',
		'The chart knows no number in PID-3 of the HL7 message, and has a record under a number in PID-2 or PID-4, which alone does not say who the patient is',
		{
			nextStep:
				'Nothing is written. Have somebody find out whether that record is of the patient, and add the number of PID-3 to it, or have the sender correct PID-2 and PID-4.',
		},
	);
