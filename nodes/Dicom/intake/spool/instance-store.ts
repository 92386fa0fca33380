import { randomBytes } from 'node:crypto';
import { linkSync, renameSync, statSync, unlinkSync } from 'node:fs';
import { readdir, stat, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { makeFolder } from '../../../shared/durable';
import { FolderSync } from './folder-sync';
import {
	incomingFolder,
	instanceFile,
	studiesFolder,
	studyFolder,
	undigestedFolder,
} from './names';

/** Puts received instances into their study folders, durably. */
export class InstanceStore {
	/** Study folders known to exist; a disposal elsewhere may prove it wrong. */
	private readonly known = new Set<string>();

	/** @param owner prefix of this listener's temporary files, unlike that of any other listener */
	constructor(
		private readonly spoolDir: string,
		private readonly owner: string,
		private readonly sync: FolderSync = new FolderSync(),
	) {}

	/** Makes the folders and removes temporary files that an earlier life of this listener left. */
	async prepare(): Promise<void> {
		await makeFolder(this.spoolDir);
		await makeFolder(incomingFolder(this.spoolDir));
		await makeFolder(undigestedFolder(this.spoolDir));
		await makeFolder(studiesFolder(this.spoolDir));
		for (const name of await readdir(incomingFolder(this.spoolDir))) {
			if (!name.startsWith(`${this.owner}-`)) continue;
			await unlink(join(incomingFolder(this.spoolDir), name)).catch(() => {});
		}
	}

	/** A path for a new temporary file. */
	temporary(): string {
		const name = `${this.owner}-${randomBytes(12).toString('hex')}.tmp`;
		return join(incomingFolder(this.spoolDir), name);
	}

	/**
	 * Moves a temporary file into its study folder and makes the name durable, while its content is
	 * still being synced. When this resolves, both are on the disk.
	 *
	 * After a crash the name may be there, with a content that nobody vouches for: no record names it,
	 * and the next instance that wants it replaces it.
	 *
	 * @param synced settles when the content of the file is on the disk
	 * @throws the error of the file system
	 */
	async place(
		temporary: string,
		studyKey: string,
		sopKey: string,
		sha256: string,
		synced: Promise<void> = Promise.resolve(),
	): Promise<void> {
		const folder = studyFolder(this.spoolDir, studyKey);
		const path = join(folder, instanceFile(sopKey, sha256));
		if (!this.known.has(folder)) await this.makeStudyFolder(folder);
		const { ino } = statSync(temporary);
		if (await this.takeName(temporary, path, folder)) {
			try {
				await Promise.all([synced, this.sync.durable(folder)]);
			} catch (error) {
				giveBack(path, ino);
				throw error;
			}
			return;
		}
		// Somebody may rely on what has this name: only a content that is on the disk replaces it.
		await synced;
		renameSync(temporary, path);
		await this.sync.durable(folder);
	}

	/** @returns false when the name is taken, or this file system gives no file a second name */
	private async takeName(temporary: string, path: string, folder: string): Promise<boolean> {
		for (const last of [false, true]) {
			try {
				linkSync(temporary, path);
				unlinkSync(temporary);
				return true;
			} catch (error) {
				if (last || (error as NodeJS.ErrnoException).code !== 'ENOENT') return false;
				// The study was disposed of since its last instance came.
				await this.makeStudyFolder(folder);
			}
		}
		return false;
	}

	/** The same, but the file stays where it is too, until the caller removes it. */
	async placeCopy(file: string, studyKey: string, sopKey: string, sha256: string): Promise<void> {
		const second = this.temporary();
		linkSync(file, second);
		await this.place(second, studyKey, sopKey, sha256);
		// A rename onto another name of the same file does nothing, and leaves both.
		await unlink(second).catch(() => {});
	}

	/** Keeps a synced temporary file under a durable name until its digest is known. @returns the name */
	async setAside(temporary: string): Promise<string> {
		const folder = undigestedFolder(this.spoolDir);
		const name = `${this.owner}-${randomBytes(12).toString('hex')}.dcm`;
		renameSync(temporary, join(folder, name));
		await this.sync.durable(folder);
		return name;
	}

	/** Path of a file that was set aside. @param name checked: it comes from the journal */
	aside(name: string): string {
		return join(undigestedFolder(this.spoolDir), basename(name));
	}

	/** Removes files that were set aside and never acknowledged. */
	async tidyAside(wanted: ReadonlySet<string>): Promise<void> {
		for (const name of await readdir(undigestedFolder(this.spoolDir))) {
			if (!name.startsWith(`${this.owner}-`) || wanted.has(name)) continue;
			await unlink(this.aside(name)).catch(() => {});
		}
	}

	private async makeStudyFolder(folder: string): Promise<void> {
		await makeFolder(folder);
		// The folder may have been there without its name being durable, after a crash.
		await this.sync.durable(studiesFolder(this.spoolDir));
		if (this.known.size > 10_000) this.known.clear();
		this.known.add(folder);
	}

	/** True when the file of the instance is on the disk. */
	async has(studyKey: string, sopKey: string, sha256: string): Promise<boolean> {
		const path = join(studyFolder(this.spoolDir, studyKey), instanceFile(sopKey, sha256));
		return await stat(path).then(
			(found) => found.isFile(),
			() => false,
		);
	}

	async hasStudy(studyKey: string): Promise<boolean> {
		return await stat(studyFolder(this.spoolDir, studyKey)).then(
			() => true,
			() => false,
		);
	}
}

/** A full disk must not be filled further by what could not be stored. Somebody else's file stays. */
function giveBack(path: string, ino: number): void {
	try {
		if (statSync(path).ino === ino) unlinkSync(path);
	} catch {
		// It is gone, or the disk refuses that too: no record names it.
	}
}
