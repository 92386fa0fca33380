import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createOnce, makeFolder, writeDurably } from '../../shared/durable';
import { decrypt, encrypt } from '../../shared/encryption';
import { systemCode } from '../../shared/errors';
import { exportGone } from './errors';
import type { BulkRequest, Manifest, StoredFile } from './types';

const ASKED = 'asked';
const STATE = 'state';
const EXPIRES = 'expires';
const EXPORT_ID = /^[0-9a-f]{32}$/;
const MAX_STATE_BYTES = 64 * 2 ** 20;

/** What is known of an export, on the disk before anything depends on it. */
export interface ExportState {
	id: string;
	request: BulkRequest;
	/** ISO 8601 UTC. */
	startedAt: string;
	/** Address of the export's status on the server, from its acceptance on. */
	job?: string;
	manifest?: Manifest;
	/** ISO 8601 UTC: every file is whole, counted and on the disk. */
	completedAt?: string;
}

/**
 * Where exports lie in the data directory: a folder each, with its state, one encrypted file per file
 * of the manifest and beside it what was counted in it. `asked` says which export belongs to which
 * question, so that a run that was cut off goes on with the same one.
 */
export class ExportPlace {
	/**
	 * @param folder `bulk` of the data directory
	 * @param key derived for sealed data
	 * @param timeToLiveMs of an export after its last step
	 */
	constructor(
		private readonly folder: string,
		readonly key: Buffer,
		private readonly timeToLiveMs: number,
		private readonly now: () => number = Date.now,
	) {}

	/**
	 * The export that was begun for a question, or a new one.
	 *
	 * @param question names the question; equal questions share an export until it is forgotten
	 */
	async begin(question: string, request: BulkRequest): Promise<ExportState> {
		const asked = join(this.folder, ASKED);
		await makeFolder(asked);
		const name = join(asked, createHash('sha256').update(question).digest('hex').slice(0, 32));
		for (;;) {
			const known = await this.begun(name);
			if (known !== undefined) return known;
			const id = randomBytes(16).toString('hex');
			const state: ExportState = { id, request, startedAt: this.timeText(0) };
			await makeFolder(join(this.folder, id));
			await this.write(state);
			if (await createOnce(name, `${id}\n`)) return state;
			// Another process asked the same at the same moment, and was first.
			await rm(join(this.folder, id), { recursive: true, force: true });
		}
	}

	private async begun(name: string): Promise<ExportState | undefined> {
		const id = await readFile(name, 'utf8').then(
			(text) => text.trim(),
			(error: unknown) => {
				if (systemCode(error) === 'ENOENT') return undefined;
				throw error;
			},
		);
		if (id === undefined) return undefined;
		const state = EXPORT_ID.test(id) ? await this.find(id) : undefined;
		// Its time to live is over, or it was given up: the question is a new one.
		if (state === undefined) await rm(name, { force: true });
		return state;
	}

	/** Makes the next run with this question a new export; what lies here stays. */
	async forget(question: string): Promise<void> {
		const name = createHash('sha256').update(question).digest('hex').slice(0, 32);
		await rm(join(this.folder, ASKED, name), { force: true });
	}

	/** Where one export lies. */
	folderOf(id: string): string {
		return join(this.folder, checkedId(id));
	}

	async write(state: ExportState): Promise<void> {
		const folder = join(this.folder, state.id);
		await writeDurably(join(folder, EXPIRES), `${this.timeText(this.timeToLiveMs)}\n`);
		const bytes = encrypt(this.key, Buffer.from(JSON.stringify(state)), `bulk-state/1/${state.id}`);
		await writeDurably(join(folder, STATE), bytes);
	}

	/** When the export is removed, ISO 8601 UTC. */
	async expiresAt(id: string): Promise<string> {
		return (await readFile(join(this.folder, id, EXPIRES), 'utf8')).trim();
	}

	private timeText(later: number): string {
		return new Date(this.now() + later).toISOString();
	}

	async find(id: string): Promise<ExportState | undefined> {
		const bytes = await this.read(join(this.folder, id, STATE));
		if (bytes === undefined) return undefined;
		return JSON.parse(
			decrypt(this.key, bytes, `bulk-state/1/${id}`).toString('utf8'),
		) as ExportState;
	}

