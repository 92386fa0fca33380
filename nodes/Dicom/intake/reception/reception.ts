import { createHash, type Hash } from 'node:crypto';
import { DEFLATED_LITTLE_ENDIAN, Status } from '../../../clients/dimse';
import { systemCode } from '../../../shared/errors';
import type { IncomingFile } from '../spool/incoming-file';
import { identify, MAX_HEAD, type InstanceHeader } from './identify';
import { InflatedCheck } from './inflated-check';
import { StructureCheck } from './structure';

/** Why an instance is not stored: a short code for the audit, and the status for the sender. */
export interface StoreFailure {
	reason:
		| 'empty'
		| 'truncated'
		| 'unreadable'
		| 'uid-missing'
		| 'uid-mismatch'
		| 'sop-class-mismatch'
		| 'too-large'
		| 'disk-full'
		| 'disk-low'
		| 'write-error'
		| 'context-mismatch'
		| 'malformed-request';
	status: number;
}

/** An instance whose bytes are complete, synced in a temporary file and consistent. */
export interface ReceivedInstance {
	header: InstanceHeader;
	sha256: string;
	bytes: number;
}

const FIRST_LOOK = 16 * 1024;

/**
 * One instance on its way in: its bytes go to the file as they are, and are hashed, followed for
 * completeness and searched for the identifying header as they pass.
 */
export class Reception {
	private readonly hash: Hash = createHash('sha256');
	private readonly structure: StructureCheck | InflatedCheck;
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
		this.structure =
			expected.transferSyntax === DEFLATED_LITTLE_ENDIAN
				? new InflatedCheck()
				: new StructureCheck(expected.transferSyntax);
	}

	push(part: Buffer): void {
		if (this.failure !== undefined || part.length === 0) return;
		this.bytes += part.length;
		if (this.bytes > this.maxBytes) {
			this.failure = { reason: 'too-large', status: Status.outOfResources };
			return;
		}
		this.file.write(part);
		this.hash.update(part);
		this.structure.push(part);
		if (this.head !== undefined) this.look(part);
	}

	private look(part: Buffer): void {
		const head = this.head as Buffer[];
		head.push(part);
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
			this.failure = { reason: 'unreadable', status: Status.cannotUnderstand };
		}
	}

	/**
	 * Call after the last part. The file is synced when this gives an instance, and discarded when
	 * it gives a failure. Never throws.
	 */
	async finish(): Promise<ReceivedInstance | StoreFailure> {
		const failure = (await this.judge()) ?? (await this.sync());
		if (failure !== undefined) {
			await this.discard();
			return failure;
		}
		const header = this.header as InstanceHeader;
		return { header, sha256: this.hash.digest('hex'), bytes: this.bytes };
	}

	private async judge(): Promise<StoreFailure | undefined> {
		const cannot = (reason: StoreFailure['reason']): StoreFailure => ({
			reason,
			status: Status.cannotUnderstand,
		});
		if (this.failure !== undefined) return this.failure;
		if (this.bytes === 0) return cannot('empty');
		const whole =
			this.structure instanceof InflatedCheck
				? await this.structure.complete()
				: this.structure.complete;
		if (!whole) return cannot('truncated');
		this.tryIdentify(true);
		if (this.failure !== undefined) return this.failure;
		if (this.header === undefined) return cannot('unreadable');
		const { studyInstanceUid, seriesInstanceUid, sopInstanceUid, sopClassUid } = this.header;
		if (studyInstanceUid === '' || seriesInstanceUid === '' || sopInstanceUid === '') {
			return cannot('uid-missing');
		}
		const mismatch = Status.dataSetDoesNotMatchSopClass;
		if (sopInstanceUid !== this.expected.sopInstanceUid) {
			return { reason: 'uid-mismatch', status: mismatch };
		}
		if (sopClassUid !== this.expected.sopClassUid) {
			return { reason: 'sop-class-mismatch', status: mismatch };
		}
		return undefined;
	}

	private async sync(): Promise<StoreFailure | undefined> {
		try {
			await this.file.finish();
			return undefined;
		} catch (error) {
			return diskFailure(error);
		}
	}

	/** Drops everything: the association ended in mid-transfer, or the instance is refused. */
	async discard(): Promise<void> {
		if (this.structure instanceof InflatedCheck) this.structure.destroy();
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

/** PS3.4 B.2.3: A7xx when there is no room, processing failure for any other fault of ours. */
export function diskFailure(error: unknown): StoreFailure {
	const code = systemCode(error);
	return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EMFILE' || code === 'ENFILE'
		? { reason: 'disk-full', status: Status.outOfResources }
		: { reason: 'write-error', status: Status.processingFailure };
}
