import type { StudyReference } from '../../shared/contracts';
import { joinPort, type ListenerEvent, type PortSettings, type Route } from '../intake';

export interface ReceiveOptions {
	settings: PortSettings;
	route: Route;
	/** Writes the event to the ledger. */
	audit(event: ListenerEvent): Promise<void>;
	/** Makes a durable work item of the study. May be called again for the same version. */
	open(study: StudyReference): Promise<void>;
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
		if (event.type !== 'study-complete') return;
		await options.open(event.study);
		await (await joined).handedOver(event.study.key, event.study.version);
	}
	const { leave } = await joined;
	return leave;
}

/** Waits for one complete study without taking it away from production ("Listen for test event"). */
export async function receiveOnce(
	options: Pick<ReceiveOptions, 'settings' | 'route' | 'audit'>,
): Promise<{ study: Promise<StudyReference>; leave: () => Promise<void> }> {
	let found: (study: StudyReference) => void = () => {};
	let failed: (error: unknown) => void = () => {};
	const study = new Promise<StudyReference>((resolve, reject) => {
		found = resolve;
		failed = reject;
	});
	// Nobody may be waiting when the test is stopped.
	study.catch(() => {});
	const { leave } = await joinPort({
		settings: options.settings,
		route: { ...options.route, mode: 'test' },
		on: (event) => {
			options
				.audit(event)
				.then(() => event.type === 'study-complete' && found(event.study), failed);
		},
	});
	return { study, leave };
}
