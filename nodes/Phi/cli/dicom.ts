import type { Output } from '../../shared/command';
import { toHospitalError } from '../../shared/errors';
import { isDoubt } from '../engine';
import { Summary } from '../site/summary';
import { readAsked } from './asked';
import { pairsOf } from './paths';
import { DONE, FAILED, LOOK, tell } from './told';

/** `hospital phi dicom`: an image, or all images below a folder. */
export async function dicom(words: readonly string[], out: Output): Promise<number> {
	const asked = readAsked(words);
	const { context, reviewed } = asked;
	const { pairs, folder } = await pairsOf(asked.from, asked.to, asked);
	const phi = await asked.open();
	const summary = new Summary();
	const counts = { images: 0, written: 0, refused: 0, unreadable: 0 };
	try {
		for (const [index, { from, to }] of pairs.entries()) {
			counts.images += 1;
			try {
				const done = await phi.dicom({ path: from }, { path: to }, { context, reviewed });
				summary.add(done.manifest, done.review);
				counts[done.written ? 'written' : 'refused'] += 1;
			} catch (error) {
				const { code, message } = toHospitalError(error, 'Working on the image');
				// Folders hold other files too; what cannot be read is counted and told.
				if (!folder || !code.startsWith('dicom-')) throw error;
				counts.unreadable += 1;
				out.note(`File ${index + 1}: ${message} (${code}).`);
			}
		}
		await tell(out, asked, phi, counts, summary);
	} finally {
		await phi.close();
	}
	if (counts.written === 0) return FAILED;
	const isAll = counts.refused === 0 && !summary.review.some(isDoubt);
	return isAll ? DONE : LOOK;
}
