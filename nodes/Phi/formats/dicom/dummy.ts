import type { OutDataSet, OutElement } from './output';

/** What stands where a value was and something must stand. */
export const DUMMY_TEXT = 'REMOVED';

const DUMMY_STRINGS: Readonly<Record<string, string>> = {
	AS: '000Y',
	DA: '19000101',
	DT: '19000101000000',
	TM: '000000',
	DS: '0',
	IS: '0',
	UR: 'http://removed.invalid',
};

const NUMBER_SIZES: Readonly<Record<string, number>> = {
	...{ US: 2, SS: 2, UL: 4, SL: 4, FL: 4, FD: 8, AT: 4, SV: 8, UV: 8, OF: 4, OL: 4, OD: 8, OV: 8 },
};

/** A value of the VR that says nothing (action D). UIDs and sequences are made elsewhere. */
export function dummyElement(tag: number, vr: string): OutElement {
	if (/^(?:AE|CS|LO|LT|PN|SH|ST|UC|UT)$/.test(vr)) return { tag, vr, text: DUMMY_TEXT };
	const text = DUMMY_STRINGS[vr];
	if (text !== undefined) return { tag, vr, text };
	return { tag, vr, bytes: Buffer.alloc(NUMBER_SIZES[vr] ?? 2) };
}

const code = (value: string, scheme: string, meaning: string): OutDataSet => [
	{ tag: 0x00080100, vr: 'SH', text: value },
	{ tag: 0x00080102, vr: 'SH', text: scheme },
	{ tag: 0x00080104, vr: 'LO', text: meaning },
];

const NO_CODE = code(DUMMY_TEXT, '99REMOVED', DUMMY_TEXT);

/** Items that keep an object readable where a sequence may not be empty (action D). */
const DUMMY_ITEMS: Readonly<Record<number, () => OutDataSet>> = {
	// Institution Code Sequence, Person Identification Code Sequence
	0x00080082: () => NO_CODE,
	0x00401101: () => NO_CODE,
	// Operator Identification Sequence
	0x00081072: () => [
		{ tag: 0x00080080, vr: 'LO', text: DUMMY_TEXT },
		{ tag: 0x00401101, vr: 'SQ', items: [NO_CODE] },
	],
	// Flow Identifier Sequence
	0x00340001: () => [dummyElement(0x00340002, 'OB')],
	// Verifying Observer Sequence
	0x0040a073: () => [
		{ tag: 0x0040a027, vr: 'LO', text: DUMMY_TEXT },
		dummyElement(0x0040a030, 'DT'),
		{ tag: 0x0040a075, vr: 'PN', text: DUMMY_TEXT },
		{ tag: 0x0040a088, vr: 'SQ', items: [] },
	],
	// Content Sequence: one comment
	0x0040a730: () => [
		{ tag: 0x0040a010, vr: 'CS', text: 'CONTAINS' },
		{ tag: 0x0040a040, vr: 'CS', text: 'TEXT' },
		{ tag: 0x0040a043, vr: 'SQ', items: [code('121106', 'DCM', 'Comment')] },
		{ tag: 0x0040a160, vr: 'UT', text: DUMMY_TEXT },
	],
	// Graphic Annotation Sequence: a text in the corner
	0x00700001: () => [
		{ tag: 0x00700002, vr: 'CS', text: DUMMY_TEXT },
		{
			tag: 0x00700008,
			vr: 'SQ',
			items: [
				[
					{ tag: 0x00700004, vr: 'CS', text: 'DISPLAY' },
					{ tag: 0x00700006, vr: 'ST', text: DUMMY_TEXT },
					{ tag: 0x00700014, vr: 'FL', bytes: Buffer.alloc(8) },
					{ tag: 0x00700015, vr: 'CS', text: 'N' },
				],
			],
		},
	],
};

/** One item that says nothing; undefined where items of the original are to be thinned out instead. */
export function dummyItem(tag: number): OutDataSet | undefined {
	return DUMMY_ITEMS[tag]?.();
}

/**
 * A document that says nothing, of the kind that (0042,0012) names. PDF: one empty page.
 *
 * @returns even number of bytes
 */
export function dummyDocument(mimeType: string): Buffer {
	if (/pdf$/i.test(mimeType)) return emptyPdf();
	if (/xml$/i.test(mimeType)) return Buffer.from('<removed/>', 'latin1');
	return Buffer.from(`${DUMMY_TEXT} `, 'latin1');
}

function emptyPdf(): Buffer {
	const objects = [
		'<< /Type /Catalog /Pages 2 0 R >>',
		'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
		'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << >> >>',
	];
	let text = '%PDF-1.4\n';
	const offsets = objects.map((object, index) => {
		const at = text.length;
		text += `${index + 1} 0 obj\n${object}\nendobj\n`;
		return at;
	});
	const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
	text += `xref\n0 4\n0000000000 65535 f \n${table}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
	return Buffer.from(text.length % 2 === 0 ? text : `${text}\n`, 'latin1');
}
