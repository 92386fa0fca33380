import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createOnce, makeFolder, syncFolder, writeDurably } from '../durable';
import { decrypt, encrypt } from '../encryption';
import { HospitalError } from '../errors';
import {
	asClosing,
	asLease,
	asParking,
	isWorkItemId,
	type Closing,
	type Lease,
	type Parking,
} from './item';

/** Leases, parkings and ends are a few hundred bytes; a longer file is none of ours. */
const MAX_STATE_BYTES = 64 * 1024;

/** Prefix of the ends that a new round followed. */
const EARLIER_ROUND = 'round';

/**
 * The state of items that are being worked on, as small files in one folder per item. Main process
 * and workers all read and write it; what must happen once (closing, journalling a result) is a
 * file that only one of them can create.
 */
export class WorkStore {
	constructor(
		private readonly folder: string,
		private readonly key: Buffer,
		private readonly clock: () => Date = () => new Date(),
	) {}

	/** Ids of all items that were ever delivered and not yet disposed of. */
	async ids(): Promise<string[]> {
		await makeFolder(this.folder);
		return (await readdir(this.folder)).filter(isWorkItemId);
	}

	async lease(id: string): Promise<Lease | undefined> {
		return asLease(await readJson(this.path(id, 'lease')));
	}

	/** Not synced: a lost lease only means that the item is delivered once more, which is harmless. */
	async writeLease(id: string, lease: Lease): Promise<void> {
		const temporary = this.path(id, `.${randomBytes(6).toString('hex')}.tmp`);
		await mkdir(join(this.folder, checked(id)), { recursive: true, mode: 0o700 });
		try {
			await writeFile(temporary, JSON.stringify(lease), { mode: 0o600 });
			await rename(temporary, this.path(id, 'lease'));
		} catch (error) {
			await rm(temporary, { force: true }).catch(() => undefined);
			throw error;
		}
	}

	/**
	 * Extends the lease of a running delivery.
	 *
	 * @throws HospitalError `work-closed` when the item has ended: nothing more may be done for it
	 */
	async renew(id: string, attempt: number, lease: number): Promise<void> {
		await this.assertOpen(id);
		const held = await this.lease(id);
		if (held === undefined || held.attempt !== attempt || held.phase !== 'running') return;
		await this.writeLease(id, { ...held, until: this.clock().getTime() + lease });
	}

	/** @throws HospitalError `work-closed` */
	async assertOpen(id: string): Promise<void> {
		const closing = await this.closing(id);
		if (closing === undefined) return;
		throw new HospitalError('work-closed', `This work was already closed as ${closing.state}`, {
			nextStep:
				'A repeated run of finished work does nothing. To do it again, use "hospital work retry" with its id.',
		});
	}

	/**
	 * How the item ended; undefined while it has not. An end that cannot be read is still an end: the
	 * item would otherwise be neither open nor closable for ever, so it is shown as ESCALATED.
	 */
	async closing(id: string): Promise<Closing | undefined> {
		const bytes = await readIfThere(this.path(id, 'closed'));
		if (bytes === undefined) return undefined;
		const closing = asClosing(parsed(bytes));
		if (closing !== undefined) return closing;
		const { mtime } = await stat(this.path(id, 'closed'));
		const at = mtime.toISOString();
		return { state: 'ESCALATED', reason: 'state-damaged', owner: '', at, attempt: 0 };
	}

	/**
	 * Ends an item. Of several calls, in whatever process, the first one counts.
	 *
	 * @returns the closing that counts, and whether it is this one
	 */
	async close(
		id: string,
		closing: Omit<Closing, 'at'>,
	): Promise<{ closing: Closing; won: boolean }> {
		await makeFolder(join(this.folder, checked(id)));
		const mine: Closing = { ...closing, at: this.clock().toISOString() };
		const won = await createOnce(this.path(id, 'closed'), JSON.stringify(mine));
		return { closing: won ? mine : ((await this.closing(id)) ?? mine), won };
	}

	/**
	 * Takes an ended item up again (`hospital work retry`); the earlier end stays on record. Attempts
	 * keep their numbers, so that a late sign of an earlier one is not taken for the new one.
	 *
	 * What was delivered is told the same way again. Any other end opens a new round: what was
	 * journalled, a missing answer above all, is dropped, so that it can be asked for again.
	 *
	 * @returns false when the item has not ended
	 */
	async reopen(id: string): Promise<boolean> {
		const closing = await this.closing(id);
		if (closing === undefined) return false;
		const lease = await this.lease(id);
		if (lease !== undefined) await this.writeLease(id, freshLease(lease));
		await rm(this.path(id, 'parked'), { force: true });
		const delivered = closing.state === 'DELIVERED';
		if (!delivered) await this.disposeResults(id);
		const kept = `${delivered ? 'delivered' : EARLIER_ROUND}-${Date.parse(closing.at)}`;
		await rename(this.path(id, 'closed'), this.path(id, kept));
		await syncFolder(join(this.folder, checked(id)));
		return true;
	}

