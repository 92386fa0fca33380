import type { StudyReference } from '../../shared/contracts';
import { toHospitalError } from '../../shared/errors';
import {
	joinPort,
	type Joined,
	type ListenerEvent,
	type PortSettings,
	type Route,
} from '../intake';
import type { AuditedEvent, CountWanted } from './audit-events';
import type { CountAnswer, CountQuestion } from './count-images';
import type { Failure } from './failure-notices';
import { LateRecords, type LateRecordsOptions } from './late-records';
import { enterUnopened } from './unopened-studies';

export { dedupeKeyOf } from '../intake/dedupe-key';

export interface ReceiveOptions {
	settings: PortSettings;
	route: Route;
	/** Workflow and trigger node by their names on the canvas. */
	label?: string;
	/** Writes the event to the ledger. */
	audit(event: AuditedEvent): Promise<void>;
	/** Makes a durable work item of the study. May be called again for the same version. */
	open(study: StudyReference): Promise<void>;
	/** Asks the PACS how many images it has. */
	count?(question: CountQuestion): Promise<CountAnswer>;
	/** Something failed that nobody waits for; a code, never patient data. */
	onFailure(what: string, failure: Failure): void;
	/** Between two tries to record what the ledger could not take. */
	pauses?: LateRecordsOptions<ListenerEvent>['pauses'];
}

type Complete = Extract<ListenerEvent, { type: 'study-complete' }>;
/** Events that only have to be recorded. */
type Told = Exclude<ListenerEvent, Complete | CountWanted>;

/**
 * Receives studies for one workflow: each complete study becomes a durable work item, and only then
 * is the listener told that it need not offer it again. What the ledger cannot take is recorded as
 * soon as it can, in order.
 *
 * @returns leaves the port
 * @throws HospitalError what `joinPort` throws
 */
export async function receive(options: ReceiveOptions): Promise<() => Promise<void>> {
	const { settings, route, label, audit } = options;
	const failed = (event: string, error: unknown, retryInMs?: number): void => {
		const failure = { event, error, ...(retryInMs !== undefined && { retryInMs }) };
		options.onFailure(`dicom-${event}`, failure);
	};
	const late = new LateRecords<Told>({
		record: async (event) => {
			await audit(event);
			// It is recorded: another try would record it twice, and nothing need wait for the listener.
			void confirm(event, joined).catch((error: unknown) => failed('association-confirmed', error));
		},
		onFailure: ({ type }, error, pauseMs) => failed(type, error, pauseMs),
		isHopeless: (error) => toHospitalError(error, 'Recording').code === 'audit-event-too-large',
		...(options.pauses && { pauses: options.pauses }),
	});
	const list = enterUnopened(settings, route.id);
	const { unopened } = list;
	const joined = joinPort({
		settings,
		route,
		...(label !== undefined && { label }),
		on: (event) => void handle(event).catch((error: unknown) => failed(event.type, error)),
	});
	async function handle(event: ListenerEvent): Promise<void> {
		if (event.type === 'count-wanted') return await countFor(event, options, joined);
		if (event.type !== 'study-complete') return await late.add(event);
		try {
			// What brought it is told first.
			if (late.size > 0) await late.attempt();
			await audit(event);
			await options.open(event.study);
		} catch (error) {
			unopened.add(route.id, event.study, error);
			throw error;
		}
		unopened.remove(route.id, event.study);
		await (await joined).handedOver(event);
	}
	const { leave } = await joined.catch(async (error: unknown) => {
		await list.leave();
		throw error;
	});
	return async () => {
		late.hurry();
		await leave();
		await late.close();
		await list.leave();
	};
}

/** Asks the PACS, records that it was asked and how that went, and only then uses the answer. */
async function countFor(
	event: CountWanted,
	{ audit, count }: Pick<ReceiveOptions, 'audit' | 'count'>,
	joined: Promise<Joined>,
): Promise<void> {
	const answer = (await count?.(event)) ?? { failed: 'count-not-set' };
	await audit({ ...event, type: 'count-asked', answer });
	// Without any image the PACS cannot tell whether they are all here: a report alone would prove it.
	const expected = 'count' in answer && answer.count > 0 ? answer.count : undefined;
	await (await joined).counted(event, expected);
}

/** The ledger has what an association brought: the listener need not tell it again. */
async function confirm(event: ListenerEvent, joined: Promise<Joined>): Promise<void> {
	if (event.type !== 'association-ended' && event.type !== 'association-cut-off') return;
	if (event.transfer !== undefined) await (await joined).audited(event.transfer);
}

/** Waits for one complete study without taking it away from production ("Listen for test event"). */
export async function receiveOnce(
	options: Pick<ReceiveOptions, 'settings' | 'route' | 'audit' | 'count'>,
): Promise<{ study: Promise<StudyReference>; leave: () => Promise<void> }> {
	let found: (study: StudyReference) => void = () => {};
	let failed: (error: unknown) => void = () => {};
	const study = new Promise<StudyReference>((resolve, reject) => {
		found = resolve;
		failed = reject;
	});
	// Nobody may be waiting when the test is stopped.
	study.catch(() => {});
	const joined = joinPort({
		settings: options.settings,
		route: { ...options.route, mode: 'test' },
		on: (event) => void handle(event).catch(failed),
	});
	async function handle(event: ListenerEvent): Promise<void> {
		if (event.type === 'count-wanted') return await countFor(event, options, joined);
		await options.audit(event);
		await confirm(event, joined);
		if (event.type === 'study-complete') found(event.study);
	}
	const { leave } = await joined;
	return { study, leave };
}
