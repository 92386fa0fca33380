import type { FhirResource } from '../../../clients/fhir/types';
import { codeableConcept, tableCode } from '../datatypes/codes';
import { compact } from '../datatypes/contacts';
import {
	eiIdentifier,
	hasSystem,
	IDENTIFIER_TYPES,
	isSame,
	type Identifier,
} from '../datatypes/identifiers';
import { staff } from '../datatypes/people';
import { fhirDateTime } from '../datatypes/times';
import type { SystemValue } from '../options';
import { ORDER_CONTROLS, ORDER_STATUS, PRIORITIES } from '../tables';
import { identifiersOf, type Conversion, type Written } from './context';
import { notesOf, type Order } from './orders';
import { some } from './patient';
import { withNumbers } from './patient-changes';
import { orderNumber, placerNumber } from './order-numbers';

/** Controls of orders that nobody has seen before. */
const NEW = new Set(['NW', 'SN']);
const OVER = new Set(['revoked', 'completed', 'entered-in-error']);

/** One order (ORC, OBR, IPC) as a request. */
export function requestOf(
	conversion: Conversion,
	order: Order,
	patient: Written,
	encounter: Written | undefined,
): void {
	const { orc, obr } = order;
	if (orc === undefined) return;
	const { options } = conversion;
	const control = tableCode(orc.field(1), ORDER_CONTROLS);
	if (control === undefined) return orc.warn(1, 'status-unknown');
	const placer = placerNumber(conversion, order);
	const number = placer ?? orderNumber(conversion, order);
	if (number === undefined) return orc.warn(2, 'identifier-missing');
	obr?.passOver(1);
	const there = conversion.inChart('ServiceRequest', number);
	conversion.sameHands(there, patient);
	const kind = placer === undefined ? 'FILL' : 'PLAC';
	// The number of one order at its placer may be that of another one at the laboratory.
	if (there !== undefined && isOfOtherKind(there, number, kind)) {
		return orc.warn(placer === undefined ? 3 : 2, 'conflicts-with-chart');
	}
	const before = String(there?.status ?? 'active');
	// ORC-5 says how an order stands; ORC-1 what is asked to be done with it.
	const said = tableCode(orc.field(5), ORDER_STATUS) ?? control;
	const status = said === 'same' ? before : said;
	// What has ended is not revived: neither by a new order that was held up somewhere, nor by a change.
	if (OVER.has(before) && !OVER.has(status)) {
		const isNew = NEW.has(orc.text(1)?.toUpperCase() ?? '');
		return orc.warn(1, isNew ? 'older-than-chart' : 'conflicts-with-chart');
	}
	const filler = orderNumber(conversion, order);
	const tq1 = order.others.find(({ name }) => name === 'TQ1');
	const priority = tableCode(tq1?.field(9) ?? obr?.field(5) ?? undefined, PRIORITIES);
	const older = priority ?? tableCode(obr?.field(27), PRIORITIES, 6);
	const requester = staff(orc.field(12), options) ?? staff(obr?.field(16), options);
	const ipc = order.others.find(({ name }) => name === 'IPC');
	const accession = ipc && eiIdentifier(ipc.field(1), options);
	const studyUid = ipc?.text(3);
	const when =
		fhirDateTime(tq1?.field(7), options.timeZone) ??
		fhirDateTime(obr?.field(36), options.timeZone) ??
		fhirDateTime(orc.field(7), options.timeZone, 4);
	const code = codeableConcept(obr?.field(4));
	const identifiers = [
		typed(number, kind),
		...(placer !== undefined && filler !== undefined && !isEqual(placer, filler)
			? [typed(filler, 'FILL')]
			: []),
		...(accession !== undefined && hasSystem(accession) ? [{ ...accession, ...type('ACSN') }] : []),
		...(studyUid !== undefined && /^[0-9.]{1,64}$/.test(studyUid)
			? [{ system: 'urn:dicom:uid', value: `urn:oid:${studyUid}` }]
			: []),
	];
	conversion.put(
		{
			// What the message does not mention stays: a cancellation often names the number alone.
			...there,
			resourceType: 'ServiceRequest',
			identifier:
				there === undefined ? identifiers : withNumbers(identifiersOf(there), identifiers),
			status,
			intent: 'order',
			...compact({ priority: older }),
			...((code !== undefined || there === undefined) && {
				code: code ?? { text: 'Unnamed order' },
			}),
			subject: { reference: patient.reference },
			...(encounter && { encounter: { reference: encounter.reference } }),
			...compact({
				occurrenceDateTime: when,
				authoredOn: fhirDateTime(orc.field(9), options.timeZone),
				requester,
				reasonCode: some((obr?.repetitions(31) ?? []).map((field) => codeableConcept(field))),
				note: some(notesOf(order.notes)),
			}),
		},
		number,
		there,
	);
}

const type = (code: string) => ({ type: { coding: [{ system: IDENTIFIER_TYPES, code }] } });
const typed = (identifier: Identifier, code: string): Identifier => ({
	...type(code),
	...identifier,
});
/** True when the chart has the number in the other one of the two kinds only. */
function isOfOtherKind(there: FhirResource, number: SystemValue, kind: string): boolean {
	const kinds = identifiersOf(there)
		.filter((one) => isSame(number, one))
		.map((one) => (one as Identifier).type?.coding?.[0]?.code);
	return kinds.length > 0 && kinds.every((one) => one !== kind && KINDS.has(one ?? ''));
}

const KINDS = new Set(['PLAC', 'FILL', 'ACSN']);

const isEqual = (a: Identifier, b: Identifier): boolean =>
	a.system === b.system && a.value === b.value;
