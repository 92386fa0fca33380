import { find, type DicomPeer, type QueryKeys } from '../../clients/dimse';
import { Tag, type DataSet } from '../../formats/dicom';
import { checkedCount, type Archive } from './count-archive';

/** An answer that takes longer is no help. Milliseconds. */
const TIMEOUTS = { connect: 5_000, association: 5_000, dimse: 10_000 };

type Keyword = keyof typeof Tag;

/**
 * What is asked at each level, by keyword: attributes that are matched (an empty value where the whole
 * study is meant), and those that are only to be returned.
 */
export const COUNT_KEYS = {
	SERIES: {
		matched: ['StudyInstanceUID', 'SeriesInstanceUID'],
		returned: ['Modality', 'NumberOfSeriesRelatedInstances'],
	},
	STUDY: { matched: ['StudyInstanceUID'], returned: ['NumberOfStudyRelatedInstances'] },
	IMAGE: { matched: ['StudyInstanceUID', 'SeriesInstanceUID'], returned: ['SOPInstanceUID'] },
} as const satisfies Record<string, { matched: readonly Keyword[]; returned: readonly Keyword[] }>;

/** @param values of the matched attributes, in their order */
function keysOf(level: keyof typeof COUNT_KEYS, ...values: readonly string[]): QueryKeys {
	const { matched, returned } = COUNT_KEYS[level];
	return Object.fromEntries(
		[...matched, ...returned].map((keyword, at) => [Tag[keyword], values[at] ?? '']),
	);
}

/** PS3.4 C.6.2: Study Root, at the levels STUDY, SERIES and IMAGE. */
export function archiveByFind(peer: DicomPeer): Archive {
	const asked = { ...peer, timeouts: TIMEOUTS };
	return {
		async series(study, series = '') {
			const matches = await find(asked, 'SERIES', keysOf('SERIES', study, series));
			const meant = matches.filter(
				(each) =>
					isOf(each, study) && (series === '' || each.string(Tag.SeriesInstanceUID) === series),
			);
			return distinct(meant, Tag.SeriesInstanceUID).map((each) => {
				const count = each.number(Tag.NumberOfSeriesRelatedInstances);
				return {
					uid: each.string(Tag.SeriesInstanceUID),
					modality: each.string(Tag.Modality),
					...(count !== undefined && { count: checkedCount(count) }),
				};
			});
		},
		async total(study) {
			const matches = await find(asked, 'STUDY', keysOf('STUDY', study));
			const match = matches.find((each) => each.string(Tag.StudyInstanceUID) === study);
			return match === undefined
				? 0
				: checkedCount(match.number(Tag.NumberOfStudyRelatedInstances));
		},
		async instances(study, series) {
			const matches = await find(asked, 'IMAGE', keysOf('IMAGE', study, series));
			return distinct(
				matches.filter((each) => isOf(each, study)),
				Tag.SOPInstanceUID,
			).length;
		},
	};
}

/** A server that ignores a key answers with other studies; one that does not repeat the key is believed. */
const isOf = (match: DataSet, study: string): boolean =>
	['', study].includes(match.string(Tag.StudyInstanceUID));

function distinct(matches: readonly DataSet[], tag: number): DataSet[] {
	const byUid = new Map(matches.map((each) => [each.string(tag), each]));
	byUid.delete('');
	return [...byUid.values()];
}
