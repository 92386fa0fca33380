import { DEFAULT_TIMEOUTS, type SyslogTarget } from '../../clients/syslog/transport';
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
import { syslogSink } from '../delivery/syslog-sink';
import { syslogTarget, type SyslogCredential } from '../delivery/target';
import { MINIMUM_MAX_BYTES } from '../formats/rfc5424';
import { BATCH_DELIVERED } from '../../shared/ledger';

interface DeliverOptions {
	byteOrderMark?: boolean;
	enterprise?: number;
	maxBytes?: number;
	closeSeconds?: number;
	lenient?: boolean;
}

/** SIEM Audit → Deliver: sends the batch of the Audit Trigger and moves the sink's cursor. */
export const deliver: Operation = {
	value: 'deliver',
	name: 'Deliver',
	description: 'Send the audit events of an Audit Trigger to the SIEM',
	action: 'Deliver audit events to the SIEM',
	fields: [
		contractField(batchContract),
		{
			displayName: 'Options',
			name: 'deliverOptions',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [
				{
					displayName: 'Accept Without Confirmation',
					name: 'lenient',
					type: 'boolean',
					default: false,
					description:
						'Whether to count events as delivered although the SIEM did not close the connection in order. Only for receivers that cannot; events that were on their way are lost when such a receiver stops.',
				},
				{
					displayName: 'Byte Order Mark',
					name: 'byteOrderMark',
					type: 'boolean',
					default: false,
					description:
						'Whether to mark the text as UTF-8 as RFC 5424 asks. Most SIEMs then fail to read the JSON, so it is off.',
				},
				{
					displayName: 'Enterprise Number',
					name: 'enterprise',
					type: 'number',
					default: 32473,
					typeOptions: { minValue: 1, maxValue: 4294967295, numberPrecision: 0 },
					description:
						"The hospital's private enterprise number (IANA), used in the name of the structured data. The default is the number for examples, which belongs to nobody.",
				},
				{
					displayName: 'Largest Message (Bytes)',
					name: 'maxBytes',
					type: 'number',
					default: 8192,
					typeOptions: { minValue: MINIMUM_MAX_BYTES, maxValue: 1048576, numberPrecision: 0 },
					description:
						'What the SIEM accepts per message. A larger event is sent with its core fields only; the whole event stays in the ledger.',
				},
				{
					displayName: 'Wait for Close (Seconds)',
					name: 'closeSeconds',
					type: 'number',
					default: 10,
					typeOptions: { minValue: 1, maxValue: 60 },
					description:
						'How long to wait for the SIEM to close the connection after the last event: the only sign syslog has that everything was read',
				},
			],
		},
	],

	async execute(context) {
		const batch = requireBatch(await context.contract<BatchReference>(batchContract));
		const options = await context.parameter<DeliverOptions>('deliverOptions', {});
		const target = syslogTarget(await context.credentials<SyslogCredential>('syslogApi'));
		const { audit, auditCursors } = await dataDirectory();
		const delivery = await deliverBatch(
			batch,
			sinkFor(target, options),
			{ auditDir: audit, cursorDir: auditCursors },
			{ ...(context.signal !== undefined && { signal: context.signal }) },
		);
		await record(context, batch, delivery);
		return { add: [byContract(deliveryContract, resultOf(batch, delivery))] };
	},
};

const sinkFor = (target: SyslogTarget, { closeSeconds, lenient, ...format }: DeliverOptions) =>
	syslogSink(target, {
		format,
		lenient: lenient === true,
		timeouts: {
			...DEFAULT_TIMEOUTS,
			...(closeSeconds !== undefined && { closeMs: closeSeconds * 1000 }),
		},
	});

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
