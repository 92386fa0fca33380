import type { Pdfium } from './sandbox';
import type { GreyPicture, LayerWord, PdfLimits, PdfPage, PdfRefusal } from './types';

/** PDFium's FPDF_ERR_... */
const REFUSALS: Readonly<Record<number, PdfRefusal>> = { 4: 'password', 5: 'security' };
const POINTS_PER_INCH = 72;
const GREY = 1;
const ANNOTATIONS = 0x01;
const AS_GREY = 0x08;
const WHITE = 0xffffffff;
/** Text render modes that leave no mark: invisible, and only clipping (ISO 32000-2 9.3.6). */
const UNSEEN = new Set([3, 7]);

export class PdfRefused extends Error {
	constructor(readonly refusal: PdfRefusal) {
		super(refusal);
	}
}

/** A document in PDFium's memory. Not for use from outside of its thread. */
export class PdfDocument {
	private readonly handle: number;

	/** @throws PdfRefused */
	constructor(
		private readonly pdfium: Pdfium,
		bytes: Uint8Array,
		private readonly limits: PdfLimits,
	) {
		const { call } = pdfium;
		const at = this.reserve(bytes.length);
		pdfium.bytes().set(bytes, at);
		this.handle = call.FPDF_LoadMemDocument!(at, bytes.length, 0);
		if (this.handle === 0) throw new PdfRefused(REFUSALS[call.FPDF_GetLastError!()] ?? 'format');
		if (this.pages < 1) throw new PdfRefused('pages-none');
		if (this.pages > limits.maxPages) throw new PdfRefused('pages-many');
	}

	get pages(): number {
		return this.pdfium.call.FPDF_GetPageCount!(this.handle);
	}

	/** Scripts that a viewer would run; here none is. */
	get scripts(): number {
		return Math.max(0, this.pdfium.call.FPDFDoc_GetJavaScriptActionCount!(this.handle));
	}

	/** Encrypted, but opened by the empty password. */
	get encrypted(): boolean {
		return this.pdfium.call.FPDF_GetSecurityHandlerRevision!(this.handle) > 0;
	}

	/** @param index from 0 @throws PdfRefused */
	read(index: number, dpi: number): PdfPage {
		const { call } = this.pdfium;
		const page = call.FPDF_LoadPage!(this.handle, index);
		if (page === 0) throw new PdfRefused('page');
		try {
			const width = call.FPDF_GetPageWidthF!(page);
			const height = call.FPDF_GetPageHeightF!(page);
			const across = Math.round((width / POINTS_PER_INCH) * dpi);
			const down = Math.round((height / POINTS_PER_INCH) * dpi);
			if (!(across > 0 && down > 0 && across * down <= this.limits.maxPixels)) {
				throw new PdfRefused('page-size');
			}
			const { words, cut } = this.layer(page, width, height);
			return { width, height, words, cut, picture: this.render(page, across, down), dpi };
		} finally {
			call.FPDF_ClosePage!(page);
		}
	}

	private render(page: number, width: number, height: number): GreyPicture {
		const { call } = this.pdfium;
		const bitmap = call.FPDFBitmap_CreateEx!(width, height, GREY, 0, 0);
		if (bitmap === 0) throw new PdfRefused('memory');
		call.FPDFBitmap_FillRect!(bitmap, 0, 0, width, height, WHITE);
		call.FPDF_RenderPageBitmap!(bitmap, page, 0, 0, width, height, 0, ANNOTATIONS | AS_GREY);
		const from = call.FPDFBitmap_GetBuffer!(bitmap);
		const stride = call.FPDFBitmap_GetStride!(bitmap);
		const grey = new Uint8Array(width * height);
		const bytes = this.pdfium.bytes();
		for (let row = 0; row < height; row++) {
			const start = from + row * stride;
			grey.set(bytes.subarray(start, start + width), row * width);
		}
		call.FPDFBitmap_Destroy!(bitmap);
		return { width, height, grey };
	}

