import type { TerminalState } from '../../shared/contracts/work-item';
import type { ListenerEvent } from './events';
import type { PortSettings, Route } from './settings';

/** What the worker thread is started with. Buffers arrive there as Uint8Array. */
export interface WorkerStart {
	settings: Omit<PortSettings, 'key'> & { key: Uint8Array };
	routes: Route[];
}

/** To the worker. An `id` asks for a `done` with the same number. */
export type ToWorker =
	| { type: 'add-route'; id: number; route: Route }
	| { type: 'remove-route'; id: number; route: string }
	| { type: 'handed-over'; route: string; offer: string }
	| { type: 'ended'; route: string; offer: string; state: TerminalState }
	| { type: 'close'; id: number };

/** From the worker. Errors travel as their fields: a class does not survive the journey. */
export type FromWorker =
	| { type: 'listening'; port: number }
	| { type: 'refused'; error: PlainError }
	| { type: 'done'; id: number; error?: PlainError }
	| { type: 'event'; event: ListenerEvent };

export interface PlainError {
	code: string;
	message: string;
	nextStep: string;
	retryable: boolean;
}
