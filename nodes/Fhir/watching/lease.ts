import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../../shared/errors';
import {
	claimDead,
	HEARTBEAT_MS,
	lifeOf,
	releaseLock,
	takeLock,
	touchLock,
} from '../../shared/ledger/lock';

/**
 * The right to watch: one process at a time. n8n runs a trigger in its main process only; when two of
 * them run by mistake, or one takes over from another, this keeps them apart.
 */
export class Lease {
	/** What our lock says: host, process and when it started. Undefined while it is not ours. */
	private mine: string | undefined;
	private beat: NodeJS.Timeout | undefined;

	/** @param folder of the watch; it must exist */
	constructor(private readonly folder: string) {}

	/** @returns false while somebody else holds it */
	async take(): Promise<boolean> {
		if (await this.isMine()) return true;
		this.forget();
		if (!(await this.claim())) return false;
		this.mine = await this.holder();
		if (!this.mine?.includes(`"pid":${process.pid},`)) return this.forget();
		this.beat = setInterval(() => void touchLock(this.folder), HEARTBEAT_MS).unref();
		return true;
	}

	/** True unless another process took it, which happens to one that stood still for minutes. */
	async isMine(): Promise<boolean> {
		return this.mine !== undefined && (await this.holder()) === this.mine;
	}

	private async holder(): Promise<string | undefined> {
		return await readFile(join(this.folder, 'writer.lock'), 'utf8').catch(() => undefined);
	}

	async release(): Promise<void> {
		if (await this.isMine()) await releaseLock(this.folder);
		this.forget();
	}

	private forget(): false {
		clearInterval(this.beat);
		this.mine = undefined;
		return false;
	}

	private async claim(): Promise<boolean> {
		for (let tries = 0; tries < 3; tries++) {
			try {
				await takeLock(this.folder);
				return true;
			} catch (error) {
				if (systemCode(error) !== 'EEXIST') throw error;
			}
			const life = await lifeOf(this.folder);
			if (life === 'alive') return false;
			if (life === 'dead') await claimDead(this.folder);
		}
		return false;
	}
}
