import { randomBytes } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, syncFolder } from '../../shared/durable';
import { toHospitalError } from '../../shared/errors';
import { requireOrigin } from '../../shared/ledger/places';

const GATHER_BYTES = 256 * 1024;
/** Reading is all that is left of a finished file: write-once storage takes this as its sign to keep it. */
const FINISHED_MODE = 0o444;

/**
 * A file that is made once, grows, and is never touched again: `<folder>/<writer>/<number of its first
 * event>-<random><extension>`. No name is ever used twice, so a delivery that is repeated overwrites
 * nothing, and what a crash leaves stays as it is.
 */
export class ArchiveFile {
	private gathered: string[] = [];
	private gatheredBytes = 0;
	private length = 0;

	private constructor(
		private readonly handle: FileHandle,
		private readonly folder: string,
	) {}

	/** @throws HospitalError of the disk */
	static async create(
		archive: string,
		origin: string,
		firstSeq: number,
		extension: string,
	): Promise<ArchiveFile> {
		const folder = join(archive, requireOrigin(origin));
		const random = randomBytes(6).toString('hex');
		const name = `${String(firstSeq).padStart(12, '0')}-${random}.${extension}`;
		return await disk(async () => {
			await makeFolder(folder);
			const file = new ArchiveFile(await open(join(folder, name), 'wx', 0o600), folder);
			return file;
		});
	}

	/** Bytes so far. */
	get size(): number {
		return this.length;
	}

	/** @param text whole lines with their ends */
	async append(text: string): Promise<void> {
		const bytes = Buffer.byteLength(text);
		this.gathered.push(text);
		this.gatheredBytes += bytes;
		this.length += bytes;
		if (this.gatheredBytes >= GATHER_BYTES) await this.flush();
	}

	private async flush(): Promise<void> {
		const text = this.gathered.join('');
		this.gathered = [];
		this.gatheredBytes = 0;
		if (text !== '') await disk(async () => await this.handle.appendFile(text));
	}

	/** Resolves when the whole file and its name are on the disk. */
	async finish(): Promise<void> {
		await this.flush();
		await disk(async () => {
			await this.handle.sync();
			await this.handle.chmod(FINISHED_MODE);
			await this.handle.sync();
			await this.handle.close();
			await syncFolder(this.folder);
		});
	}

	/** Leaves it as it is after a failure. */
	async abandon(): Promise<void> {
		await this.handle.close().catch(() => undefined);
	}
}

async function disk<T>(work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		throw toHospitalError(error, 'Writing audit events to the archive folder');
	}
}
