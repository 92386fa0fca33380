import { byContract, type Operation } from '../../shared/face';
import { phiSelfTestContract } from '../../shared/contracts';
import { evaluateFolder } from '../measuring';
import { sitePath } from '../site';
import { onRecord } from './ledger';
import { readPolicy, withPolicy } from './policy';
import { detectOptions } from './policy-fields';

export const selfTest: Operation = {
	value: 'selfTest',
	name: 'Self-Test',
	description:
		'Measure on labelled notes of your own hospital how many identifiers are found, and in how many notes one is missed',
	action: 'Self test on labelled notes',
	fields: [
		{
			displayName: 'Labelled Notes',
			name: 'labelled',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. discharge-2026',
			description:
				'Name of a folder in "labelled" of the site, with notes in which people have marked every identifier',
		},
		{
			displayName: 'Offsets Count',
			name: 'offsets',
			type: 'options',
			default: 'utf16',
			description: 'How the labels count characters',
			options: [
				{ name: 'Code Points', value: 'codepoints', description: 'As Python counts' },
				{ name: 'UTF-16 Code Units', value: 'utf16', description: 'As JavaScript and Java count' },
			],
		},
		{
			...detectOptions,
			options: (detectOptions.options ?? []).filter(({ name }) =>
				['model', 'threshold'].includes(name),
			),
		} as typeof detectOptions,
	],
	async execute(context) {
		const name = String(await context.parameter<unknown>('labelled')).trim();
		const folder = sitePath('labelled', name);
		const unit = await context.parameter<string>('offsets', 'utf16');
		const policy = await readPolicy(context, 'detectOptions');
		const about = { interaction: 'phi-self-tested' };
		const found = await onRecord(context, about, () =>
			withPolicy(context, policy, (phi) =>
				evaluateFolder(
					folder,
					async (text, resources) =>
						(await phi.detect(text, { context: resources, contentType: 'text/plain' })).findings,
					{
						offsets: unit === 'codepoints' ? 'codepoints' : 'utf16',
						...(context.signal && { signal: context.signal }),
					},
				),
			),
		);
		await context.audit({
			kind: 'access',
			action: 'R',
			outcome: '0',
			...about,
			objects: [{ type: 'labelled-note', count: found.notes }],
		});
		const value = {
			contract: 'PhiSelfTest/1',
			labelled: name,
			...(policy.model !== undefined && { model: policy.model }),
			...found,
		};
		return { add: [byContract(phiSelfTestContract, value)] };
	},
};
