import { parseReference } from '../../clients/fhir';
import { chartContextContract, type ChartContext } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import { byContract, type Operation, type OperationContext } from '../../shared/face';
import {
	gatherChart,
	narrow,
	OtherPatient,
	purposeNamed,
	purposesFolder,
	SHIPPED,
	type Narrowing,
} from '../chart';
import { audited, clientOf } from './chart-access';
import { subjectFields, subjectOf } from './subject';

interface Options {
	atMost?: number;
	before?: string;
	daysBack?: number;
	leaveOut?: string;
	leaveOutElements?: string;
}

export const chartContext: Operation = {
	value: 'chartContext',
	name: 'Chart Context',
	description:
		"Read the part of one patient's chart that a named purpose allows, and nothing else of it",
	action: 'Read the chart for a purpose',
	fields: [
		{
			displayName: 'Purpose',
			name: 'chartPurpose',
			type: 'options',
			// eslint-disable-next-line n8n-nodes-base/node-param-default-wrong-for-options -- the list comes from the declarations, which the rule cannot see
			default: 'discharge-summary',
			description:
				'What the chart is read for. It decides which kinds of records, which of their parts and how far back.',
			options: [
				...SHIPPED.map(({ name, title, why }) => ({ name: title, value: name, description: why })),
				{
					name: 'Purpose of This Site',
					value: 'site',
					description: 'A declaration of your own, as a file in the folder of purposes',
				},
			],
		},
		{
			displayName: 'Name of the Purpose',
			name: 'chartPurposeName',
			type: 'string',
			default: '',
			required: true,
			displayOptions: { show: { chartPurpose: ['site'] } },
			placeholder: 'e.g. tumour-board',
			description: 'Name of the file in the folder of purposes, without its ending',
		},
		...subjectFields,
		{
			displayName: 'Options',
			name: 'chartOptions',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			description: 'Everything here makes the reading smaller; nothing makes it larger',
			options: [
				{
					displayName: 'Days Back at Most',
					name: 'daysBack',
					type: 'number',
					typeOptions: { minValue: 1, numberPrecision: 0 },
					default: 90,
					description: 'Older records are left out where the purpose limits the time',
				},
				{
					displayName: 'Earlier Reports Before',
					name: 'before',
					type: 'string',
					default: '',
					placeholder: 'e.g. 2026-11-22',
					description: 'Only reports from before this day count as earlier ones',
				},
				{
					displayName: 'Leave Out',
					name: 'leaveOut',
					type: 'string',
					default: '',
					placeholder: 'e.g. goals, appointments',
					description: 'Parts of the purpose that are not needed here, separated by commas',
				},
				{
					displayName: 'Leave Out Elements',
					name: 'leaveOutElements',
					type: 'string',
					default: '',
					placeholder: 'e.g. Patient.name, Patient.identifier',
					description: 'Parts of records that are not needed here, separated by commas',
				},
				{
					displayName: 'Records per Part at Most',
					name: 'atMost',
					type: 'number',
					typeOptions: { minValue: 1, numberPrecision: 0 },
					default: 100,
					description:
						'The newest are kept where it is known which those are; the item says what was cut off',
				},
			],
		},
	],
	async execute(context) {
		const subject = await subjectOf(context);
		const options = await context.parameter<Options>('chartOptions', {});
		const purpose = narrow(await chosenPurpose(context), narrowingOf(options));
		const client = await clientOf(context);
		const before = String(options.before ?? '').trim();
		const chart = await audited(
			context,
			'fhir-chart-context',
			'R',
			async () => {
				try {
					return await gatherChart(
						client,
						purpose,
						{ ...subject, ...(before !== '' && { before }) },
						context.signal === undefined ? {} : { signal: context.signal },
					);
				} catch (error) {
					if (error instanceof OtherPatient)
						await recordOtherPatient(context, error, subject.patient);
					throw error;
				}
			},
			referencesIn,
			{ reason: purpose.name },
		);
		return { add: [byContract(chartContextContract, chart)] };
	},
};

async function chosenPurpose(context: OperationContext) {
	const chosen = await context.parameter<string>('chartPurpose');
	const name = chosen === 'site' ? await context.parameter<string>('chartPurposeName') : chosen;
	return await purposeNamed(String(name).trim(), await purposesFolder());
}

function narrowingOf({ leaveOut, leaveOutElements, daysBack, atMost }: Options): Narrowing {
	return {
		leaveOut: listed(leaveOut),
		leaveOutElements: listed(leaveOutElements),
		...(daysBack !== undefined && { daysBack: positive('Days Back at Most', daysBack) }),
		...(atMost !== undefined && { atMost: positive('Records per Part at Most', atMost) }),
	};
}

const listed = (text: unknown): string[] =>
	String(text ?? '')
		.split(',')
		.map((one) => one.trim())
		.filter((one) => one !== '');

function positive(field: string, value: unknown): number {
	const number = Number(value);
	if (Number.isInteger(number) && number >= 1) return number;
	throw new HospitalError('input-invalid', `The field ${field} holds no whole number from 1`, {
		nextStep: 'Correct it, or remove the option.',
	});
}

/** Somebody else's data reached this computer: that alone is an event to look into. */
async function recordOtherPatient(
	context: OperationContext,
	{ record }: OtherPatient,
	patient: string,
): Promise<void> {
	const [type = ''] = record.split('/');
	await context.audit({
		kind: 'access',
		interaction: 'fhir-other-patient-received',
		action: 'R',
		outcome: '8',
		outcomeReason: 'chart-other-patient',
		objects: [
			{ type, ...(await context.pseudonym('fhir', record)) },
			{ type: 'Patient', ...(await context.pseudonym('fhir', patient)) },
		],
	});
}

const referencesIn = ({ patient, encounter, resources, priors = [] }: ChartContext): string[] => [
	...new Set([
		patient,
		...(encounter === undefined ? [] : [encounter]),
		...[...resources, ...priors].flatMap(({ resourceType, id }) => {
			const found = parseReference(`${resourceType}/${id}`);
			return found === undefined ? [] : [found.reference];
		}),
	]),
];
