import { join } from 'node:path';
import { HospitalError } from './errors';

/** Folder of files that belong to no work item. */
const WITHOUT_WORK = 'free';
const SAFE_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;

/** What lies there, by the ending of the file, and the operation that makes it. */
const KINDS = {
	vol: { what: 'image volume', madeBy: 'Build Volume' },
	dcm: { what: 'report', madeBy: 'Create Structured Report' },
} as const;

/**
 * Where a file that goes with a work item lies: a volume, or an encoded report. Both names came
 * through the canvas: only names that stay inside the folder are accepted.
 *
 * @param volumes folder of all volumes in the data directory
 * @param workId the work item, undefined for items that belong to none
 * @throws HospitalError `input-invalid`
 */
export function workFile(
	volumes: string,
	workId: string | undefined,
	key: string,
	kind: keyof typeof KINDS,
): string {
	const folder = workId ?? WITHOUT_WORK;
	if (!SAFE_NAME.test(folder) || !SAFE_NAME.test(key)) {
		const { what, madeBy } = KINDS[kind];
		throw new HospitalError('input-invalid', `The item holds no usable ${what}`, {
			nextStep: `Connect this node behind DICOM > ${madeBy}, and pass its output on unchanged.`,
		});
	}
	return join(volumes, folder, `${key}.${kind}`);
}
