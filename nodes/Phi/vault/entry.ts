import { decrypt, encrypt } from '../../shared/encryption';
import { HospitalError } from '../../shared/errors';
import type { PhiType } from '../types';
import type { Keyring } from './keyring';

/** What is kept under a code. */
export interface Entry {
	readonly code: string;
	readonly type: PhiType;
	/** As it was given when its code was drawn. */
	readonly value: string;
}

/** The line in front of the ciphertext; authenticated with it. Nothing in it tells a value. */
export interface EntryHead {
	/** Which of the vault's keys. */
	readonly generation: number;
	readonly type: PhiType;
	/** Tag of the patient. */
	readonly patient: string;
	/** Tag of the value: name of the file under `values`. */
	readonly value: string;
	/** Tag of the code: name of the file under `codes`. */
	readonly code: string;
}

const MOST_HEAD_BYTES = 512;

export function writeEntry(keys: Keyring, head: EntryHead, entry: Entry): Buffer {
	const key = keys.dataKey(head.generation);
	if (key === undefined) throw damaged();
	const line = JSON.stringify(head);
	const plain = Buffer.from(JSON.stringify(entry));
	return Buffer.concat([Buffer.from(`${line}\n`), encrypt(key, plain, context(keys, line))]);
}

/**
 * @returns undefined where the entry was written under a later key than those known here
 * @throws HospitalError `sealed-data-unreadable`
 */
export function readEntry(
	keys: Keyring,
	bytes: Buffer,
): { head: EntryHead; entry: Entry } | undefined {
	const end = bytes.indexOf(0x0a);
	if (end < 1 || end > MOST_HEAD_BYTES) throw damaged();
	const line = bytes.toString('utf8', 0, end);
	const head = parsedHead(line);
	const key = keys.dataKey(head.generation);
	if (key === undefined) return undefined;
	const plain = decrypt(key, bytes.subarray(end + 1), context(keys, line));
	return { head, entry: JSON.parse(plain.toString('utf8')) as Entry };
}

function parsedHead(line: string): EntryHead {
	try {
		const head = JSON.parse(line) as EntryHead;
		if (Number.isInteger(head.generation) && head.generation >= 0) return head;
	} catch {
		// Said below.
	}
	throw damaged();
}

/** A file whose content never reached the disk: the power went before its code was given out. */
export const isTorn = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0);

const context = (keys: Keyring, line: string): string => `phi-vault/1/${keys.project}/${line}`;

const damaged = (): HospitalError =>
	new HospitalError('sealed-data-unreadable', 'An entry of the vault could not be opened', {
		nextStep: 'It was changed on disk. Restore the folder of the vault from a backup.',
	});
