import { join } from 'node:path';
import { HospitalError } from '../../shared/errors';

/** Folder of volumes that belong to no work item. */
const WITHOUT_WORK = 'free';
const SAFE_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;

/**
 * Where the file of a volume lies. Both names came through the canvas: only names that stay inside
 * the folder are accepted.
 *
 * @param volumes folder of all volumes in the data directory
 * @param workId id of the work item that the volume was built for
 * @throws HospitalError `invalid-volume`
 */
export function volumePath(volumes: string, workId: string | undefined, key: string): string {
	const folder = workId ?? WITHOUT_WORK;
	if (!SAFE_NAME.test(folder) || !SAFE_NAME.test(key)) {
		throw new HospitalError('invalid-volume', 'The item holds no usable image volume', {
			nextStep: 'Connect this node behind DICOM > Build Volume, and pass its output on unchanged.',
		});
	}
	return join(volumes, folder, `${key}.vol`);
}
