import { join } from 'node:path';
import { makeFolder } from '../../shared/durable';
import { HospitalError, toHospitalError } from '../../shared/errors';
import type { PhiType, Subject } from '../types';
import { codeIn, CODES_IN_TEXT, drawCode } from './codes';
import { type Entry, readEntry, writeEntry } from './entry';
import { Keyring, projectFolder } from './keyring';
import { EntryStore } from './store';
import type { Reidentification, Vault, VaultOptions } from './vault';

const MOST_REMEMBERED = 100_000;
const MOST_VALUE = 32_768;
const SHORTEST_PURPOSE = 5;

/**
 * Opens the vault of a project, and makes it when there is none.
 *
 * @throws HospitalError `vault-key-wrong`, or what the disk said
 */
export async function openVault(options: VaultOptions): Promise<Vault> {
	try {
		const root = join(options.directory, projectFolder(options.project));
		await makeFolder(root);
		const keys = await Keyring.open(join(root, 'keys'), options.key, options.project);
		return new FileVault(options, root, keys);
	} catch (error) {
		throw toHospitalError(error, 'Opening the vault');
	}
}

type Request = { purpose: string; user: string };

class FileVault implements Vault {
	readonly project: string;
	private readonly store: EntryStore;
	/** Codes by tag of the value. */
	private readonly remembered = new Map<string, string>();

	constructor(
		private readonly options: VaultOptions,
		private readonly root: string,
		private keys: Keyring,
	) {
		this.project = options.project;
		this.store = new EntryStore(root);
	}

	token(type: PhiType, value: string, subject: Subject, identity?: string): string {
		if (value.length > MOST_VALUE) {
			throw new HospitalError('vault-value-too-long', 'A value is too long for the vault', {
				nextStep: 'Nothing that long is an identifier. Look at the finding, or use another style.',
			});
		}
		const same = identity === undefined ? ['as written', type, value] : ['same', identity];
		const valueTag = this.keys.tag('value', subject.key, ...same);
		let code = this.remembered.get(valueTag);
		if (code === undefined) {
			try {
				code = this.existing(valueTag) ?? this.draw(type, value, subject, valueTag);
			} catch (error) {
				throw toHospitalError(error, 'Writing to the vault');
			}
			if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear();
			this.remembered.set(valueTag, code);
		}
		return code;
	}

	async settle(): Promise<void> {
		try {
			await this.store.flush();
		} catch (error) {
			throw toHospitalError(error, 'Writing to the vault');
		}
	}

	async reveal(code: string, request: Request): Promise<{ type: PhiType; value: string }> {
		checkRequest(request);
		const bare = codeIn(code);
		const entry = bare === undefined ? undefined : this.lookUp(bare);
		await this.record(request, entry === undefined ? [] : [entry], entry === undefined ? 1 : 0);
		if (entry === undefined) {
			throw new HospitalError('vault-code-unknown', 'The vault of this project has no such code', {
				nextStep: 'Check that the code is whole, and that it comes from this project.',
			});
		}
		return { type: entry.type, value: entry.value };
	}

	async revealText(
		text: string,
		request: Request,
	): Promise<{ text: string; revealed: number; unknown: number }> {
		checkRequest(request);
		const found: Entry[] = [];
		let unknown = 0;
		let result = '';
		let from = 0;
		for (const match of text.matchAll(CODES_IN_TEXT)) {
			const { marked, bare } = match.groups as { marked?: string; bare?: string };
			const entry = this.lookUp(marked ?? bare ?? '');
			if (entry === undefined) {
				if (marked !== undefined) unknown += 1;
				continue;
			}
			found.push(entry);
			result += text.slice(from, match.index) + entry.value;
			from = match.index + match[0].length;
		}
		await this.record(request, found, unknown);
		return { text: result + text.slice(from), revealed: found.length, unknown };
	}

	async close(): Promise<void> {
		await this.settle();
		this.remembered.clear();
	}

	private existing(valueTag: string): string | undefined {
		const bytes = this.store.read(this.store.valuePath(valueTag));
		if (bytes === undefined) return undefined;
		const found = this.readEntry(bytes);
		if (found.head.value !== valueTag) throw misplaced();
		this.store.mend(found.head.code, valueTag);
		return found.entry.code;
	}

	private draw(type: PhiType, value: string, subject: Subject, valueTag: string): string {
		for (;;) {
			const code = drawCode();
			const head = {
				generation: this.keys.generation,
				type,
				patient: this.keys.tag('patient', subject.key),
				value: valueTag,
				code: this.keys.tag('code', code),
			};
			const bytes = writeEntry(this.keys, head, { code, type, value });
			const outcome = this.store.create(head.code, valueTag, bytes);
			if (outcome === 'made') return code;
			const first = outcome === 'value-taken' ? this.existing(valueTag) : undefined;
			if (first !== undefined) return first;
		}
	}

	private lookUp(code: string): Entry | undefined {
		try {
			const bytes = this.store.read(this.store.codePath(this.keys.tag('code', code)));
			if (bytes === undefined) return undefined;
			const { entry } = this.readEntry(bytes);
			// Under another entry's name it would tell the value of another patient.
			if (entry.code !== code) throw misplaced();
			return entry;
		} catch (error) {
			throw toHospitalError(error, 'Reading the vault');
		}
	}

	/** Where somebody has changed the keys since this vault was opened, with the present ones. */
	private readEntry(bytes: Buffer): NonNullable<ReturnType<typeof readEntry>> {
		let found = readEntry(this.keys, bytes);
		if (found === undefined) {
			const { key, project } = this.options;
			this.keys = Keyring.read(join(this.root, 'keys'), key, project) ?? this.keys;
			found = readEntry(this.keys, bytes);
		}
		if (found === undefined) throw rekeyed();
		return found;
	}

	private async record(
		request: Request,
		entries: readonly Entry[],
		unknown: number,
	): Promise<void> {
		const counts: Partial<Record<PhiType, number>> = {};
		for (const { type } of entries) counts[type] = (counts[type] ?? 0) + 1;
		const event: Reidentification = {
			purpose: request.purpose.trim(),
			user: request.user.trim(),
			project: this.project,
			counts,
			unknown,
		};
		try {
			await this.options.onReidentify(event);
		} catch (error) {
			throw new HospitalError(
				'vault-not-recorded',
				'The request could not be written to the audit ledger, so nothing was revealed',
				{
					nextStep: 'Look at the ledger (hospital audit status), then try again.',
					retryable: true,
					cause: error,
				},
			);
		}
	}
}

function checkRequest({ purpose, user }: Request): void {
	if (purpose.trim().length >= SHORTEST_PURPOSE && user.trim() !== '') return;
	throw new HospitalError('vault-purpose-missing', 'Re-identifying needs a purpose and a user', {
		nextStep: 'Say in a few words what the values are needed for; it goes into the audit ledger.',
	});
}

const rekeyed = (): HospitalError =>
	new HospitalError('sealed-data-unreadable', 'An entry of the vault has no key', {
		nextStep:
			'The folder "keys" of the vault is older than its entries. Restore both from one backup.',
	});

const misplaced = (): HospitalError =>
	new HospitalError('sealed-data-unreadable', 'An entry of the vault lies under a wrong name', {
		nextStep: 'It was moved on disk. Restore the folder of the vault from a backup.',
	});
