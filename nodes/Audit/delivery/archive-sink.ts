import { signedNote, type AuditCheckpoint } from '../../shared/ledger/checkpoint';
import { cancelled } from '../../clients/ingest';
import { formatNamed, type AuditFormat, type FormatName } from '../formats';
import { outgoing } from '../formats/outgoing';
import type { LedgerEntry } from '../reading/check';
import { ArchiveFile } from './archive-file';
import type { Receipt, Sink } from './sink';

/** A file ends here and the next one begins. */
const FILE_BYTES = 64 * 1024 * 1024;
/** Beside the events of a writer: the signed notes of its checkpoints. */
const NOTES_EXTENSION = 'checkpoints.txt';

export interface ArchiveOptions {
	/** `json` when absent: what `hospital audit verify --witness` reads. */
	content?: FormatName;
	fileBytes?: number;
}

/**
 * Files for write-once storage: for every delivery and writer one file of events and, when there are
 * any, one of signed checkpoints. All of it is on the disk before the delivery counts.
 *
 * @param folder must exist
 */
export function archiveSink(folder: string, options: ArchiveOptions = {}): Sink {
	const format = formatNamed(options.content ?? 'json');
	return {
		async send(entries, signal) {
			const archive = new Archive(folder, format, options.fileBytes ?? FILE_BYTES);
			try {
				for await (const entry of entries) {
					if (signal?.aborted === true) throw cancelled();
					await archive.write(entry);
				}
				return await archive.finish();
			} finally {
				await archive.abandon();
			}
		},
	};
}

/** The files of one delivery. Events come writer by writer, so one pair of files is open at a time. */
class Archive {
	private origin = '';
	private events: ArchiveFile | undefined;
	private notes: ArchiveFile | undefined;
	private messages = 0;

	constructor(
		private readonly folder: string,
		private readonly format: AuditFormat,
		private readonly fileBytes: number,
	) {}

	async write(entry: LedgerEntry): Promise<void> {
		const { origin, seq } = entry.record;
		const full = (this.events?.size ?? 0) >= this.fileBytes;
		if (this.events === undefined || origin !== this.origin || full) {
			await this.close();
			this.origin = origin;
			const { extension, header, lineEnd } = this.format;
			this.events = await ArchiveFile.create(this.folder, origin, seq, extension);
			if (header !== undefined) await this.events.append(`${header}${lineEnd}`);
		}
		await this.events.append(`${this.format.line(entry)}${this.format.lineEnd}`);
		await this.note(entry);
		this.messages += 1;
	}

	private async note(entry: LedgerEntry): Promise<void> {
		if (entry.record.checkpoint === undefined) return;
		const { origin = '', checkpoint } = outgoing(entry);
		// Outside the ledger nobody may rely on a form: what does not make a note is left out of them.
		const text = noteText({ origin, ...(checkpoint as AuditCheckpoint) });
		if (text === undefined) return;
		this.notes ??= await ArchiveFile.create(this.folder, origin, entry.record.seq, NOTES_EXTENSION);
		await this.notes.append(`${text}\n`);
	}

	private async close(): Promise<void> {
		await this.events?.finish();
		this.events = undefined;
		await this.notes?.finish();
		this.notes = undefined;
	}

	async finish(): Promise<Receipt> {
		await this.close();
		return { messages: this.messages, confirmation: 'on-disk' };
	}

	async abandon(): Promise<void> {
		await this.events?.abandon();
		await this.notes?.abandon();
	}
}

function noteText({
	keyId,
	signature,
	...body
}: AuditCheckpoint & { origin: string }): string | undefined {
	try {
		return signedNote(body, keyId, signature);
	} catch {
		return undefined;
	}
}
