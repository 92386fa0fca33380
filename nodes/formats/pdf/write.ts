/** A picture on a page: the entries of its dictionary without the length, and its encoded bytes. */
export interface PdfImage {
	readonly dictionary: string;
	readonly bytes: Uint8Array;
	/** Points from the top of the page. */
	readonly top: number;
	readonly height: number;
}

/** A page that shows pictures one below the other, each as wide as the page. Lengths in points. */
export interface PdfImagePage {
	readonly width: number;
	readonly height: number;
	readonly rotate: 0 | 90 | 180 | 270;
	readonly images: readonly PdfImage[];
}

const number = (value: number): string => value.toFixed(4);

/** A PDF file of these pages (ISO 32000-2 7.5). */
export function pdfOf(pages: readonly PdfImagePage[]): Buffer {
	const file = new Writer();
	const catalog = file.reserve();
	const tree = file.reserve();
	file.put(catalog, `<</Type/Catalog/Pages ${tree} 0 R>>`);
	const kids = pages.map((page) => addPage(file, page, tree));
	const list = kids.map((kid) => `${kid} 0 R`).join(' ');
	file.put(tree, `<</Type/Pages/Kids[${list}]/Count ${kids.length}>>`);
	return file.end(catalog);
}

function addPage(file: Writer, page: PdfImagePage, tree: number): number {
	const { width, height, rotate, images } = page;
	const objects = images.map(({ dictionary, bytes }) => {
		const at = file.reserve();
		file.put(at, `<</Type/XObject/Subtype/Image${dictionary}/Length ${bytes.length}>>`, bytes);
		return at;
	});
	const drawn = images
		.map(({ top, height: tall }, index) => {
			const bottom = number(height - top - tall);
			return `q ${number(width)} 0 0 ${number(tall)} 0 ${bottom} cm /I${index} Do Q`;
		})
		.join('\n');
	const contents = file.reserve();
	file.put(contents, `<</Length ${drawn.length}>>`, Buffer.from(drawn));
	const names = objects.map((at, index) => `/I${index} ${at} 0 R`).join('');
	const at = file.reserve();
	file.put(
		at,
		`<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 ${number(width)} ${number(height)}]` +
			`/Rotate ${rotate}/Contents ${contents} 0 R/Resources<</XObject<<${names}>>>>>>`,
	);
	return at;
}

class Writer {
	private readonly parts: Uint8Array[] = [Buffer.from('%PDF-1.7\n')];
	private readonly offsets: number[] = [];
	private length = 9;

	/** @returns the number of a new object */
	reserve(): number {
		return this.offsets.push(0);
	}

	put(object: number, dictionary: string, stream?: Uint8Array): void {
		this.offsets[object - 1] = this.length;
		this.add(Buffer.from(`${object} 0 obj\n${dictionary}\n`, 'latin1'));
		if (stream !== undefined) {
			this.add(Buffer.from('stream\n'));
			this.add(stream);
			this.add(Buffer.from('\nendstream\n'));
		}
		this.add(Buffer.from('endobj\n'));
	}

	end(catalog: number): Buffer {
		const size = this.offsets.length + 1;
		const rows = this.offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
		const table = this.length;
		this.add(
			Buffer.from(
				`xref\n0 ${size}\n0000000000 65535 f \n${rows}` +
					`trailer\n<</Size ${size}/Root ${catalog} 0 R>>\nstartxref\n${table}\n%%EOF\n`,
			),
		);
		return Buffer.concat(this.parts);
	}

	private add(bytes: Uint8Array): void {
		this.parts.push(bytes);
		this.length += bytes.length;
	}
}
