import { createHash } from 'node:crypto';
import { access, mkdir, opendir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createOnce, makeFolder, syncFolder, writeDurably } from '../durable';
import { decrypt, encrypt } from '../encryption';
import { HospitalError, systemCode } from '../errors';
import { EndedFiles, type EndedEntry } from './ended-files';
import {
	asClosing,
	asFailure,
	asLease,
	asParking,
	isWorkItemId,
	type Closing,
	type Failure,
	type Lease,
	type Parking,
} from './item';
import { parsed, readIfThere, readJson, writeLightly } from './state-file';

/** Prefixes of the ends that somebody took the item up after. */
const EARLIER_ROUND = 'round-';
const EARLIER_DELIVERY = 'delivered-';
/** What has to stay for as long as the end itself. */
const LASTING = [EARLIER_ROUND, EARLIER_DELIVERY, 'results'];

/**
 * The state of items that are being worked on, as small files in one folder per item. Main process
 * and workers all read and write it. Each file has one writer, or can be created once only: the
 * engine writes `lease`, whoever works on attempt N writes `renewed-N`, and what must happen once
 * (closing, journalling a result) is a file that only one of them can create.
 *
 * When an item has ended the engine moves what is known of it into the archive of ended work, and
 * what has to last (results) into a folder there.
 */
export class WorkStore {
	/** The archive, for reading. */
	readonly ended: EndedFiles;
	private readonly lasting: string;

	constructor(
		private readonly folder: string,
		private readonly key: Buffer,
		private readonly clock: () => Date = () => new Date(),
	) {
		this.ended = new EndedFiles(join(dirname(folder), 'ended'));
		this.lasting = join(this.ended.folder, 'items');
	}

	/** Ids of the items that were delivered and have not gone to the archive. */
	async ids(): Promise<string[]> {
		await makeFolder(this.folder);
		return (await readdir(this.folder)).filter(isWorkItemId);
	}

	/** The lease with what whoever works on the item added to it. */
	async lease(id: string): Promise<Lease | undefined> {
		const lease = asLease(await readJson(this.path(id, 'lease')));
		if (lease === undefined) return undefined;
		const until = await this.renewedUntil(id, lease.attempt);
		if (lease.phase === 'running') return { ...lease, until: Math.max(lease.until, until) };
		// Renewed after it had been given up: somebody is still at it.
		const held = until > (lease.heldUntil ?? Infinity);
		return held ? { ...lease, phase: 'running', until } : lease;
	}

	/** Not synced: a lost lease only means that the item is delivered once more, which is harmless. */
	async writeLease(id: string, lease: Lease): Promise<void> {
		await mkdir(join(this.folder, checked(id)), { recursive: true, mode: 0o700 });
		await writeLightly(this.path(id, 'lease'), lease);
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
		await this.writeRenewal(id, attempt, this.clock().getTime() + lease);
	}

	/** Until when whoever works on an attempt holds the item, as he says; 0 when he said nothing. */
	async renewedUntil(id: string, attempt: number): Promise<number> {
		const renewal = (await readJson(this.path(id, `renewed-${attempt}`))) as { until?: unknown };
		return Number.isFinite(renewal?.until) ? (renewal.until as number) : 0;
	}

	private async writeRenewal(id: string, attempt: number, until: number): Promise<void> {
		await writeLightly(this.path(id, `renewed-${attempt}`), { until });
	}

	/** A node says why its execution is about to fail. */
	async noteFailure(id: string, failure: Failure): Promise<void> {
		await mkdir(join(this.folder, checked(id)), { recursive: true, mode: 0o700 });
		await writeLightly(this.path(id, 'failure'), failure);
	}

	/** What a node said about the failure of an attempt. */
	async failure(id: string, attempt: number): Promise<Failure | undefined> {
		const failure = asFailure(await readJson(this.path(id, 'failure')));
		return failure?.attempt === attempt ? failure : undefined;
	}

	/** @returns true the first time that this mark is set on the item */
	async mark(id: string, mark: 'recorded' | 'unclaimed'): Promise<boolean> {
		await mkdir(join(this.folder, checked(id)), { recursive: true, mode: 0o700 });
		try {
			await writeFile(this.path(id, mark), '', { flag: 'wx', mode: 0o600 });
			return true;
		} catch (error) {
			if (systemCode(error) !== 'EEXIST') throw error;
			return false;
		}
	}

	/** True when the end of the item is in the ledger. */
	async isRecorded(id: string): Promise<boolean> {
		return await isThere(this.path(id, 'recorded'));
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
		const here = await this.closingHere(id);
		// An item with a lease has not gone to the archive.
		if (here !== undefined || (await isThere(this.path(id, 'lease')))) return here;
		return (await this.ended.find(id))?.closing;
	}

	/** {@link closing} for an item that is known not to have gone to the archive. */
	async closingHere(id: string): Promise<Closing | undefined> {
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
		const before = await this.closing(id);
		if (before !== undefined) return { closing: before, won: false };
		await makeFolder(join(this.folder, checked(id)));
		const mine: Closing = { ...closing, at: this.clock().toISOString() };
		const won = await createOnce(this.path(id, 'closed'), JSON.stringify(mine));
		return { closing: won ? mine : ((await this.closing(id)) ?? mine), won };
	}

