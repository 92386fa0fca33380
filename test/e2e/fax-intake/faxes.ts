import { openPdf } from '../../../dist/nodes/formats/pdf/index.js';
import { rotated } from '../../../dist/nodes/Documents/reading/picture.js';
import { Random } from '../../hospital/random.ts';
import { pdf, type PageSource } from '../../unit/documents/pdf.ts';
import { bilevel, tiff, type Bitmap } from '../../unit/documents/tiff.ts';

/** A synthetic person; the family name says so. */
export interface Patient {
	id: string;
	family: string;
	given: string;
	/** MM/DD/YYYY, as letters write it. */
	born: string;
	/** Digits alone: a fax that has to be read from its picture takes `ZZ` for `27`. */
	record: string;
	member: string;
	sex: 'female' | 'male';
}

export const ADA: Patient = {
	id: 'fax-ada',
	family: 'Testperson',
	given: 'Ada',
	born: '03/04/1950',
	record: '4829137',
	member: 'W40018822',
	sex: 'female',
};
export const BEN: Patient = {
	id: 'fax-ben',
	family: 'Samplecase',
	given: 'Ben',
	born: '11/23/1962',
	record: '5530186',
	member: 'W77120934',
	sex: 'male',
};
/** In no chart. */
export const NOBODY: Patient = {
	id: 'fax-nobody',
	family: 'Mockwell',
	given: 'Cora',
	born: '07/08/1971',
	record: '9912034',
	member: 'W11110000',
	sex: 'female',
};

type Lines = readonly string[];

const named = ({ family, given, born, record }: Patient): string =>
	`Patient: ${family}, ${given}   DOB: ${born}   MRN: ${record}`;

export const imaging = (who: Patient): Lines => [
	'#Radiology Report',
	named(who),
	'Technique: multiplanar images without contrast',
	'Comparison: none',
	'Findings:',
	'Vertebral height is preserved. No fracture is seen.',
	'Impression:',
	'Mild degenerative change without compression of a nerve.',
];

export const laboratory = (who: Patient): Lines => [
	'#Laboratory Report',
	named(who),
	'Specimen: serum     Collected: 10/12/2026 08:15',
	'Test            Result      Flag     Reference Range',
	'Hemoglobin      13.1 g/dL            12.0 - 15.5',
	'Glucose         91 mg/dL             70 - 99',
	'Potassium       4.1 mmol/L           3.5 - 5.1',
	'Results were verified by the laboratory.',
];

export const referral = (who: Patient): Lines => [
	'#Referral Letter',
	named(who),
	'Referring provider: Dr. Eva Zzdemo',
	'Reason for referral: evaluation of persistent knee pain',
	'Thank you for seeing this patient.',
	'Symptoms began about six weeks ago and have not improved with rest.',
	'With kind regards,',
];

/** Knows its patient by the member number alone. */
export const decision = ({ family, given, born, member }: Patient): Lines => [
	'#Notice of Determination',
	`Member ID: ${member}`,
	`Patient: ${family}, ${given}   DOB: ${born}`,
	'The service that was asked for has been approved.',
	'Authorization number: ZZ-2026-11873',
	'Reason for the decision: plan policy was applied.',
	'You have the right to appeal within 60 days.',
	'A peer-to-peer discussion can be arranged by telephone.',
];

export const question = ({ family, given, born, member }: Patient): Lines => [
	'#Request for Additional Information',
	`Member ID: ${member}`,
	`Patient: ${family}, ${given}   DOB: ${born}`,
	'Your request for prior authorization is pended.',
	'Please send office notes within 14 days.',
	'Reference number: ZZ-2026-11874',
];

export const cover = (pages: number): Lines => [
	'#Fax Cover Sheet',
	'To: Example Hospital, Central Intake',
	'From: North Valley Clinic',
	`Number of pages including this cover: ${pages}`,
	'Confidentiality notice: this fax is meant for the addressee only.',
	'If you received this fax in error, please call the sender and destroy it.',
];

const page = (lines: Lines): PageSource => ({
	runs: lines.map((line, index) => ({
		text: line.replace(/^#/, ''),
		x: 60,
		y: 725 - index * 24 - (index > 0 ? 12 : 0),
		size: line.startsWith('#') ? 17 : 12,
		bold: line.startsWith('#'),
	})),
});

/** A PDF as a computer makes it. */
export const letter = (...pages: Lines[]): Buffer => pdf(pages.map(page));

/** A PDF that wants to run a script when it is opened. */
export const hostile = (lines: Lines): Buffer =>
	pdf([page(lines)], { catalog: '/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>' });

/** What a fax machine makes of it: black and white pictures, askew by some degrees and with specks. */
export async function fax(
	pages: readonly Lines[],
	{ skew = 0.7, noise = 0 }: { skew?: number; noise?: number } = {},
): Promise<Buffer> {
	const random = new Random(20261122);
	const document = await openPdf(letter(...pages));
	const bitmaps: Bitmap[] = [];
	for (let at = 1; at <= document.pages; at++) {
		const { picture } = await document.page(at, 200);
		const askew = rotated(picture, -skew);
		for (let pixel = 0; pixel < askew.grey.length; pixel++) {
			if (noise > 0 && random.next() < noise) askew.grey[pixel] = 255 - askew.grey[pixel]!;
		}
		bitmaps.push(bilevel(askew));
	}
	await document.close();
	return tiff(bitmaps);
}
