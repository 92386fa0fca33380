import type { PriorAuthRequestItem } from '../../shared/contracts/prior-auth';
import {
	codings,
	element,
	extensionCode,
	extensions,
	part,
	text,
	type Element,
} from '../rules/element';
import { CERTIFICATION, EXTENSIONS, ORDER_TYPES } from '../rules';
import type { Packet } from '../rules/packet';

/**
 * An item of an update as the contract lists it, with the order that it is for: without it, an approval
 * could not be written onto any order.
 *
 * @param known items of the packets that the update is made of, under the numbers that they have in it
 */
export function listedItem(
	item: Element,
	packet: Packet,
	known: readonly PriorAuthRequestItem[],
): PriorAuthRequestItem {
	const [product] = codings(element(item, 'productOrService'));
	const marked = extensions(item, EXTENSIONS.infoChanged)[0]?.value.valueCode;
	const cancelled = extensionCode(item, EXTENSIONS.certificationType) === CERTIFICATION.cancel;
	const change = cancelled ? 'cancelled' : marked;
	const listed = {
		sequence: Number(item.value.sequence),
		system: product?.system ?? '',
		code: product?.code ?? '',
	};
	// An order that has no code of the guide does not travel; who built the packet knows it.
	const order =
		orderIn(item, packet) ??
		known.find(({ sequence, code }) => sequence === listed.sequence && code === listed.code)?.order;
	return {
		...listed,
		...(order !== undefined && { order }),
		...((change === 'added' || change === 'changed' || change === 'cancelled') && { change }),
	};
}

/** `ServiceRequest/17` of the order that the item points to. */
function orderIn(item: Element, { claim, resolve }: Packet): string | undefined {
	const reference = element(part(item, EXTENSIONS.requestedService), 'valueReference');
	const to = text(reference, 'reference');
	const entry = to === undefined || claim === undefined ? undefined : resolve(to, claim);
	if (entry?.id === undefined || !ORDER_TYPES.has(entry.type)) return undefined;
	return `${entry.type}/${entry.id}`;
}
