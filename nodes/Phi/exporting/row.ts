/** What of a patient stands in the flat table by which the risk of an export is reckoned. */
export interface TableRow {
	[column: string]: string | number | null;
}

type Fields = Record<string, unknown>;

/** The columns that somebody could know of a person from elsewhere. */
export const QUASI_IDENTIFIERS = [
	'sex',
	'born',
	'died',
	'state',
	'zip',
	'race',
	'ethnicity',
] as const;

/** The column that nobody should learn of a person. */
export const SENSITIVE = 'condition';

/**
 * The row of a patient, from records that have been through a policy: it says nothing that the recipient
 * does not see. The records beside it say more than it does, and k does not look at that: marital status,
 * language, multiple birth, further addresses and conditions, years of stays.
 *
 * @param records FHIR resources; the first Patient counts
 */
export function tableRow(records: readonly unknown[]): TableRow {
	const resources = records.filter(isFields);
	const patient = resources.find(({ resourceType }) => resourceType === 'Patient') ?? {};
	const [address] = list(patient.address);
	return {
		sex: text(patient.gender),
		born: text(patient.birthDate),
		died: text(patient.deceasedDateTime) ?? (patient.deceasedBoolean === true ? 'yes' : null),
		state: text(address?.state),
		zip: text(address?.postalCode),
		race: extensionText(patient, 'us-core-race'),
		ethnicity: extensionText(patient, 'us-core-ethnicity'),
		condition: firstCondition(resources),
	};
}

function firstCondition(resources: readonly Fields[]): string | null {
	const codes = resources
		.filter(({ resourceType }) => resourceType === 'Condition')
		.flatMap(({ code }) => list(isFields(code) ? code.coding : undefined))
		.flatMap(({ code }) => (typeof code === 'string' ? [code] : []))
		.sort();
	return codes[0] ?? null;
}

/** Code or text of a US Core extension, which nests one extension in another. */
function extensionText(patient: Fields, name: string): string | null {
	const own = list(patient.extension).find(
		({ url }) => typeof url === 'string' && url.endsWith(`/${name}`),
	);
	const parts = list(own?.extension).flatMap(({ valueCoding, valueString }) => {
		const code = isFields(valueCoding) ? valueCoding.code : valueString;
		return typeof code === 'string' ? [code] : [];
	});
	return parts.length === 0 ? null : [...new Set(parts)].sort().join('|');
}

const text = (value: unknown): string | null =>
	typeof value === 'string' && value !== '' ? value : null;

const list = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);

const isFields = (value: unknown): value is Fields =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
