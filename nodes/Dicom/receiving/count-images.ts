import type { DicomPeer } from '../../clients/dimse';
import { toHospitalError } from '../../shared/errors';
import { isImage } from '../intake/not-images';
import type { Archive, ArchivedSeries } from './count-archive';
import { archiveByFind } from './count-find';
import { archiveByQido } from './count-qido';
import { Pace } from './pace';

/** What the PACS is asked about: a study, or one series of it. */
export interface CountQuestion {
	studyInstanceUid: string;
	seriesInstanceUid?: string;
}

/** Where the number of images is asked: C-FIND (Study Root), or QIDO-RS below a base address. */
export type CountSource = { peer: DicomPeer } | { baseUrl: string };

/** How many images the PACS has, or the code of why it does not say. */
export type CountAnswer = { count: number } | { failed: string };

/** What is told to the administrator: a code, or that the PACS counts reports as images. */
export type CountTrouble = { failed: string } | 'counts-every-object';

/** The PACS has other things to do than to be counted. Questions per second, and at once. */
const PER_SECOND = 5;
const AT_ONCE = 2;
/** A question that cannot be put by then is not put: the study asks again. Milliseconds. */
const LONGEST_QUEUE = 10_000;
/** The same trouble is told once in this time. Milliseconds. */
const TELL_EVERY = 600_000;

/**
 * Asks a PACS how many images it has, never more often than it can bear. Reports, key objects and
 * presentation states do not count in a study: a result that was written into the PACS must not make
 * the next version of its study wait for an image that never comes.
 *
 * @param tell each kind of trouble at most every ten minutes: the study goes by its other rules then
 */
export function imageCounter(
	source: CountSource,
	tell: (trouble: CountTrouble) => void,
): (question: CountQuestion) => Promise<CountAnswer> {
	const pace = new Pace({ perSecond: PER_SECOND, atOnce: AT_ONCE, longestQueue: LONGEST_QUEUE });
	const archive = 'peer' in source ? archiveByFind(source.peer) : archiveByQido(source.baseUrl);
	const toldAt = new Map<string, number>();
	const tellSometimes = (trouble: CountTrouble): void => {
		const kind = typeof trouble === 'string' ? trouble : 'failed';
		if (performance.now() - (toldAt.get(kind) ?? Number.NEGATIVE_INFINITY) < TELL_EVERY) return;
		toldAt.set(kind, performance.now());
		tell(trouble);
	};
	return async ({ studyInstanceUid, seriesInstanceUid }) => {
		try {
			const count = await pace.run(async () =>
				seriesInstanceUid === undefined
					? await imagesOfStudy(archive, studyInstanceUid, tellSometimes)
					: await objectsOfSeries(archive, studyInstanceUid, seriesInstanceUid),
			);
			return { count };
		} catch (error) {
			const { code } = toHospitalError(error, 'Asking the PACS for the number of images');
			tellSometimes({ failed: code });
			return { failed: code };
		}
	};
}

/** A series is one kind of object: all of it counts. */
async function objectsOfSeries(archive: Archive, study: string, uid: string): Promise<number> {
	const [series] = await archive.series(study, uid);
	if (series === undefined) return 0;
	return series.count ?? (await archive.instances(study, uid));
}

async function imagesOfStudy(
	archive: Archive,
	study: string,
	tell: (trouble: CountTrouble) => void,
): Promise<number> {
	const all = await seriesIfTold(archive, study);
	if (all.length === 0) {
		const total = await archive.total(study);
		// It has the study and does not say what is in it.
		if (total > 0) tell('counts-every-object');
		return total;
	}
	const images = all.filter(({ modality }) => isImage(modality));
	if (images.every(({ count }) => count !== undefined)) return sum(images);
	// No counts per series: then those of the few other objects are taken off the whole.
	const total = await archive.total(study);
	const others = all.filter((series) => !images.includes(series));
	for (const other of others) other.count ??= await archive.instances(study, other.uid);
	return Math.max(0, total - sum(others));
}

/** None when the archive does not answer questions about series. */
async function seriesIfTold(archive: Archive, study: string): Promise<ArchivedSeries[]> {
	try {
		return await archive.series(study);
	} catch (error) {
		const { code } = toHospitalError(error, 'Asking the PACS for the series of a study');
		if (code !== 'find-refused' && !/^dicomweb-status-4(00|04|05)$/.test(code)) throw error;
		return [];
	}
}

const sum = (series: readonly ArchivedSeries[]): number =>
	series.reduce((all, { count = 0 }) => all + count, 0);
