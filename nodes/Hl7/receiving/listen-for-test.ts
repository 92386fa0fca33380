import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { dataDirectory } from '../../shared/data-directory';
import { routeLabel, routeName, triggerItem } from '../../shared/face';
import { isWorker } from '../../shared/worker-process';
import { intakePlace, receiveOnce } from '../intake';
import { additionsOf } from './additions';
import { readTriggerFields } from './read-fields';
import { receiveCopy } from './receive-copy';
import { auditor } from './start-receiving';

/** "Listen for test event": waits for one message and takes nothing away from production. */
export async function listenForTest(functions: ITriggerFunctions): Promise<ITriggerResponse> {
	const { settings, route } = await readTriggerFields(functions, {
		place: intakePlace(await dataDirectory()),
		id: `${routeName(functions)}/test/${Date.now()}`,
		label: routeLabel(functions),
	});
	const { received, leave } = isWorker()
		? await receiveCopy(routeName(functions))
		: await receiveOnce({ settings, route, audit: await auditor(functions) });
	const manualTriggerFunction = async () => {
		const payload = await received;
		const work = {
			id: 'test',
			attempt: 1,
			kind: 'hl7-message',
			priority: route.priority,
			openedAt: new Date().toISOString(),
			test: true,
		};
		const additions = additionsOf(payload, route.batch !== undefined);
		functions.emit([[{ json: await triggerItem(functions, work, additions) }]]);
	};
	return { manualTriggerFunction, closeFunction: leave };
}
