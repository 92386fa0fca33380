import { NodeOperationError, type ITriggerFunctions } from 'n8n-workflow';
import { dataDirectory } from '../../../shared/data-directory';
import { toHospitalError } from '../../../shared/errors';
import { attachTrigger } from '../../../shared/face';
import { processState } from '../../../shared/process-state';
import { askingOf, casesOf, type Cases } from '../../cases';
import { ClockLoop, Upkeep, type FollowUpWork } from '../../following';
import { onRecord, routeOf, settingsOf, type TriggerSettings } from './settings';
import { ensure } from './subscription-methods';
import { additionsOf, openFollowUp } from './work';

const HOUR = 60 * 60 * 1000;
/** Events of a case that rested for so long are put into one file. */
const REST_MS = 24 * HOUR;
const TIDY_EVERY = 6 * HOUR;

/**
 * Starts to follow for a published workflow.
 *
 * @returns ends it
 */
export async function startFollowing(functions: ITriggerFunctions): Promise<() => Promise<void>> {
	const settings = settingsOf(functions);
	const cases = await casesOf(await dataDirectory());
	// A register that cannot be read shows now, not when a decision comes.
	await cases.list();
	const route = routeOf(functions);
	await replace(route);
	const detach = await attachTrigger<FollowUpWork>(functions, additionsOf);
	const parts = partsOf(functions, cases, settings);
	const running = runningTriggers();
	const end = async (): Promise<void> => {
		if (running.get(route) === end) running.delete(route);
		detach();
		await Promise.all(parts.map(async (part) => await part.stop()));
	};
	running.set(route, end);
	for (const part of parts) part.start();
	return end;
}

const runningTriggers = () =>
	processState('prior-auth-following/1', () => new Map<string, () => Promise<void>>());

/** n8n may load the package twice; the copy that followed before gives way. */
async function replace(route: string): Promise<void> {
	await runningTriggers().get(route)?.();
}

interface Part {
	start(): void;
	stop(): Promise<void>;
}

function partsOf(functions: ITriggerFunctions, cases: Cases, settings: TriggerSettings): Part[] {
	const tidying = new Upkeep(
		async () => await tidy(functions, cases, settings),
		TIDY_EVERY,
		failing(functions, 'The register of prior authorizations could not be tidied'),
	);
	if (settings.event === 'clock') {
		const loop = new ClockLoop({
			cases,
			settings: settings.clocks,
			open: async (planned) => await openFollowUp(functions, settings, planned),
			onError: failing(functions, 'The clocks of prior authorizations could not be read'),
		});
		return [tidying, loop];
	}
	const subscription = new Upkeep(
		async (signal) => await ensure(functions, { signal }),
		settings.checkMs,
		failing(functions, 'The subscription at the payer could not be looked after'),
	);
	return [tidying, subscription];
}

async function tidy(
	functions: ITriggerFunctions,
	cases: Cases,
	{ keepMs }: TriggerSettings,
): Promise<void> {
	await (await askingOf(await dataDirectory())).tidy();
	const removed = await cases.tidy(Date.now(), { restMs: REST_MS, keepMs });
	if (removed.length === 0) return;
	await onRecord(functions, {
		kind: 'system',
		interaction: 'prior-auth-cases-removed',
		action: 'D',
		outcome: '0',
		outcomeReason: 'kept-long-enough',
		objects: [{ type: 'prior-auth-case', count: removed.length }],
	});
}

/** Tells an administrator in n8n itself, once an hour as long as it goes on. */
function failing(functions: ITriggerFunctions, what: string): (error: unknown) => void {
	let toldAt = Number.NEGATIVE_INFINITY;
	return (error) => {
		if (performance.now() - toldAt < HOUR) return;
		toldAt = performance.now();
		const { code, nextStep } = toHospitalError(error, what);
		functions.logger.error(`Prior Authorization Trigger: ${what} (${code})`);
		functions.saveFailedExecution?.(
			new NodeOperationError(functions.getNode(), `${what} (${code})`, { description: nextStep }),
		);
	};
}
