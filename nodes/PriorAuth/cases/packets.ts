import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createOnce, makeFolder } from '../../shared/durable';
import { decrypt, encrypt } from '../../shared/encryption';
import { HospitalError, systemCode } from '../../shared/errors';
import type { PriorAuthRequest } from '../../shared/contracts/prior-auth';

const MAX_BYTES = 256 * 1024 * 1024;

/** The packets that were sent, encrypted, one file each. They are large and seldom read. */
export class Packets {
	constructor(
		private readonly folder: string,
		private readonly key: Buffer,
	) {}

	/** Keeps a packet under the name of its identifier. The first one counts: a packet never changes. */
	async keep(name: string, request: PriorAuthRequest): Promise<void> {
		await makeFolder(this.folder);
		const plain = Buffer.from(JSON.stringify(request));
		await createOnce(join(this.folder, name), encrypt(this.key, plain, contextOf(name)));
	}

	/** @returns undefined when it was not kept. @throws HospitalError `prior-auth-packet-unreadable` */
	async read(name: string): Promise<PriorAuthRequest | undefined> {
		const path = join(this.folder, name);
		try {
			if ((await stat(path)).size > MAX_BYTES) throw unreadable();
			const bytes = await readFile(path);
			return JSON.parse(
				decrypt(this.key, bytes, contextOf(name)).toString('utf8'),
			) as PriorAuthRequest;
		} catch (error) {
			if (systemCode(error) === 'ENOENT') return undefined;
			throw unreadable(error);
		}
	}

	async dispose(name: string): Promise<void> {
		await rm(join(this.folder, name), { force: true });
	}
}

const contextOf = (name: string): string => `prior-auth/1/packet/${name}`;

const unreadable = (cause?: unknown): HospitalError =>
	new HospitalError(
		'prior-auth-packet-unreadable',
		'A packet that was submitted can no longer be read',
		{
			nextStep:
				'Restore the folder "prior-auth" of the hospital data directory from its backup: without the packet nobody can say whether an answer belongs to it.',
			cause,
		},
	);
