import type { PowerDisk, SmallDisk } from './disk.ts';
import type { Verdict } from './verdict.ts';

export interface KillOptions {
	/** How often the host is ended. */
	points: number;
	seed: string | number;
	say(text: string): void;
	/**
	 * What happens to the host: SIGKILL, the end of the listener's thread, a disk that is full (every
	 * third time read-only), or nothing, for a second each. Default `process`.
	 */
	what?: 'process' | 'thread' | 'full-disk' | 'nothing';
	/** For `full-disk`: takes the data directory. */
	small?: SmallDisk;
	/** Starts the host anew at the end: what it would try again after a minute is tried at once. */
	restart?: boolean;
	/** Takes the data directory; its power is cut each time. Default: the disk goes on. */
	disk?: PowerDisk;
	/** More of the host's environment. */
	env?: Record<string, string>;
}

export interface Kills extends Verdict {
	points: number;
	/** Studies that were sent, all of their images acknowledged. */
	studies: number;
	/** Kills by what had been begun and not ended. */
	phases: Map<string, number>;
	/** Kills whose aim was not reached in time; they fell anywhere. */
	missed: number;
	/** Versions that were given on; as many as studies when none was given on too early. */
	versions: number;
	/** Acknowledged images, and how many the ledger was told of: more when some were told twice. */
	images: number;
	recorded: number;
	/** Instances that were refused, by DIMSE status. */
	refused: Map<number, number>;
	/** Milliseconds from the start of a host to its open port, slowest of all. */
	slowestStart: number;
}
