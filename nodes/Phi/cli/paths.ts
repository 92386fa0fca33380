import { lstat, mkdir, readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, sep } from 'node:path';
import { HospitalError } from '../../shared/errors';
import { exists, usage } from './asked';

/** One file to be made out of another. */
export interface Pair {
	readonly from: string;
	readonly to: string;
}

/**
 * The files of a path, and where each one's result goes: beside each other in a folder, under numbers,
 * because a name of a file may say who it is.
 *
 * @throws HospitalError `file-unreadable`, `file-exists`
 */
export async function pairsOf(
	from: string,
	to: string,
	{ keepNames, wanted = () => true }: { keepNames: boolean; wanted?: (name: string) => boolean },
): Promise<{ pairs: Pair[]; folder: boolean }> {
	const stats = await stat(from).catch(() => undefined);
	if (stats === undefined) throw unreadable();
	if (stats.isFile()) {
		if (await isFolder(to)) {
			return {
				pairs: [{ from, to: join(to, keepNames ? basename(from) : numbered(0, from)) }],
				folder: false,
			};
		}
		// A link that leads nowhere is there as well.
		if ((await lstat(to).catch(() => undefined)) !== undefined) throw exists('--out');
		return { pairs: [{ from, to }], folder: false };
	}
	if (`${to}${sep}`.startsWith(`${from}${sep}`)) throw usage('--out lies in the folder of --in');
	const files = (await readdir(from, { recursive: true, withFileTypes: true }))
		.filter((entry) => entry.isFile() && !entry.name.startsWith('.') && wanted(entry.name))
		.map((entry) => join(entry.parentPath, entry.name))
		.sort();
	const pairs = files.map((file, index) => ({
		from: file,
		to: join(to, keepNames ? file.slice(from.length + 1) : numbered(index, file)),
	}));
	if (!(await isFree(to))) throw exists('--out');
	await mkdir(to, { recursive: true, mode: 0o700 });
	for (const folder of new Set(pairs.map((pair) => dirname(pair.to)))) {
		await mkdir(folder, { recursive: true, mode: 0o700 });
	}
	return { pairs, folder: true };
}

/** Whether a folder may be made there, or is there and empty. */
async function isFree(to: string): Promise<boolean> {
	if ((await lstat(to).catch(() => undefined)) === undefined) return true;
	const names = await readdir(to).catch(() => undefined);
	return names?.length === 0;
}

const isFolder = async (path: string): Promise<boolean> =>
	(await stat(path).catch(() => undefined))?.isDirectory() === true;

/** Endings are kept where they are one of a few: anything may stand behind a full stop. */
const ENDINGS: ReadonlySet<string> = new Set([
	'.json',
	'.ndjson',
	'.jsonl',
	'.hl7',
	'.txt',
	'.dcm',
]);

function numbered(index: number, file: string): string {
	const ending = extname(file).toLowerCase();
	return `${String(index + 1).padStart(6, '0')}${ENDINGS.has(ending) ? ending : ''}`;
}

const unreadable = (): HospitalError =>
	new HospitalError('file-unreadable', 'What --in names cannot be read', {
		nextStep: 'Check its path and rights.',
	});