	/** Characters in the order of the content, put together to words. */
	private layer(page: number, width: number, height: number): { words: LayerWord[]; cut: boolean } {
		const { call } = this.pdfium;
		const text = call.FPDFText_LoadPage!(page);
		if (text === 0) return { words: [], cut: false };
		const scratch = this.reserve(64);
		const devices = this.reserve(8);
		try {
			const count = Math.max(0, call.FPDFText_CountChars!(text));
			const gathering = new Gathering();
			for (let at = 0; at < Math.min(count, this.limits.maxCharacters); at++) {
				const code = call.FPDFText_GetUnicode!(text, at) >>> 0;
				const ok = call.FPDFText_GetCharBox!(
					text,
					at,
					scratch,
					scratch + 8,
					scratch + 16,
					scratch + 24,
				);
				if (!ok || isSpace(code)) {
					gathering.end();
					continue;
				}
				const view = this.pdfium.view();
				const [left, right, bottom, top] = [0, 8, 16, 24].map((by) =>
					view.getFloat64(scratch + by, true),
				) as [number, number, number, number];
				const [one, other] = [
					this.onPage(page, devices, left, top, width, height),
					this.onPage(page, devices, right, bottom, width, height),
				];
				gathering.add(String.fromCodePoint(code), {
					left: Math.min(one[0], other[0]),
					top: Math.min(one[1], other[1]),
					right: Math.max(one[0], other[0]),
					bottom: Math.max(one[1], other[1]),
					invisible: this.isUnseen(text, at, scratch),
				});
			}
			gathering.end();
			return { words: gathering.words, cut: count > this.limits.maxCharacters };
		} finally {
			call.free!(scratch);
			call.free!(devices);
			call.FPDFText_ClosePage!(text);
		}
	}

	/** From the page's own coordinates to points from the top left of the page as it is shown. */
	private onPage(
		page: number,
		at: number,
		x: number,
		y: number,
		width: number,
		height: number,
	): [number, number] {
		const fine = 100;
		const [across, down] = [Math.round(width * fine), Math.round(height * fine)];
		this.pdfium.call.FPDF_PageToDevice!(page, 0, 0, across, down, 0, x, y, at, at + 4);
		const view = this.pdfium.view();
		return [view.getInt32(at, true) / fine, view.getInt32(at + 4, true) / fine];
	}

	private isUnseen(text: number, at: number, scratch: number): boolean {
		const { call } = this.pdfium;
		const object = call.FPDFText_GetTextObject!(text, at);
		if (object !== 0 && UNSEEN.has(call.FPDFTextObj_GetTextRenderMode!(object))) return true;
		const base = scratch + 32;
		const known = call.FPDFText_GetFillColor!(text, at, base, base + 4, base + 8, base + 12);
		return known !== 0 && this.pdfium.view().getUint32(base + 12, true) === 0;
	}

	private reserve(size: number): number {
		const at = this.pdfium.call.malloc!(size);
		if (at === 0) throw new PdfRefused('memory');
		return at;
	}
}

const isSpace = (code: number): boolean =>
	code <= 0x20 || code === 0xa0 || code === 0xfffe || code === 0xffff || code > 0x10ffff;

type Place = Omit<LayerWord, 'text'>;

/** A word ends at a space, where the next character stands apart, and where visibility changes. */
class Gathering {
	readonly words: LayerWord[] = [];
	private text = '';
	private place: Place | undefined;

	add(character: string, next: Place): void {
		const { place } = this;
		if (place !== undefined && !follows(place, next)) this.end();
		const before = this.place ?? next;
		this.place = {
			left: Math.min(before.left, next.left),
			top: Math.min(before.top, next.top),
			right: Math.max(before.right, next.right),
			bottom: Math.max(before.bottom, next.bottom),
			invisible: next.invisible,
		};
		this.text += character;
	}

	end(): void {
		if (this.place !== undefined) this.words.push({ text: this.text, ...this.place });
		this.place = undefined;
		this.text = '';
	}
}

function follows(before: Place, next: Place): boolean {
	if (before.invisible !== next.invisible) return false;
	const tall = Math.max(before.bottom - before.top, next.bottom - next.top, 4);
	const across = next.left - before.right;
	const down = Math.max(next.top - before.bottom, before.top - next.bottom);
	return across < tall && across > -3 * tall - (before.right - before.left) && down < tall / 2;
}
