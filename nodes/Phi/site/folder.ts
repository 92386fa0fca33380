import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { dataRoot } from '../../shared/data-directory';
import { HospitalError, systemCode, toHospitalError } from '../../shared/errors';

const NAME = /^[a-z0-9]+(?:[-_.][a-z0-9]+)*$/;
const LONGEST = 64;
const MOST_BYTES = 4 * 2 ** 20;

/** What a site may put beside the package; each kind in a folder of its own. */
export type SiteKind = 'profiles' | 'models' | 'labelled';

/**
 * Where a site's profiles, lists, models and labelled notes lie: HOSPITAL_PHI_DIR, or `phi` in the data
 * directory. A step names what is in there, and no other place of the server.
 */
export function phiFolder(): string {
	const folder = process.env.HOSPITAL_PHI_DIR;
	if (folder !== undefined && folder !== '') return resolve(folder);
	return join(dataRoot(process.env), 'phi');
}

/**
 * The path of something of the site's own by its name.
 *
 * @throws HospitalError `field-invalid`
 */
export function sitePath(kind: SiteKind, name: string, ending = ''): string {
	if (name.length <= LONGEST && NAME.test(name)) return join(phiFolder(), kind, `${name}${ending}`);
	throw new HospitalError('field-invalid', `That is no usable name in the folder "${kind}"`, {
		nextStep: `Use the name as it stands in the folder "${kind}" of the site: small letters, digits, hyphens, underscores and full stops.`,
	});
}

/** The folder of the site's word lists, where there is one. */
export async function listsFolder(): Promise<string | undefined> {
	const folder = join(phiFolder(), 'lists');
	return (await isThere(folder)) ? folder : undefined;
}

/** What `loadLists` reads. */
const LISTS: ReadonlySet<string> = new Set([
	...(['allow.txt', 'facilities.txt', 'names.txt', 'places.txt', 'staff.txt'] as const),
]);

/**
 * A list that nobody reads would be believed in: a folder holds no other text files than the five lists.
 *
 * @throws HospitalError `list-unknown`
 */
export async function checkLists(folder: string): Promise<void> {
	const names = await readdir(folder).catch(() => []);
	const isRead = (name: string) => LISTS.has(name) || /^(?:\.|readme)/i.test(name);
	if (names.filter((name) => name.toLowerCase().endsWith('.txt')).every(isRead)) return;
	throw new HospitalError(
		'list-unknown',
		'The folder of word lists holds a file that is not read',
		{
			nextStep: `The lists are called ${[...LISTS].join(', ')}. Rename the file, or take it out of the folder.`,
		},
	);
}

/**
 * A small JSON file of the site that need not be there.
 *
 * @throws HospitalError `phi-settings-exposed`, `phi-settings-invalid`
 */
export async function siteJson(file: string): Promise<unknown> {
	const path = join(phiFolder(), file);
	let text: string;
	try {
		const stats = await stat(path);
		if (!stats.isFile() || stats.size > MOST_BYTES) throw invalid(file, 'is too large, or no file');
		if ((stats.mode & 0o022) !== 0) {
			throw new HospitalError(
				'phi-settings-exposed',
				`The file ${file} can be changed by other users`,
				{
					nextStep:
						'Who changes it decides what leaves the hospital: chmod 600, owned by the n8n user or root.',
				},
			);
		}
		text = await readFile(path, 'utf8');
	} catch (error) {
		if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return undefined;
		throw toHospitalError(error, `Reading ${file}`);
	}
	try {
		return JSON.parse(text) as unknown;
	} catch {
		throw invalid(file, 'is no valid JSON');
	}
}

async function isThere(path: string): Promise<boolean> {
	try {
		return (await stat(path)).isDirectory();
	} catch (error) {
		if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return false;
		throw toHospitalError(error, 'Looking into the folder of the site');
	}
}

const invalid = (file: string, why: string): HospitalError =>
	new HospitalError('phi-settings-invalid', `The file ${file} of the site ${why}`, {
		nextStep: 'Correct it; docs/reference/phi.md says what it holds. Nothing was done.',
	});
