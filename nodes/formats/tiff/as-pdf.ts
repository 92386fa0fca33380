import { pdfOf, type PdfImage, type PdfImagePage } from '../pdf/write';
import type { TiffPage } from './directory';

const TURNS: Readonly<Record<number, 0 | 90 | 180 | 270>> = { 1: 0, 3: 180, 6: 90, 8: 270 };

/**
 * The same pages as a PDF, the compressed data as it is: PDF knows every compression of a fax (ISO
 * 32000-2 7.4), so that only one program, PDFium in its cage, ever decompresses what came from outside.
 */
export function tiffAsPdf(pages: readonly TiffPage[]): Buffer {
	return pdfOf(pages.map(pageOf));
}

function pageOf(page: TiffPage): PdfImagePage {
	const [across, down] = page.dpi;
	let top = 0;
	const images = page.strips.map(({ rows, bytes }): PdfImage => {
		const image = {
			dictionary: `${kindOf(page, rows)}${filterOf(page, rows)}`,
			bytes: page.fillOrder === 2 ? reversed(bytes) : bytes,
			top: (top / down) * 72,
			height: (rows / down) * 72,
		};
		top += rows;
		return image;
	});
	return {
		width: (page.width / across) * 72,
		height: (page.height / down) * 72,
		rotate: TURNS[page.orientation] ?? 0,
		images,
	};
}

function kindOf({ width, bits, photometric, compression }: TiffPage, rows: number): string {
	const space = photometric === 2 ? '/DeviceRGB' : '/DeviceGray';
	// The filter for fax knows by itself what is black; for the others white may be zero.
	const inverted = photometric === 0 && !isFax(compression) ? '/Decode[1 0]' : '';
	return `/Width ${width}/Height ${rows}/BitsPerComponent ${bits}/ColorSpace${space}${inverted}`;
}

const isFax = (compression: number): boolean => compression === 3 || compression === 4;

function filterOf(page: TiffPage, rows: number): string {
	const { compression, width, samples, bits, predictor } = page;
	const predicted =
		predictor === 2
			? `/DecodeParms<</Predictor 2/Colors ${samples}/BitsPerComponent ${bits}/Columns ${width}>>`
			: '';
	switch (compression) {
		case 1:
			return '';
		case 5:
			return `/Filter/LZWDecode${predicted}`;
		case 32773:
			return '/Filter/RunLengthDecode';
		case 8:
		case 32946:
			return `/Filter/FlateDecode${predicted}`;
		default:
			return `/Filter/CCITTFaxDecode/DecodeParms<<${faxParameters(page, rows)}>>`;
	}
}

/** ISO 32000-2 table 11. `K`: below 0 Group 4, 0 one-dimensional, above 0 mixed. */
function faxParameters(page: TiffPage, rows: number): string {
	const { compression, t4Options, photometric, width } = page;
	const k = compression === 4 ? -1 : compression === 3 && (t4Options & 1) === 1 ? 1 : 0;
	// Coded white is white, unless the file says that zero is black.
	const black = photometric === 1 ? '/BlackIs1 true' : '';
	const aligned = compression === 3 && (t4Options & 4) === 4 ? '/EncodedByteAlign true' : '';
	const lines = compression === 3 ? '/EndOfLine true' : '';
	return `/K ${k}/Columns ${width}/Rows ${rows}/EndOfBlock false${black}${aligned}${lines}`;
}

const MIRROR = Uint8Array.from({ length: 256 }, (_, value) => {
	let turned = 0;
	for (let bit = 0; bit < 8; bit++) if ((value >> bit) & 1) turned |= 0x80 >> bit;
	return turned;
});

const reversed = (bytes: Uint8Array): Uint8Array => bytes.map((value) => MIRROR[value]!);
