import type { FhirResource } from '../../../clients/fhir/types';
import { isSame } from '../datatypes/identifiers';
import type { SystemValue } from '../options';
import type { ReadSegment } from '../reading';
import { identifiersOf } from './context';

type Fields = Record<string, unknown>;

/** Fields of PID whose `""` empties an element of the chart. */
const DELETED_BY: ReadonlyArray<readonly [field: number, element: string]> = [
	[7, 'birthDate'],
	[8, 'gender'],
	[11, 'address'],
	[15, 'communication'],
	[16, 'maritalStatus'],
	[29, 'deceasedDateTime'],
	[30, 'deceasedBoolean'],
];
/** An element of a choice takes the place of its other forms. */
const CHOICES = [
	['deceasedBoolean', 'deceasedDateTime'],
	['multipleBirthBoolean', 'multipleBirthInteger'],
];
/** Lists of which a message names the kinds that it has: others of the chart stay. */
const KEPT_BY_KIND = new Set(['telecom', 'address', 'name']);

/** The chart's patient with what the message says. Numbers are added, none is taken away. */
export function merged(there: FhirResource, said: FhirResource, pid: ReadSegment): FhirResource {
	const next: FhirResource = { ...there };
	for (const [field, element] of DELETED_BY) if (pid.isDeleted(field)) delete next[element];
	deleteContacts(next, pid);
	for (const [element, value] of Object.entries(said)) {
		if (element === 'identifier' || element === 'resourceType') continue;
		// That somebody has died says less than when.
		if (element === 'deceasedBoolean' && there.deceasedDateTime !== undefined) {
			if (value === false) pid.warn(30, 'conflicts-with-chart');
			continue;
		}
		for (const other of CHOICES.find((choice) => choice.includes(element)) ?? [])
			delete next[other];
		next[element] = KEPT_BY_KIND.has(element) ? withOthers(element, next[element], value) : value;
	}
	next.identifier = withNumbers(identifiersOf(there), identifiersOf(said));
	return next;
}

/** PID-13 is about the patient at home, PID-14 at work: `""` in one of them leaves the other alone. */
function deleteContacts(next: FhirResource, pid: ReadSegment): void {
	const [home, work] = [pid.isDeleted(13), pid.isDeleted(14)];
	if (!home && !work) return;
	const contacts = Array.isArray(next.telecom) ? (next.telecom as Fields[]) : [];
	const left = contacts.filter(({ use }) => (use === 'work' ? !work : !home));
	if (left.length > 0) next.telecom = left;
	else delete next.telecom;
}

/** What a name or an address without a type stands for: the name by law, the home (tables 0200, 0190). */
const USUAL: Readonly<Record<string, string>> = { name: 'official', address: 'home' };

function withOthers(element: string, there: unknown, said: unknown): unknown {
	if (!Array.isArray(there) || !Array.isArray(said)) return said;
	const kind = (one: unknown): string => {
		const { system, use = USUAL[element] } = (one ?? {}) as { system?: string; use?: string };
		return `${system} ${use}`;
	};
	const kinds = new Set(said.map(kind));
	const [replaced, kept] = [true, false].map((taken) =>
		(there as Fields[]).filter((one) => kinds.has(kind(one)) === taken),
	);
	const next = (said as Fields[]).map((one) => {
		const use = replaced?.find((other) => kind(other) === kind(one))?.use;
		// The sender leaves out what the chart says already: for what it is used.
		return one.use === undefined && use !== undefined ? { use, ...one } : one;
	});
	return [...next, ...(kept ?? [])];
}

/** Numbers that the chart has, and those of the message that it has not. */
export const withNumbers = (there: readonly unknown[], said: readonly unknown[]): unknown[] => [
	...there,
	...said.filter((one) => !there.some((other) => isSame(one as SystemValue, other))),
];
