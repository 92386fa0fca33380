import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { HospitalError, toHospitalError } from '../../shared/errors';
import type { ListenerEvent } from './events';
import type { FromWorker, PlainError, ToWorker, WorkerStart } from './messages';
import { checkRoute, type PortSettings, type Route } from './settings';

export interface ListenerOptions extends PortSettings {
	routes: Route[];
	/** Called on the thread that started the listener, in the order in which things happened. */
	on(event: ListenerEvent): void;
}

/** A running listener, seen from the thread that started it. */
export interface Listener {
	readonly port: number;
	addRoute(route: Route): Promise<void>;
	removeRoute(id: string): Promise<void>;
	/**
	 * Say it once the work item of a completed study version is durable: it is then not offered again.
	 *
	 * @param claim of the event that offered it; all offers of the version on the lane when absent
	 */
	handedOver(lane: string, studyKey: string, version: string, claim?: string): Promise<void>;
	/** What the PACS said when a `count-wanted` asked for it; undefined when it did not say. */
	counted(
		lane: string,
		studyKey: string,
		claim: string,
		expected: number | undefined,
	): Promise<void>;
	/** The ledger has what an `association-ended` or `association-cut-off` told of this transfer. */
	audited(transfer: string): Promise<void>;
	/** Ends associations, waits for what is being written, frees the port. */
	close(): Promise<void>;
}

/** A listener thread that dies is started again after this time, doubled up to the longest. */
const FIRST_RESTART_MS = 500;
const LONGEST_RESTART_MS = 30_000;
/** A listener that takes longer to close is ended; nothing acknowledged is lost by that. */
const CLOSE_MS = 10_000;
/** What the ledger was told of so many associations is remembered for a thread that dies. */
const REMEMBERED = 1_000;

/**
 * Starts a DICOM storage listener in a worker thread of its own and resolves when the port is open.
 *
 * @throws HospitalError `eaddrinuse`, `eacces`, `address-unknown`, `ae-title-invalid`, ...
 */
export async function startListener(options: ListenerOptions): Promise<Listener> {
	options.routes.forEach(checkRoute);
	const thread = new ListenerThread(options);
	await thread.start();
	return thread;
}

class ListenerThread implements Listener {
	port = 0;
	private readonly owner = randomUUID();
	private worker: Worker | undefined;
	private readonly routes = new Map<string, Route>();
	private readonly waiting = new Map<
		number,
		{ resolve: () => void; reject: (error: unknown) => void }
	>();
	private nextId = 1;
	/** For the next thread, should this one die before its journal knows. */
	private readonly auditedLately = new Set<string>();
	private closing = false;
	private restartMs = FIRST_RESTART_MS;
	private restartTimer: NodeJS.Timeout | undefined;

	constructor(private readonly options: ListenerOptions) {
		for (const route of options.routes) this.routes.set(route.id, route);
	}

	/** Resolves when the worker listens. @throws HospitalError when it cannot */
	start(): Promise<void> {
		const { on, host, port, spoolDir, nameKey, callingNetworks, limits, tls, users } = this.options;
		const start: WorkerStart = {
			settings: {
				host,
				// After a restart: the port that the system chose, and the journal of before.
				port: this.port || port,
				journalName: this.options.journalName ?? `port-${port}`,
				owner: this.owner,
				audited: [...this.auditedLately],
				...(this.options.ledgerWaitMs !== undefined && {
					ledgerWaitMs: this.options.ledgerWaitMs,
				}),
				...(this.options.unsafeNoSync && { unsafeNoSync: true }),
				spoolDir,
				nameKey,
				...(callingNetworks && { callingNetworks }),
				...(limits && { limits }),
				...(tls && { tls }),
				...(users && { users }),
			},
			routes: [...this.routes.values()],
		};
		const worker = new Worker(join(__dirname, 'worker.js'), {
			workerData: start,
			name: 'dicom-listener',
		});
		this.worker = worker;
		return new Promise((resolve, reject) => {
			let listening = false;
			let fault: unknown;
			worker.on('message', (message: FromWorker) => {
				if (message.type === 'event') on(message.event);
				else if (message.type === 'done') this.done(message.id, message.error);
				else if (message.type === 'refused') reject(fromPlain(message.error));
				else {
					listening = true;
					this.port = message.port;
					this.restartMs = FIRST_RESTART_MS;
					resolve();
				}
			});
			worker.on('error', (error) => (fault = error));
			worker.on('exit', () => {
				const failure = toHospitalError(fault, 'Running the DICOM listener');
				reject(failure);
				this.failWaiting(failure);
				if (this.worker === worker) this.worker = undefined;
				if (listening && !this.closing) this.restartLater(failure.code);
			});
		});
	}

