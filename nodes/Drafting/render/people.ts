import type { ClinicalFacts, Fact, FactOf } from '../../shared/contracts';

type Resource = { resourceType: string; [element: string]: unknown };

const GENDERS = ['male', 'female', 'other', 'unknown'];
const DATE = /^\d{4}(?:-\d\d(?:-\d\d)?)?$/;
const DATE_TIME = /^\d{4}(?:-\d\d(?:-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)|-\d\d)?)?$/;

const only = <K extends Fact['kind']>(
	facts: readonly Fact[],
	kind: K,
	role: string,
): Array<FactOf<K>> =>
	facts.filter((fact): fact is FactOf<K> => fact.kind === kind && fact.role === role);

/** As much of the patient as says whose document it is: what the facts have. */
export function patientOf({ facts }: ClinicalFacts): Resource {
	const value = (role: string) => only(facts, 'patient', role)[0]?.data.value;
	const names = only(facts, 'patient', 'name').map(({ data }) => ({ text: data.value }));
	const identifiers = only(facts, 'patient', 'identifier').map(({ data }) => ({
		...(data.system !== undefined && { system: data.system }),
		value: data.value,
	}));
	const gender = value('sex') ?? '';
	const birthDate = value('birth-date') ?? '';
	return {
		resourceType: 'Patient',
		...(identifiers.length > 0 && { identifier: identifiers }),
		...(names.length > 0 && { name: names }),
		...(GENDERS.includes(gender) && { gender }),
		...(DATE.test(birthDate) && { birthDate }),
	};
}

/** The stay, as much as says which one it is. Its state in the chart is not among the facts. */
export function encounterOf({ facts }: ClinicalFacts, subject: string): Resource {
	const [kind] = only(facts, 'encounter', 'class')[0]?.data.codes ?? [];
	const at = (role: string) => {
		const time = only(facts, 'encounter', role)[0]?.time?.at ?? '';
		return DATE_TIME.test(time) ? time : undefined;
	};
	const [start, end] = [at('admission'), at('discharge')];
	return {
		resourceType: 'Encounter',
		status: 'unknown',
		class: kind?.system
			? { system: kind.system, code: kind.code }
			: { system: 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor', code: 'UNK' },
		subject: { reference: subject },
		...((start ?? end) && { period: { ...(start && { start }), ...(end && { end }) } }),
	};
}
