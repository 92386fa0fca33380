import { join } from 'node:path';
import { HospitalError } from '../../shared/errors';

/** Folder of files that belong to no work item. */
const WITHOUT_WORK = 'free';
const SAFE_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;

/**
 * Where a file that goes with a work item lies: a volume, or an encoded report. The key came through
 * the canvas: only a name that stays inside the folder is accepted.
 *
 * @param volumes folder of all volumes in the data directory
 * @param workId the work item, undefined for items that belong to none
 * @throws HospitalError `input-invalid`
 */
export function workFile(
	volumes: string,
	workId: string | undefined,
	key: string,
	kind: 'vol' | 'dcm',
): string {
	const folder = workId ?? WITHOUT_WORK;
	if (!SAFE_NAME.test(folder) || !SAFE_NAME.test(key)) {
		throw new HospitalError('input-invalid', 'The item holds no usable file name', {
			nextStep: 'Pass the output of the node before on unchanged.',
		});
	}
	return join(volumes, folder, `${key}.${kind}`);
}
