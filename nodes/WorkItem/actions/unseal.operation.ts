import type { Operation } from '../../shared/face';

export const unseal: Operation = {
	value: 'unseal',
	name: 'Unseal',
	description:
		'Open sealed values so that nodes outside this package can read them. n8n then stores them readable. Recorded in the audit ledger.',
	action: 'Unseal values of the item',
	endedWork: true,
	fields: [
		{
			displayName: 'Value',
			name: 'value',
			type: 'json',
			default: '',
			required: true,
			placeholder: 'e.g. {{ $json.study.accessionNumber }}',
			description: 'The sealed value or object to open; only what the next step needs',
		},
		{
			displayName: 'Put Output in Field',
			name: 'field',
			type: 'string',
			default: 'unsealed',
			required: true,
			description: 'Name of the field that takes the opened value',
		},
	],
	async execute(context) {
		const value = await context.parameter<unknown>('value');
		const key = await context.parameter<string>('field');
		await context.audit({ kind: 'access', interaction: 'unsealed', action: 'R', outcome: '0' });
		return { add: [{ key, value, clear: [], plain: true }] };
	},
};
