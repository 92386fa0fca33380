import type { INodeProperties } from 'n8n-workflow';
import {
	priorAuthDecisionContract,
	priorAuthRequestContract,
	type PriorAuthDecision,
	type PriorAuthRequest,
} from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import {
	byContract,
	contractField,
	type Operation,
	type OperationContext,
} from '../../shared/face';
import { readDecision as read } from '../decision';
import { askedItems } from '../packet';
import { decisionAdvice, decisionWords, type AskedItem } from '../reasons';
import { jsonField } from './json-field';
import { orOnRecord } from './on-record';

const OUTPUTS = [
	'Approved',
	'Pended',
	'More Information',
	'Denied or Changed',
	'Nothing More',
	'For a Person',
] as const;

const fromField: INodeProperties = {
	displayName: 'Decision From',
	name: 'paDecisionFrom',
	type: 'options',
	default: 'answer',
	description: 'What is read',
	options: [
		{
			name: 'Answer of the Payer',
			value: 'answer',
			description: 'What Submit or Status brought back',
		},
		{
			name: 'Item',
			value: 'item',
			description: 'The decision that the Prior Authorization Trigger has read already',
		},
	],
};

export const readDecision: Operation = {
	value: 'readDecision',
	name: 'Read Decision',
	description:
		'Read what a payer decided, item by item, from its review actions, and send it the right way. What is not understood goes to a person.',
	action: 'Read the decision of a payer',
	outputs: OUTPUTS,
	fields: [
		fromField,
		{
			displayName: 'Answer',
			name: 'paAnswer',
			type: 'json',
			default: '={{ $json.payerAnswer }}',
			required: true,
			displayOptions: { show: { paDecisionFrom: ['answer'] } },
			description: 'Bundle that the payer answered',
		},
		{
			...contractField(priorAuthRequestContract),
			displayOptions: { show: { paDecisionFrom: ['answer'] } },
		},
		{
			...contractField(priorAuthDecisionContract),
			displayOptions: { show: { paDecisionFrom: ['item'] } },
		},
	],
	async execute(context) {
		const about = { interaction: 'prior-auth-decision-read', action: 'R' } as const;
		const { decision, sha256, asked } = await orOnRecord(context, about, () => decisionOf(context));
		await context.audit({
			kind: 'access',
			...about,
			outcome: decision.needsPerson ? '4' : '0',
			outcomeReason: `payer-${decision.outcome}`,
			objects: [
				...(sha256 === undefined ? [] : [{ type: 'prior-auth-request', sha256 }]),
				{ type: 'prior-auth-item', count: decision.items.length },
			],
		});
		const advised = {
			...decision,
			advice: decision.advice ?? decisionAdvice(decision),
			words: decision.words ?? decisionWords(decision, asked),
		};
		return { add: [byContract(priorAuthDecisionContract, advised)], output: outputOf(decision) };
	},
};

async function decisionOf(
	context: OperationContext,
): Promise<{ decision: PriorAuthDecision; sha256?: string; asked?: AskedItem[] }> {
	if ((await context.parameter<string>('paDecisionFrom', 'answer')) === 'item') {
		const decision = await context.contract<PriorAuthDecision>(priorAuthDecisionContract);
		if (decision.contract === 'PriorAuthDecision/1' && Array.isArray(decision.reasons)) {
			return { decision };
		}
		throw new HospitalError('input-invalid', 'The item carries no decision that can be read', {
			nextStep: 'Leave the field as the Prior Authorization Trigger gave it.',
		});
	}
	const request = await context.contract<PriorAuthRequest>(priorAuthRequestContract);
	const answer = await jsonField(context, 'paAnswer', 'Answer');
	const { bundle, sha256 } = request;
	return { decision: read(answer, bundle), sha256, asked: askedItems(request) };
}

/** Reasons that only tell how it was decided; any other one is for a person to look at. */
const DECIDED = new Set(['denied', 'modified', 'partially-approved', 'more-information']);

/** What is in doubt goes to a person, whatever the payer says besides. */
export function outputOf({ outcome, reasons, asked }: PriorAuthDecision): number {
	if (reasons.some((reason) => !DECIDED.has(reason))) return OUTPUTS.indexOf('For a Person');
	if (outcome === 'denied' || outcome === 'modified' || outcome === 'partially-approved') {
		return OUTPUTS.indexOf('Denied or Changed');
	}
	if (asked.length > 0) return OUTPUTS.indexOf('More Information');
	if (outcome === 'approved') return OUTPUTS.indexOf('Approved');
	if (outcome === 'pended') return OUTPUTS.indexOf('Pended');
	if (outcome === 'cancelled' || outcome === 'no-action') return OUTPUTS.indexOf('Nothing More');
	return OUTPUTS.indexOf('For a Person');
}
