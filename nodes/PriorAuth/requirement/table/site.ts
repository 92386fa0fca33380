import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { dataDirectory } from '../../../shared/data-directory';
import { HospitalError, systemCode, toHospitalError } from '../../../shared/errors';
import { readTable } from './read';
import type { RulesTable } from './types';

const MAX_BYTES = 16 * 1024 * 1024;

/** Where a site's tables lie: HOSPITAL_PRIOR_AUTH_DIR, or `prior-auth` in the data directory. */
export async function tablesFolder(): Promise<string> {
	const folder = process.env.HOSPITAL_PRIOR_AUTH_DIR;
	if (folder !== undefined && folder !== '') return resolve(folder);
	return join((await dataDirectory()).root, 'prior-auth');
}

/**
 * The site's table `<name>.json`.
 *
 * @throws HospitalError `rules-table-unknown`, `rules-table-exposed`, `rules-table-invalid`
 */
export async function siteTable(name: string, folder: string): Promise<RulesTable> {
	if (!/^[a-z][a-z0-9-]{0,63}$/.test(name)) throw unknown();
	const path = join(folder, `${name}.json`);
	let text: string;
	try {
		const stats = await stat(path);
		if (!stats.isFile() || stats.size > MAX_BYTES) throw unreadable('is too large, or no file');
		if ((stats.mode & 0o022) !== 0) throw exposed();
		text = await readFile(path, 'utf8');
	} catch (error) {
		if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') throw unknown();
		throw toHospitalError(error, 'Reading the table of prior authorization rules');
	}
	let content: unknown;
	try {
		content = JSON.parse(text);
	} catch {
		throw unreadable('is no valid JSON');
	}
	return readTable(content);
}

const exposed = () =>
	new HospitalError(
		'rules-table-exposed',
		'The table of prior authorization rules can be changed by other users',
		{
			nextStep:
				'Who changes it decides what is asked of payers: chmod 600, owned by the n8n user or root.',
		},
	);

const unknown = () =>
	new HospitalError('rules-table-unknown', 'There is no table of rules of this name', {
		nextStep:
			'Place the file <name>.json in the folder prior-auth of the data directory, or leave the field empty.',
	});

const unreadable = (reason: string) =>
	new HospitalError('rules-table-invalid', `The table of prior authorization rules ${reason}`, {
		nextStep: 'Correct the file. The how-to on prior authorization says what it holds.',
	});
