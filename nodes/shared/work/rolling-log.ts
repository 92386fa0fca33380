import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GroupLog, makeFolder } from '../durable';

interface OpenFile {
	name: string;
	log: GroupLog;
	/** Bytes taken so far, those that wait for their flush included. */
	taken: number;
}

/**
 * Append-only files of one process start, `ORIGIN-000001.SUFFIX` and on: a new one follows when one
 * is full, when it is asked for, and after a failure (a full disk), so that work goes on as soon as
 * the disk takes it. Many appends share one flush.
 */
export class RollingLog {
	private current: Promise<OpenFile> | undefined;
	/** Files that this process may still write to. */
	private readonly open = new Set<string>();
	private readonly closing = new Set<Promise<void>>();
	private number = 0;

	constructor(
		private readonly folder: string,
		private readonly origin: string,
		private readonly suffix: string,
		private readonly fullAt: number,
	) {}

	/** @returns where the bytes stand, once they are on the disk. @throws the disk's error */
	async append(bytes: Uint8Array): Promise<{ file: string; offset: number }> {
		const opened = (this.current ??= this.openNext());
		try {
			const file = await opened;
			file.taken += bytes.length;
			const offset = file.log.append(bytes);
			if (file.taken >= this.fullAt && this.current === opened) this.letGo(opened);
			return { file: file.name, offset: await offset };
		} catch (error) {
			await this.abandon(opened);
			throw error;
		}
	}

	/** True while this process may still write to the file. */
	isOpen(file: string): boolean {
		return this.open.has(file);
	}

	/** Further lines go into a new file. @returns once the old one is complete */
	async rotate(): Promise<void> {
		if (this.current !== undefined) this.letGo(this.current);
		await Promise.all(this.closing);
	}

	/** Names of all such files in the folder, of every process, oldest process first. */
	async names(): Promise<string[]> {
		await makeFolder(this.folder);
		return (await readdir(this.folder)).filter((name) => name.endsWith(this.suffix)).sort();
	}

	/** Names of this process start begin with it. */
	isMine(file: string): boolean {
		return file.startsWith(`${this.origin}-`);
	}

	private letGo(opened: Promise<OpenFile>): void {
		this.current = undefined;
		const closed = opened
			.then(async ({ name, log }) => {
				await log.close();
				this.open.delete(name);
			})
			.catch(() => undefined)
			.finally(() => this.closing.delete(closed));
		this.closing.add(closed);
	}

	/** Gives up a file that could not be opened or written. What was acknowledged in it stays. */
	private async abandon(opened: Promise<OpenFile>): Promise<void> {
		if (this.current === opened) this.current = undefined;
		const file = await opened.catch(() => undefined);
		if (file === undefined) return;
		await file.log.close().catch(() => undefined);
		this.open.delete(file.name);
		if (file.log.length > 0) return;
		// Nothing in it was ever acknowledged; a full disk must not fill up with such files.
		await rm(join(this.folder, file.name), { force: true }).catch(() => undefined);
	}

	/** A file of its own, never one that a failed write may have left with half a line at its end. */
	private async openNext(): Promise<OpenFile> {
		const mine = (await this.names()).filter((name) => this.isMine(name)).at(-1);
		const onDisk = Number(mine?.slice(this.origin.length + 1, -this.suffix.length) ?? 0);
		this.number = Math.max(onDisk, this.number) + 1;
		const name = `${this.origin}-${String(this.number).padStart(6, '0')}${this.suffix}`;
		this.open.add(name);
		return { name, log: await GroupLog.open(join(this.folder, name)), taken: 0 };
	}
}