	/** What was counted in a file, once it lies here whole. */
	async stored(id: string, file: number): Promise<StoredFile | undefined> {
		const bytes = await this.read(this.path(id, file, 'done'));
		if (bytes === undefined) return undefined;
		const text = decrypt(this.key, bytes, this.context(id, file, 'done')).toString('utf8');
		return JSON.parse(text) as StoredFile;
	}

	async store(id: string, file: number, stored: StoredFile): Promise<void> {
		const plain = Buffer.from(JSON.stringify(stored));
		const bytes = encrypt(this.key, plain, this.context(id, file, 'done'));
		await writeDurably(this.path(id, file, 'done'), bytes);
	}

	private async read(path: string): Promise<Buffer | undefined> {
		try {
			const { size } = await stat(path);
			// Nothing that was written here is longer: a file that grew is not read.
			if (size > MAX_STATE_BYTES) throw exportGone();
			return await readFile(path);
		} catch (error) {
			if (systemCode(error) === 'ENOENT') return undefined;
			throw error;
		}
	}

	path(id: string, file: number, kind: 'data' | 'done'): string {
		return join(
			this.folder,
			checkedId(id),
			`${String(checkedIndex(file)).padStart(5, '0')}.${kind}`,
		);
	}

	/** Authenticated with the content: a file in the place of another does not open. */
	context(id: string, file: number, kind: 'data' | 'done'): string {
		return `bulk/1/${id}/${file}/${kind}`;
	}

	/**
	 * Removes one export.
	 *
	 * @param record told how many files before any is removed; when it fails all of them stay
	 */
	async remove(id: string, record: (files: number) => Promise<void>): Promise<number> {
		const folder = join(this.folder, checkedId(id));
		const files = await dataFiles(folder);
		if (files > 0) await record(files);
		await rm(folder, { recursive: true, force: true });
		return files;
	}

	/**
	 * Removes the exports whose time to live is over.
	 *
	 * @param record told how many files before any is removed; when it fails all of them stay
	 * @returns how many files
	 */
	async removeExpired(record: (files: number) => Promise<void>): Promise<number> {
		const over: string[] = [];
		for (const name of await readdir(this.folder).catch(() => [])) {
			if (EXPORT_ID.test(name) && (await this.isOver(join(this.folder, name)))) over.push(name);
		}
		let files = 0;
		for (const id of over) files += await dataFiles(join(this.folder, id));
		if (files > 0) await record(files);
		for (const id of over) await rm(join(this.folder, id), { recursive: true, force: true });
		await this.forgetRemoved();
		return files;
	}

	/** An export's folder is made before the question is noted: without one, the note is of the past. */
	private async forgetRemoved(): Promise<void> {
		const asked = join(this.folder, ASKED);
		for (const name of await readdir(asked).catch(() => [])) {
			const id = await readFile(join(asked, name), 'utf8').catch(() => '');
			if (!EXPORT_ID.test(id.trim())) continue;
			const folder = await stat(join(this.folder, id.trim())).catch(() => undefined);
			if (folder === undefined) await rm(join(asked, name), { force: true });
		}
	}

	private async isOver(folder: string): Promise<boolean> {
		try {
			const text = (await readFile(join(folder, EXPIRES), 'utf8')).trim();
			return Date.parse(text) < this.now();
		} catch {
			// Made by a process that was killed before it wrote anything into it.
			const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: this.now() }));
			return mtimeMs < this.now() - this.timeToLiveMs;
		}
	}
}

async function dataFiles(folder: string): Promise<number> {
	const names = await readdir(folder).catch(() => []);
	return names.filter((name) => name.endsWith('.data')).length;
}

/** Both come through the canvas and name files. */
function checkedId(id: string): string {
	if (!EXPORT_ID.test(id)) throw exportGone();
	return id;
}

function checkedIndex(file: number): number {
	if (!Number.isSafeInteger(file) || file < 0 || file > 99_999) throw exportGone();
	return file;
}
