import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataDirectory } from '../../../shared/data-directory';
import { triggerItem } from '../../../shared/face';
import { receivedEntries, serverOf } from '../../watching/audit-entries';
import type { Local } from '../../watching/patient';
import { requireHistory, requireSearch } from '../../watching/capability';
import type { Change } from '../../watching/change';
import { nextChange, newestChange } from '../../watching/sample';
import { workOfOne } from '../../watching/work';
import { additionsOf } from './additions';
import { clientOf, recordAll, settingsOf, sourceOf } from './connection';
import { KIND } from './watching';

/**
 * "Execute workflow" in the editor: one record, read from the server. The watch of the published
 * workflow keeps its position.
 */
export async function sample(functions: ITriggerFunctions): Promise<ITriggerResponse> {
	const settings = settingsOf(functions);
	const client = await clientOf(functions);
	const ended = new AbortController();
	const { signal } = ended;
	const { type, criteria, method, by, look, outage } = settings;
	if (by === 'history') await requireHistory(client, { type, signal });
	else await requireSearch(client, { type, criteria, method, signal });
	const source = sourceOf(client, settings);
	const newest =
		functions.getNodeParameter('testWith', 'newest') === 'newest'
			? await newestChange(source, signal)
			: undefined;
	const wait = async (): Promise<void> => await sleep(outage.everyMs, undefined, { signal });
	const found: Promise<Change> =
		newest === undefined ? nextChange(source, look, wait, signal) : Promise.resolve(newest);
	// Nobody may be waiting when the test is stopped.
	found.catch(() => undefined);
	const manualTriggerFunction = async (): Promise<void> => {
		const change = await found;
		const { key } = await dataDirectory();
		const pseudonym = (...parts: string[]) => key.pseudonym(...parts);
		const network = serverOf(client.baseUrl);
		const local: Local = (reference) => client.local(reference);
		await recordAll(
			functions,
			receivedEntries('fhir-sample-read', [change], network, pseudonym, local),
		);
		const nothing = () => Promise.resolve();
		const rules = {
			foundBy: by,
			local,
			priority: settings.priority,
			open: nothing,
			witness: nothing,
		};
		const { work, priority } = workOfOne({ change, name: 'test', hash: '' }, rules);
		const reference = {
			id: 'test',
			attempt: 1,
			kind: KIND,
			priority,
			openedAt: new Date().toISOString(),
			test: true,
		};
		const { resource, ...rest } = work;
		const listed = settings.together && resource ? { ...rest, resources: [resource] } : work;
		functions.emit([[{ json: await triggerItem(functions, reference, additionsOf(listed)) }]]);
	};
	return {
		manualTriggerFunction,
		closeFunction: async () => await Promise.resolve(ended.abort()),
	};
}
