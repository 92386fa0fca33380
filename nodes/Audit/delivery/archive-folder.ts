import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { HospitalError } from '../../shared/errors';

/** The folder for the archive is named by the administrator alone: a workflow must not choose paths. */
export const ARCHIVE_FOLDER = 'HOSPITAL_AUDIT_ARCHIVE_DIR';

/**
 * The administrator's folder for archived audit events, usually a mount of write-once storage.
 *
 * @throws HospitalError `audit-archive-unset`, `audit-archive-missing`
 */
export async function archiveFolder(setting = process.env[ARCHIVE_FOLDER]): Promise<string> {
	if (setting === undefined || setting.trim() === '') {
		throw new HospitalError('audit-archive-unset', 'No archive folder is set on this n8n', {
			nextStep: `The administrator sets ${ARCHIVE_FOLDER} to a folder on write-once storage and restarts n8n.`,
		});
	}
	const folder = setting.trim();
	// A folder made here by ourselves could be the empty mount point of storage that is not there.
	const found = isAbsolute(folder) ? await stat(folder).catch(() => undefined) : undefined;
	if (found?.isDirectory() === true) return folder;
	throw new HospitalError('audit-archive-missing', 'The archive folder is not there', {
		nextStep: `Check that the storage is mounted and that ${ARCHIVE_FOLDER} is its whole path.`,
		retryable: true,
	});
}
