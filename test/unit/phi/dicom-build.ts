import { standardVr } from '../../../dist/nodes/Phi/formats/dicom/dictionary.js';
import { element, item, type Layout } from '../dicom-data/bytes.ts';
import type { Row } from './dicom-oracle.ts';

export const CT = '1.2.840.10008.5.1.4.1.1.2';
/** Referenced Series Sequence: the table does not name it, so it stays and its items are cleaned. */
export const KEPT_SEQUENCE = 0x00081115;

const VALUES: Readonly<Record<string, string | Buffer>> = {
	AE: 'ZZSTATION ',
	AS: '045Y',
	CS: 'ZZCODE',
	DA: '20260102',
	DT: '20260102101500',
	TM: '101530',
	DS: '1.50',
	IS: '77',
	PN: 'ZZTEST^ADA',
	UR: 'http://zz.invalid/zebra ',
	UN: Buffer.from('zebra '),
	OB: Buffer.from('zebra '),
};

/** An item with something of every kind that must not get through. */
const inner = (layout: Layout) =>
	Buffer.concat([
		element(0x00081155, 'UI', '1.2.826.0.1.9.2\0', layout),
		element(0x00100010, 'PN', 'ZZTEST^ADA', layout),
	]);

export function valueOf(tag: number, vr: string, layout: Layout = 'explicit-little'): Buffer {
	if (vr === 'SQ') return item(inner(layout), false, layout);
	// Of every text another one: a repeated value would be taken for one of the header's names.
	if (/^(?:LO|LT|SH|ST|UC|UT)$/.test(vr))
		return Buffer.from(`Zebra${tag.toString(36)} `.slice(0, 12));
	if (vr === 'UI')
		return Buffer.from(`1.2.826.0.1.${tag.toString().padEnd(10, '1')}\0\0`.slice(0, 22));
	const value = VALUES[vr] ?? Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]);
	return typeof value === 'string' ? Buffer.from(value, 'latin1') : value;
}

/** Tags that a row stands for; two for a pattern. */
export function tagsOf({ id }: Row): number[] {
	if (id.startsWith('gggg')) return [0x00091001, 0x7fe11001];
	const hex = (digits: string) => Number.parseInt(id.replaceAll('x', digits), 16);
	return id.includes('x') ? [hex('0'), hex('2')] : [Number.parseInt(id, 16)];
}

export function vrOfRow(tag: number): string {
	if ((tag >>> 16) & 1) return 'LO';
	return standardVr(tag) ?? (tag % 0x10000 === 0x3000 ? 'OW' : 'LO');
}

/** Elements for every row, in order; that of the file meta group left out. */
export function allRows(
	rows: readonly Row[],
	layout: Layout = 'explicit-little',
	more: readonly (readonly [number, Buffer])[] = [],
): Buffer {
	const made = rows
		.flatMap(tagsOf)
		.filter((tag) => tag >>> 16 !== 0x0002 && !more.some(([other]) => other === tag))
		.map((tag): readonly [number, Buffer] => {
			const vr = vrOfRow(tag);
			return [tag, element(tag, vr, valueOf(tag, vr, layout), layout)];
		});
	return Buffer.concat([...made, ...more].sort(([a], [b]) => a - b).map(([, bytes]) => bytes));
}

/** A file that holds every row on the top level, in an item, and in an item of an item. */
export function fullFile(
	rows: readonly Row[],
	{ sopClass = CT, layout = 'explicit-little' as Layout } = {},
): Buffer {
	const padded = sopClass.length % 2 ? `${sopClass}\0` : sopClass;
	const sequence = (content: Buffer): readonly [number, Buffer] => [
		KEPT_SEQUENCE,
		element(KEPT_SEQUENCE, 'SQ', item(content, false, layout), layout),
	];
	const nested = allRows(rows, layout, [sequence(allRows(rows, layout))]);
	const content = allRows(rows, layout, [
		sequence(nested),
		[0x00080016, element(0x00080016, 'UI', padded, layout)],
	]);
	const transferSyntax = {
		'explicit-little': '1.2.840.10008.1.2.1',
		'implicit-little': '1.2.840.10008.1.2',
		'explicit-big': '1.2.840.10008.1.2.2',
	}[layout];
	const meta = Buffer.concat([
		element(0x00020003, 'UI', valueOf(0x00080018, 'UI')),
		element(0x00020010, 'UI', padEven(transferSyntax)),
	]);
	return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), meta, content]);
}

const padEven = (uid: string) => (uid.length % 2 ? `${uid}\0` : uid);
