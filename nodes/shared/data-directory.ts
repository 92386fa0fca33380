import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createOnce, makeFolder, syncFolder } from './durable';
import { HospitalError } from './errors';
import { SiteKey } from './keys';
import { processState } from './process-state';

const FORMAT = 1;
const FINGERPRINT = 'key-fingerprint';

/** The one folder that holds all state of the pack; see docs/reference/data-directory.md. */
export interface DataDirectory {
	readonly root: string;
	readonly key: SiteKey;
	/** Inbox, leases, results and terminal states of work items. */
	readonly work: string;
	/** One encrypted file per sealed item. */
	readonly sealed: string;
	/** Ledger: one folder per process start. */
	readonly audit: string;
	/** Position of each sink in the ledger. */
	readonly auditCursors: string;
	/** DICOM spool, plain: meant for an encrypted volume. */
	readonly dicom: string;
	/** Volumes built from series, plain, disposed of with their work item. */
	readonly volumes: string;
}

export interface DataDirectoryEnvironment {
	HOSPITAL_DATA_DIR?: string;
	HOSPITAL_KEY_FILE?: string;
	N8N_USER_FOLDER?: string;
}

/** Where the data directory is: HOSPITAL_DATA_DIR, or `hospital` in n8n's own folder. */
export function dataRoot(env: DataDirectoryEnvironment): string {
	if (env.HOSPITAL_DATA_DIR) return resolve(env.HOSPITAL_DATA_DIR);
	return resolve(env.N8N_USER_FOLDER || homedir(), '.n8n', 'hospital');
}

/**
 * Opens the data directory, and creates it on first use. Everything is checked before anything is
 * written: a missing or wrong key leaves the disk as it was.
 *
 * @throws HospitalError `key-file-*`, `data-directory-format`, `data-directory-exposed`,
 * `data-directory-foreign`, `data-directory-damaged`
 */
export async function openDataDirectory(env: DataDirectoryEnvironment): Promise<DataDirectory> {
	const root = dataRoot(env);
	const key = SiteKey.read(env.HOSPITAL_KEY_FILE, root);
	if (existsSync(root)) checkExisting(root, key);
	await makeFolder(root);
	// The fingerprint goes first: a directory with a format but without it would accept any key, and
	// one with folders but without it would be taken for somebody else's after a crash.
	const created = await createMissing(join(root, FINGERPRINT), `${key.fingerprint}\n`);
	// Another process, with another key, may have created it since it was checked.
	if (!created) checkExisting(root, key);
	await createMissing(join(root, 'format'), `${FORMAT}\n`);
	const folders = layout(root);
	for (const folder of Object.values(folders)) await makeFolder(folder);
	return { root, key, ...folders };
}

/** Writes nothing where the file is there: a full disk must not keep anybody from reading. */
async function createMissing(path: string, text: string): Promise<boolean> {
	if (!existsSync(path)) return await createOnce(path, text);
	// Whoever made it may have been killed before its name was durable.
	await syncFolder(dirname(path));
	return false;
}

/** The open data directory of this process; opened once, under the environment of the process. */
export function dataDirectory(): Promise<DataDirectory> {
	const open = processState('data-directory/1', () => new Map<string, Promise<DataDirectory>>());
	const name = `${dataRoot(process.env)}\n${process.env.HOSPITAL_KEY_FILE ?? ''}`;
	let directory = open.get(name);
	if (directory === undefined) {
		directory = openDataDirectory(process.env);
		open.set(name, directory);
		// A refusal must not stick: the administrator may put the key right while n8n runs.
		directory.catch(() => open.delete(name));
	}
	return directory;
}

function layout(root: string) {
	return {
		work: join(root, 'work'),
		sealed: join(root, 'sealed'),
		audit: join(root, 'audit'),
		auditCursors: join(root, 'audit-cursors'),
		dicom: join(root, 'dicom'),
		volumes: join(root, 'volumes'),
	};
}

function checkExisting(root: string, key: SiteKey): void {
	const stats = statSync(root);
	if (!stats.isDirectory()) throw foreign('HOSPITAL_DATA_DIR names a file, not a folder');
	if ((stats.mode & 0o007) !== 0) {
		throw new HospitalError('data-directory-exposed', 'The data directory is open to every user', {
			nextStep: 'Restrict it to the n8n user: chmod 700.',
		});
	}
	const fingerprint = readIfThere(join(root, FINGERPRINT));
	const format = readIfThere(join(root, 'format'));
	if (fingerprint !== undefined && !key.matches(fingerprint)) {
		throw new HospitalError(
			'key-file-wrong',
			'The key file is not the one this data was sealed with',
			{
				nextStep:
					'Point HOSPITAL_KEY_FILE at the key that was used before, or HOSPITAL_DATA_DIR at an empty folder. Nothing was written.',
			},
		);
	}
	if (format !== undefined && format !== String(FORMAT)) {
		throw new HospitalError('data-directory-format', 'The data directory has an unknown format', {
			nextStep:
				'It was written by another version of this package. Install that version, or follow its upgrade notes. Nothing was written.',
		});
	}
	if (fingerprint !== undefined) return;
	if (format !== undefined) {
		throw new HospitalError(
			'data-directory-damaged',
			'The data directory has lost its file "key-fingerprint"',
			{
				nextStep:
					'Without it the right key cannot be told from a wrong one. Restore that file from a backup of the data directory. Nothing was written.',
			},
		);
	}
	if (readdirSync(root).some((name) => !isHarmless(name))) {
		throw foreign('The data directory holds files of something else');
	}
}

const foreign = (message: string): HospitalError =>
	new HospitalError('data-directory-foreign', message, {
		nextStep: 'Set HOSPITAL_DATA_DIR to an empty folder of its own. Nothing was written.',
	});

/** What may lie in a folder that is new to us: what a volume brings, and what an interrupted start left. */
const isHarmless = (name: string): boolean =>
	name === 'lost+found' || /^\.[0-9a-f]{16}\.tmp$/.test(name);

function readIfThere(path: string): string | undefined {
	return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
}
