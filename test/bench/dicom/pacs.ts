import type { CtImage } from '../../hospital/ct.ts';
import { startOrthanc, type Orthanc } from '../../peers/orthanc.ts';
import { LOOPBACK } from './network.ts';
import { AE_TITLE } from './receivers.ts';
import { scan } from './scan.ts';

/** A PACS that has the studies already, as it does when it is the one that forwards them. */
export async function startPacs(
	dir: string,
	studies: readonly (readonly CtImage[])[],
): Promise<Orthanc> {
	const pacs = await startOrthanc({ aet: AE_TITLE, dir });
	try {
		for (const images of studies) {
			await scan(images, { network: LOOPBACK, port: pacs.dicomPort });
		}
		return pacs;
	} catch (error) {
		await pacs.stop();
		throw error;
	}
}
