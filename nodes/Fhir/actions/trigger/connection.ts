import type { FunctionsBase, ITriggerFunctions } from 'n8n-workflow';
import { fhirClient, type FhirClient, type FhirServerCredential } from '../../../clients/fhir';
import { auditAgent, routeName } from '../../../shared/face';
import { record } from '../../../shared/ledger';
import type { AuditEntry } from '../../watching/audit-entries';
import { HistorySource } from '../../watching/history-source';
import { SearchSource } from '../../watching/search-source';
import type { ChangeSource } from '../../watching/source';
import { readSettings, type TriggerSettings } from './settings';

/** What trigger, webhook and subscription methods have in common. */
export type TriggerLike = FunctionsBase & Pick<ITriggerFunctions, 'getNodeParameter'>;

export function settingsOf(functions: TriggerLike): TriggerSettings {
	const field = (name: string, fallback?: unknown): unknown =>
		fallback === undefined
			? functions.getNodeParameter(name)
			: functions.getNodeParameter(name, fallback as object);
	return readSettings(field, functions.getTimezone());
}

/** The same in all processes: the webhook of a queue finds the watch of the main process. */
export const routeOf = (functions: FunctionsBase): string =>
	routeName(functions as ITriggerFunctions);

/**
 * A look that fails comes again by itself, so the client tries no more than twice. It waits as long as
 * a Retry-After of half a minute; what asks for longer counts as a failed look.
 */
export async function clientOf(functions: TriggerLike): Promise<FhirClient> {
	const credential = await functions.getCredentials<FhirServerCredential & object>('fhirServerApi');
	return fhirClient(credential, { retry: { attempts: 2 } });
}

export const sourceOf = (client: FhirClient, settings: TriggerSettings): ChangeSource =>
	settings.by === 'history'
		? new HistorySource(client, settings.type)
		: new SearchSource(client, settings);

/** Puts entries on record with who acted. */
export async function recordAll(
	functions: FunctionsBase,
	entries: readonly AuditEntry[],
): Promise<void> {
	const agent = auditAgent(functions);
	await Promise.all(entries.map((entry) => record({ ...entry, agent })));
}
