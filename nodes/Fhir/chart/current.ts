/** What is over. Recurrence and relapse are kinds of active (FHIR R4, CodeSystem condition-clinical). */
const OVER = new Set(['inactive', 'remission', 'resolved']);
const CURRENT = new Set(['active', 'recurrence', 'relapse']);
const SYSTEM =
	/^http:\/\/terminology\.hl7\.org\/CodeSystem\/(condition|allergyintolerance)-clinical$/;

/**
 * False only for a record that says that it is over. One that says nothing, or something that is not
 * of FHIR's list, may be current: leaving it out would say that the patient does not have it.
 */
export function isCurrent({ clinicalStatus }: Record<string, unknown>): boolean {
	const { coding } = (clinicalStatus ?? {}) as { coding?: unknown };
	const codes = [coding ?? []]
		.flat()
		.map((one) => (one ?? {}) as { system?: unknown; code?: unknown })
		.filter(({ system }) => system === undefined || SYSTEM.test(String(system)))
		.map(({ code }) => String(code));
	return codes.some((code) => CURRENT.has(code)) || !codes.some((code) => OVER.has(code));
}
