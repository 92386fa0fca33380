import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HospitalError, systemCode, toHospitalError } from '../../shared/errors';
import { readPolicy } from './policy';
import type { Policy } from './types';

const MAX_BYTES = 1024 * 1024;

/**
 * The site's policy `<name>.json`.
 *
 * @param today full date
 * @throws HospitalError `policy-unknown`, `policy-exposed`, and those of `readPolicy`
 */
export async function sitePolicy(name: string, folder: string, today: string): Promise<Policy> {
	if (!/^[a-z][a-z0-9-]{0,63}$/.test(name)) throw unknown();
	const path = join(folder, `${name}.json`);
	let text: string;
	try {
		const stats = await stat(path);
		if (!stats.isFile() || stats.size > MAX_BYTES) throw unknown();
		if ((stats.mode & 0o022) !== 0) throw exposed();
		text = await readFile(path, 'utf8');
	} catch (error) {
		if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') throw unknown();
		throw toHospitalError(error, 'Reading the policy of the site');
	}
	return readPolicy(text, today);
}

const exposed = (): HospitalError =>
	new HospitalError('policy-exposed', 'The policy can be changed by other users', {
		nextStep:
			'Who changes it decides what counts as met: chmod 600, owned by the n8n user or root.',
	});

const unknown = (): HospitalError =>
	new HospitalError('policy-unknown', 'There is no policy of this name', {
		nextStep:
			'Place the file <name>.json in the folder prior-auth/policies of the data directory, or leave the field empty.',
	});
