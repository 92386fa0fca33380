import { NodeOperationError, type ITriggerFunctions } from 'n8n-workflow';
import type { FhirClient } from '../../../clients/fhir';
import { dataDirectory } from '../../../shared/data-directory';
import { toHospitalError } from '../../../shared/errors';
import { attachTrigger } from '../../../shared/face';
import { processState } from '../../../shared/process-state';
import { workEngine } from '../../../shared/work';
import { eventEntry, receivedEntries, serverOf } from '../../watching/audit-entries';
import { requireHistory, requireSearch } from '../../watching/capability';
import { ChartWatch, type WatchPlace } from '../../watching/chart-watch';
import { questionOf, serverName, watchOf } from '../../watching/place';
import { StateFile } from '../../watching/state';
import { Subscribing } from '../../watching/subscribing';
import { WatchLoop, type SubscriptionUpkeep } from '../../watching/watch-loop';
import type { WatchEvent } from '../../watching/watch-events';
import type { Local } from '../../watching/patient';
import type { ChartWork, WorkRules } from '../../watching/work';
import { onePerPatient, onePerRecord } from '../../watching/work-outlets';
import { additionsOf } from './additions';
import { clientOf, recordAll, routeOf, settingsOf, sourceOf } from './connection';
import { subscriptionSettings } from './subscription-methods';
import type { TriggerSettings } from './settings';

export const KIND = 'fhir-change';

/**
 * Starts to watch for a published workflow. The first look is part of it, so that what is wrong shows
 * at activation; a watch whose position is known starts also while the server is down.
 *
 * @returns ends it
 */
export async function startWatching(functions: ITriggerFunctions): Promise<() => Promise<void>> {
	const directory = await dataDirectory();
	const settings = settingsOf(functions);
	const client = await clientOf(functions);
	const { type, criteria, by, together, since, look } = settings;
	const question = questionOf({ baseUrl: client.baseUrl, type, criteria, by });
	const place = { ...watchOf(directory, routeOf(functions)), question };
	await replace(place.folder);
	const rules = await rulesOf(functions, client, settings);
	const watch = new ChartWatch({
		place,
		source: sourceOf(client, settings),
		outlet: together
			? onePerPatient(rules, new StateFile(place.folder, place.key, place.name, 'intent'))
			: onePerRecord(rules),
		settings: look,
		...(since !== undefined && { since }),
		anew: settings.anewAfterPause && functions.getActivationMode() === 'activate',
	});
	await firstLook(watch, client, settings);
	const loop = loopOf(functions, { watch, client, settings, place });
	const running = processState('fhir-watches/1', () => new Map<string, () => Promise<void>>());
	const detach = await attachTrigger<ChartWork>(functions, additionsOf);
	const end = async (): Promise<void> => {
		if (running.get(place.folder) === end) running.delete(place.folder);
		detach();
		await loop.stop();
	};
	running.set(place.folder, end);
	loop.start();
	return end;
}

/** n8n may load the package twice; the copy that watched before gives way. */
async function replace(folder: string): Promise<void> {
	const running = processState('fhir-watches/1', () => new Map<string, () => Promise<void>>());
	await running.get(folder)?.();
}

async function rulesOf(
	functions: ITriggerFunctions,
	client: FhirClient,
	{ by, priority, owner }: TriggerSettings,
): Promise<WorkRules> {
	const engine = await workEngine();
	const { key } = await dataDirectory();
	const { baseUrl } = client;
	const local: Local = (reference) => client.local(reference);
	const network = serverOf(baseUrl);
	const route = routeOf(functions);
	const server = serverName(baseUrl);
	return {
		foundBy: by,
		local,
		priority,
		open: async ({ name, priority: first, work }) => {
			await engine.open({
				kind: KIND,
				route,
				priority: first,
				dedupeKey: `${server}/${name}`,
				payload: work,
				owner,
			});
		},
		witness: async (changes) => {
			const pseudonym = (...parts: string[]) => key.pseudonym(...parts);
			const entries = receivedEntries('fhir-change-received', changes, network, pseudonym, local);
			await recordAll(functions, entries);
		},
	};
}

async function firstLook(
	watch: ChartWatch,
	client: FhirClient,
	{ type, criteria, method, by, since }: TriggerSettings,
): Promise<void> {
	const known = await watch.isKnown();
	const { signal } = watch;
	try {
		if (by === 'history') await requireHistory(client, { type, signal });
		else await requireSearch(client, { type, criteria, method, signal });
		// From now on: from this moment. A past that is to be taken can wait until the workflow stands.
		if (!known && since === undefined) await watch.look();
	} catch (error) {
		const { retryable } = toHospitalError(error, 'Watching the chart');
		// It goes on where it stopped as soon as the server is back.
		if (known && retryable) return;
		await watch.close();
		throw error;
	}
}

interface Parts {
	watch: ChartWatch;
	client: FhirClient;
	settings: TriggerSettings;
	place: WatchPlace;
}

function loopOf(functions: ITriggerFunctions, parts: Parts): WatchLoop {
	const { watch, client, settings, place } = parts;
	const network = serverOf(client.baseUrl);
	const upkeep = upkeepOf(parts);
	return new WatchLoop({
		watch,
		folder: place.folder,
		outage: settings.outage,
		...(upkeep && { subscription: upkeep }),
		on: (event) => {
			tell(functions, event);
			recordAll(functions, [eventEntry(event, network)]).catch(() =>
				functions.logger.error('FHIR Trigger: an event could not be put on record'),
			);
		},
	});
}

function upkeepOf({ watch, client, settings, place }: Parts): SubscriptionUpkeep | undefined {
	const { subscription } = settings;
	if (subscription === undefined) return undefined;
	const subscribing = new Subscribing(place.folder, place.key, place.name);
	const { checkMs, heartbeatSeconds } = subscription;
	return {
		ensure: async () =>
			await subscribing.ensure(client, subscriptionSettings(place.name, settings), watch.signal),
		everyMs: checkMs,
		...(heartbeatSeconds !== undefined && { heartbeatMs: heartbeatSeconds * 1000 }),
	};
}

/** What an administrator should see in n8n itself. */
function tell(functions: ITriggerFunctions, event: WatchEvent): void {
	if (event.type === 'recovered') functions.logger.info('FHIR Trigger: the server answers again');
	if (event.type === 'subscription-failing') {
		functions.logger.warn(`FHIR Trigger: the subscription does not work (${event.reason})`);
	}
	if (event.type !== 'failing') return;
	const message = `The FHIR server could not be watched for ${event.minutes} minutes (${event.reason})`;
	functions.logger.error(`FHIR Trigger: ${message}`);
	functions.saveFailedExecution?.(
		new NodeOperationError(functions.getNode(), message, {
			description:
				'Nothing is lost: as soon as the server answers, the trigger goes on where it stopped. Check the server, the network and the credential.',
		}),
	);
}
