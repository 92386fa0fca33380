import type { StudyReference } from '../../shared/contracts';
import {
	joinPort,
	type Joined,
	type ListenerEvent,
	type PortSettings,
	type Route,
} from '../intake';
import type { AuditedEvent, CountWanted } from './audit-events';
import type { CountAnswer, CountQuestion } from './count-images';

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
	onFailure(what: string): void;
}

/**
 * Receives studies for one workflow: each complete study becomes a durable work item, and only then
 * is the listener told that it need not offer it again.
 *
 * @returns leaves the port
 * @throws HospitalError what `joinPort` throws
 */
export async function receive(options: ReceiveOptions): Promise<() => Promise<void>> {
	const { settings, route, label } = options;
	const joined = joinPort({
		settings,
		route,
		...(label !== undefined && { label }),
		on: (event) => void handle(event).catch(() => options.onFailure(`dicom-${event.type}`)),
	});
	async function handle(event: ListenerEvent): Promise<void> {
		if (event.type === 'count-wanted') return await countFor(event, options, joined);
		await options.audit(event);
		await confirm(event, joined);
		if (event.type !== 'study-complete') return;
		await options.open(event.study);
		await (await joined).handedOver(event);
	}
	const { leave } = await joined;
	return leave;
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
