/** What the host process and the campaign say to each other. */
export const CALLED = 'HOSPITAL';
export const ROUTE = 'workflow-1/node-1';

/** What the recorder of the host writes down of each delivery. */
export interface Delivery {
	id: string;
	attempt: number;
	studyKey: string;
	version: string;
	supersedes?: string;
	instanceCount: number;
	/** A second line of the same delivery: the item is closed now. */
	closed?: true;
}

export type HostCommand =
	| { do: 'dispose'; studyKey: string }
	| { do: 'list' }
	/** Ends the thread of the listener from outside. */
	| { do: 'terminate' }
	/** Makes the thread of the listener throw. */
	| { do: 'throw' };

/** A line of the host: `listening`, `closed`, `list`, or the type of a listener's event. */
export interface HostLine {
	type: string;
	code?: string;
	status?: number;
	count?: number;
	/** Images that are new, of an association, as the ledger is told. */
	added?: number;
	studyKey?: string;
	version?: string;
	items?: Array<{ id: string; phase: string; closing?: { state: string; reason: string } }>;
}