	/** 1, and one more for each time that the item was taken up again after an end without a result. */
	async round(id: string): Promise<number> {
		const names = await readdir(join(this.folder, checked(id)));
		return 1 + names.filter((name) => name.startsWith(`${EARLIER_ROUND}-`)).length;
	}

	async parking(id: string): Promise<Parking | undefined> {
		return asParking(await readJson(this.path(id, 'parked')));
	}

	/** The workflow pauses: the item is not delivered again until {@link decide}. */
	async park(id: string, attempt: number, waitsFor: string): Promise<void> {
		await this.assertOpen(id);
		const parking: Parking = { at: this.clock().toISOString(), attempt, waitsFor };
		await writeDurably(this.path(id, 'parked'), JSON.stringify(parking));
	}

	/**
	 * The decision that a parked item waits for is recorded: the paused execution goes on under a new
	 * lease, and when that runs out without an end the item is delivered again.
	 */
	async decide(id: string, lease: number): Promise<void> {
		const parking = await this.parking(id);
		if (parking === undefined || parking.decidedAt !== undefined) return;
		const now = this.clock();
		const held = await this.lease(id);
		if (held !== undefined) {
			// The paused execution runs again, also when its lease had been given up meanwhile.
			await this.writeLease(id, { ...held, phase: 'running', until: now.getTime() + lease });
		}
		const decided: Parking = { ...parking, decidedAt: now.toISOString() };
		await writeDurably(this.path(id, 'parked'), JSON.stringify(decided));
	}

	/**
	 * Journals a result that could differ on a rerun (an inference, a model text, an encoded object)
	 * before anything leaves: the first stored bytes are the only ones that any attempt ever gets.
	 *
	 * @param name names the result within the item, `[a-z0-9.-]`
	 * @returns the stored bytes, on the disk for good, and whether this call computed them
	 */
	async once(
		id: string,
		name: string,
		compute: () => Promise<Uint8Array>,
	): Promise<{ bytes: Buffer; fresh: boolean }> {
		const folder = join(this.folder, checked(id), 'results');
		const path = join(folder, createHash('sha256').update(name).digest('hex').slice(0, 32));
		const stored = await this.readResult(id, name, path);
		if (stored !== undefined) {
			// Whoever stored them may have been killed before their name was durable.
			await syncFolder(folder);
			return { bytes: stored, fresh: false };
		}
		const bytes = Buffer.from(await compute());
		await makeFolder(folder);
		const won = await createOnce(path, encrypt(this.key, bytes, resultContext(id, name)));
		if (won) return { bytes, fresh: true };
		const winner = await this.readResult(id, name, path);
		if (winner !== undefined) return { bytes: winner, fresh: false };
		throw new HospitalError('work-closed', 'This work was disposed of while it ran', {
			nextStep: 'Nothing is left to do for it. See "hospital work list --all".',
		});
	}

	/** Epoch milliseconds of the last change to an item's files; 0 when there are none. */
	async touchedAt(id: string): Promise<number> {
		const stats = await stat(join(this.folder, checked(id))).catch(() => undefined);
		return stats?.mtimeMs ?? 0;
	}

	/** Removes the journalled results of an item; its end stays on record. */
	async disposeResults(id: string): Promise<void> {
		await rm(join(this.folder, checked(id), 'results'), { recursive: true, force: true });
	}

	/** Removes everything that is known of an item. Its line in the inbox must be gone before. */
	async dispose(id: string): Promise<void> {
		await rm(join(this.folder, checked(id)), { recursive: true, force: true });
	}

	private async readResult(id: string, name: string, path: string): Promise<Buffer | undefined> {
		const bytes = await readIfThere(path);
		return bytes === undefined ? undefined : decrypt(this.key, bytes, resultContext(id, name));
	}

	private path(id: string, name: string): string {
		return join(this.folder, checked(id), name);
	}
}

/** The lease of an item that a person takes up again: due at once, with all its attempts before it. */
export const freshLease = (lease: Lease): Lease => ({
	...lease,
	failures: 0,
	phase: 'failed',
	until: 0,
	attemptsBefore: lease.attempt,
});

const resultContext = (id: string, name: string): string => `work/1/${id}/result/${name}`;

function checked(id: string): string {
	if (!isWorkItemId(id)) {
		throw new HospitalError('invalid-name', 'That is not the id of a work item', {
			nextStep: 'Copy the id from "hospital work list".',
		});
	}
	return id;
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
	try {
		return await readFile(path);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
		throw error;
	}
}

/** A lease half written by a crash reads as no lease; everything else is written whole. */
async function readJson(path: string): Promise<unknown> {
	const bytes = await readIfThere(path);
	return bytes === undefined ? undefined : parsed(bytes);
}

function parsed(bytes: Buffer): unknown {
	if (bytes.length > MAX_STATE_BYTES) return undefined;
	try {
		return JSON.parse(bytes.toString('utf8')) as unknown;
	} catch {
		return undefined;
	}
}
