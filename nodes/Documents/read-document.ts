import { createHash } from 'node:crypto';
import { claimedOf } from './claims/patient';
import { claimsOf, type PatientClaim } from './claims/claims';
import type { DateOrder } from './claims/birth-date';
import type { TextReader } from '../formats/ocr';
import {
	packWords,
	type FoundDocument,
	type ReadDocument,
	type ReadPage,
} from '../shared/contracts';
import { VERSION } from '../shared/version';
import { textOf } from './reading/lines';
import { openDocument, READING_DPI } from './reading/open';
import type { LayerCheck } from './reading/page';
import { readPages } from './reading/read-pages';
import { READING_LIMITS, type PageReading, type ReadingLimits } from './reading/types';
import { reviewOf } from './review';
import { classify } from './sorting/classify';
import { factsOf, type PageFacts } from './sorting/page-facts';
import { split, type Split } from './sorting/split';

export interface ReadDocumentOptions {
	/** Below it a document goes to a person, 0 to 1. */
	readonly threshold?: number;
	readonly check?: LayerCheck;
	readonly dateOrder?: DateOrder;
	readonly allowActive?: boolean;
	/** False: the file is one document, whatever its pages say. */
	readonly splits?: boolean;
	readonly limits?: Partial<ReadingLimits>;
	readonly signal?: AbortSignal;
	readonly openReader?: () => Promise<TextReader>;
	readonly readers?: number;
}

export const THRESHOLD = 0.8;

/**
 * Reads a PDF or a fax: its pages, the documents it holds, their kinds, and what they claim about
 * their patients, each with where it stands and how sure it is.
 *
 * @throws HospitalError `document-...`: nothing is read of a document that is refused
 */
export async function readDocument(
	bytes: Uint8Array,
	options: ReadDocumentOptions = {},
): Promise<ReadDocument> {
	const { check = 'always', dateOrder = 'month-first', threshold = THRESHOLD } = options;
	const limits = { ...READING_LIMITS, ...options.limits };
	const { format, pdf } = await openDocument(
		bytes,
		limits,
		options.allowActive === true,
		options.signal,
	);
	let pages: PageReading[];
	try {
		pages = await readPages(pdf, { ...options, check, timeoutMs: limits.timeoutMs });
	} finally {
		await pdf.close();
	}
	const facts = pages.map(factsOf);
	const claims = pages.map((page) => claimsOf(page, dateOrder));
	const splits = options.splits === false ? [wholeOf(pages)] : split(facts, claims);
	const documents = splits.map((one) => documentOf(one, pages, facts, claims));
	const review = reviewOf(pages, documents, threshold);
	return {
		contract: 'ReadDocument/1',
		status: review.length === 0 ? 'read' : 'review',
		format,
		bytes: bytes.length,
		sha256: createHash('sha256').update(bytes).digest('hex'),
		documents,
		pages: pages.map((page) => pageOf(page, splits)),
		review,
		provenance: {
			reader: `n8n-nodes-hospital ${VERSION}`,
			pictures: 'PDFium (@hyzyla/pdfium 2.1.13)',
			textRecognition: 'Tesseract (tesseract.js 7.0.0, English 4.0.0 best, integer)',
			dpi: READING_DPI,
			textLayerCheck: check,
			threshold,
		},
	};
}

const wholeOf = (pages: readonly PageReading[]): Split => ({
	pages: pages.map((_, index) => index),
	because: 'first-page',
	confidence: 1,
});

function documentOf(
	{ pages, because, confidence }: Split,
	read: readonly PageReading[],
	facts: readonly PageFacts[],
	claims: ReadonlyArray<readonly PatientClaim[]>,
): FoundDocument {
	const kind = classify(pages.map((index) => facts[index]!));
	const own = pages.flatMap((index) => claims[index]!);
	const { patient, accessionNumber, mixed, confidence: sure } = claimedOf(own);
	return {
		kind: kind.kind,
		...(kind.second !== undefined && { secondKind: kind.second }),
		kindConfidence: round(kind.confidence),
		splitConfidence: round(confidence),
		readConfidence: round(Math.min(...pages.map((index) => read[index]!.confidence))),
		confidence: round(kind.confidence * confidence),
		startedBy: because,
		pages: pages.map((index) => index + 1),
		claimedPatient: patient,
		accessionNumber,
		mixedIdentity: mixed,
		claimConfidence: round(sure),
		claims: own.map(({ kind: name, value, normal, page, confidence: least, ...box }) => ({
			kind: name,
			value,
			...(normal !== undefined && { normal }),
			page,
			confidence: round(least),
			box: [box.left, box.top, box.right, box.bottom],
		})),
	};
}

function pageOf(page: PageReading, splits: readonly Split[]): ReadPage {
	const { number, width, height, origin, confidence, blank, skew, turned, doubts, lines } = page;
	return {
		page: number,
		document: splits.findIndex(({ pages }) => pages.includes(number - 1)) + 1,
		width,
		height,
		origin,
		confidence,
		blank,
		skew,
		turned,
		doubts: [...doubts],
		text: textOf(lines),
		words: packWords(lines.flatMap(({ words }, line) => words.map((word) => ({ ...word, line })))),
	};
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
