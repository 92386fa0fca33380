import type { Chart } from './chart';
import { codesOf, nameOf, namesOf, nameOrCode, type Element } from './elements';
import { sideOf, withSite } from './laterality';
import { flagged, type SeedOf } from './seed';
import { joined, partsOf } from './words/lists';
import { tidy } from './words/tidy';
import { printDate, timeOf } from './words/times';

type ProcedureSeed = SeedOf<'procedure'>;
type Role = ProcedureSeed['role'];

/** FHIR R4 event-status. */
const ROLES: Readonly<Record<string, Role>> = {
	completed: 'performed',
	'in-progress': 'in-progress',
	preparation: 'planned',
	'on-hold': 'planned',
	stopped: 'stopped',
	'not-done': 'not-done',
};
const SAID: Readonly<Record<Role, string>> = {
	performed: '',
	'in-progress': ' (still going on)',
	planned: ' (planned, not performed)',
	stopped: ' (begun and stopped)',
	'not-done': ' (not performed)',
	unclear: ' (the chart does not say whether it was performed)',
};

/** What was done, and what was ordered and not done: the two are never told alike. */
export function procedureFacts(chart: Chart): ProcedureSeed[] {
	return chart.of('Procedure').flatMap((one) => seedOf(chart, one));
}

function seedOf(chart: Chart, procedure: Element): ProcedureSeed[] {
	const name = nameOrCode(procedure.code);
	if (name === undefined) {
		chart.gap('procedure-without-name', ['tjc-procedures'], 'A procedure has no name.', [
			chart.source(procedure, 'code'),
		]);
		return [];
	}
	const status = String(procedure.status ?? 'unknown').slice(0, 40);
	const role = Object.hasOwn(ROLES, status) ? ROLES[status] : 'unclear';
	const side = sideOf(procedure.code, procedure.bodySite);
	const clear = side === 'conflict' ? undefined : side;
	const said = tidy(name.name);
	const time = timeOf(
		procedure,
		['performedDateTime', 'performed'],
		['performedPeriod', 'performed'],
	);
	const reason = nameOf(procedure.statusReason);
	const outcome = nameOf(procedure.outcome);
	const site = nameOf(procedure.bodySite);
	const complications = namesOf(procedure.complication).map((one) => tidy(one, 200).text);
	const why = reason === undefined ? undefined : tidy(reason, 200).text;
	const found = outcome === undefined ? undefined : tidy(outcome, 200).text;
	const after = complications.length === 0 ? '' : `, complication: ${joined(complications)}`;
	return [
		{
			kind: 'procedure',
			role,
			text: `${withSite(said.text, clear, site)}${withReason(SAID[role], why)}${after}`,
			parts: partsOf({
				name: said.text,
				side: clear,
				date: time && printDate(time.at),
				reason: why,
				outcome: found,
			}),
			data: {
				name: said.text,
				codes: codesOf(procedure.code),
				status,
				...(clear !== undefined && { side: clear }),
				...(site !== undefined && { site: tidy(site, 200).text }),
				...(found !== undefined && { outcome: found }),
				...(why !== undefined && { reason: why }),
				...(complications.length > 0 && { complications }),
			},
			...(time && { time }),
			source: [chart.source(procedure, 'code')],
			...flagged(
				...said.flags,
				...chart.flagsOf(procedure),
				name.codedOnly && 'coded-only',
				side === 'conflict' && 'conflict',
				time === undefined && role === 'performed' && 'no-date',
				chart.outside(time?.at),
			),
		},
	];
}

const withReason = (said: string, why: string | undefined): string =>
	why === undefined || !said.endsWith(')') ? said : `${said.slice(0, -1)}: ${why})`;
