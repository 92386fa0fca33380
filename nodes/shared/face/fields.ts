import type { INodeProperties } from 'n8n-workflow';
import type { Contract } from '../contracts';

/** Field that takes a contract from the incoming item; nearly always left as it is. */
export function contractField(contract: Contract, description?: string): INodeProperties {
	const label = contract.key[0].toUpperCase() + contract.key.slice(1);
	return {
		displayName: label,
		name: contract.key,
		type: 'json',
		default: `={{ $json.${contract.key} }}`,
		required: true,
		description:
			description ??
			`${contract.description} Taken from the incoming item; leave as it is unless you renamed the field.`,
	};
}

/** Field for nodes that read patient data: sealed by default, the plain form on request. */
export const sealingField: INodeProperties = {
	displayName: 'Keep Patient Data Sealed',
	name: 'sealOutput',
	type: 'boolean',
	default: true,
	description:
		'Whether to replace patient data in the output by tokens that only nodes of this package can open. When off, n8n stores the data readable in its database.',
};

/** v3-ActReason purposes for which patient data may be used. */
export const purposeField: INodeProperties = {
	displayName: 'Purpose of Use',
	name: 'purposeOfUse',
	type: 'options',
	default: 'TREAT',
	description: 'Why patient data is used here. Recorded with every access in the audit ledger.',
	options: [
		{ name: 'Emergency Treatment (Break-Glass)', value: 'ETREAT' },
		{ name: 'Healthcare Operations', value: 'HOPERAT' },
		{ name: 'Payment', value: 'HPAYMT' },
		{ name: 'Research', value: 'HRESCH' },
		{ name: 'Treatment', value: 'TREAT' },
	],
};

/** Field of every operation that writes to another system. */
export const writeInTestsField: INodeProperties = {
	displayName: 'Write in Test Runs',
	name: 'writeInTests',
	type: 'boolean',
	default: false,
	description:
		'Whether a test run in the editor ("Execute workflow", "Execute step") really writes or sends, whatever its data: a test event, mock data or pinned data. When off, a test run goes through every step but leaves nothing in the chart, the PACS or another system.',
};

/** Field of every trigger that opens work items; read by `attachTrigger`. */
export const atOnceField: INodeProperties = {
	displayName: 'At Once',
	name: 'atOnce',
	type: 'number',
	default: 0,
	typeOptions: { minValue: 0, maxValue: 1000, numberPrecision: 0 },
	description:
		'How many pieces of work of this trigger are worked on at the same time; more wait in order of priority and age. 1 keeps them strictly one after the other. 0 leaves it to the limits for the whole site.',
};
