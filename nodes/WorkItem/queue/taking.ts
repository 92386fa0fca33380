import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { HospitalError } from '../../shared/errors';
import { attachTrigger, readAtOnce, routeLabel, triggerItem } from '../../shared/face';
import { processState } from '../../shared/process-state';
import { nextOpened } from '../../shared/work/opened';
import type { Carried } from './carried';
import { queueRoute } from './name';

const KIND = 'queued-work';

/**
 * Takes the work of a queue from now on.
 *
 * @throws HospitalError `queue-taken`: two that took in turn would each get some of the work
 */
export async function startTaking(functions: ITriggerFunctions): Promise<ITriggerResponse> {
	const route = queueRoute(functions.getNodeParameter('queue', ''));
	readAtOnce(functions);
	const takers = processState('queue-takers/1', () => new Map<string, string>());
	const label = routeLabel(functions);
	const other = takers.get(route);
	if (other !== undefined && other !== label) {
		throw new HospitalError('queue-taken', 'Another Work Trigger takes the work of this queue', {
			nextStep: `It is "${other}". Unpublish that workflow, or give this queue another name.`,
		});
	}
	takers.set(route, label);
	const free = () => {
		if (takers.get(route) === label) takers.delete(route);
	};
	try {
		const detach = await attachTrigger<Carried>(functions, (payload) => payload, route);
		const closeFunction = async () => {
			detach();
			free();
			return await Promise.resolve();
		};
		return { closeFunction };
	} catch (error) {
		free();
		throw error;
	}
}

/** "Listen for test event": a copy of the next work that anybody puts into the queue. */
export async function takeCopy(functions: ITriggerFunctions): Promise<ITriggerResponse> {
	const ended = new AbortController();
	const next = await nextOpened(queueRoute(functions.getNodeParameter('queue', '')), ended.signal);
	const manualTriggerFunction = async (): Promise<void> => {
		const carried = (await next()) as Carried;
		const work = {
			...{ id: 'test', attempt: 1, kind: KIND, priority: 'batch' as const },
			...{ openedAt: new Date().toISOString(), test: true },
		};
		functions.emit([[{ json: await triggerItem(functions, work, carried) }]]);
	};
	return {
		manualTriggerFunction,
		closeFunction: async () => await Promise.resolve(ended.abort()),
	};
}
