import type { FhirClient, SearchParameters } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';

/** No record is from then. */
const FAR_FUTURE = 'ge2999-01-01T00:00:00Z';

export interface Wanted {
	type: string;
	criteria: SearchParameters;
	method: 'POST' | 'GET';
	signal: AbortSignal;
}

/**
 * Refuses a watch by search that would miss changes: the server must find records by the time of their
 * last change, say so, and do so.
 *
 * @throws HospitalError `fhir-type-not-offered`, `fhir-watch-not-possible`, `fhir-watch-filter-ignored`,
 *   or what the server says to the criteria
 */
export async function requireSearch(
	client: Pick<FhirClient, 'abilities' | 'pages'>,
	{ type, criteria, method, signal }: Wanted,
): Promise<void> {
	const found = await abilitiesOf(client, type, signal);
	if (!found.searchParameters.some(({ name }) => name === '_lastUpdated')) {
		throw new HospitalError(
			'fhir-watch-not-possible',
			`The FHIR server does not say that it can find ${type} records by the time of their last change (_lastUpdated), so a search could miss changes`,
			{
				nextStep: found.interactions.includes('history-type')
					? 'Choose "History" as the way to watch: this server offers it.'
					: 'Ask whoever runs the server to offer _lastUpdated, or take the changes from another feed: HL7 messages (HL7 Trigger), or a Bulk Export at intervals.',
			},
		);
	}
	const question = { ...criteria, _lastUpdated: FAR_FUTURE, _count: 1 };
	for await (const { entries } of client.pages(type, question, { limit: 1, method, signal })) {
		if (entries.length === 0) continue;
		throw new HospitalError(
			'fhir-watch-filter-ignored',
			`The FHIR server ignores _lastUpdated when it searches ${type}: it would show all records again and again`,
			{ nextStep: 'Choose another way to watch, and report the fault to whoever runs the server.' },
		);
	}
}

/** @throws HospitalError `fhir-type-not-offered`, `fhir-no-history` */
export async function requireHistory(
	client: Pick<FhirClient, 'abilities'>,
	{ type, signal }: Pick<Wanted, 'type' | 'signal'>,
): Promise<void> {
	const found = await abilitiesOf(client, type, signal);
	if (found.interactions.includes('history-type')) return;
	throw new HospitalError(
		'fhir-no-history',
		`The FHIR server offers no history of all ${type} records`,
		{
			nextStep: 'Choose "Search" as the way to watch; it shows the latest version of each record.',
		},
	);
}

/** @throws HospitalError `fhir-no-subscriptions` */
export async function requireSubscriptions(
	client: Pick<FhirClient, 'abilities'>,
	form: 'criteria' | 'topic',
	signal: AbortSignal,
): Promise<void> {
	const { subscriptions } = await client.abilities({ signal });
	// Servers that take topics often do not say so in a form that can be relied on.
	if (subscriptions.includes(form) || (form === 'topic' && subscriptions.length > 0)) return;
	throw new HospitalError('fhir-no-subscriptions', 'The FHIR server does not offer subscriptions', {
		nextStep: 'Choose "Search" as the way to watch, and look as often as you need.',
	});
}

async function abilitiesOf(
	client: Pick<FhirClient, 'abilities'>,
	type: string,
	signal: AbortSignal,
) {
	const { types } = await client.abilities({ signal });
	const found = types.find((one) => one.type === type);
	if (found !== undefined) return found;
	throw new HospitalError(
		'fhir-type-not-offered',
		`The FHIR server has no records of type ${type}`,
		{
			nextStep:
				'Choose one of the types that the server offers; the connection test of the credential shows them.',
		},
	);
}
