import type { Fresh } from './seen';

/** Where fresh changes go. */
export interface Outlet {
	/** Changes that may be held back to be handed over together; 0 hands over page by page. */
	readonly holdBack: number;
	/** Resolves once all of them are durable. The same ones may come again after a crash or failure. */
	handOver(fresh: readonly Fresh[]): Promise<void>;
	/** Called when the state on the disk knows what was handed over. */
	settled?(): Promise<void>;
	/** Hands over once more what a crash interrupted, as it was then. @returns what that was */
	recover?(): Promise<Fresh[]>;
}
