import type { FhirResource } from '../../../clients/fhir/types';
import { codeableConcept, tableCode } from '../datatypes/codes';
import { compact } from '../datatypes/contacts';
import { cxIdentifier, hasSystem, type Identifier } from '../datatypes/identifiers';
import { staff } from '../datatypes/people';
import { placeName } from '../datatypes/places';
import { fhirDateTime } from '../datatypes/times';
import type { SystemValue } from '../options';
import type { ReadSegment } from '../reading';
import { PATIENT_CLASSES } from '../tables';
import type { Conversion, Written } from './context';
import { some } from './patient';
import { withNumbers } from './patient-changes';

const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const PARTICIPATION = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';

const OVER = new Set(['finished', 'cancelled', 'entered-in-error']);

/** Who takes part: field of PV1, code. */
const PARTICIPANTS = [
	[7, 'ATND'],
	[8, 'REF'],
	[9, 'CON'],
	[17, 'ADM'],
] as const;

/**
 * The visit of a message; undefined when it has no number by which it could be found again.
 *
 * @param status what the event says of the visit; undefined when it says nothing
 */
export function encounterOf(
	conversion: Conversion,
	patient: Written,
	status?: 'in-progress' | 'finished' | 'cancelled',
): Written | undefined {
	const pv1 = conversion.reading.first('PV1');
	if (pv1 === undefined) return undefined;
	const identifiers = pv1
		.repetitions(19)
		.map((field) => cxIdentifier(field, conversion.options, 'visit'))
		.filter((identifier) => identifier !== undefined);
	const number = identifiers.find(hasSystem) as SystemValue | undefined;
	if (number === undefined) {
		pv1.warn(19, 'identifier-missing');
		return undefined;
	}
	const there = conversion.inChart('Encounter', number);
	conversion.sameHands(there, patient);
	// A message about something else refers to the visit and does not change it.
	if (status === undefined && there?.id !== undefined) {
		return { reference: `Encounter/${there.id}`, resource: there };
	}
	const said = fromPv1(conversion, pv1, patient, identifiers, status);
	if (there?.id === undefined) {
		if (status !== undefined && conversion.options.chart === undefined) {
			pv1.warn(19, 'not-updated');
		}
		return conversion.create(said, number);
	}
	// A message that was held up somewhere does not open again what has ended; which of two ends holds
	// is for a person to say.
	if (OVER.has(String(there.status)) && status !== there.status) {
		pv1.warn(19, status === 'in-progress' ? 'older-than-chart' : 'conflicts-with-chart');
		return { reference: `Encounter/${there.id}`, resource: there };
	}
	const next = { ...there, ...said };
	if (pv1.text(2) === undefined && there.class !== undefined) next.class = there.class;
	const known = Array.isArray(there.identifier) ? there.identifier : [];
	next.identifier = withNumbers(known, identifiers);
	next.period = { ...(there.period as object | undefined), ...(said.period as object | undefined) };
	return conversion.change(next, there, there.id);
}

function fromPv1(
	conversion: Conversion,
	pv1: ReadSegment,
	patient: Written,
	identifier: Identifier[],
	status: 'in-progress' | 'finished' | 'cancelled' | undefined,
): FhirResource {
	const { options, reading } = conversion;
	pv1.passOver(1);
	const code = tableCode(pv1.field(2), PATIENT_CLASSES);
	const period = compact({
		start: fhirDateTime(pv1.field(44), options.timeZone),
		end: fhirDateTime(pv1.field(45), options.timeZone),
	});
	const place = placeName(pv1.field(3));
	const service = codeableConcept(pv1.field(10), 'http://terminology.hl7.org/CodeSystem/v2-0069');
	const disposition = codeableConcept(
		pv1.field(36),
		'http://terminology.hl7.org/CodeSystem/v2-0112',
	);
	const reason = codeableConcept(reading.first('PV2')?.field(3));
	return {
		resourceType: 'Encounter',
		identifier,
		// A visit that only a result or an order mentions: nobody has said how it stands.
		status: status ?? 'unknown',
		class:
			code === undefined
				? { system: 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor', code: 'UNK' }
				: { system: ACT_CODE, code },
		subject: { reference: patient.reference },
		...compact({
			serviceType: service,
			participant: some(
				PARTICIPANTS.flatMap(([field, kind]) => participants(conversion, pv1, field, kind)),
			),
			period: Object.keys(period).length > 0 ? period : undefined,
			reasonCode: reason === undefined ? undefined : [reason],
			location: place === undefined ? undefined : [{ location: { display: place } }],
			hospitalization:
				disposition === undefined ? undefined : { dischargeDisposition: disposition },
		}),
	};
}

const participants = (
	{ options }: Conversion,
	pv1: ReadSegment,
	field: number,
	code: string,
): Array<object | undefined> =>
	pv1.repetitions(field).map((one) => {
		const individual = staff(one, options);
		return individual && { type: [{ coding: [{ system: PARTICIPATION, code }] }], individual };
	});
