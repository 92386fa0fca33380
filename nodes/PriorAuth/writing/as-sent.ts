import { parseReference, type FhirResource } from '../../clients/fhir';
import type { PriorAuthRequest } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import { codings, element, elements, isFields, type Element } from '../rules/element';
import { openPacket } from '../rules/packet';

/** States of an order that may still be carried out. */
const OPEN = new Set(['active', 'draft', 'on-hold']);
/** Where an order says what is to be done, by kind of order. */
const CODED = ['code', 'codeCodeableConcept', 'medicationCodeableConcept'];

/**
 * An approval is for what was asked. Between asking and the answer lie days: an order may have been taken
 * back, moved to another patient, or changed to another service or amount, and the number on it would
 * say that this is authorized.
 *
 * @param order as the record has it now
 * @throws HospitalError `prior-auth-approved-order-changed`
 */
export function requireAsSent(order: FhirResource, request: PriorAuthRequest): void {
	const packet = openPacket(request.bundle);
	const name = `${order.resourceType}/${order.id ?? ''}`;
	const now: Element = { path: '', value: order };
	const patient = packet.entries.find(({ type }) => type === 'Patient')?.id;
	const subject = parseReference(element(now, 'subject')?.value.reference)?.reference;
	if (patient === undefined || subject !== `Patient/${patient}`) {
		throw changed('is of another patient now');
	}
	if (!OPEN.has(String(order.status)) || order.doNotPerform === true) {
		throw changed('was taken back or has ended');
	}
	const sent = packet.entries.find(({ type, id }) => `${type}/${id ?? ''}` === name)?.resource;
	const asked = request.items.filter((item) => item.order === name);
	// A packet carries an order only when its code travels; else the item says what was asked for.
	const codes = sent === undefined ? asked : codesOf(sent);
	if (!saysTheSame(codesOf(now), codes, sent !== undefined)) {
		throw changed('is for another service now');
	}
	const claimed = elements(packet.claim?.resource, 'item').filter((item) =>
		asked.some(({ sequence }) => sequence === item.value.sequence),
	);
	const before = sent && amountOf(sent);
	const amount = amountOf(now);
	// An update may have asked for another amount than the order had at first.
	const known = [before, ...claimed.map(claimedOf)];
	if (!known.includes(amount) && (amount ?? before) !== undefined) {
		throw changed('has another amount now');
	}
}

interface Coded {
	system?: string;
	code?: string;
}

const codesOf = (of: Element): Coded[] => CODED.flatMap((name) => codings(element(of, name)));

/** @param whole whether every code that was sent must stand there still */
function saysTheSame(now: readonly Coded[], then: readonly Coded[], whole: boolean): boolean {
	const has = (list: readonly Coded[], one: Coded) =>
		list.some(({ system, code }) => system === one.system && code === one.code);
	const systems = new Set(then.map(({ system }) => system));
	const isNothingNew = now.every((one) => !systems.has(one.system) || has(then, one));
	return isNothingNew && (!whole || then.every((one) => has(now, one)));
}

const amountOf = (order: Element): string | undefined => inWords(order.value.quantityQuantity);
const claimedOf = (item: Element): string | undefined => inWords(item.value.quantity);

const inWords = (quantity: unknown): string | undefined =>
	isFields(quantity) && typeof quantity.value === 'number' ? String(quantity.value) : undefined;

const changed = (how: string): HospitalError =>
	new HospitalError(
		'prior-auth-approved-order-changed',
		`The payer approved, but the order ${how}: the number was not written on it`,
		{
			nextStep:
				'Do not schedule by it. Compare the order with what was approved; if the service is still wanted as it is now, ask the payer for it, else take the request back.',
		},
	);
