import { statfs } from 'node:fs/promises';
import { refuse } from './trigger-checks';

const GIGABYTE = 1024 ** 3;

/**
 * A reserve that is larger than the disk would refuse every image, with no word of why.
 *
 * @param folder the spool
 * @throws HospitalError `field-invalid`
 */
export async function checkReserveFits(folder: string, reserveBytes = 0): Promise<void> {
	const disk = await statfs(folder).catch(() => undefined);
	if (disk === undefined) return;
	// What only root may fill is nobody's free space.
	const largest = (disk.blocks - (disk.bfree - disk.bavail)) * disk.bsize;
	if (reserveBytes < largest) return;
	refuse(
		'Free Disk Space to Keep (GB)',
		Number((reserveBytes / GIGABYTE).toFixed(2)),
		`less than the whole disk of the hospital data directory, which has ${(largest / GIGABYTE).toFixed(1)} GB`,
	);
}
