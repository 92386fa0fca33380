import { request } from '../../clients/http';
import { HospitalError } from '../../shared/errors';
import { checkedCount, noCount, type Archive } from './count-archive';

/** A list of the series of one study. Bytes. */
const MAX_ANSWER = 4 * 1024 * 1024;
const TIMEOUTS = { connectMs: 5_000, firstByteMs: 10_000, totalMs: 15_000 };

const STUDY_UID = '0020000D';
const SERIES_UID = '0020000E';
const SOP_UID = '00080018';
const MODALITY = '00080060';
const STUDY_COUNT = '00201208';
const SERIES_COUNT = '00201209';

type Match = Record<string, { Value?: unknown[] } | undefined>;

/** PS3.18 10.6: Search Transaction for studies, series and instances. */
export function archiveByQido(baseUrl: string): Archive {
	const base = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
	const search = async (path: string, parameters: Record<string, string>): Promise<Match[]> => {
		const url = new URL(path, base);
		for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
		return await matchesAt(url);
	};
	const seriesPath = (study: string) => `studies/${encodeURIComponent(study)}/series`;
	return {
		async series(study, series) {
			const matches = await search(seriesPath(study), {
				...(series !== undefined && { SeriesInstanceUID: series }),
				includefield: SERIES_COUNT,
			});
			const meant = matches.filter(
				(each) => isOf(each, study) && (series === undefined || text(each, SERIES_UID) === series),
			);
			return distinct(meant, SERIES_UID).map((each) => {
				const count = numberOf(each, SERIES_COUNT);
				return {
					uid: text(each, SERIES_UID),
					modality: text(each, MODALITY),
					...(count !== undefined && { count: checkedCount(count) }),
				};
			});
		},
		async total(study) {
			const matches = await search('studies', {
				StudyInstanceUID: study,
				includefield: STUDY_COUNT,
			});
			const match = matches.find((each) => text(each, STUDY_UID) === study);
			return match === undefined ? 0 : checkedCount(numberOf(match, STUDY_COUNT));
		},
		async instances(study, series) {
			const path = `${seriesPath(study)}/${encodeURIComponent(series)}/instances`;
			const matches = await search(path, {});
			return distinct(
				matches.filter((each) => isOf(each, study)),
				SOP_UID,
			).length;
		},
	};
}

/** @throws HospitalError `dicomweb-status-NNN`, `count-not-told`, and what `request` throws */
async function matchesAt(url: URL): Promise<Match[]> {
	const answer = await request({
		method: 'GET',
		url,
		headers: { accept: 'application/dicom+json' },
		timeouts: TIMEOUTS,
		maxResponseBytes: MAX_ANSWER,
		peer: 'the DICOMweb server',
	});
	if (answer.status !== 200) {
		await answer.discard();
		// No match, PS3.18 10.6.3.1.
		if (answer.status === 204) return [];
		throw new HospitalError(
			`dicomweb-status-${answer.status}`,
			`The DICOMweb server answered with status ${answer.status}`,
			{ nextStep: 'Check the DICOMweb address, and that it may be searched without signing in.' },
		);
	}
	// "There are N additional results" (PS3.18 8.3.4.4): a part of a count is none.
	if (/^299\b/.test(String(answer.headers.warning ?? ''))) {
		await answer.discard();
		throw noCount();
	}
	const matches = await answer.json();
	if (!Array.isArray(matches)) throw noCount();
	return matches.filter((each): each is Match => typeof each === 'object' && each !== null);
}

const text = (match: Match, tag: string): string => {
	const value = match[tag]?.Value?.[0];
	return typeof value === 'string' ? value : '';
};

/** Undefined when it is not told. Some servers write numbers as text. */
function numberOf(match: Match, tag: string): number | undefined {
	const value = match[tag]?.Value?.[0];
	return value === undefined || value === null ? undefined : Number(value);
}

const isOf = (match: Match, study: string): boolean => ['', study].includes(text(match, STUDY_UID));

function distinct(matches: readonly Match[], tag: string): Match[] {
	const byUid = new Map(matches.map((each) => [text(each, tag), each]));
	byUid.delete('');
	return [...byUid.values()];
}
