import type { PriorAuthFigures, PriorAuthMetrics } from '../../shared/contracts/prior-auth-metrics';
import { OUTCOMES } from './measure';

type Column = [name: string, value: (of: PriorAuthFigures) => number | undefined];

const COLUMNS: readonly Column[] = [
	['submitted', ({ submitted }) => submitted],
	['expedited', ({ expedited }) => expedited],
	['open', ({ open }) => open],
	['pended', ({ pended }) => pended],
	['information_requested', ({ informationRequested }) => informationRequested],
	['decided', ({ decided }) => decided],
	...OUTCOMES.map(
		(outcome): Column => [outcome.replaceAll('-', '_'), ({ outcomes }) => outcomes[outcome] ?? 0],
	),
	['standard_median_hours', ({ standardHours }) => standardHours.median],
	['standard_p90_hours', ({ standardHours }) => standardHours.p90],
	['standard_longest_hours', ({ standardHours }) => standardHours.longest],
	['expedited_median_hours', ({ expeditedHours }) => expeditedHours.median],
	['expedited_p90_hours', ({ expeditedHours }) => expeditedHours.p90],
	['expedited_longest_hours', ({ expeditedHours }) => expeditedHours.longest],
	['owed_median_hours', ({ owedHours }) => owedHours.median],
	['overdue', ({ overdue }) => overdue],
	['overdue_expedited', ({ overdueExpedited }) => overdueExpedited],
	['appeals', ({ appeals }) => appeals],
	['overturned', ({ overturned }) => overturned],
	['approvals_taken_back', ({ takenBack }) => takenBack],
];

/**
 * One line for each month and one for all of them (RFC 4180). Reasons of denials and of ends follow,
 * each in a table of its own behind an empty line.
 */
export function metricsCsv({ months, total }: PriorAuthMetrics): string {
	const line = (name: string, of: PriorAuthFigures): string =>
		row([name, ...COLUMNS.map(([, value]) => value(of))]);
	const named = [
		...months.map(({ month, ...of }) => ({ name: month, of })),
		{ name: 'total', of: total },
	];
	const denials = named.flatMap(({ name, of }) =>
		of.denials.map(({ system, code, count }) => row([name, system, code, count])),
	);
	const closed = named.flatMap(({ name, of }) =>
		of.closed.map(({ reason, count }) => row([name, reason, count])),
	);
	return [
		row(['month', ...COLUMNS.map(([name]) => name)]),
		...named.map(({ name, of }) => line(name, of)),
		...(denials.length === 0
			? []
			: ['', row(['month', 'system', 'denial_code', 'items']), ...denials]),
		...(closed.length === 0 ? [] : ['', row(['month', 'ended_because', 'requests']), ...closed]),
		'',
	].join('\r\n');
}

const row = (cells: ReadonlyArray<string | number | undefined>): string =>
	cells.map(cell).join(',');

function cell(value: string | number | undefined): string {
	if (value === undefined || typeof value === 'number') return String(value ?? '');
	// A spreadsheet takes such a beginning for a formula, and the codes are those of somebody else.
	const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
