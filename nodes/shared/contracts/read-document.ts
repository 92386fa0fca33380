import { clear, sealed, type Contract } from './contract';

/** Left, top, right, bottom in points (1/72 inch) from the top left of the page as it is shown. */
export type PageBox = readonly [left: number, top: number, right: number, bottom: number];

/** A word of a page, as `unpackWords` gives it. */
export interface PageWord {
	text: string;
	left: number;
	top: number;
	right: number;
	bottom: number;
	/** 0 to 1; 1 for words of a text layer that was seen on the page. */
	confidence: number;
	origin: 'text-layer' | 'ocr';
	/** Index of its line on the page. */
	line: number;
}

export interface ReadPage {
	/** From 1. */
	page: number;
	/** Which of the documents it belongs to, from 1. */
	document: number;
	/** Points. */
	width: number;
	height: number;
	origin: 'text-layer' | 'ocr' | 'none';
	confidence: number;
	blank: boolean;
	/** Degrees clockwise. */
	skew: number;
	turned: 0 | 90 | 180 | 270;
	doubts: string[];
	text: string;
	/** One word per line: text, left, top, right, bottom, confidence, origin, line, with tabs between. */
	words: string;
}

/** Something that a document says about its patient; never a match. */
export interface DocumentClaim {
	kind: string;
	value: string;
	normal?: string;
	page: number;
	confidence: number;
	box: PageBox;
}

export interface FoundDocument {
	kind: string;
	secondKind?: string;
	/** Of kind and boundaries together. */
	confidence: number;
	kindConfidence: number;
	splitConfidence: number;
	/** Of the page that was hardest to read. */
	readConfidence: number;
	startedBy: string;
	pages: number[];
	/** As the study contract spells a patient. */
	claimedPatient: { id: string; issuer: string; name: string; birthDate: string; sex: string };
	accessionNumber: string;
	mixedIdentity: boolean;
	claimConfidence: number;
	claims: DocumentClaim[];
}

export interface DocumentReview {
	code: string;
	message: string;
	page?: number;
	document?: number;
}

/** What was read out of a PDF or a fax. */
export interface ReadDocument {
	contract: 'ReadDocument/1';
	/** `review`: a person looks before anything is done with it. */
	status: 'read' | 'review';
	format: 'pdf' | 'tiff';
	bytes: number;
	/** Hex SHA-256 of the file. */
	sha256: string;
	documents: FoundDocument[];
	pages: ReadPage[];
	review: DocumentReview[];
	provenance: {
		reader: string;
		pictures: string;
		textRecognition: string;
		dpi: number;
		textLayerCheck: string;
		threshold: number;
	};
}

/** A field of its own for each word would be a token of its own for each number in it. */
export function packWords(words: readonly PageWord[]): string {
	return words
		.map(({ text, left, top, right, bottom, confidence, origin, line }) => {
			const sure = Math.round(confidence * 1000) / 1000;
			return [text.replace(/\s+/g, ' '), left, top, right, bottom, sure, origin, line].join('\t');
		})
		.join('\n');
}

export function unpackWords(packed: string): PageWord[] {
	return packed
		.split('\n')
		.filter((row) => row !== '')
		.map((row) => {
			const [text = '', left, top, right, bottom, confidence, origin, line] = row.split('\t');
			return {
				text,
				left: Number(left),
				top: Number(top),
				right: Number(right),
				bottom: Number(bottom),
				confidence: Number(confidence),
				origin: origin === 'text-layer' ? 'text-layer' : 'ocr',
				line: Number(line),
			};
		});
}

export const readDocumentContract: Contract = {
	name: 'ReadDocument',
	key: 'readDocument',
	description:
		'What was read out of a PDF or a fax: the documents in it, their pages, and what they claim about their patients. A claim is not a match: Identity Gate asks the chart.',
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/status': clear('`read`; `review` when a person has to look before anything is done with it'),
		'/format': clear('`pdf` or `tiff`'),
		'/bytes': clear('Size of the file'),
		'/sha256': clear('Fingerprint of the file'),
		'/documents/*/kind': clear('What kind of document it is; `other` when nothing fits'),
		'/documents/*/secondKind': clear('What else it may be, when that is not far behind'),
		'/documents/*/confidence': clear('Of the kind and of both ends together, 0 to 1'),
		'/documents/*/kindConfidence': clear('Of the kind, 0 to 1'),
		'/documents/*/splitConfidence': clear('That it begins and ends where it does, 0 to 1'),
		'/documents/*/readConfidence': clear('Of the text of its worst page, 0 to 1'),
		'/documents/*/startedBy': clear('Why a document was taken to begin there, as a code'),
		'/documents/*/pages/*': clear('Numbers of its pages in the file, from 1'),
		'/documents/*/claimedPatient/id': sealed(
			'Medical record number that it names; empty when none or several',
		),
		'/documents/*/claimedPatient/issuer': sealed(
			'Always empty: a fax does not say who issued the number',
		),
		'/documents/*/claimedPatient/name': sealed('Name, components separated by `^`'),
		'/documents/*/claimedPatient/birthDate': sealed('YYYYMMDD'),
		'/documents/*/claimedPatient/sex': sealed('M, F, O or empty'),
		'/documents/*/accessionNumber': sealed('Accession number that it names'),
		'/documents/*/mixedIdentity': clear(
			'True when its pages say different things about the patient',
		),
		'/documents/*/claimConfidence': clear('Of the least sure claim, 0 to 1; 0 when there is none'),
		'/documents/*/claims/*/kind': clear('What is claimed: patient-name, birth-date, ...'),
		'/documents/*/claims/*/value': sealed('As it stands on the page'),
		'/documents/*/claims/*/normal': sealed(
			'In the form in which it is compared; absent when unclear',
		),
		'/documents/*/claims/*/page': clear('Where: number of the page in the file'),
		'/documents/*/claims/*/confidence': clear('Of its least sure word, 0 to 1'),
		'/documents/*/claims/*/box/*': clear('Where on the page: left, top, right, bottom in points'),
		'/pages/*/page': clear('Number of the page in the file, from 1'),
		'/pages/*/document': clear('Which document it belongs to, from 1'),
		'/pages/*/width': clear('Width in points (1/72 inch)'),
		'/pages/*/height': clear('Height in points'),
		'/pages/*/origin': clear(
			'`text-layer`: text of the file that was seen on the page; `ocr`: read from its picture; `none`: nothing',
		),
		'/pages/*/confidence': clear('Mean of its words by their length, 0 to 1'),
		'/pages/*/skew': clear('Degrees by which it stood askew'),
		'/pages/*/turned': clear('Degrees by which it had to be turned'),
		'/pages/*/doubts/*': clear('Why a person should look at it, as codes'),
		'/pages/*/text': sealed('Its text, line by line'),
		'/pages/*/words': sealed(
			'One word per line: text, left, top, right, bottom (points), confidence, origin, line, with tabs between',
		),
		'/review/*/code': clear('Why a person should look, as a code'),
		'/review/*/message': clear('The same in plain words, without any of the text'),
		'/review/*/page': clear('Which page'),
		'/review/*/document': clear('Which document'),
		'/provenance/reader': clear('This package and its version'),
		'/provenance/pictures': clear('What made pictures of the pages'),
		'/provenance/textRecognition': clear('What read the pictures'),
		'/provenance/dpi': clear('Pixels per inch of the pictures'),
		'/provenance/textLayerCheck': clear('When text of the file was held against the picture'),
		'/provenance/threshold': clear('Below it a person is asked'),
	},
};
