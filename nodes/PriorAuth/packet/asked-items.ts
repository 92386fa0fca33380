import type { PriorAuthRequest } from '../../shared/contracts';
import type { AskedItem } from '../reasons';
import { element, elements, text } from '../rules/element';
import { openPacket } from '../rules/packet';

/** What a packet asks for, item by item: code and amount. */
export function askedItems({ bundle, items }: PriorAuthRequest): AskedItem[] {
	const claimed = elements(openPacket(bundle).claim?.resource, 'item');
	return items.map(({ sequence, code }) => {
		const quantity = element(
			claimed.find(({ value }) => value.sequence === sequence),
			'quantity',
		);
		const value = quantity?.value.value;
		const amount =
			typeof value === 'number' ? `${value} ${text(quantity, 'unit') ?? ''}`.trim() : undefined;
		return { sequence, code, ...(amount !== undefined && { amount }) };
	});
}
