interface Coding {
	system?: unknown;
	code?: unknown;
}

type Systems = Readonly<Record<string, readonly string[]>>;

/**
 * Judges a code, Coding or CodeableConcept against a required value set: of a CodeableConcept one
 * coding must be in the set.
 *
 * @returns what is wrong, without the code itself
 */
export function codeFault(systems: Systems, value: unknown): string | undefined {
	if (typeof value === 'string') {
		const known = Object.values(systems).some((codes) => codes.includes(value));
		return known
			? undefined
			: `This code is not one of those that FHIR allows here${few(systems)}.`;
	}
	const { coding, code, value: quantity } = (value ?? {}) as Record<string, unknown>;
	const codings = Array.isArray(coding) ? (coding as Coding[]) : undefined;
	if (codings !== undefined) {
		return codings.some((one) => isIn(systems, one)) ? undefined : NONE;
	}
	// A Coding, or a Quantity whose unit is coded.
	if (code !== undefined || quantity !== undefined) {
		return isIn(systems, value as Coding) ? undefined : NONE;
	}
	return 'text' in (value as object) ? NONE : undefined;
}

const NONE = 'No code here is one of those that are required.';

const isIn = (systems: Systems, coding: Coding): boolean =>
	typeof coding?.system === 'string' &&
	typeof coding.code === 'string' &&
	Object.hasOwn(systems, coding.system) &&
	(systems[coding.system] ?? []).includes(coding.code);

/** The codes themselves where there are few: they come from the standard, not from the record. */
function few(systems: Systems): string {
	const codes = Object.values(systems).flat();
	return codes.length <= 12 ? ` (${codes.join(', ')})` : '';
}
