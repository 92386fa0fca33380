import { open, readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createOnce } from '../../../shared/durable';
import { HospitalError, systemCode } from '../../../shared/errors';
import { describeSelf, hasEnded, type ProcessIdentity } from '../../../shared/process-identity';

/** Who holds a lock. */
interface Holder extends ProcessIdentity {
	owner: string;
}

export interface LockTiming {
	/** A holder says that it lives once in this time. Milliseconds. */
	beat: number;
	/** A holder that could not say so for this long writes nothing more. */
	safe: number;
	/** A holder that was not heard of for this long is taken for dead. More than `safe`. */
	silent: number;
}

/** A stall of the disk must not look like a death: these are long. */
export const LOCK_TIMING: LockTiming = { beat: 1_000, safe: 9_000, silent: 15_000 };

export interface LockOptions {
	/** Equal for the lives of one listener, so that its restarted thread takes its own lock again. */
	owner: string;
	/** Wait this long for a holder that lives before refusing. Milliseconds. */
	wait?: number;
	/** Somebody else has taken over; nothing may be written any more. */
	onLost?: () => void;
	/** What `look` gave before: the silence since then counts. */
	seen?: Sighting;
	timing?: LockTiming;
}

/** A sign of life, and when it was read first (milliseconds of `performance.now`). */
export interface Sighting {
	number: number;
	life: string;
	at: number;
}

/** What the file of a lock says: its holder, and in the second line its sign of life. */
interface Found {
	holder: Partial<Holder>;
	life: string;
}

const NAME = /^lock-(\d{12})$/;
/** What `createOnce` leaves when its process is killed. */
const TEMPORARY = /^\.[0-9a-f]{16}\.tmp$/;
const RELEASED = 'released'.padEnd(16);
/** Between two looks at the lock of somebody else. Milliseconds. */
const POLL = 50;

const nameOf = (number: number): string => `lock-${String(number).padStart(12, '0')}`;

/**
 * A folder that one process writes at a time, among all that see it, on whatever host.
 *
 * Locks are numbered files and the highest one counts. Whoever takes over creates the next number,
 * which only one can, and numbers never go back. On the holder's own machine a dead process is told
 * by its process id and start time; from elsewhere only its silence tells. All waiting is measured
 * on the reader's own monotonic clock, so that clocks which differ or jump change nothing.
 */
export class FolderLock {
	private lost = false;
	private released = false;
	private beats = 0;
	private heardAt = performance.now();
	private timer: NodeJS.Timeout | undefined;
	private beating: Promise<void> = Promise.resolve();

	private constructor(
		private readonly folder: string,
		private readonly number: number,
		private readonly offset: number,
		private readonly timing: LockTiming,
		private readonly onLost: () => void,
	) {
		this.schedule();
	}

	/**
	 * @param folder must exist
	 * @throws HospitalError `listener-elsewhere` when another process holds it, or the disk's error
	 */
	static async take(folder: string, options: LockOptions): Promise<FolderLock> {
		const { owner, wait = 0, timing = LOCK_TIMING, onLost = () => {} } = options;
		const began = performance.now();
		let { seen } = options;
		for (;;) {
			const number = await highest(folder);
			const found = await readLock(folder, number);
			if (found === undefined || isFree(found, owner)) {
				const offset = await claim(folder, number + 1, owner);
				if (offset !== undefined) {
					return new FolderLock(folder, number + 1, offset, timing, onLost);
				}
				continue;
			}
			const now = performance.now();
			if (seen?.number !== number || seen.life !== found.life) {
				// A second sign of life: it is not only a file that somebody left.
				const alive = seen?.number === number;
				if (alive && now - began >= wait) throw elsewhere(found.holder);
				seen = { number, life: found.life, at: now };
			} else if (now - seen.at >= timing.silent) {
				const offset = await claim(folder, number + 1, owner);
				if (offset !== undefined) {
					return new FolderLock(folder, number + 1, offset, timing, onLost);
				}
			}
			await sleep(POLL);
		}
	}

	/** The sign of life of whoever holds the folder, or held it last. */
	static async look(folder: string): Promise<Sighting | undefined> {
		const number = await highest(folder);
		const found = await readLock(folder, number);
		return found && { number, life: found.life, at: performance.now() };
	}

