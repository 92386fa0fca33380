import { openPdf } from '../../../dist/nodes/formats/pdf/index.js';
import { rotated } from '../../../dist/nodes/Documents/reading/picture.js';
import type { Random } from '../../hospital/random.ts';
import { pdf, type PageSource, type TextRun } from '../../unit/documents/pdf.ts';
import { bilevel, tiff, type Bitmap } from '../../unit/documents/tiff.ts';
import { cover, document, KINDS, person, type Made, type PageText } from './templates.ts';

/** What a fax went through on its way. */
export interface Damage {
	/** Degrees clockwise. */
	readonly skew: number;
	/** Share of pixels that noise turned over. */
	readonly noise: number;
	/** Standard (98 lines per inch) instead of fine (196). */
	readonly coarse: boolean;
	/** The line that the fax machine writes on top. */
	readonly machineLine: boolean;
	readonly upsideDown: boolean;
}

export interface Fax {
	readonly bytes: Buffer;
	readonly form: 'tiff' | 'pdf-image' | 'pdf-text';
	readonly damage: Damage;
	readonly documents: readonly Made[];
	/** Lines of every page as they were written. */
	readonly pages: readonly PageText[];
}

const runsOf = (lines: PageText): TextRun[] =>
	lines.map((line, index) => {
		const heading = line.startsWith('#');
		return {
			text: heading ? line.slice(1) : line,
			x: 60,
			y: 725 - index * 21 - (index > 0 ? 12 : 0),
			size: heading ? 17 : 11,
			bold: heading,
		};
	});

/** One of the hundred: its documents, its way, and its file. */
export async function makeFax(random: Random): Promise<Fax> {
	const documents: Made[] = [];
	const count = random.integer(1, 3);
	let who = person(random);
	for (let index = 0; index < count; index++) {
		if (index > 0 && random.next() < 0.25) who = person(random);
		documents.push(document(random, random.pick(KINDS), who));
	}
	const length = documents.reduce((sum, { pages }) => sum + pages.length, 0);
	if (random.next() < 0.5) documents.unshift(cover(random, length + 1));
	const pages = documents.flatMap((one) => one.pages);
	const form = random.pick(['tiff', 'tiff', 'pdf-image', 'pdf-image', 'pdf-text'] as const);
	const damage: Damage = {
		skew: random.between(-3, 3),
		noise: random.pick([0, 0.001, 0.004, 0.01]),
		coarse: random.next() < 0.25,
		machineLine: random.next() < 0.7,
		upsideDown: random.next() < 0.05,
	};
	const sources: PageSource[] = pages.map((lines, index) => ({
		runs: [
			...runsOf(lines),
			...(damage.machineLine && form !== 'pdf-text' ? [machineLine(index, pages.length)] : []),
		],
	}));
	const clean = pdf(sources);
	const bytes = form === 'pdf-text' ? clean : await sent(clean, form, damage, random);
	return { bytes, form, damage, documents, pages };
}

const machineLine = (index: number, of: number): TextRun => ({
	text: `10/21/2026 14:0${index % 10}  FROM: 555-0100  TO: 555-0199  PAGE ${index + 1}/${of}`,
	x: 40,
	y: 776,
	size: 8,
});

async function sent(
	clean: Buffer,
	form: 'tiff' | 'pdf-image',
	damage: Damage,
	random: Random,
): Promise<Buffer> {
	const document = await openPdf(clean);
	const bitmaps: Bitmap[] = [];
	for (let page = 1; page <= document.pages; page++) {
		const { picture } = await document.page(page, 200);
		const askew = rotated(picture, -damage.skew);
		const grey = damage.upsideDown ? Uint8Array.from(askew.grey).reverse() : askew.grey;
		for (let at = 0; at < grey.length; at++) {
			if (damage.noise > 0 && random.next() < damage.noise) grey[at] = 255 - grey[at]!;
		}
		bitmaps.push(bilevel({ ...askew, grey }, damage.coarse ? 2 : 1));
	}
	await document.close();
	if (form === 'tiff') return tiff(bitmaps, [200, damage.coarse ? 100 : 200]);
	return pdf(
		bitmaps.map(({ width, height, rows }) => ({
			image: {
				dictionary: `/Type/XObject/Subtype/Image/Width ${width}/Height ${height}/BitsPerComponent 1/ColorSpace/DeviceGray/Decode[1 0]`,
				bytes: rows,
				matrix: [612, 0, 0, 792, 0, 0] as const,
			},
		})),
	);
}
