import type { INodeProperties } from 'n8n-workflow';
import { HospitalError } from '../../shared/errors';
import type { OperationContext } from '../../shared/face';

/** How the two worlds name who gives out a number. */
export const identifierSystemFields: INodeProperties[] = [
	{
		displayName: 'Identifier Systems',
		name: 'identifierSystems',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add System',
		default: {},
		description:
			'Who gives out numbers: the name that HL7 messages use, and the address that the electronic record uses. A number of somebody who is not listed is kept without a system, and tells nobody.',
		options: [
			{
				displayName: 'System',
				name: 'system',
				values: [
					{
						displayName: 'Address',
						name: 'address',
						type: 'string',
						default: '',
						placeholder: 'e.g. https://hospital.example/mrn',
						description: 'Identifier system in the electronic record',
					},
					{
						displayName: 'Authority',
						name: 'authority',
						type: 'string',
						default: '',
						placeholder: 'e.g. HOSP',
						description:
							'Assigning authority in the message (PID-3.4 and others). Of patient numbers it means those of type MR and of no type; write PI:HOSP, VN:HOSP and the like for its numbers of other types.',
					},
				],
			},
		],
	},
	{
		displayName: 'More Identifier Systems',
		name: 'moreSystems',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		placeholder: 'e.g. HOSP = https://hospital.example/mrn, LAB = https://hospital.example/lab',
		description:
			'The same as text: authority, equals sign and address, separated by commas or lines. For a list that stands in another node.',
	},
];

/**
 * Addresses by authority.
 *
 * @throws HospitalError `field-invalid`
 */
export async function identifierSystemsIn(
	context: OperationContext,
): Promise<Record<string, string>> {
	const { system = [] } = await context.parameter<{
		system?: Array<{ authority?: unknown; address?: unknown }>;
	}>('identifierSystems', {});
	const text = String((await context.parameter('moreSystems', '')) ?? '');
	const systems = new Map<string, string>();
	for (const [authority, address] of [...system.map(row), ...text.split(/[,\n]/).map(line)]) {
		if (authority === '' && address === '') continue;
		if (authority === '') throw invalid('has an address without an authority');
		checkAddress(address);
		const before = systems.get(authority);
		if (before !== undefined && before !== address) throw invalid('names an authority twice');
		systems.set(authority, address);
	}
	return Object.fromEntries(systems);
}

type Pair = [authority: string, address: string];

const row = ({ authority, address }: { authority?: unknown; address?: unknown }): Pair => [
	String(authority ?? '').trim(),
	String(address ?? '').trim(),
];

function line(text: string): Pair {
	const at = text.indexOf('=');
	if (text.trim() === '') return ['', ''];
	if (at === -1) throw invalid('has an entry without an equals sign');
	return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

/** @throws HospitalError `field-invalid` unless it can be the address of an identifier system */
export function checkAddress(address: string): string {
	if (/^(https?:\/\/[^\s|]+|urn:[a-z0-9][a-z0-9-]{1,31}:[^\s|]+)$/i.test(address)) return address;
	throw invalid('holds something that is no address of an identifier system');
}

const invalid = (what: string) =>
	new HospitalError('field-invalid', `The list of identifier systems ${what}`, {
		nextStep:
			'Write who gives out the number and the address that the electronic record has for it, such as HOSP and https://hospital.example/mrn.',
	});
