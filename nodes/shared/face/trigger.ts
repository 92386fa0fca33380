import {
	NodeOperationError,
	type IDataObject,
	type IRun,
	type ITriggerFunctions,
} from 'n8n-workflow';
import type { WorkItemReference } from '../contracts';
import { HospitalError, toHospitalError } from '../errors';
import { sealer } from '../sealed';
import { workEngine, type Route } from '../work';
import { noteWorkflowVersion } from '../workflow-versions';
import { auditAgent, workflowIdOf, workflowVersion } from './agent';
import { honourEgressFilter } from './egress';
import type { Addition } from './operation';

/** Names the trigger node of a workflow towards the work engine. */
export const routeName = (functions: ITriggerFunctions): string =>
	`${workflowIdOf(functions)}/${functions.getNode().id}`;

/** The same by the names on the canvas, for people. */
export const routeLabel = (functions: ITriggerFunctions): string =>
	`${functions.getWorkflow().name ?? workflowIdOf(functions)} / ${functions.getNode().name}`;

const MOST_AT_ONCE = 1000;

/**
 * The field "At Once".
 *
 * @returns undefined for 0: the limits of the site alone
 * @throws HospitalError `field-invalid`: a limit that is no number would be none
 */
export function readAtOnce(functions: ITriggerFunctions): number | undefined {
	const value = functions.getNodeParameter('atOnce', 0) as unknown;
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof number === 'number' && Number.isInteger(number)) {
		if (number === 0) return undefined;
		if (number > 0 && number <= MOST_AT_ONCE) return number;
	}
	const given = String(value ?? '').slice(0, 40);
	const shown = typeof value === 'number' ? given : given.trim() === '' ? 'nothing' : `"${given}"`;
	throw new HospitalError('field-invalid', `The field "At Once" holds ${shown}`, {
		nextStep: `Open the node "${functions.getNode().name}" and enter a whole number from 1 to ${MOST_AT_ONCE}, or 0 for the limits of the whole site.`,
	});
}

/**
 * Connects a trigger node to the work engine: every delivered item becomes an execution, and how
 * the execution ended goes back as a hint.
 *
 * A trigger with a field `atOnce` limits how many items of its own are worked on at once.
 *
 * @param additions turns the stored payload into what the item carries
 * @param name the route, where it is not this node of this workflow
 * @returns detaches; call it from closeFunction
 */
export async function attachTrigger<T>(
	functions: ITriggerFunctions,
	additions: (payload: T) => Addition[],
	name = routeName(functions),
): Promise<() => void> {
	const engine = await workEngine();
	const route: Route = {
		label: routeLabel(functions),
		atOnce: readAtOnce(functions),
		deliver: (work, payload) => {
			void runWorkflow(functions, work, () => additions(payload as T))
				.then(
					async (run) => {
						const node = run.data?.resultData?.lastNodeExecuted;
						await engine.settle(work.id, work.attempt, outcomeOf(run), { node });
					},
					async (error: unknown) => {
						const { code } = toHospitalError(error, 'Starting the workflow');
						await engine.settle(work.id, work.attempt, 'error', { code });
					},
				)
				// What the engine cannot write now it finds out again when the lease runs out.
				.catch(() => undefined);
		},
	};
	engine.attach(name, route);
	return () => engine.detach(name, route);
}

/** Emits one item and waits for the end of its execution. */
async function runWorkflow(
	functions: ITriggerFunctions,
	work: WorkItemReference,
	additions: () => Addition[],
): Promise<IRun> {
	const json = await triggerItem(functions, work, additions());
	const done = functions.helpers.createDeferredPromise<IRun>();
	functions.emit([[{ json }]], undefined, done);
	return await done.promise;
}

/**
 * The item of a delivery: the work item in the clear, everything else sealed.
 *
 * @param alwaysSealed also where the node's field says otherwise
 */
export async function triggerItem(
	functions: ITriggerFunctions,
	work: WorkItemReference,
	additions: readonly Addition[],
	{ alwaysSealed = false } = {},
): Promise<IDataObject> {
	const sealing = await sealer();
	const json: IDataObject = { workItem: { ...work } };
	for (const { key, value, clear } of additions) {
		const plain = !alwaysSealed && functions.getNodeParameter('sealOutput', true) === false;
		json[key] = (
			plain
				? value
				: await sealing.seal(value, clear, workflowIdOf(functions), work.test ? undefined : work.id)
		) as IDataObject;
	}
	return json;
}

function outcomeOf(run: IRun): 'success' | 'error' | 'waiting' {
	if (run.status === 'waiting') return 'waiting';
	return run.status === 'success' ? 'success' : 'error';
}

/**
 * Runs what a trigger does at activation; failures become n8n's errors. Of an activation error n8n
 * shows the message alone, so the next step stands in it. The cause stays out: n8n stores it.
 */
export async function activating<T>(
	functions: ITriggerFunctions,
	start: () => Promise<T>,
): Promise<T> {
	honourEgressFilter(functions);
	try {
		// A trigger that stands in a changed workflow is a change, also before anything runs.
		if (workflowVersion(functions) !== undefined) await noteWorkflowVersion(auditAgent(functions));
		return await start();
	} catch (error) {
		const { message, nextStep } = toHospitalError(error, 'Activating the trigger');
		throw new NodeOperationError(functions.getNode(), `${message}. ${nextStep}`);
	}
}
