import type { Fact, FactKind, FactTime } from '../../shared/contracts';

const KINDS: Readonly<Record<FactKind, string>> = {
	patient: 'Patient',
	encounter: 'Stay',
	problem: 'Diagnosis',
	procedure: 'Procedure',
	medication: 'Medicine',
	allergy: 'Allergy',
	lab: 'Laboratory result',
	vital: 'Vital sign',
	report: 'Report',
	'pending-result': 'Pending result',
	'follow-up': 'Follow-up',
	'code-status': 'Code status',
	immunization: 'Immunization',
	diet: 'Diet',
	activity: 'Activity',
	'note-span': 'Note',
};

/** Roles that say nothing beside the kind. */
const PLAIN = new Set(['allergy', 'code-status', 'sentence', 'conclusion', 'instruction', 'given']);

/** `Medicine, stopped`, `Laboratory result, last`. */
export function factHeading({ kind, role }: Pick<Fact, 'kind' | 'role'>): string {
	// `discharge-diagnosis`, `history`: these say all by themselves.
	if (kind === 'problem') return role[0].toUpperCase() + role.slice(1).replaceAll('-', ' ');
	const name = KINDS[kind] ?? kind;
	return PLAIN.has(role) ? name : `${name}, ${role.replaceAll('-', ' ')}`;
}

/** `collected 2026-11-02 08:15`, as the chart has it. */
export function factTime(time: FactTime | undefined): string {
	if (time === undefined) return '';
	const end = time.end === undefined ? '' : ` to ${moment(time.end)}`;
	return `${time.role} ${moment(time.at)}${end}`;
}

/** A FHIR date or dateTime as a clock on the wall of its place shows it; UTC is named. */
export function moment(text: string): string {
	const [date, rest] = text.split('T');
	if (rest === undefined) return date;
	return `${date} ${rest.slice(0, 5)}${rest.endsWith('Z') ? ' UTC' : ''}`;
}

/** `5 minutes`, `3 hours`, `2 days`: how long, rounded down. */
export function span(milliseconds: number): string {
	const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
	if (minutes < 1) return 'less than a minute';
	if (minutes < 120) return many(minutes, 'minute');
	const hours = Math.floor(minutes / 60);
	return hours < 48 ? many(hours, 'hour') : many(Math.floor(hours / 24), 'day');
}

export const many = (count: number, one: string): string =>
	`${count} ${one}${count === 1 ? '' : 's'}`;
