import { createHash, type Hash } from 'node:crypto';
import { isUid } from '../../../clients/dimse';
import { TransferSyntax } from '../../../formats/dicom';
import { systemCode } from '../../../shared/errors';
import type { IncomingFile } from '../spool/incoming-file';
import { identify, MAX_HEAD, type InstanceHeader } from './identify';
import { inflatedState } from './inflated-check';
import { storeFailure, type StoreFailure } from './store-refusals';
import { StructureCheck } from './structure';

export type { StoreFailure };

/** An instance whose bytes are complete and consistent, in a temporary file that is being synced. */
export interface ReceivedInstance {
	header: InstanceHeader;
	/** Settles when the file is on the disk: nothing is acknowledged before. */
	synced: Promise<void>;
	/** Absent for a large instance: it is taken from the file later, away from the network. */
	sha256?: string;
	bytes: number;
	/** Where in the file the data set begins. */
	dataSetOffset: number;
}

const FIRST_LOOK = 16 * 1024;

/** Hashing more than this would slow the network down: it costs as much as all the rest. Bytes. */
export const MAX_HASHED_ON_ARRIVAL = 4 * 1024 * 1024;

/**
 * One instance on its way in: its bytes go to the file as they are, and are hashed (small ones),
 * followed for completeness and searched for the identifying header as they pass.
 */
export class Reception {
	private hash: Hash | undefined = createHash('sha256');
	/** Undefined for a deflated data set, which is looked at when it is whole. */
	private readonly structure: StructureCheck | undefined;
	private readonly dataSetOffset: number;
	private head: Buffer[] | undefined = [];
	private headBytes = 0;
	private nextLook = FIRST_LOOK;
	private bytes = 0;
	private header: InstanceHeader | undefined;
	private failure: StoreFailure | undefined;
	/** Called once when the instance is stored, refused or given up. */
	onOver: () => void = () => {};

	/** @param expected what the C-STORE request announced */
	constructor(
		readonly file: IncomingFile,
		private readonly expected: {
			sopClassUid: string;
			sopInstanceUid: string;
			transferSyntax: string;
		},
		private readonly maxBytes: number,
		private readonly onIdentified: (header: InstanceHeader) => void,
	) {
		this.dataSetOffset = file.length;
		this.structure =
			expected.transferSyntax === TransferSyntax.DeflatedExplicitLittle
				? undefined
				: new StructureCheck(expected.transferSyntax);
	}

	/** @param part good only during this call */
	push(part: Buffer): void {
		if (part.length === 0) return;
		this.bytes += part.length;
		if (this.bytes > this.maxBytes) this.failure ??= storeFailure('too-large');
		if (this.failure !== undefined) {
			// Whose image is refused is to be known all the same.
			if (this.head !== undefined) this.look(part);
			return;
		}
		this.file.write(part);
		if (this.bytes > MAX_HASHED_ON_ARRIVAL) this.hash = undefined;
		this.hash?.update(part);
		this.structure?.push(part);
		if (this.head !== undefined) this.look(part);
	}

	/** Whose image it is, as far as its header was read. */
	get identified(): InstanceHeader | undefined {
		return this.header;
	}

	private look(part: Buffer): void {
		const head = this.head as Buffer[];
		head.push(Buffer.from(part));
		this.headBytes += part.length;
		if (this.headBytes < this.nextLook) return;
		this.nextLook = this.headBytes * 4;
		this.tryIdentify(false);
		if (this.headBytes >= MAX_HEAD) this.head = undefined;
	}

	private tryIdentify(whole: boolean): void {
		if (this.head === undefined) return;
		const head = this.head.length === 1 ? this.head[0] : Buffer.concat(this.head);
		try {
			const header = identify(head, this.expected.transferSyntax, whole);
			if (header === undefined) {
				this.head = [head];
				return;
			}
			this.head = undefined;
			this.header = header;
			if (header.studyInstanceUid !== '') this.onIdentified(header);
		} catch {
			this.head = undefined;
			this.failure ??= storeFailure('unreadable');
		}
	}

	/**
	 * Call after the last part. The file is being synced when this gives an instance, and discarded
	 * when it gives a failure. Never throws.
	 */
	async finish(): Promise<ReceivedInstance | StoreFailure> {
		const failure = await this.judge();
		if (failure !== undefined) {
			this.tryIdentify(false);
			await this.discard();
			return failure;
		}
		const synced = this.file.finish();
		// Whoever needs it awaits it; until then a failure must not count as unhandled.
		synced.catch(() => {});
		if (this.file.failed) {
			const reason = await synced.then(() => undefined, diskFailure);
			await this.discard();
			return reason ?? storeFailure('write-error');
		}
		const { bytes, dataSetOffset } = this;
		const sha256 = this.hash?.digest('hex');
		const header = this.header as InstanceHeader;
		return { header, synced, bytes, dataSetOffset, ...(sha256 !== undefined && { sha256 }) };
	}

	private async judge(): Promise<StoreFailure | undefined> {
		if (this.failure !== undefined) return this.failure;
		if (this.bytes === 0) return storeFailure('empty');
		const state = await this.state();
		if (state !== 'whole') return storeFailure(state === 'too-large' ? state : 'truncated');
		this.tryIdentify(true);
		if (this.failure !== undefined) return this.failure;
		if (this.header === undefined) return storeFailure('unreadable');
		const { studyInstanceUid, seriesInstanceUid, sopInstanceUid, sopClassUid } = this.header;
		if (studyInstanceUid === '' || seriesInstanceUid === '' || sopInstanceUid === '') {
			return storeFailure('uid-missing');
		}
		// They go into queries and objects of ours, which other systems would refuse or misread.
		if (!isUid(studyInstanceUid) || !isUid(seriesInstanceUid)) return storeFailure('uid-invalid');
		if (sopInstanceUid !== this.expected.sopInstanceUid) return storeFailure('uid-mismatch');
		if (sopClassUid !== this.expected.sopClassUid) return storeFailure('sop-class-mismatch');
		return undefined;
	}

	private async state(): Promise<'whole' | 'cut-off' | 'too-large'> {
		if (this.structure !== undefined) return this.structure.complete ? 'whole' : 'cut-off';
		this.file.flush();
		return await inflatedState(this.file.path, this.dataSetOffset, this.maxBytes);
	}

	/** Drops everything: the association ended in mid-transfer, or the instance is refused. */
	async discard(): Promise<void> {
		this.head = undefined;
		await this.file.discard();
		this.over();
	}

	/** Nothing more happens to this instance. */
	over(): void {
		const { onOver } = this;
		this.onOver = () => {};
		onOver();
	}
}

/** No room for more, or none that may be written: it may pass, so the sender should try again. */
const OUT_OF_RESOURCES = new Set(['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'EFBIG', 'EROFS']);

/** PS3.4 B.2.3: A7xx when there is no room, processing failure for any other fault of ours. */
export function diskFailure(error: unknown): StoreFailure {
	return OUT_OF_RESOURCES.has(systemCode(error) ?? '')
		? storeFailure('disk-full')
		: storeFailure('write-error');
}
