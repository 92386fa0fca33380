import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { HospitalError } from '../../shared/errors';
import {
	attachTrigger,
	auditAgent,
	readAtOnce,
	routeLabel,
	routeName,
	triggerItem,
} from '../../shared/face';
import { record } from '../../shared/ledger';
import { processState } from '../../shared/process-state';
import { nextOpened, takerOf } from '../../shared/work/opened';
import type { Carried } from './carried';
import { queueRoute } from './name';

const KIND = 'queued-work';

/** The trigger that takes the work of a queue. Names may be the same in two workflows, ids are not. */
interface Taker {
	id: string;
	label: string;
}

const takersHere = () => processState('queue-takers/2', () => new Map<string, Taker>());

const taken = (label: string): HospitalError =>
	new HospitalError('queue-taken', 'Another Work Trigger takes the work of this queue', {
		nextStep: `It is "${label}". Unpublish that workflow, or give this queue another name.`,
	});

/**
 * Takes the work of a queue from now on.
 *
 * @throws HospitalError `queue-taken`: two that took in turn would each get some of the work
 */
export async function startTaking(functions: ITriggerFunctions): Promise<ITriggerResponse> {
	const route = queueRoute(functions.getNodeParameter('queue', ''));
	readAtOnce(functions);
	const takers = takersHere();
	const taker = { id: routeName(functions), label: routeLabel(functions) };
	const other = takers.get(route);
	if (other !== undefined && other.id !== taker.id) throw taken(other.label);
	takers.set(route, taker);
	const free = () => {
		if (takers.get(route) === taker) takers.delete(route);
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

/**
 * "Listen for test event": a copy of the next work that anybody puts into the queue, for the workflow that
 * takes it or while nobody does. It is on record, and always sealed: n8n stores what the editor shows.
 *
 * @throws HospitalError `queue-taken`
 */
export async function takeCopy(functions: ITriggerFunctions): Promise<ITriggerResponse> {
	const route = queueRoute(functions.getNodeParameter('queue', ''));
	const here = takersHere().get(route);
	if (here !== undefined && here.id !== routeName(functions)) throw taken(here.label);
	// On a worker the board of the main process tells, by names.
	const label = here?.label ?? (await takerOf(route));
	if (label !== undefined && label !== routeLabel(functions)) throw taken(label);
	const ended = new AbortController();
	const next = await nextOpened(route, ended.signal);
	const manualTriggerFunction = async (): Promise<void> => {
		const carried = (await next()) as Carried;
		await record({
			...{ kind: 'access', interaction: 'work-copied-for-test', action: 'R', outcome: '0' },
			agent: auditAgent(functions),
			objects: [{ type: 'queue', version: route }],
		});
		const work = {
			...{ id: 'test', attempt: 1, kind: KIND, priority: 'batch' as const },
			...{ openedAt: new Date().toISOString(), test: true },
		};
		const json = await triggerItem(functions, work, carried, { alwaysSealed: true });
		functions.emit([[{ json }]]);
	};
	return {
		manualTriggerFunction,
		closeFunction: async () => await Promise.resolve(ended.abort()),
	};
}
