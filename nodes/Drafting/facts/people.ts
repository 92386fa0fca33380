import type { FactTime } from '../../shared/contracts/clinical-facts';
import type { Chart } from './chart';
import { codesOf, element, elements, nameOf, referenceOf, string, type Element } from './elements';
import { flagged, type SeedOf } from './seed';
import { joined, partsOf, unique } from './words/lists';
import { tidy } from './words/tidy';
import { timeOf } from './words/times';

type EncounterSeed = SeedOf<'encounter'>;

/** v3-ParticipationType: who answers for the stay. */
const RESPONSIBLE: Readonly<Record<string, string>> = {
	ATND: 'attending',
	ADM: 'admitting',
	DIS: 'discharging',
	PPRF: 'primary performer',
	RESP: 'responsible party',
	CON: 'consultant',
	REF: 'referrer',
};
const MOST = 10;

/** People of the stay, each with what they were there; others than those who answer for it are left out. */
export function responsibleFacts(chart: Chart, stay: Element): EncounterSeed[] {
	return elements(stay.participant)
		.slice(0, 30)
		.flatMap((one, at) => {
			const types = codesOf(one.type);
			const roles = types.flatMap(({ code }) =>
				Object.hasOwn(RESPONSIBLE, code) ? [RESPONSIBLE[code]] : [],
			);
			// Of a type that is not about answering for the stay: an escort, an interpreter.
			if (types.length > 0 && roles.length === 0) return [];
			return personFact(
				one.individual,
				roles.length === 0 ? undefined : joined(unique(roles)),
				chart.source(stay, `participant[${at}]`),
				timeOf(one, ['period', 'effective']),
			);
		});
}

/** Who cares for the patient now and afterwards; only people, each with what the team calls them. */
export function careTeamFacts(chart: Chart): EncounterSeed[] {
	return chart
		.of('CareTeam')
		.filter(({ status }) => status === undefined || status === 'active')
		.flatMap((team) =>
			elements(team.participant)
				.slice(0, MOST)
				.flatMap((one, at) => {
					const role = namesOfRoles(one.role);
					const member = referenceOf(one.member) ?? '';
					if (role === undefined || !/(^|\/)Practitioner(Role)?\//.test(member)) return [];
					return personFact(
						one.member,
						`${role} (care team)`,
						chart.source(team, `participant[${at}]`),
					);
				}),
		);
}

function namesOfRoles(roles: unknown): string | undefined {
	const names = elements(roles).flatMap((one) => nameOf(one) ?? []);
	return names.length === 0 ? undefined : tidy(joined(unique(names)), 100).text;
}

function personFact(
	person: unknown,
	as: string | undefined,
	source: ReturnType<Chart['source']>,
	time?: FactTime,
): EncounterSeed[] {
	const display = string(element(person).display);
	if (display === undefined) return [];
	const { text: name, flags } = tidy(display, 200);
	return [
		{
			kind: 'encounter',
			role: 'responsible',
			text: as === undefined ? name : `${name}, ${as}`,
			parts: partsOf({ name, role: as }),
			data: { codes: [], name, ...(as !== undefined && { as }), ...referenced(person) },
			...(time && { time }),
			source: [source],
			...flagged(...flags),
		},
	];
}

/** The record that names a person or a place. */
export const referenced = (value: unknown): { reference?: string } => {
	const reference = referenceOf(value);
	return reference === undefined ? {} : { reference: reference.slice(0, 300) };
};
