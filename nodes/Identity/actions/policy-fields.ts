import type { INodeProperties } from 'n8n-workflow';
import type { OperationContext } from '../../shared/face';
import { HospitalError } from '../../shared/errors';
import { parseIssuers, STRICT, type IdentityPolicy, type Strictness } from '../policy';

const strictness = (displayName: string, name: string, what: string): INodeProperties => ({
	displayName,
	name,
	type: 'options',
	default: 'require',
	description: `What happens when ${what} is missing in the images or in the chart. A contradiction always holds the study.`,
	options: [
		{
			name: 'Hold When Missing',
			value: 'require',
			description: 'The safe choice: it must be there on both sides and agree',
		},
		{
			name: 'Ignore When Missing',
			value: 'compare-if-present',
			description: 'Compare only when both sides have it',
		},
	],
});

/** The fields from which a policy is made. */
export const policyFields: INodeProperties[] = [
	{
		displayName: 'Patient ID Issuers',
		name: 'issuers',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		placeholder: 'e.g. HOSPITAL = https://hospital.example/mrn',
		description:
			'Which identifier system of the chart belongs to which issuer of patient IDs (0010,0021), one per line. IDs of an issuer that is not listed are held.',
	},
	{
		displayName: 'System for IDs Without Issuer',
		name: 'systemWithoutIssuer',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://hospital.example/mrn',
		description:
			'Identifier system of patient IDs that come without an issuer. Fill it in only when all senders share one numbering; left empty, such IDs are held.',
	},
	{
		displayName: 'Accession Number System',
		name: 'accessionSystem',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://hospital.example/accession',
		description:
			'Identifier system under which orders in the chart carry the accession number. Left empty, the number is looked for in every system.',
	},
	{
		displayName: 'Options',
		name: 'policyOptions',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			strictness('Accession Number', 'accession', 'the accession number'),
			strictness('Birth Date', 'birthDate', 'the birth date'),
			strictness('Name', 'name', 'the name'),
			{
				displayName: 'Order Status',
				name: 'orderStatuses',
				type: 'multiOptions',
				default: [...STRICT.orderStatuses],
				description: 'States of an order under which images may arrive',
				options: [
					{ name: 'Active', value: 'active' },
					{ name: 'Completed', value: 'completed' },
					{ name: 'Draft', value: 'draft' },
					{ name: 'On Hold', value: 'on-hold' },
				],
			},
			strictness('Sex', 'sex', 'the sex'),
		],
	},
];

interface PolicyOptions {
	accession?: Strictness;
	birthDate?: Strictness;
	name?: Strictness;
	sex?: Strictness;
	orderStatuses?: string[];
}

/** @throws HospitalError `issuer-list-invalid`, `issuer-list-empty` */
export async function readPolicy(context: OperationContext): Promise<IdentityPolicy> {
	const text = async (name: string) => (await context.parameter<string>(name, '')).trim();
	const issuers = parseIssuers(await text('issuers'));
	const systemWithoutIssuer = await text('systemWithoutIssuer');
	const accessionSystem = await text('accessionSystem');
	if (Object.keys(issuers).length === 0 && systemWithoutIssuer === '') {
		throw new HospitalError(
			'issuer-list-empty',
			'The Identity Gate does not know where patient IDs come from',
			{
				nextStep:
					'Fill in Patient ID Issuers: one line per issuer with the identifier system that the chart uses for it.',
			},
		);
	}
	return {
		...STRICT,
		...(await context.parameter<PolicyOptions>('policyOptions', {})),
		issuers,
		...(systemWithoutIssuer !== '' && { systemWithoutIssuer }),
		...(accessionSystem !== '' && { accessionSystem }),
	};
}
