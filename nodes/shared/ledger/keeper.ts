import { HospitalError, systemCode } from '../errors';
import type { SiteKey } from '../keys';
import { instanceName, newOrigin, originAfter, processOrigin } from '../origin';
import { processState } from '../process-state';
import type { AuditEvent } from './event';
import { listOrigins } from './places';
import { giveReserve, hasRoom, takeReserve } from './reserve';
import { auditSigner } from './signing';
import { LedgerWriter } from './writer';

/** After a failure a new writer is tried, and room is looked for, at most this often. Milliseconds. */
const PAUSE_AFTER_FAILURE = 15_000;
/** Of ledgers that were removed, so many are kept in mind to be named. */
const MOST_LOST = 100;
/** Interaction of the record that names a ledger which was removed while it was written. */
export const LEDGER_LOST = 'audit-ledger-lost';
const DISK_FULL: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT']);

/**
 * Keeps one working ledger writer for a data directory. A writer that failed is followed by a new
 * one in a folder of its own, so that the pack works again once the disk does, without a restart. A
 * full disk is recorded with the space that was kept back for it; then nothing is taken until there
 * is room.
 */
export class LedgerKeeper {
	private writer: Promise<LedgerWriter> | undefined;
	private triedAt = 0;
	private full = false;
	/** Removed under this process: every later writer names them first. */
	private readonly lost: Array<{ origin: string; seq: number; hash: string }> = [];

	constructor(
		/** The data directory, and `audit` in it. */
		private readonly root: string,
		private readonly auditDir: string,
		private readonly key: SiteKey,
	) {}

	/**
	 * The writer to append to. It may be one that has failed and whose successor is not tried yet.
	 *
	 * @throws HospitalError `audit-disk-full`, `audit-key-*`, or the disk's own error
	 */
	async current(): Promise<LedgerWriter> {
		this.writer ??= this.begin();
		const writer = await this.writer;
		const recently = (since: number): boolean => Date.now() - since < PAUSE_AFTER_FAILURE;
		if (this.full) return recently(this.triedAt) ? refuse() : await this.lookForRoom(writer);
		const { failedAt } = writer;
		if (failedAt === undefined) return writer;
		// Said at once, while the cause can still be recorded.
		if (DISK_FULL.has(systemCode(writer.failedWith))) return await this.recordFull(writer);
		// A ledger that was removed must be named by the next one before this process can end.
		const since = wasRemoved(writer) ? this.triedAt : Math.max(failedAt, this.triedAt);
		if (recently(since)) return writer;
		return await this.follow(writer);
	}

	private begin(): Promise<LedgerWriter> {
		this.triedAt = Date.now();
		// The name of this process start is for the first writer; a folder has one writer ever.
		const used = processState('ledger-origins/1', () => new Set<string>());
		const origin = used.has(this.auditDir) ? newOrigin() : processOrigin();
		used.add(this.auditDir);
		const writer = (async () => {
			const signer = auditSigner(this.key);
			// The clock may be behind what it was, or behind that of another server.
			const last = (await listOrigins(this.auditDir)).at(-1) ?? '';
			const name = origin > last ? origin : originAfter(last);
			const made = await LedgerWriter.create(this.auditDir, name, {
				signer,
				instance: instanceName(),
			});
			for (const one of this.lost) await made.append(lostEvent(one));
			// On a full disk it has just been given up for what must be said.
			if (!this.full) await takeReserve(this.root);
			return made;
		})();
		writer.catch(() => {
			if (this.writer === writer) this.writer = undefined;
		});
		return writer;
	}

	/** A new writer in place of one that failed. Callers of the same moment share it. */
	private async follow(failed: LedgerWriter): Promise<LedgerWriter> {
		const before = this.writer;
		const held = await before;
		if (held !== failed || this.writer !== before) return await this.current();
		if (wasRemoved(failed)) {
			this.lost.push({ origin: failed.origin, ...failed.last });
			this.lost.splice(0, this.lost.length - MOST_LOST);
		}
		this.writer = this.begin();
		failed.close().catch(() => undefined);
		return await this.writer;
	}

	private async recordFull(failed: LedgerWriter): Promise<LedgerWriter> {
		this.full = true;
		this.triedAt = Date.now();
		if (await giveReserve(this.root)) {
			const writer = await this.follow(failed).catch(() => undefined);
			await writer?.append(own('audit-disk-full', '12', 'ENOSPC')).catch(() => undefined);
			await writer?.checkpoint().catch(() => undefined);
			this.triedAt = Date.now();
		}
		return refuse();
	}

	private async lookForRoom(writer: LedgerWriter): Promise<LedgerWriter> {
		this.triedAt = Date.now();
		if (!(await hasRoom(this.root))) return refuse();
		await takeReserve(this.root);
		this.full = false;
		const next = writer.failedAt === undefined ? writer : await this.follow(writer);
		await next.append(own('audit-disk-space-back', '0'));
		return next;
	}

	async close(): Promise<void> {
		const { writer } = this;
		this.writer = undefined;
		await (await writer)?.close();
	}
}

const wasRemoved = ({ failedWith }: LedgerWriter): boolean =>
	failedWith instanceof HospitalError && failedWith.code === 'audit-ledger-removed';

function lostEvent({
	origin,
	seq,
	hash,
}: {
	origin: string;
	seq: number;
	hash: string;
}): AuditEvent {
	return {
		...own(LEDGER_LOST, '12', 'removed-while-written'),
		objects: [{ type: 'ledger', version: origin, count: seq, sha256: hash }],
	};
}

/** @throws always */
function refuse(): never {
	throw new HospitalError('audit-disk-full', 'The disk of the audit ledger is full', {
		nextStep:
			'Nothing was done, because it could not have been recorded. Free at least 16 MB on the volume of the hospital data directory; the pack goes on by itself within 15 seconds.',
		retryable: true,
	});
}

function own(
	interaction: string,
	outcome: AuditEvent['outcome'],
	outcomeReason?: string,
): AuditEvent {
	return {
		kind: 'system',
		interaction,
		action: 'E',
		outcome,
		...(outcomeReason !== undefined && { outcomeReason }),
		agent: { instance: instanceName() },
	};
}
