import { createHash, randomBytes } from 'node:crypto';
import { readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createOnce, makeFolder, writeDurably } from '../durable';
import { decrypt, encrypt } from '../encryption';
import { HospitalError } from '../errors';
import { isWorkItemId, type Closing, type Lease, type Parking } from './item';

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
		return await readJson<Lease>(this.path(id, 'lease'));
	}

	/** Not synced: a lost lease only means that the item is delivered once more, which is harmless. */
	async writeLease(id: string, lease: Lease): Promise<void> {
		const temporary = this.path(id, `.${randomBytes(6).toString('hex')}.tmp`);
		await makeFolder(join(this.folder, checked(id)));
		await writeFile(temporary, JSON.stringify(lease), { mode: 0o600 });
		await rename(temporary, this.path(id, 'lease'));
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
				'A repeated run of finished work does nothing. To do it again, send the study or message again.',
		});
	}

	async closing(id: string): Promise<Closing | undefined> {
		return await readJson<Closing>(this.path(id, 'closed'));
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

	/** Takes an ended item up again (`hospital work retry`); the earlier end stays on record. */
	async reopen(id: string): Promise<boolean> {
		const closing = await this.closing(id);
		if (closing === undefined) return false;
		await rename(this.path(id, 'closed'), this.path(id, `closed-${Date.parse(closing.at)}`));
		await rm(this.path(id, 'lease'), { force: true });
		return true;
	}

	async parking(id: string): Promise<Parking | undefined> {
		return await readJson<Parking>(this.path(id, 'parked'));
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
		if (held !== undefined) await this.writeLease(id, { ...held, until: now.getTime() + lease });
		const decided: Parking = { ...parking, decidedAt: now.toISOString() };
		await writeDurably(this.path(id, 'parked'), JSON.stringify(decided));
	}

	/**
	 * Journals a result that could differ on a rerun (an inference, a model text, an encoded object)
	 * before anything leaves: the first stored bytes are the only ones that any attempt ever gets.
	 *
	 * @param name names the result within the item, `[a-z0-9.-]`
	 * @returns the stored bytes, and whether this call computed them
	 */
	async once(
		id: string,
		name: string,
		compute: () => Promise<Uint8Array>,
	): Promise<{ bytes: Buffer; fresh: boolean }> {
		const folder = join(this.folder, checked(id), 'results');
		const path = join(folder, createHash('sha256').update(name).digest('hex').slice(0, 32));
		const stored = await this.readResult(id, name, path);
		if (stored !== undefined) return { bytes: stored, fresh: false };
		const bytes = Buffer.from(await compute());
		await makeFolder(folder);
		const won = await createOnce(path, encrypt(this.key, bytes, resultContext(id, name)));
		if (won) return { bytes, fresh: true };
		const winner = await this.readResult(id, name, path);
		return { bytes: winner ?? bytes, fresh: false };
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
async function readJson<T>(path: string): Promise<T | undefined> {
	const bytes = await readIfThere(path);
	if (bytes === undefined) return undefined;
	try {
		return JSON.parse(bytes.toString('utf8')) as T;
	} catch {
		return undefined;
	}
}
