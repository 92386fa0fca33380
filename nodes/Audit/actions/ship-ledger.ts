import type { IDataObject, IRun, ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { HospitalError, toHospitalError } from '../../shared/errors';
import { asNodeError, auditAgent, routeName } from '../../shared/face';
import { ledger } from '../../shared/ledger';
import { processState } from '../../shared/process-state';
import type { BatchReference } from '../batch';
import { chainBroken } from '../delivery/break-notice';
import type { ChainBreak } from '../reading/read';
import { LedgerWatch, type WatchHandlers, type WatchSettings } from '../watching/watch';

/**
 * Runs the watch of a sink behind the Audit Trigger. A batch is no work item: the ledger keeps the
 * events and the cursor keeps what is due, so nothing else has to remember it.
 */
export function shipLedger(
	functions: ITriggerFunctions,
	settings: WatchSettings,
): ITriggerResponse {
	if (functions.getMode() === 'manual') return forOneTest(functions, settings);
	const release = claim(functions, settings);
	const watch = new LedgerWatch(settings, {
		...reporting(functions),
		emit: async (batch) => await runWorkflow(functions, batch),
	});
	watch.start();
	return {
		closeFunction: async () => {
			release();
			await watch.stop();
		},
	};
}

/** "Listen for test event": the first batch, once. What it sends stays due for the real delivery. */
function forOneTest(functions: ITriggerFunctions, settings: WatchSettings): ITriggerResponse {
	let watch: LedgerWatch | undefined;
	const manualTriggerFunction = async () =>
		await new Promise<void>((resolve) => {
			watch = new LedgerWatch(settings, {
				...reporting(functions),
				emit: async (batch) => {
					functions.emit([[{ json: itemOf({ ...batch, test: true }) }]]);
					void watch?.stop();
					resolve();
					return 'unknown';
				},
			});
			watch.start();
		});
	return { manualTriggerFunction, closeFunction: async () => await watch?.stop() };
}

/** Emits one batch and waits for the end of its execution. A paused one may still deliver. */
async function runWorkflow(
	functions: ITriggerFunctions,
	batch: BatchReference,
): Promise<'ended' | 'unknown'> {
	const done = functions.helpers.createDeferredPromise<IRun>();
	functions.emit([[{ json: itemOf(batch) }]], undefined, done);
	const run = await done.promise;
	return run.status === 'waiting' ? 'unknown' : 'ended';
}

const itemOf = (batch: BatchReference): IDataObject => ({
	auditBatch: batch as unknown as IDataObject,
});

/** Damage is loud: n8n's log, the ledger, and a failed execution that runs the error workflow. */
function reporting(functions: ITriggerFunctions): Pick<WatchHandlers, 'broken' | 'failed'> {
	let lastFailure = '';
	const failed = (error: unknown) => {
		const { code, message } = toHospitalError(error, 'Reading the audit ledger');
		// The watch looks every second; the same failure is worth one line.
		if (code !== lastFailure) functions.logger.error(message, { code });
		lastFailure = code;
	};
	return {
		failed,
		broken(found) {
			functions.logger.error(DAMAGED, { origin: found.origin, reason: found.reason });
			const event = { ...chainBroken(found, ''), agent: auditAgent(functions) };
			ledger()
				.then(async (writer) => await writer.append(event))
				.catch(failed);
			if (functions.getMode() !== 'manual') {
				functions.saveFailedExecution(asNodeError(functions, damaged(found)));
			}
		},
	};
}

const DAMAGED = 'The audit ledger was changed: its records no longer follow each other';

const damaged = ({ origin, reason }: ChainBreak) =>
	new HospitalError('ledger-chain-broken', DAMAGED, {
		nextStep: `Treat it as a security incident: keep the hospital data directory as it is and tell the compliance officer. The damage is in the folder audit/${origin} (${reason}). What was recorded by other process starts is delivered further.`,
	});

/** Two triggers with one sink name would send everything twice. */
function claim(functions: ITriggerFunctions, { cursorDir, sink }: WatchSettings): () => void {
	const watching = processState('audit-watches/1', () => new Map<string, string>());
	const name = `${cursorDir}\n${sink}`;
	const route = routeName(functions);
	const other = watching.get(name);
	if (other !== undefined && other !== route) {
		throw new HospitalError(
			'audit-sink-in-use',
			'Another active workflow ships to this SIEM name',
			{
				nextStep: 'Give this trigger a SIEM name of its own, or deactivate the other workflow.',
			},
		);
	}
	watching.set(name, route);
	return () => {
		if (watching.get(name) === route) watching.delete(name);
	};
}
