import { HospitalError } from '../../shared/errors';
import type { Operation, OperationContext } from '../../shared/face';
import {
	buildFromSegments,
	buildFromValues,
	type GivenSegment,
	type PlacedValue,
} from '../building/build';
import { auditMessage } from './audit';
import { headerFields, headerOptions } from './fields';
import { headerIn, madeOnce } from './made-message';

export const build: Operation = {
	value: 'build',
	name: 'Build',
	description: 'Make a message out of values; Send takes it from there',
	action: 'Build a message',
	fields: [
		{
			displayName: 'Message Type',
			name: 'messageType',
			type: 'string',
			default: 'ORU^R01^ORU_R01',
			required: true,
			placeholder: 'e.g. ADT^A08^ADT_A01',
			description: 'Type, event and structure of the message (MSH-9), with ^ between them',
		},
		...headerFields,
		{
			displayName: 'Content',
			name: 'buildFrom',
			type: 'options',
			default: 'values',
			description: 'How the content of the message is given',
			options: [
				{
					name: 'Segments as JSON',
					value: 'segments',
					description: 'A list of segments, each with its values by their place',
				},
				{
					name: 'Values',
					value: 'values',
					description: 'One line for each value and its place in the message',
				},
			],
		},
		{
			displayName: 'Values',
			name: 'values',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true, sortable: true },
			placeholder: 'Add Value',
			default: {},
			displayOptions: { show: { buildFrom: ['values'] } },
			description: 'Segments are added in the order of the lines',
			options: [
				{
					displayName: 'Value',
					name: 'value',
					values: [
						{
							displayName: 'Place',
							name: 'path',
							type: 'string',
							default: '',
							required: true,
							placeholder: 'e.g. PID-3.1',
							description:
								'Segment, field and component. PID-3[2].1 is a second repetition, OBX[2]-5 the second OBX.',
						},
						{
							displayName: 'Value',
							name: 'value',
							type: 'string',
							default: '',
							description:
								'What stands there. Characters such as | and ^ are written so that the receiver reads them as text. "" tells the receiver to delete what it has.',
						},
					],
				},
			],
		},
		{
			displayName: 'Segments',
			name: 'segments',
			type: 'json',
			default: '[\n  { "segment": "PID", "3.1": "4711", "5.1": "ZZTEST", "5.2": "ADA" }\n]',
			displayOptions: { show: { buildFrom: ['segments'] } },
			description:
				'A list of segments. Each has its name under "segment" and its values by their place: "3.1", "3[2].1". null tells the receiver to delete what it has.',
		},
		headerOptions,
	],
	async execute(context) {
		const [type = '', event, structure] = String(await context.parameter('messageType')).split('^');
		const content = await contentIn(context);
		const names = {
			type: type.trim(),
			...(event && { event: event.trim() }),
			...(structure && { structure: structure.trim() }),
		};
		const about = { ...names, content };
		const { message, addition } = await madeOnce(
			context,
			await headerIn(context),
			about,
			(header) => ({
				message:
					'values' in content
						? buildFromValues({ ...header, ...names }, content.values)
						: buildFromSegments({ ...header, ...names }, content.segments),
			}),
		);
		await auditMessage(context, message, undefined, {
			interaction: 'hl7-message-built',
			action: 'C',
			outcome: '0',
		});
		return { add: [addition] };
	},
};

async function contentIn(
	context: OperationContext,
): Promise<{ values: PlacedValue[] } | { segments: GivenSegment[] }> {
	if ((await context.parameter<string>('buildFrom', 'values')) !== 'segments') {
		const { value = [] } = await context.parameter<{ value?: PlacedValue[] }>('values', {});
		return { values: value.map(({ path, value: said }) => ({ path: String(path), value: said })) };
	}
	return { segments: listOf(await context.parameter<unknown>('segments')) };
}

/** @throws HospitalError `input-invalid` */
function listOf(value: unknown): GivenSegment[] {
	let list = value;
	try {
		if (typeof value === 'string') list = JSON.parse(value) as unknown;
	} catch {
		throw noList();
	}
	const isSegment = (one: unknown) => typeof one === 'object' && one !== null;
	if (Array.isArray(list) && list.every(isSegment)) return list as GivenSegment[];
	throw noList();
}

const noList = () =>
	new HospitalError('input-invalid', 'The field "Segments" holds no list of segments', {
		nextStep: 'Write a list such as [{"segment": "PID", "3.1": "4711"}].',
	});
