import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
	dataDirectory,
	dataRoot,
	type DataDirectory,
	type DataDirectoryEnvironment,
} from './data-directory';
import { HospitalError } from './errors';

/**
 * The data directory for a command that reads it: unlike {@link dataDirectory} it never makes one. A
 * mistyped path would otherwise become an empty directory in which nothing is open and all is sound.
 *
 * @throws HospitalError `data-directory-missing`, and those of {@link dataDirectory}
 */
export async function existingDataDirectory(): Promise<DataDirectory> {
	requireDataDirectory(process.env);
	return await dataDirectory();
}

function requireDataDirectory(env: DataDirectoryEnvironment): void {
	const root = dataRoot(env);
	// With one of the two it is ours, whole or damaged; what is wrong with it is said on opening it.
	if (['key-fingerprint', 'format'].some((name) => existsSync(join(root, name)))) return;
	throw new HospitalError(
		'data-directory-missing',
		`There is no hospital data directory at ${root}${env.HOSPITAL_DATA_DIR ? '' : ' (HOSPITAL_DATA_DIR is not set)'}`,
		{
			nextStep:
				'Set HOSPITAL_DATA_DIR to the path that n8n has, and run this as the user that runs n8n. n8n makes the directory when the first workflow of this package is published. Nothing was created.',
		},
	);
}
