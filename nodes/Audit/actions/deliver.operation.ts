import { dataDirectory } from '../../shared/data-directory';
import {
	byContract,
	contractField,
	type Operation,
	type OperationContext,
} from '../../shared/face';
import { instanceName } from '../../shared/origin';
import { batchContract, requireBatch, type BatchReference } from '../batch';
import { chainBroken } from '../delivery/break-notice';
import { deliver as deliverBatch, type Delivery } from '../delivery/deliver';
import { deliveryContract, type DeliveryResult } from '../delivery/delivery-contract';
import { BATCH_DELIVERED } from '../../shared/ledger';
import { deliverFields } from './deliver/fields';
import { sinkFor } from './deliver/sink-for';

/** SIEM Audit → Deliver: sends the batch of the Audit Trigger and moves the sink's cursor. */
export const deliver: Operation = {
	value: 'deliver',
	name: 'Deliver',
	description: 'Send the audit events of an Audit Trigger to the SIEM or an archive',
	action: 'Deliver audit events to the SIEM',
	fields: [contractField(batchContract), ...deliverFields],

	async execute(context) {
		const batch = requireBatch(await context.contract<BatchReference>(batchContract));
		const sink = await sinkFor(context);
		const { audit, auditCursors } = await dataDirectory();
		const delivery = await deliverBatch(
			batch,
			sink,
			{ auditDir: audit, cursorDir: auditCursors },
			{ ...(context.signal !== undefined && { signal: context.signal }) },
		);
		await record(context, batch, delivery);
		return { add: [byContract(deliveryContract, resultOf(batch, delivery))] };
	},
};

/** The delivery itself is an event; so is damage that came to light in what was sent again. */
async function record(
	context: OperationContext,
	batch: BatchReference,
	delivery: Delivery,
): Promise<void> {
	for (const found of delivery.found) {
		context.logger.error('The audit ledger was changed after it was delivered', {
			origin: found.origin,
			reason: found.reason,
		});
		await context.audit(chainBroken(found, instanceName()));
	}
	if (delivery.delivered + delivery.breaks === 0) return;
	await context.audit({
		kind: 'system',
		interaction: BATCH_DELIVERED,
		action: 'E',
		outcome: '0',
		objects: [{ type: 'ledger-batch', version: batch.sink, count: delivery.delivered }],
	});
}

function resultOf(batch: BatchReference, delivery: Delivery): DeliveryResult {
	const { delivered, repeated, alreadyDelivered, breaks, confirmation } = delivery;
	return {
		sink: batch.sink,
		delivered,
		repeated,
		alreadyDelivered,
		breaks,
		confirmation,
		...(batch.test === true && { test: true }),
	};
}
