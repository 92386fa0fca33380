import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { TerminalState } from '../../shared/contracts/work-item';
import { HospitalError, toHospitalError } from '../../shared/errors';
import type { ListenerEvent } from './events';
import type { FromWorker, PlainError, ToWorker, WorkerStart } from './messages';
import { checkRoute } from './rules';
import type { PortSettings, Route } from './settings';

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
	/** The work item of an offer is durable: it is not offered again. */
	handedOver(route: string, offer: string): void;
	/** The work item of a watched offer has ended. */
	ended(route: string, offer: string, state: TerminalState): void;
	/** Answers what is at work, frees the port. */
	close(): Promise<void>;
}

/** A listener thread that dies is started again after this time, doubled up to the longest. */
const FIRST_RESTART_MS = 500;
const LONGEST_RESTART_MS = 30_000;
/** A listener that takes longer to close is ended; nothing acknowledged is lost by that. */
const CLOSE_MS = 10_000;

/**
 * Starts an MLLP listener in a worker thread of its own and resolves when the port is open.
 *
 * @throws HospitalError `eaddrinuse`, `eacces`, `address-unknown`, `tls-invalid`, `network-invalid`,
 *   `route-invalid`
 */
export async function startListener(options: ListenerOptions): Promise<Listener> {
	options.routes.forEach(checkRoute);
	const thread = new ListenerThread(options);
	await thread.start();
	return thread;
}

class ListenerThread implements Listener {
	port = 0;
	private worker: Worker | undefined;
	private readonly routes = new Map<string, Route>();
	private readonly waiting = new Map<
		number,
		{ resolve: () => void; reject: (error: unknown) => void }
	>();
	private nextId = 1;
	private closing = false;
	private restartMs = FIRST_RESTART_MS;
	private restartTimer: NodeJS.Timeout | undefined;

	constructor(private readonly options: ListenerOptions) {
		for (const route of options.routes) this.routes.set(route.id, route);
	}

	/** Resolves when the worker listens. @throws HospitalError when it cannot */
	start(): Promise<void> {
		const { on } = this.options;
		const name = this.options.name ?? `port-${this.options.port}`;
		// Functions do not survive the journey to the thread.
		const settings: Partial<ListenerOptions> & PortSettings = { ...this.options };
		delete settings.on;
		delete settings.routes;
		const start: WorkerStart = {
			// After a restart: the port that the system chose, and the journal of before.
			settings: { ...settings, name, port: this.port || settings.port },
			routes: [...this.routes.values()],
		};
		const worker = new Worker(join(__dirname, 'worker.js'), {
			workerData: start,
			name: 'hl7-listener',
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
				const failure = toHospitalError(fault, 'Running the HL7 listener');
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
		await this.ask((id) => ({ type: 'add-route', id, route }));
	}

	async removeRoute(route: string): Promise<void> {
		this.routes.delete(route);
		await this.ask((id) => ({ type: 'remove-route', id, route }));
	}

	/** Nothing is answered: a listener that dies before it notes it offers it again. */
	handedOver(route: string, offer: string): void {
		this.worker?.postMessage({ type: 'handed-over', route, offer } satisfies ToWorker);
	}

	ended(route: string, offer: string, state: TerminalState): void {
		this.worker?.postMessage({ type: 'ended', route, offer, state } satisfies ToWorker);
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

	/** Without a worker there is nobody to tell: after its restart it offers again what it must. */
	private async ask(message: (id: number) => ToWorker): Promise<void> {
		const { worker } = this;
		if (worker === undefined) return;
		const id = this.nextId++;
		await new Promise<void>((resolve, reject) => {
			this.waiting.set(id, { resolve, reject });
			worker.postMessage(message(id));
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
