import { authoritySystem, eiIdentifier, isSame } from '../datatypes/identifiers';
import type { SystemValue, ToFhirOptions } from '../options';
import type { Reading, ReadField } from '../reading';
import type { Conversion } from './context';
import type { Order } from './orders';

/** The laboratory's number of an order: OBR-3, else ORC-3; without an authority that of the sender. */
export function orderNumber(conversion: Conversion, order: Order): SystemValue | undefined {
	return numberAt(conversion, order, 3, 'FILL') ?? placerNumber(conversion, order);
}

export const placerNumber = (conversion: Conversion, order: Order): SystemValue | undefined =>
	numberAt(conversion, order, 2, 'PLAC');

function numberAt(
	{ options, reading }: Conversion,
	{ orc, obr }: Order,
	field: 2 | 3,
	kind: 'PLAC' | 'FILL',
): SystemValue | undefined {
	const numbers = [obr?.field(field), orc?.field(field)]
		.filter((one) => one !== undefined)
		.map((one) => ({ field: one, found: numberOf(one, options, kind, reading) }));
	const best = numbers.find(({ found }) => found !== undefined)?.found;
	for (const { field: one, found } of numbers) {
		if (found === undefined) one.warn('authority-unknown');
		else if (!isSame(found, best)) one.warn('number-differs');
	}
	return best;
}

/** A number with the system that its authority, the site or the application gives it. */
function numberOf(
	field: ReadField,
	options: ToFhirOptions,
	kind: 'PLAC' | 'FILL',
	reading: Reading,
): SystemValue | undefined {
	const found = eiIdentifier(field, options, kind, kind === 'FILL' ? 'filler' : 'placer');
	if (found?.value === undefined) return undefined;
	const names = field.text(2) ?? field.text(3);
	// A number of an authority that is not known is not one of the application that sends it.
	const system =
		found.system ??
		(names === undefined
			? senderSystem(reading, options, kind === 'FILL' ? [3, 4] : [5, 6])
			: undefined);
	return system === undefined ? undefined : { system, value: found.value };
}

/** Numbers without an authority are those of the application that gave them: fields of MSH. */
export function senderSystem(
	reading: Reading,
	options: ToFhirOptions,
	fields: readonly number[],
): string | undefined {
	const msh = reading.first('MSH');
	return fields
		.map((field) => msh?.field(field))
		.map((field) => field && authoritySystem(field, options))
		.find((system) => system !== undefined);
}
