import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toHospitalError } from '../../shared/errors';
import { readEntry, writeEntry } from './entry';
import { Keyring, projectFolder } from './keyring';
import { EntryStore } from './store';

export interface RotateOptions {
	readonly directory: string;
	readonly project: string;
	/** The key that opens the vault now. */
	readonly key: Buffer;
	/** The key that opens it afterwards; the same one when not given. */
	readonly newKey?: Buffer;
	readonly signal?: AbortSignal;
}

/**
 * Draws a new key for the vault and writes every entry anew under it. Codes stay as they are, and the
 * vault may be used meanwhile. May be broken off at any time, and repeated.
 *
 * @returns how many entries were written anew
 * @throws HospitalError `vault-key-wrong`, `vault-busy`
 */
export async function rotateVault(options: RotateOptions): Promise<number> {
	const { directory, project, key, newKey = key, signal } = options;
	try {
		const root = join(directory, projectFolder(project));
		const folder = join(root, 'keys');
		const keys = await (await Keyring.open(folder, key, project)).next(folder, newKey);
		await keys.removeEarlier(folder);
		return await rewriteAll(root, keys, signal);
	} catch (error) {
		throw toHospitalError(error, 'Re-keying the vault');
	}
}

async function rewriteAll(root: string, keys: Keyring, signal?: AbortSignal): Promise<number> {
	const store = new EntryStore(root);
	let count = 0;
	for (const part of await names(join(root, 'codes'))) {
		signal?.throwIfAborted();
		for (const tag of await names(join(root, 'codes', part))) {
			if (rewrite(store, keys, tag)) count += 1;
		}
		await store.flush();
	}
	return count;
}

/** Both names of an entry; one whose value has another code was never given out, and has one name. */
function rewrite(store: EntryStore, keys: Keyring, tag: string): boolean {
	const bytes = store.read(store.codePath(tag));
	const found = bytes === undefined ? undefined : readEntry(keys, bytes);
	if (found === undefined || found.head.generation === keys.generation) return false;
	const head = { ...found.head, generation: keys.generation };
	const made = writeEntry(keys, head, found.entry);
	store.replace(store.codePath(tag), made);
	const other = store.read(store.valuePath(head.value));
	if (other !== undefined && readEntry(keys, other)?.entry.code === found.entry.code) {
		store.replace(store.valuePath(head.value), made);
	}
	return true;
}

async function names(folder: string): Promise<string[]> {
	try {
		return (await readdir(folder)).filter((name) => /^[0-9a-f]+$/.test(name));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
		throw error;
	}
}
