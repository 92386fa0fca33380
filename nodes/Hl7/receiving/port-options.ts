import type { INodeProperties } from 'n8n-workflow';
import { DEFAULT_LIMITS, type PortSettings } from '../intake';
import { checkNumber, checkWhole, list, refuse, checkChoice } from './trigger-checks';

const MEGABYTE = 1024 * 1024;
const HOUR = 3_600_000;

/** Entries that all workflows of a port have in common. */
export const portOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	description: 'The same for all workflows of the port',
	options: [
		{
			displayName: 'Allowed Networks',
			name: 'networks',
			type: 'string',
			default: '',
			placeholder: 'e.g. 10.1.0.0/16, 10.2.3.4',
			description: 'Networks from which senders may call, separated by commas. Empty allows all.',
		},
		{
			displayName: 'Character Set',
			name: 'charset',
			type: 'string',
			default: '',
			placeholder: 'e.g. 8859/1',
			description:
				'The character set that the senders really use, when they declare a wrong one in MSH-18. Empty believes the messages.',
		},
		{
			displayName: 'Character Set When None Is Declared',
			name: 'charsetWhenUndeclared',
			type: 'string',
			default: '',
			placeholder: 'e.g. 8859/1',
			description:
				'For senders that leave MSH-18 empty. Empty takes ASCII and UTF-8 and guesses nothing else.',
		},
		{
			displayName: 'Close Silent Connections After (Minutes)',
			name: 'idleMinutes',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 1440 },
			default: 0,
			description: 'Senders that stay connected and send nothing. 0 never closes them.',
		},
		{
			displayName: 'Duplicate Window (Hours)',
			name: 'duplicateHours',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 720 },
			default: 24,
			description:
				'A message that comes again with the same control ID and content within this time is acknowledged and not handed on again',
		},
		{
			displayName: 'Free Disk Space to Keep (GB)',
			name: 'minFreeGigabytes',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 1,
			description: 'Messages are refused when less is free, so that the disk never fills up',
		},
		{
			displayName: 'Largest Message (MB)',
			name: 'maxMegabytes',
			type: 'number',
			typeOptions: { minValue: 0.01, maxValue: 64 },
			default: 10,
			description: 'Larger messages are refused, and the connection is closed',
		},
		{
			displayName: 'Messages for No Workflow',
			name: 'noRoute',
			type: 'options',
			default: 'refuse',
			description: 'What becomes of a message that fits no workflow of the port',
			options: [
				{
					name: 'Keep Them for a Person',
					value: 'keep',
					description: 'Acknowledged, and shown in the work list as ESCALATED',
				},
				{
					name: 'Refuse Them',
					value: 'refuse',
					description: 'The sender is told, and keeps the message',
				},
			],
		},
		{
			displayName: 'Most Connections',
			name: 'maxConnections',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 10000, numberPrecision: 0 },
			default: 256,
			description: 'How many senders may be connected at once',
		},
		{
			displayName: 'Most Connections per Sender',
			name: 'maxConnectionsPerPeer',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 10000, numberPrecision: 0 },
			default: 64,
			description:
				'How many connections one machine may have open at once, so that it cannot shut the others out',
		},
	],
};

export type PortOptions = Partial<
	Record<
		| 'networks'
		| 'charset'
		| 'charsetWhenUndeclared'
		| 'idleMinutes'
		| 'duplicateHours'
		| 'minFreeGigabytes'
		| 'maxMegabytes'
		| 'noRoute'
		| 'maxConnections'
		| 'maxConnectionsPerPeer',
		unknown
	>
>;

/** @throws HospitalError `field-invalid`, naming the field */
export function readPortOptions(
	options: PortOptions,
): Pick<
	PortSettings,
	'networks' | 'charset' | 'charsetWhenUndeclared' | 'duplicateWindowMs' | 'limits' | 'noRoute'
> {
	const charset = text('Character Set', options.charset);
	const undeclared = text('Character Set When None Is Declared', options.charsetWhenUndeclared);
	return {
		networks: list(options.networks),
		...(charset !== '' && { charset }),
		...(undeclared !== '' && { charsetWhenUndeclared: undeclared }),
		duplicateWindowMs:
			number('Duplicate Window (Hours)', options.duplicateHours, 24, 0, 720) * HOUR,
		noRoute: checkChoice('Messages for No Workflow', options.noRoute ?? 'refuse', [
			'refuse',
			'keep',
		]),
		limits: {
			maxConnections: whole('Most Connections', options.maxConnections, 'maxConnections'),
			maxConnectionsPerPeer: whole(
				'Most Connections per Sender',
				options.maxConnectionsPerPeer,
				'maxConnectionsPerPeer',
			),
			maxMessageBytes: Math.round(
				number('Largest Message (MB)', options.maxMegabytes, 10, 0.01, 64) * MEGABYTE,
			),
			minFreeBytes:
				number('Free Disk Space to Keep (GB)', options.minFreeGigabytes, 1, 0, 1_048_576) *
				1024 ** 3,
			idleMs:
				number('Close Silent Connections After (Minutes)', options.idleMinutes, 0, 0, 1440) *
				60_000,
		},
	};
}

const number = (label: string, value: unknown, otherwise: number, least: number, most: number) =>
	checkNumber(label, value ?? otherwise, least, most);

const whole = (
	label: string,
	value: unknown,
	limit: 'maxConnections' | 'maxConnectionsPerPeer',
): number => checkWhole(label, value ?? DEFAULT_LIMITS[limit], 1, 10_000);

function text(label: string, value: unknown): string {
	const said = String(value ?? '').trim();
	if (said.length > 100) refuse(label, said, 'a character set such as UNICODE UTF-8 or 8859/1');
	return said;
}
