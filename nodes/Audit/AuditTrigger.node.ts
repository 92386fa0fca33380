import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
} from 'n8n-workflow';
import { dataDirectory } from '../shared/data-directory';
import { activating } from '../shared/face';
import { requireSink } from './batch';
import { shipLedger } from './actions/ship-ledger';
import { WATCH_DEFAULTS } from './watching/watch';

export class AuditTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Audit Trigger',
		name: 'auditTrigger',
		icon: { light: 'file:audit.svg', dark: 'file:audit.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["sink"] }}',
		description: 'Starts the workflow when audit events wait for the SIEM',
		defaults: { name: 'Audit Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		properties: [
			{
				displayName:
					'Connect SIEM Audit → Deliver behind this node. Nothing is lost while the SIEM is down: the events stay in the ledger, and the same batch comes again until it is delivered.',
				name: 'auditNotice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'SIEM Name',
				name: 'sink',
				type: 'string',
				default: 'siem',
				required: true,
				placeholder: 'e.g. hospital-siem',
				description:
					'Name under which the position in the ledger is kept. A new name starts with the first event ever recorded; use one name per SIEM.',
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				options: [
					{
						displayName: 'Largest Batch (Events)',
						name: 'maxEvents',
						type: 'number',
						default: 1000,
						typeOptions: { minValue: 1, maxValue: 10000, numberPrecision: 0 },
						description: 'How many events one execution delivers at most',
					},
					{
						displayName: 'Look Every (Seconds)',
						name: 'pollSeconds',
						type: 'number',
						default: 1,
						typeOptions: { minValue: 1, maxValue: 3600 },
						description: 'How often to look for new events',
					},
				],
			},
		],
	};

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await activating(this, async () => {
			const sink = requireSink(this.getNodeParameter('sink'));
			const { maxEvents, pollSeconds } = this.getNodeParameter('options', {}) as {
				maxEvents?: number;
				pollSeconds?: number;
			};
			const { audit, auditCursors } = await dataDirectory();
			return shipLedger(this, {
				...WATCH_DEFAULTS,
				auditDir: audit,
				cursorDir: auditCursors,
				sink,
				...(maxEvents !== undefined && { maxEvents }),
				...(pollSeconds !== undefined && { pollMs: pollSeconds * 1000 }),
			});
		});
	}
}
