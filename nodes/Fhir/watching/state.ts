import { join } from 'node:path';
import { readFile, stat } from 'node:fs/promises';
import { writeDurably } from '../../shared/durable';
import { decrypt, encrypt } from '../../shared/encryption';
import { HospitalError, systemCode } from '../../shared/errors';
import type { SeenRow } from './seen';

/** A longer file is none of ours. */
const MAX_BYTES = 512 * 1024 * 1024;

/** How far the chart was read. All times are the server's, in milliseconds since 1970. */
export interface Position {
	/** All that lies before this minus the overlap was handed over. null: nothing was ever there. */
	cursor: number | null;
	/** A backlog that is read in several steps. */
	backlog?: {
		/** Where the next step begins. */
		at: number;
		/** The server's time when the first step began; late commits since then are looked for again. */
		began?: number;
		/** Latest time that was met. */
		newest?: number;
	};
}

/** What is kept of a watch between two looks. */
export interface WatchState extends Position {
	v: 1;
	/** Fingerprint of server, type and criteria: the position of another question says nothing. */
	question: string;
	seen: SeenRow[];
	/** Number of the last event that a subscription told of. */
	lastEvent?: number;
}

/**
 * The state of one watch, encrypted under the data directory. It is replaced as a whole and only
 * after the work that it speaks of lies in the inbox.
 */
export class StateFile {
	private readonly path: string;

	/** @param name what the file belongs to: moved to another place it opens no more */
	constructor(
		folder: string,
		private readonly key: Buffer,
		private readonly name: string,
		file = 'state',
	) {
		this.path = join(folder, file);
		this.context = `fhir-watch/1/${this.name}/${file}`;
	}

	private readonly context: string;

	/** @returns undefined when there is none yet. @throws HospitalError `fhir-watch-state-unreadable` */
	async read<T = WatchState>(): Promise<T | undefined> {
		let bytes: Buffer;
		try {
			if ((await stat(this.path)).size > MAX_BYTES) throw unreadable(undefined);
			bytes = await readFile(this.path);
		} catch (error) {
			if (systemCode(error) === 'ENOENT') return undefined;
			throw error;
		}
		try {
			return JSON.parse(decrypt(this.key, bytes, this.context).toString('utf8')) as T;
		} catch (error) {
			throw unreadable(error);
		}
	}

	async write(value: object): Promise<void> {
		const plain = Buffer.from(JSON.stringify(value));
		await writeDurably(this.path, encrypt(this.key, plain, this.context));
	}

	get place(): string {
		return this.path;
	}
}

// Starting anew in silence would leave a gap that nobody knows of.
const unreadable = (cause: unknown): HospitalError =>
	new HospitalError(
		'fhir-watch-state-unreadable',
		'How far the chart was read cannot be told: the state of this trigger is damaged',
		{
			nextStep:
				'Restore the hospital data directory from its backup. To start anew, give the trigger a date to read from that lies before the damage.',
			cause,
		},
	);