	/** True when nobody holds the folder, for certain: never locked, given back, or its holder ended. */
	static async isIdle(folder: string): Promise<boolean> {
		const found = await readLock(folder, await highest(folder));
		return found === undefined || isFree(found, undefined);
	}

	/** False once another process may have taken over: what was written since must not be answered. */
	get held(): boolean {
		const heard = performance.now() - this.heardAt < this.timing.safe;
		return !this.lost && !this.released && heard;
	}

	/** Gives the folder back; whoever waits for it has it at once. Never throws. */
	async release(): Promise<void> {
		if (this.released) return;
		this.released = true;
		clearTimeout(this.timer);
		await this.beating;
		if (!this.lost) await this.write(RELEASED).catch(() => {});
	}

	private schedule(): void {
		this.timer = setTimeout(() => {
			this.beating = this.beat().finally(() => {
				if (!this.released && !this.lost) this.schedule();
			});
		}, this.timing.beat);
		this.timer.unref();
	}

	private async beat(): Promise<void> {
		const at = performance.now();
		try {
			await this.write(String(++this.beats).padStart(16, '0'));
			if ((await highest(this.folder)) !== this.number) this.lose();
			else this.heardAt = at;
		} catch (error) {
			// Gone: a successor has cleaned up. Any other fault of the disk may pass.
			if (systemCode(error) === 'ENOENT') this.lose();
		}
	}

	private lose(): void {
		if (this.lost || this.released) return;
		this.lost = true;
		// Out of here: what the owner throws must end its thread, not this method.
		setImmediate(this.onLost);
	}

	/** Opened and closed each time: network file systems show it to others only then. */
	private async write(life: string): Promise<void> {
		const file = await open(join(this.folder, nameOf(this.number)), 'r+');
		try {
			await file.write(life, this.offset, 'latin1');
		} finally {
			await file.close();
		}
	}
}

/** The number that counts; 0 when the folder was never locked. */
async function highest(folder: string): Promise<number> {
	const numbers = (await readdir(folder)).map((name) => Number(NAME.exec(name)?.[1] ?? 0));
	return Math.max(0, ...numbers);
}

/** @returns undefined when there is no such lock, or none any more */
async function readLock(folder: string, number: number): Promise<Found | undefined> {
	if (number === 0) return undefined;
	try {
		const text = await readFile(join(folder, nameOf(number)), 'latin1');
		const [line = '', life = ''] = text.split('\n');
		return { holder: parse(line), life };
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return undefined;
		throw error;
	}
}

function parse(line: string): Partial<Holder> {
	try {
		return (JSON.parse(line) ?? {}) as Partial<Holder>;
	} catch {
		// Damaged: only its silence will tell.
		return {};
	}
}

const isFree = ({ holder, life }: Found, owner: string | undefined): boolean =>
	life === RELEASED || (owner !== undefined && holder.owner === owner) || hasEnded(holder);

/** @returns where the sign of life stands in the file, undefined when somebody else was first */
async function claim(folder: string, number: number, owner: string): Promise<number | undefined> {
	const line = `${JSON.stringify({ ...describeSelf(), owner })}\n`;
	try {
		// Durable: after a power cut it still tells that its holder is gone.
		const path = join(folder, nameOf(number));
		if (!(await createOnce(path, `${line}${'0'.repeat(16)}\n`))) return undefined;
	} catch (error) {
		// The one who was first has cleaned up.
		if (systemCode(error) === 'ENOENT') return undefined;
		throw error;
	}
	// This number may have been given, and be over, while this process was held up.
	if ((await highest(folder)) !== number) {
		await unlink(join(folder, nameOf(number))).catch(() => {});
		return undefined;
	}
	for (const name of await readdir(folder)) {
		const older = NAME.test(name) && name !== nameOf(number);
		if (older || TEMPORARY.test(name)) await unlink(join(folder, name)).catch(() => {});
	}
	return Buffer.byteLength(line, 'latin1');
}

/** The host's name is the administrator's own; an AE title or patient is not in it. */
const elsewhere = ({ host }: Partial<Holder>): HospitalError =>
	new HospitalError(
		'listener-elsewhere',
		`Another n8n process${host ? ` on ${host}` : ''} already receives into this spool on this port`,
		{
			nextStep:
				'Let one n8n process receive on each port, or give this one a data directory of its own (HOSPITAL_DATA_DIR). A process that ended is noticed within 15 seconds: then activate again.',
			retryable: true,
		},
	);
