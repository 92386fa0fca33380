import type { DataSet } from '../../../formats/dicom';
import { Tag } from '../../../formats/dicom';

/**
 * Concepts of content items whose value is an identifier whatever it looks like (PS3.16 Annex D): of
 * the subject, the observers, their organizations and devices, and of orders.
 */
const IDENTIFYING_CONCEPTS: ReadonlySet<string> = new Set(
	(
		'121006 121007 121008 121009 121010 121012 121013 121016 121017 121018 121019 121020 121021 ' +
		'121022 121023 121024 121025 121026 121028 121029 121030 121031 121034 121035 121036 121037 ' +
		'121126 121127 121153 121154 122151 122152 126201 126202 128426 128429 128774 128775 113870 ' +
		'111706'
	).split(' '),
);

const SUBJECT_AGE = '121033';

/** What a content item is about, as far as its value depends on it. */
export function itemMeaning(item: DataSet): 'identifier' | 'age' | undefined {
	if (!item.has(Tag.ConceptNameCodeSequence)) return undefined;
	const [concept] = item.sequence(Tag.ConceptNameCodeSequence);
	const value = concept?.string(Tag.CodeValue) ?? '';
	if (value === SUBJECT_AGE) return 'age';
	return IDENTIFYING_CONCEPTS.has(value) ? 'identifier' : undefined;
}
