/** Small PDF files, written by hand so that a test shows what stands in them. */

export interface TextRun {
	readonly text: string;
	/** Points from the left and from the bottom. */
	readonly x: number;
	readonly y: number;
	readonly size?: number;
	readonly bold?: boolean;
	/** Text render mode; 3 is invisible. */
	readonly mode?: number;
	/** 0 black, 1 white. */
	readonly grey?: number;
}

export interface PageImage {
	/** The dictionary without its length, and the bytes. */
	readonly dictionary: string;
	readonly bytes: Uint8Array;
	/** Drawn before the text. */
	readonly matrix: readonly [number, number, number, number, number, number];
}

export interface PageSource {
	readonly width?: number;
	readonly height?: number;
	readonly rotate?: number;
	readonly runs?: readonly TextRun[];
	readonly image?: PageImage;
	/** Operators of a content stream, drawn last. */
	readonly after?: string;
}

const escaped = (text: string): string => text.replace(/[\\()]/g, (one) => `\\${one}`);

function content({ runs = [], image, after = '' }: PageSource): string {
	const drawn = image === undefined ? '' : `q ${image.matrix.join(' ')} cm /Im Do Q\n`;
	const lines = runs.map(
		({ text, x, y, size = 11, bold = false, mode = 0, grey = 0 }) =>
			`BT /${bold ? 'FB' : 'F'} ${size} Tf ${mode} Tr ${grey} g ${x} ${y} Td (${escaped(text)}) Tj ET`,
	);
	return `${drawn}${lines.join('\n')}\n${after}`;
}

/**
 * A PDF of these pages in Helvetica.
 *
 * @param catalog more entries of the catalog, such as an action at opening
 * @param trailer more entries of the trailer
 */
export function pdf(
	pages: readonly PageSource[],
	{ catalog = '', trailer = '' }: { catalog?: string; trailer?: string } = {},
): Buffer {
	const objects: Buffer[] = [];
	const add = (text: string, bytes?: Uint8Array): number => {
		const stream =
			bytes === undefined
				? []
				: [Buffer.from('stream\n'), Buffer.from(bytes), Buffer.from('\nendstream')];
		objects.push(Buffer.concat([Buffer.from(`${text}\n`, 'latin1'), ...stream]));
		return objects.length;
	};
	add(`<</Type/Catalog/Pages 2 0 R ${catalog}>>`);
	const kids = pages.map((_, index) => `${5 + index * 3} 0 R`).join(' ');
	add(`<</Type/Pages/Kids[${kids}]/Count ${pages.length}>>`);
	add('<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>');
	add('<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>');
	for (const page of pages) {
		const number = objects.length + 1;
		const { width = 612, height = 792, rotate = 0, image } = page;
		const external = image === undefined ? '' : `/XObject<</Im ${number + 2} 0 R>>`;
		add(
			`<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${width} ${height}]/Rotate ${rotate}` +
				`/Contents ${number + 1} 0 R/Resources<</Font<</F 3 0 R/FB 4 0 R>>${external}>>>>`,
		);
		const drawn = Buffer.from(content(page), 'latin1');
		add(`<</Length ${drawn.length}>>`, drawn);
		if (image === undefined) add('null');
		else add(`<<${image.dictionary}/Length ${image.bytes.length}>>`, image.bytes);
	}
	const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')];
	const offsets = objects.map((object, index) => {
		const at = parts.reduce((sum, { length }) => sum + length, 0);
		parts.push(Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n'));
		return at;
	});
	const table = parts.reduce((sum, { length }) => sum + length, 0);
	const rows = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
	parts.push(
		Buffer.from(
			`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}` +
				`trailer\n<</Size ${objects.length + 1}/Root 1 0 R ${trailer}>>\nstartxref\n${table}\n%%EOF\n`,
		),
	);
	return Buffer.concat(parts);
}
