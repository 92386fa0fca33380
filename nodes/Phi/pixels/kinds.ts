import { Tag, type DataSet } from '../../formats/dicom';
import type { ReviewReason } from '../types';

/** What the header says about text and faces in the picture. */
export interface Kind {
	/** Why a person must look first; empty when nothing speaks against the image. */
	readonly reasons: readonly ReviewReason[];
	/** False only for pictures that a scanner computed itself and that carry no text by their nature. */
	readonly doubt: boolean;
	/** (0028,0301) says that there is none. */
	readonly saysNone: boolean;
}

const STORAGE = '1.2.840.10008.5.1.4.1.1.';
/** SOP classes (PS3.4 B.5), with all below them, of pictures that are known for text or faces. */
const RISKY_CLASSES: readonly (readonly [prefix: string, what: string])[] = [
	['7', 'a secondary capture'],
	['6', 'an ultrasound image'],
	['3', 'an ultrasound image'],
	['14', 'an intravascular image'],
	['77.1', 'a picture in visible light (endoscopy, photograph, slide, eye)'],
];
const RISKY_MODALITIES: Readonly<Record<string, string>> = {
	SC: 'a secondary capture',
	US: 'an ultrasound image',
	IVUS: 'an ultrasound image',
	ES: 'an endoscopy',
	XC: 'a photograph',
	GM: 'a picture in visible light',
	SM: 'a picture in visible light',
	DMS: 'a photograph',
	OP: 'a picture of the eye',
	OPT: 'a picture of the eye',
	OT: 'of no known kind',
	OTHER: 'of no known kind',
	DOC: 'a document',
	ECG: 'a recording',
	HC: 'a hard copy',
};
/** CT, MR, PET and NM: clean when the scanner itself made them (ORIGINAL\PRIMARY). */
const SCANNED = ['2', '2.1', '4', '4.1', '4.3', '128', '130', '20'];
/** Segmentation, dose and parameter maps: their cells are no grey levels. */
const COMPUTED = ['66.4', '66.7', '481.2', '30'];

const RECOGNIZABLE_VISUAL_FEATURES = 0x00280302;
/** Defined terms of Conversion Type (PS3.3 C.8.6.1) but DI: a scanner's own digital interface. */
const CAPTURED: ReadonlySet<string> = new Set(['DV', 'SD', 'SI', 'DF', 'WSD', 'DRW', 'SYN']);
/** As makers write it into Image Type: `SCREEN SAVE`, `SCREEN_CAPTURE`, `SCREENSHOT`. */
const SCREEN = /SCREEN[ _-]*(?:SAVE|CAPTURE|SHOT)|SECONDARY[ _-]*CAPTURE/;

/** @param set the header as it came */
export function kindOf(set: DataSet): Kind {
	const reasons: ReviewReason[] = [];
	const risky = riskOf(set);
	const captured = risky === undefined ? captureOf(set) : undefined;
	const what = risky ?? captured?.what;
	if (what !== undefined) {
		reasons.push({
			code: 'pixel-kind',
			message: `The image is ${what}. Such images often show names, dates or faces: a person must look at it first.`,
			at: captured?.at ?? '(0008,0016)',
		});
	}
	const annotation = set.string(Tag.BurnedInAnnotation).toUpperCase();
	if (annotation !== '' && annotation !== 'NO') {
		reasons.push({
			code: 'burned-in-annotation',
			message:
				'The header says that text is burned into the image: a person must look at it first.',
			at: '(0028,0301)',
		});
	}
	const features = set.bytes(RECOGNIZABLE_VISUAL_FEATURES)?.toString('latin1').trim().toUpperCase();
	if (features === 'YES') {
		reasons.push({
			code: 'recognizable-features',
			message:
				'The header says that the patient can be recognised in the image: a person must look at it first.',
			at: '(0028,0302)',
		});
	}
	const saysNone = annotation === 'NO';
	return { reasons, saysNone, doubt: what !== undefined || !isScanned(set) };
}

function riskOf(set: DataSet): string | undefined {
	const sopClass = set.string(Tag.SOPClassUID);
	if (sopClass.startsWith(STORAGE)) {
		const short = sopClass.slice(STORAGE.length);
		const found = RISKY_CLASSES.find(([one]) => short === one || short.startsWith(`${one}.`));
		if (found !== undefined) return found[1];
	}
	const modality = set.string(Tag.Modality).toUpperCase();
	return modality === '' ? 'of no known kind' : RISKY_MODALITIES[modality];
}

/**
 * Screens and digitized pictures that a scanner files under its own SOP class: they show what a
 * monitor showed, and with it often who the patient is.
 */
function captureOf(set: DataSet): { what: string; at: string } | undefined {
	const values = (tag: number) => set.strings(tag).map((value) => value.trim().toUpperCase());
	if (values(Tag.ImageType).some((value) => SCREEN.test(value)))
		return { what: 'a copy of a screen', at: '(0008,0008)' };
	if (values(Tag.ConversionType).some((value) => CAPTURED.has(value)))
		return { what: 'a secondary capture', at: '(0008,0064)' };
	return undefined;
}

function isScanned(set: DataSet): boolean {
	const sopClass = set.string(Tag.SOPClassUID);
	const short = sopClass.startsWith(STORAGE) ? sopClass.slice(STORAGE.length) : '';
	if (COMPUTED.includes(short)) return true;
	const [original, primary, ...further] = set
		.strings(Tag.ImageType)
		.map((value) => value.toUpperCase());
	const captured = further.some((value) =>
		/SCREEN|SAVE|CAPTURE|DOSE|REPORT|OTHER|TEXT/.test(value),
	);
	return SCANNED.includes(short) && original === 'ORIGINAL' && primary === 'PRIMARY' && !captured;
}
