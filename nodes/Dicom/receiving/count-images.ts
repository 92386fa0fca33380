import { find, type DicomPeer } from '../../clients/dimse';
import { request } from '../../clients/http';
import { Tag } from '../../formats/dicom';
import { HospitalError, toHospitalError } from '../../shared/errors';
import { Pace } from './pace';

/** What the PACS is asked about: a study, or one series of it. */
export interface CountQuestion {
	studyInstanceUid: string;
	seriesInstanceUid?: string;
}

/** Where the number of images is asked: C-FIND (Study Root), or QIDO-RS below a base address. */
export type CountSource = { peer: DicomPeer } | { baseUrl: string };

/** The PACS has other things to do than to be counted. Questions per second, and at once. */
const PER_SECOND = 5;
const AT_ONCE = 2;
/** A question that cannot be put by then is not put: the study asks again. Milliseconds. */
const LONGEST_QUEUE = 10_000;
/** An answer that takes longer is no help. Milliseconds. */
const TIMEOUTS = { connect: 5_000, association: 5_000, dimse: 10_000 };
/** A list of one match. Bytes. */
const MAX_ANSWER = 1024 * 1024;
/** The same trouble is told once in this time. Milliseconds. */
const TELL_EVERY = 600_000;

/**
 * Asks a PACS how many images it has, never more often than it can bear.
 *
 * @param onFailure a code, at most every ten minutes: the study goes by its other rules then
 * @returns the number; 0 when the PACS does not know the study, undefined when it does not say
 */
export function imageCounter(
	source: CountSource,
	onFailure: (code: string) => void,
): (question: CountQuestion) => Promise<number | undefined> {
	const pace = new Pace({ perSecond: PER_SECOND, atOnce: AT_ONCE, longestQueue: LONGEST_QUEUE });
	let toldAt = Number.NEGATIVE_INFINITY;
	return async (question) => {
		try {
			return await pace.run(() =>
				'peer' in source
					? countByFind(source.peer, question)
					: countByQido(source.baseUrl, question),
			);
		} catch (error) {
			const { code } = toHospitalError(error, 'Asking the PACS for the number of images');
			if (performance.now() - toldAt >= TELL_EVERY) {
				toldAt = performance.now();
				onFailure(code);
			}
			return undefined;
		}
	};
}

/** PS3.4 C.6.2: Number of Study (Series) Related Instances, at the level of the question. */
async function countByFind(
	peer: DicomPeer,
	{ studyInstanceUid, seriesInstanceUid }: CountQuestion,
): Promise<number> {
	const asked = { ...peer, timeouts: TIMEOUTS };
	if (seriesInstanceUid === undefined) {
		const matches = await find(asked, 'STUDY', {
			[Tag.StudyInstanceUID]: studyInstanceUid,
			[Tag.NumberOfStudyRelatedInstances]: '',
		});
		// A server that ignores a key answers with other studies.
		const match = matches.find((each) => each.string(Tag.StudyInstanceUID) === studyInstanceUid);
		return match === undefined ? 0 : checked(match.number(Tag.NumberOfStudyRelatedInstances));
	}
	const matches = await find(asked, 'SERIES', {
		[Tag.StudyInstanceUID]: studyInstanceUid,
		[Tag.SeriesInstanceUID]: seriesInstanceUid,
		[Tag.NumberOfSeriesRelatedInstances]: '',
	});
	const match = matches.find((each) => each.string(Tag.SeriesInstanceUID) === seriesInstanceUid);
	return match === undefined ? 0 : checked(match.number(Tag.NumberOfSeriesRelatedInstances));
}

type JsonModel = Record<string, { Value?: unknown[] } | undefined>;

/** PS3.18 10.6: Search Transaction for studies or series, with the counting attribute included. */
async function countByQido(
	baseUrl: string,
	{ studyInstanceUid, seriesInstanceUid }: CountQuestion,
): Promise<number> {
	const series = seriesInstanceUid !== undefined;
	const path = series ? `studies/${encodeURIComponent(studyInstanceUid)}/series` : 'studies';
	const url = new URL(path, baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`);
	const [key, uid, counted] = series
		? ['SeriesInstanceUID', seriesInstanceUid, '00201209']
		: ['StudyInstanceUID', studyInstanceUid, '00201208'];
	url.searchParams.set(key, uid);
	url.searchParams.set('includefield', counted);
	const answer = await request({
		method: 'GET',
		url,
		headers: { accept: 'application/dicom+json' },
		timeouts: { connectMs: 5_000, firstByteMs: 10_000, totalMs: 15_000 },
		maxResponseBytes: MAX_ANSWER,
		peer: 'the DICOMweb server',
	});
	if (answer.status !== 200) {
		await answer.discard();
		// No match, PS3.18 10.6.3.1.
		if (answer.status === 204) return 0;
		throw new HospitalError(
			`dicomweb-status-${answer.status}`,
			`The DICOMweb server answered with status ${answer.status}`,
			{ nextStep: 'Check the DICOMweb address, and that it may be searched without signing in.' },
		);
	}
	const matches = await answer.json();
	if (!Array.isArray(matches)) throw noCount();
	const tag = series ? '0020000E' : '0020000D';
	const match = (matches as JsonModel[]).find((each) => each[tag]?.Value?.[0] === uid);
	return match === undefined ? 0 : checked(Number(match[counted]?.Value?.[0] ?? Number.NaN));
}

function checked(count: number | undefined): number {
	if (count !== undefined && Number.isSafeInteger(count) && count >= 0) return count;
	throw noCount();
}

const noCount = () =>
	new HospitalError('count-not-told', 'The PACS does not say how many images it has', {
		nextStep:
			'Choose another way to recognise complete studies, or ask the administrator of the PACS for Number of Study Related Instances (0020,1208).',
	});
