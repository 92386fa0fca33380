import { lstat, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { dataDirectory } from '../../shared/data-directory';
import { HospitalError, systemCode, toHospitalError } from '../../shared/errors';
import { checkPurpose, type Purpose } from './purpose';
import { SHIPPED } from './shipped';

const MAX_BYTES = 256 * 1024;

/** Where a site's own purposes lie: HOSPITAL_PURPOSES_DIR, or `purposes` in the data directory. */
export async function purposesFolder(): Promise<string> {
	const folder = process.env.HOSPITAL_PURPOSES_DIR;
	if (folder !== undefined && folder !== '') return resolve(folder);
	return join((await dataDirectory()).root, 'purposes');
}

/**
 * A purpose by its name: one that comes with the package, or the site's own file `<name>.json`.
 *
 * @throws HospitalError `purpose-name-taken`, `purpose-unknown`, `purpose-exposed`, `purpose-invalid`
 */
export async function purposeNamed(name: string, folder: string): Promise<Purpose> {
	const shipped = SHIPPED.find((purpose) => purpose.name === name);
	if (shipped !== undefined) {
		// Whoever placed the file believes that it is followed.
		if (await isThere(join(folder, `${name}.json`))) throw nameTaken(name);
		return shipped;
	}
	if (!/^[a-z][a-z0-9-]{0,63}$/.test(name)) throw unknown();
	const purpose = checkPurpose(await readJson(join(folder, `${name}.json`)));
	if (purpose.name !== name) throw invalid('does not carry the name of its file');
	return purpose;
}

async function isThere(path: string): Promise<boolean> {
	try {
		await lstat(path);
		return true;
	} catch (error) {
		if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return false;
		throw toHospitalError(error, 'Looking into the folder of purposes');
	}
}

async function readJson(path: string): Promise<unknown> {
	let text: string;
	try {
		const stats = await stat(path);
		if (!stats.isFile() || stats.size > MAX_BYTES) throw invalid('is too large, or no file');
		if ((stats.mode & 0o022) !== 0) {
			throw new HospitalError(
				'purpose-exposed',
				'The file of the purpose can be changed by other users',
				{
					nextStep:
						'Who changes it decides what is read from charts: chmod 600, owned by the n8n user or root.',
				},
			);
		}
		text = await readFile(path, 'utf8');
	} catch (error) {
		if (systemCode(error) === 'ENOENT') throw unknown();
		throw error;
	}
	try {
		return JSON.parse(text) as unknown;
	} catch {
		throw invalid('is no valid JSON');
	}
}

const nameTaken = (name: string) =>
	new HospitalError(
		'purpose-name-taken',
		`The folder of purposes holds a file ${name}.json, and a purpose of this name comes with the package: the file would not be followed`,
		{
			nextStep:
				'Nothing was read. Give the file and the "name" in it another name and choose it as "Purpose of This Site", or remove the file to use the purpose of the package.',
		},
	);

const unknown = () =>
	new HospitalError('purpose-unknown', 'There is no purpose of this name', {
		nextStep:
			'Choose one of the list, or place the file <name>.json in the folder of purposes (docs/reference/chart-context.md).',
	});

const invalid = (reason: string) =>
	new HospitalError('purpose-invalid', `The file of the purpose ${reason}`, {
		nextStep: 'Correct the file. docs/reference/chart-context.md says what it holds.',
	});