	/** What was acknowledged is on the disk, so a new thread goes on where the old one ended. */
	private restartLater(code: string): void {
		const restartInMs = this.restartMs;
		this.restartMs = Math.min(restartInMs * 2, LONGEST_RESTART_MS);
		this.options.on({ type: 'listener-failed', code, restartInMs });
		this.restartTimer = setTimeout(() => {
			this.start().then(
				() => this.options.on({ type: 'listener-restarted' }),
				(error: unknown) => {
					if (!this.closing) this.restartLater(toHospitalError(error, 'Restarting').code);
				},
			);
		}, restartInMs);
		this.restartTimer.unref();
	}

	async addRoute(route: Route): Promise<void> {
		checkRoute(route);
		this.routes.set(route.id, route);
		if (this.worker !== undefined) await this.ask((id) => ({ type: 'add-route', id, route }));
	}

	async removeRoute(id: string): Promise<void> {
		this.routes.delete(id);
		if (this.worker !== undefined)
			await this.ask((message) => ({ type: 'remove-route', id: message, route: id }));
	}

	async handedOver(lane: string, studyKey: string, version: string, claim?: string): Promise<void> {
		// Without a worker the version is offered again after its restart, which does no harm.
		if (this.worker === undefined) return;
		await this.ask((id) => ({
			type: 'handed-over',
			id,
			lane,
			studyKey,
			version,
			...(claim !== undefined && { claim }),
		}));
	}

	async counted(
		lane: string,
		studyKey: string,
		claim: string,
		expected: number | undefined,
	): Promise<void> {
		// After its restart the worker asks anew.
		if (this.worker === undefined) return;
		await this.ask((id) => ({
			type: 'counted',
			id,
			lane,
			studyKey,
			claim,
			...(expected !== undefined && { expected }),
		}));
	}

	async audited(transfer: string): Promise<void> {
		this.auditedLately.add(transfer);
		const [oldest] = this.auditedLately;
		if (this.auditedLately.size > REMEMBERED && oldest !== undefined) {
			this.auditedLately.delete(oldest);
		}
		if (this.worker !== undefined) await this.ask((id) => ({ type: 'audited', id, transfer }));
	}

	async close(): Promise<void> {
		this.closing = true;
		clearTimeout(this.restartTimer);
		const { worker } = this;
		if (worker === undefined) return;
		const late = setTimeout(() => void worker.terminate(), CLOSE_MS);
		await this.ask((id) => ({ type: 'close', id })).catch(() => {});
		clearTimeout(late);
		await worker.terminate();
	}

	private ask(message: (id: number) => ToWorker): Promise<void> {
		const id = this.nextId++;
		return new Promise((resolve, reject) => {
			this.waiting.set(id, { resolve, reject });
			this.worker?.postMessage(message(id));
		});
	}

	private done(id: number, error: PlainError | undefined): void {
		const waiter = this.waiting.get(id);
		this.waiting.delete(id);
		if (error === undefined) waiter?.resolve();
		else waiter?.reject(fromPlain(error));
	}

	private failWaiting(failure: HospitalError): void {
		for (const { reject } of this.waiting.values()) reject(failure);
		this.waiting.clear();
	}
}

const fromPlain = ({ code, message, nextStep, retryable }: PlainError) =>
	new HospitalError(code, message, { nextStep, retryable });
