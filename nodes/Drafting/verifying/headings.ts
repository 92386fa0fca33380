import type { ClinicalDraft, DraftSection } from '../../shared/contracts/clinical-draft';
import { PLANS } from '../drafting/plan';

/** Titles of sections as other programs have them (the sections of the C-CDA discharge summary). */
const COMMON =
	'Admission diagnosis|Admission medications|Advance directives|Allergies|Allergies and intolerances|Assessment|Assessment and plan|Chief complaint|Consultations|Course of stay|Diagnoses|Diagnoses at discharge|Discharge diagnosis|Discharge diagnoses|Discharge diet|Discharge instructions|Discharge medications|Discharge physical|Discharge summary|Disposition|Family history|Findings|Follow-up|Functional status|History of present illness|Hospital consultations|Hospital course|Hospital discharge instructions|Hospital discharge studies summary|Imaging|Immunizations|Instructions|Laboratory|Medical history|Medications|Medications at discharge|Nutrition|Other|Past medical history|Patient summary|Pending results|Physical findings|Plan|Plan of care|Plan of treatment|Problem list|Problems|Procedures|Reason for admission|Reason for hospitalization|Reason for visit|Results|Review of systems|Section|Social history|Summary|Vital signs';

const folded = (title: string): string =>
	title.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();

const KNOWN = new Set(
	[
		...COMMON.split('|'),
		'Changes to records',
		...Object.values(PLANS).flatMap(({ title, type, sections }) => [
			title,
			type.display,
			...sections.map((section) => section.title),
		]),
	].map(folded),
);

/** True for a heading that says nothing of the patient. */
export const isHeading = (title: string): boolean => KNOWN.has(folded(title));

/** Titles in the document that could say something: under `title` and `title:SECTION`. */
export const titlesOf = ({
	title,
	sections,
}: ClinicalDraft): Array<{ id: string; text: string; code?: DraftSection['code'] }> =>
	[
		{ id: 'title', text: title },
		...sections.map((section) => ({
			id: `title:${section.code}`,
			text: section.title,
			code: section.code,
		})),
	].filter(({ text }) => text.trim() !== '' && !isHeading(text));