	/** An item has gone to the archive: its state goes, and what has to last moves there too. */
	async settleIn(id: string): Promise<void> {
		const folder = join(this.folder, checked(id));
		const names = await readdir(folder).catch(() => []);
		const target = join(this.lasting, id);
		if (names.some((name) => LASTING.some((kept) => name.startsWith(kept)))) {
			await makeFolder(this.lasting);
			// What lies there is of an end before the last, and has come along with it.
			await rm(target, { recursive: true, force: true });
			await rename(folder, target);
		} else {
			await rm(folder, { recursive: true, force: true });
		}
	}

	/** The contrary of {@link settleIn}, from what the archive says. */
	async takeOut({ id, closing, lease }: EndedEntry): Promise<void> {
		const folder = join(this.folder, checked(id));
		await makeFolder(this.folder);
		if (await isThere(join(this.lasting, id))) {
			// What an execution from before the end may have left in its place.
			await rm(folder, { recursive: true, force: true });
			await rename(join(this.lasting, id), folder);
		}
		await makeFolder(folder);
		await createOnce(this.path(id, 'closed'), JSON.stringify(closing));
		await this.mark(id, 'recorded');
		if (lease !== undefined) await this.writeLease(id, lease);
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
		for (const mark of ['recorded', 'failure', 'unclaimed']) {
			await rm(this.path(id, mark), { force: true });
		}
		const delivered = closing.state === 'DELIVERED';
		if (!delivered) await rm(this.path(id, 'results'), { recursive: true, force: true });
		const kept = `${delivered ? EARLIER_DELIVERY : EARLIER_ROUND}${Date.parse(closing.at)}`;
		await rename(this.path(id, 'closed'), this.path(id, kept));
		await syncFolder(join(this.folder, checked(id)));
		return true;
	}

	/** 1, and one more for each time that the item was taken up again after an end without a result. */
	async round(id: string): Promise<number> {
		const names = await readdir(join(this.folder, checked(id)));
		return 1 + names.filter((name) => name.startsWith(EARLIER_ROUND)).length;
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
			const until = Math.max(now.getTime() + lease, (held.heldUntil ?? 0) + 1);
			await this.writeRenewal(id, held.attempt, until);
		}
		const decided: Parking = { ...parking, decidedAt: now.toISOString() };
		await writeDurably(this.path(id, 'parked'), JSON.stringify(decided));
	}

	/**
	 * Journals a result that could differ on a rerun (an inference, a model text, an encoded object)
	 * before anything leaves: the first stored bytes are the only ones that any attempt ever gets.
	 *
	 * @param name names the result within the item, `[a-z0-9.-]`
	 * @param recorded looked at once the result is there: what must be on the disk before it counts, and
	 *   may be written at the same time
	 * @returns the stored bytes, on the disk for good, and whether this call computed them
	 */
	async once(
		id: string,
		name: string,
		compute: () => Promise<Uint8Array>,
		recorded: () => Promise<unknown> = () => Promise.resolve(),
	): Promise<{ bytes: Buffer; fresh: boolean }> {
		const folder = join(this.folder, checked(id), 'results');
		const path = join(folder, createHash('sha256').update(name).digest('hex').slice(0, 32));
		const stored = await this.readResult(id, name, path);
		if (stored !== undefined) {
			// Whoever stored them may have been killed before their name was durable.
			await syncFolder(folder);
			return { bytes: stored, fresh: false };
		}
		// Its folder is made meanwhile. Where that fails, storing the result fails and says why.
		const making = makeFolder(folder).catch(() => undefined);
		const bytes = Buffer.from(await compute());
		const first = recorded();
		// Its failure is told where the result would get its name.
		first.catch(() => undefined);
		const sealed = encrypt(this.key, bytes, resultContext(id, name));
		const won = await making.then(async () => await createResult(path, sealed, first));
		if (won) return { bytes, fresh: true };
		const winner = await this.readResult(id, name, path);
		if (winner !== undefined) return { bytes: winner, fresh: false };
		throw new HospitalError('work-closed', 'This work was disposed of while it ran', {
			nextStep: 'Nothing is left to do for it. See "hospital work list --all".',
		});
	}

	/** Ids with a folder, of items at work and of those in the archive: one after the other. */
	async *folders(): AsyncGenerator<string> {
		for (const folder of [this.folder, this.lasting]) {
			const found = await opendir(folder).catch(() => undefined);
			if (found === undefined) continue;
			for await (const { name } of found) if (isWorkItemId(name)) yield name;
		}
	}

	/** Epoch milliseconds of the last change to an item's folders; 0 when there are none. */
	async touchedAt(id: string): Promise<number> {
		const times = [this.folder, this.lasting].map(async (folder) => {
			const stats = await stat(join(folder, checked(id))).catch(() => undefined);
			return stats?.mtimeMs ?? 0;
		});
		return Math.max(...(await Promise.all(times)));
	}

	/** Removes everything that is known of an item. Its line in the inbox must be gone before. */
	async dispose(id: string): Promise<void> {
		for (const folder of [this.folder, this.lasting]) {
			await rm(join(folder, checked(id)), { recursive: true, force: true });
		}
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
	heldUntil: undefined,
	attemptsBefore: lease.attempt,
});

async function createResult(
	path: string,
	bytes: Buffer,
	first: Promise<unknown>,
): Promise<boolean> {
	try {
		return await createOnce(path, bytes, first);
	} catch (error) {
		if (systemCode(error) !== 'ENOENT') throw error;
		// Its folder could not be made, or was disposed of since.
		await makeFolder(dirname(path));
		return await createOnce(path, bytes, first);
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

async function isThere(path: string): Promise<boolean> {
	return await access(path).then(
		() => true,
		() => false,
	);
}
