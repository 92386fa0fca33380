import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { dataDirectory } from '../../shared/data-directory';
import { HospitalError } from '../../shared/errors';
import { processState } from '../../shared/process-state';
import { alsoKeepHouse } from '../../shared/work/housekeeping';
import { systemEvent } from '../../shared/work/record';
import { ExportPlace } from './place';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DEFAULT_DAYS = 7;

/**
 * Milliseconds for which an export stays after its last step: HOSPITAL_BULK_TTL_DAYS, 7 days when
 * absent.
 *
 * @throws HospitalError `setting-invalid`
 */
export function bulkTimeToLive(text = process.env.HOSPITAL_BULK_TTL_DAYS): number {
	if (text === undefined || text.trim() === '') return DEFAULT_DAYS * DAY;
	const days = Number(text);
	if (Number.isFinite(days) && days > 0 && days <= 3650) return days * DAY;
	throw new HospitalError('setting-invalid', 'HOSPITAL_BULK_TTL_DAYS is not a number of days', {
		nextStep: 'Set it to a number above 0 such as 7, or remove it, and restart n8n.',
	});
}

/** Files of exports that are removed go on record first. */
export const recordRemoval = async (files: number): Promise<void> =>
	await systemEvent('bulk-export-disposed', [{ type: 'bulk-file', count: files }]);

/** The exports of this process's data directory. */
export async function exportPlace(): Promise<ExportPlace> {
	const { root, key } = await dataDirectory();
	const folder = join(root, 'bulk');
	const place = new ExportPlace(folder, key.key('bulk'), bulkTimeToLive());
	disposeNowAndThen(place, folder);
	return place;
}

// Registered when n8n loads the node: exports end after a restart too, when nobody uses one any more.
alsoKeepHouse('bulk-exports', async () => {
	const { root, key } = await dataDirectory();
	const folder = join(root, 'bulk');
	const place = new ExportPlace(folder, key.key('bulk'), bulkTimeToLive());
	if (existsSync(folder)) await place.removeExpired(recordRemoval);
});

/** Removes what is over when exports are used, at most once an hour, and every hour from then on. */
function disposeNowAndThen(place: ExportPlace, folder: string): void {
	const begun = processState('bulk-disposal/1', () => new Set<string>());
	if (begun.has(folder)) return;
	begun.add(folder);
	// What cannot be removed now is tried again in an hour; an export must not fail for it.
	const run = (): void => void place.removeExpired(recordRemoval).catch(() => undefined);
	run();
	setInterval(run, HOUR).unref();
}
