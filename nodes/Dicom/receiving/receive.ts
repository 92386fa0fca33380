import type { StudyReference } from '../../shared/contracts';
import type { CountQuestion } from './count-images';
import { scopeName } from '../intake/assembly/scope';
import { joinPort, type ListenerEvent, type PortSettings, type Route } from '../intake';

export interface ReceiveOptions {
	settings: PortSettings;
	route: Route;
	/** Writes the event to the ledger. */
	audit(event: ListenerEvent): Promise<void>;
	/** Makes a durable work item of the study. May be called again for the same version. */
	open(study: StudyReference): Promise<void>;
	/** Asks the PACS how many images it has; undefined when it does not say. */
	count?(question: CountQuestion): Promise<number | undefined>;
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
	const { settings, route } = options;
	const joined = joinPort({
		settings,
		route,
		on: (event) => void handle(event).catch(() => options.onFailure(`dicom-${event.type}`)),
	});
	async function handle(event: ListenerEvent): Promise<void> {
		await options.audit(event);
		if (event.type === 'count-wanted') {
			const expected = await options.count?.(event);
			await (await joined).counted(event, expected);
		}
		if (event.type !== 'study-complete') return;
		await options.open(event.study);
		await (await joined).handedOver(event);
	}
	const { leave } = await joined;
	return leave;
}

/** Names the work that a version of a study or of a part of it is: the same one again is the same work. */
export function dedupeKeyOf({ key, version, scope }: StudyReference): string {
	const part = scopeName(scope);
	return part === '' ? `${key}/${version}` : `${key}/${version}/${part}`;
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
		await options.audit(event);
		if (event.type === 'count-wanted') {
			const expected = await options.count?.(event);
			await (await joined).counted(event, expected);
		}
		if (event.type === 'study-complete') found(event.study);
	}
	const { leave } = await joined;
	return { study, leave };
}
