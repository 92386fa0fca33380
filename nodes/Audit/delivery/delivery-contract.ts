import { clear, type Contract } from '../../shared/contracts';

/** What a delivery leaves in the item: counts only. */
export interface DeliveryResult {
	sink: string;
	delivered: number;
	repeated: number;
	alreadyDelivered: number;
	breaks: number;
	confirmation: string;
	test?: boolean;
}

export const deliveryContract: Contract = {
	name: 'DeliveryResult',
	key: 'auditDelivery',
	description: 'What was sent to the SIEM.',
	fields: {
		'/sink': clear('Name of the SIEM connection'),
		'/delivered': clear('Events that the SIEM did not have before'),
		'/repeated': clear('Events sent again because the SIEM had failed; it knows them by their id'),
		'/alreadyDelivered': clear('Events of the batch that an earlier attempt had delivered'),
		'/breaks': clear('Notices of a damaged ledger'),
		'/confirmation': clear(
			'How sure it is, strongest first: stored, indexed or on-disk: each event is kept; acknowledged: the receiver took each into its queue; accepted or received: it read each; closed: it read to the end and closed in order; ended or settled: it did not, and the node was set to accept that; sent: nobody says that anything arrived (UDP); none: nothing was due',
		),
		'/test': clear('True for a test event: the events stay due for the real delivery'),
	},
};
