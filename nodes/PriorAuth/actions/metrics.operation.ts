import { priorAuthMetricsContract } from '../../shared/contracts';
import { dataDirectory } from '../../shared/data-directory';
import { byContract, type Operation } from '../../shared/face';
import { casesOf } from '../cases';
import { wallOf } from '../clocks';
import { measure, metricsCsv, metricsPage } from '../metrics';
import { clockFields, readClocks } from './trigger/clock-fields';

const DAY = 24 * 60 * 60 * 1000;

export const metrics: Operation = {
	value: 'metrics',
	name: 'Metrics',
	description:
		'Reckon the monthly figures for the board from the register: what was sent, decided, denied and late, as numbers, as a table and as a page with a chart. They hold no patient data.',
	action: 'Reckon the figures of prior authorization',
	fields: [
		{
			displayName: 'First Month',
			name: 'paFirstMonth',
			type: 'string',
			default: '',
			placeholder: 'e.g. 2026-01',
			description: 'Year and month. Eleven months before the last one when empty.',
		},
		{
			displayName: 'Last Month',
			name: 'paLastMonth',
			type: 'string',
			default: '',
			placeholder: 'e.g. 2026-10',
			description: 'Year and month. The month before this one when empty.',
		},
		...clockFields,
		{ displayName: 'Zone', name: 'paZone', type: 'hidden', default: '={{ $now.zoneName }}' },
	],
	async execute(context) {
		const now = Date.now();
		const settings = readClocks(
			await context.parameter<unknown>('paClockRules', '[]'),
			await context.parameter<unknown>('paCalendar', {}),
			String(await context.parameter<unknown>('paZone', 'UTC')),
		);
		const to = await monthIn(context.parameter<unknown>('paLastMonth', ''), () =>
			monthBefore(wallOf(now, settings.working.timeZone).day.slice(0, 7), 1),
		);
		const from = await monthIn(context.parameter<unknown>('paFirstMonth', ''), () =>
			monthBefore(to, 11),
		);
		const cases = await (await casesOf(await dataDirectory())).list();
		const figures = measure(cases, { from, to, now, settings });
		await context.audit({
			kind: 'access',
			interaction: 'prior-auth-metrics-made',
			action: 'R',
			outcome: '0',
			objects: [{ type: 'prior-auth-case', count: figures.total.submitted }],
		});
		const report = {
			fileName: `prior-authorization-${from}-${to}`,
			csv: metricsCsv(figures),
			html: metricsPage(figures),
		};
		return {
			add: [
				byContract(priorAuthMetricsContract, figures),
				{ key: 'priorAuthReport', value: report, clear: ['/fileName', '/csv', '/html'] },
			],
		};
	},
};

async function monthIn(given: Promise<unknown>, otherwise: () => string): Promise<string> {
	const text = String((await given) ?? '').trim();
	return text === '' ? otherwise() : text;
}

/** So many months before. */
function monthBefore(month: string, count: number): string {
	const [year = 0, at = 1] = month.split('-').map(Number);
	return new Date(Date.UTC(year, at - 1 - count, 1) + DAY / 2).toISOString().slice(0, 7);
}
