import type { Addition, Operation } from '../../shared/face';
import { dataDirectory } from '../../shared/data-directory';
import { emergenciesSince, stateOf } from '../emergency/emergencies';

const DAY = 86_400_000;

/** SIEM Audit → List Break-Glass: emergency accesses and how far their review is. */
export const listBreakGlass: Operation = {
	value: 'listBreakGlass',
	name: 'List Break-Glass',
	description: 'List emergency accesses, and which of them nobody has reviewed yet',
	action: 'List emergency accesses',
	endedWork: true,
	fields: [
		{
			displayName: 'Show',
			name: 'showEmergencies',
			type: 'options',
			default: 'overdue',
			description: 'Which emergency accesses to list',
			options: [
				{ name: 'All', value: 'all' },
				{ name: 'Not Reviewed', value: 'open' },
				{ name: 'Not Reviewed in Time', value: 'overdue' },
			],
		},
		{
			displayName: 'Time for the Review (Hours)',
			name: 'reviewHours',
			type: 'number',
			default: 24,
			typeOptions: { minValue: 1 },
			description: 'How long after the access somebody may take to decide',
		},
		{
			displayName: 'Look at the Last (Days)',
			name: 'lookBackDays',
			type: 'number',
			default: 90,
			typeOptions: { minValue: 1, maxValue: 2600 },
			description: 'How far back to look',
		},
	],
	async execute(context) {
		const show = await context.parameter<string>('showEmergencies');
		const hours = Number(await context.parameter<number>('reviewHours'));
		const days = Number(await context.parameter<number>('lookBackDays'));
		const now = new Date();
		const since = new Date(now.getTime() - Math.max(1, days) * DAY).toISOString();
		const { audit } = await dataDirectory();
		await context.audit({
			kind: 'access',
			interaction: 'break-glass-listed',
			action: 'R',
			outcome: '0',
		});
		const all = await emergenciesSince(audit, since, context.signal);
		const many = all.flatMap((one): Addition[][] => {
			const state = stateOf(one, hours, now);
			const isShown = show === 'all' || state === show || (show === 'open' && state === 'overdue');
			if (!isShown) return [];
			const ended = one.until !== undefined && Date.parse(one.until) <= now.getTime();
			// Accounts, codes and pseudonyms: there is nothing to seal.
			return [[{ key: 'emergency', value: { ...one, state, ended }, clear: [], plain: true }]];
		});
		return { many };
	},
};
