import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { dataDirectory } from '../../shared/data-directory';
import { attachTrigger, auditAgent, readAtOnce, routeLabel, routeName } from '../../shared/face';
import { ledger } from '../../shared/ledger';
import { workEngine, workStore } from '../../shared/work';
import {
	auditEntries,
	intakePlace,
	messageWork,
	receiveMessages,
	type Hl7Payload,
	type ListenerEvent,
} from '../intake';
import { additionsOf } from './additions';
import { priorityOf } from './priority';
import { readTriggerFields } from './read-fields';

const KIND = 'hl7-message';

/** Writes what a listener tells to the ledger, under the name of this trigger. */
export async function auditor(
	functions: ITriggerFunctions,
): Promise<(event: ListenerEvent) => Promise<void>> {
	const { key } = await dataDirectory();
	return async (event) => {
		const writer = await ledger();
		const agent = auditAgent(functions);
		const entries = auditEntries(event, (...parts) => key.pseudonym(...parts));
		await Promise.all(entries.map(async (entry) => await writer.append({ ...entry, agent })));
	};
}

/**
 * Opens the port, or joins those who have it open, and works on what comes.
 *
 * @throws HospitalError what is wrong with a field, the credential or the port
 */
export async function startReceiving(functions: ITriggerFunctions): Promise<ITriggerResponse> {
	const id = routeName(functions);
	readAtOnce(functions);
	const { settings, route, owner, urgentWhen } = await readTriggerFields(functions, {
		place: intakePlace(await dataDirectory()),
		id,
		label: routeLabel(functions),
	});
	const engine = await workEngine();
	const { priority } = route;
	const work = messageWork(engine, await workStore(), { route: id, priority, owner });
	const ends: Array<() => unknown> = [() => work.detach()];
	const end = async () => {
		for (const step of ends.reverse()) await step();
	};
	try {
		const leave = await receiveMessages({
			settings,
			route,
			audit: await auditor(functions),
			...work,
			open: async (payload, dedupeKey) => {
				await engine.open({
					kind: KIND,
					route: id,
					priority: priorityOf(payload, priority, urgentWhen),
					dedupeKey,
					payload,
					owner,
				});
			},
			onFailure: (what) => functions.logger.error(`HL7 Trigger: ${what} could not be handled`),
		});
		ends.push(leave);
		// Last, so that it ends first: nothing is handed to a workflow whose port is closing.
		ends.push(
			await attachTrigger<Hl7Payload>(functions, (payload) =>
				additionsOf(payload, route.batch !== undefined),
			),
		);
	} catch (error) {
		// Nobody would work on what the open port accepts.
		await end();
		throw error;
	}
	return { closeFunction: end };
}
