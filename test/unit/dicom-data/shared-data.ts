import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root =
	process.env.HOSPITAL_SHARED_DATA ?? join(import.meta.dirname, '../../../../shared/data');

/** Folder of pydicom's test files, or undefined where the shared data are not mounted. */
export function pydicomFiles(): string | undefined {
	const folder = join(root, 'dicom/pydicom');
	return existsSync(folder) ? folder : undefined;
}

/** Option for `test`: skips with the reason when the files are absent. */
export const needsPydicomFiles = {
	skip: pydicomFiles() === undefined && 'the shared DICOM files are absent (HOSPITAL_SHARED_DATA)',
};
