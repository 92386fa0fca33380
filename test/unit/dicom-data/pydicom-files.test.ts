import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeRle, readPart10, Tag } from '../../../dist/nodes/formats/dicom/index.js';
import { needsPydicomFiles, pydicomFiles } from './shared-data.ts';

/** An independent reader of the same files. */
interface Dcmjs {
	data: {
		DicomMessage: {
			readFile(
				bytes: ArrayBuffer,
				options: object,
			): {
				dict: Record<string, { vr: string; Value?: unknown[] }>;
			};
		};
	};
}

const FILE = 'test_files/';

/** Files that are damaged on purpose, or whose header contradicts their encoding. */
const DAMAGED = new Set([
	'test_files/MR_truncated.dcm',
	'test_files/rtplan_truncated.dcm',
	'test_files/no_meta.dcm',
	'test_files/SC_rgb_jpeg.dcm',
	'test_files/dicomdirtests/DICOMDIR-nooffset',
]);

/** Every file that has the mark of Part 10 or is named as one. */
async function dicomFiles(): Promise<Array<{ name: string; bytes: Buffer }>> {
	const folder = pydicomFiles()!;
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const files = await Promise.all(
		entries
			.filter((entry) => entry.isFile())
			.map(async (entry) => {
				const path = join(entry.parentPath, entry.name);
				return { name: path.slice(folder.length + 1), bytes: await readFile(path) };
			}),
	);
	return files.filter(
		({ name, bytes }) => name.endsWith('.dcm') || bytes.toString('latin1', 128, 132) === 'DICM',
	);
}

test('every whole file is read, every damaged one refused', needsPydicomFiles, async () => {
	const files = await dicomFiles();
	assert.ok(files.length > 150, `${files.length} files`);
	for (const { name, bytes } of files) {
		if (DAMAGED.has(name)) {
			assert.throws(() => readPart10(bytes), { code: 'dicom-corrupt' }, name);
		} else {
			const { dataSet, complete } = readPart10(bytes);
			assert.ok(complete && (dataSet.size > 0 || name.includes('empty')), name);
		}
	}
});

// dcmjs reads nested text and several character sets wrongly, so text is compared where it is plain.
test('numbers and plain text agree with those of dcmjs', needsPydicomFiles, async (t) => {
	// dcmjs complains about what it does not support; that is not what is tested.
	for (const level of ['log', 'warn', 'error'] as const)
		t.mock.method(console, level, () => undefined);
	const require = createRequire(import.meta.url);
	const dcmjs = require('dcmjs') as Dcmjs;
	let compared = 0;
	let unreadable = 0;
	for (const { name, bytes } of await dicomFiles()) {
		if (DAMAGED.has(name)) continue;
		let dict;
		try {
			const copy = Uint8Array.from(bytes).buffer;
			dict = dcmjs.data.DicomMessage.readFile(copy, { ignoreErrors: true }).dict;
		} catch {
			unreadable++;
			continue;
		}
		const { dataSet } = readPart10(bytes);
		for (const [hex, { vr, Value = [] }] of Object.entries(dict)) {
			const tag = parseInt(hex, 16);
			// dcmjs replaces the character set by its own.
			if (tag === Tag.SpecificCharacterSet) continue;
			// Implicit VR and not in our dictionary: its type is not known here.
			if (!dataSet.has(tag) || dataSet.element(tag)!.vr === 'UN') continue;
			if (['US', 'UL', 'FL', 'FD', 'SL', 'SS'].includes(vr)) {
				// Of an empty number dcmjs makes a 0.
				if (dataSet.element(tag)!.length === 0) continue;
				assert.deepEqual(dataSet.numbers(tag), Value, `${name} ${hex}`);
				compared++;
			} else if (['UI', 'CS', 'DA', 'TM', 'SH', 'LO'].includes(vr)) {
				const texts = Value.map((value) => String(value).trim());

				if (!texts.every((value) => /^[\x20-\x7e]*$/.test(value))) continue;
				assert.equal(dataSet.strings(tag).join('\\'), texts.join('\\'), `${name} ${hex}`);
				compared++;
			}
		}
	}
	assert.ok(compared > 4_000, `${compared} compared, ${unreadable} files unreadable for dcmjs`);
});

test('names in 16 character sets are decoded', needsPydicomFiles, async () => {
	const expected: Record<string, string> = {
		chrArab: 'قباني^لنزار',
		chrFren: 'Buc^Jérôme',
		chrFrenMulti: 'Buc^Jérôme',
		chrGerm: 'Äneas^Rüdiger',
		chrGreek: 'Διονυσιος',
		chrH31: 'Yamada^Tarou=山田^太郎=やまだ^たろう',
		chrH32: 'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう',
		chrHbrw: 'שרון^דבורה',
		chrI2: 'Hong^Gildong=洪^吉洞=홍^길동',
		chrJapMulti: 'やまだ^たろう',
		chrJapMultiExplicitIR6: 'やまだ^たろう',
		chrKoreanMulti: '김희중',
		chrRuss: 'Люкceмбypг',
		chrX1: 'Wang^XiaoDong=王^小東=',
		chrX2: 'Wang^XiaoDong=王^小东=',
	};
	for (const [name, patient] of Object.entries(expected)) {
		const bytes = await readFile(join(pydicomFiles()!, 'charset_files', `${name}.dcm`));
		assert.equal(readPart10(bytes).dataSet.string(Tag.PatientName), patient, name);
	}
	const nested = await readFile(join(pydicomFiles()!, 'charset_files/chrSQEncoding.dcm'));
	const [item] = readPart10(nested).dataSet.sequence(0x00321064);
	assert.equal(item.string(Tag.PatientName), 'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう');
});

/** The first frame of a compressed file. */
async function frame(name: string) {
	const { dataSet } = readPart10(await readFile(join(pydicomFiles()!, FILE, name)));
	const fragments = dataSet.element(Tag.PixelData)!.fragments!.slice(1);
	const coded = Buffer.concat(
		fragments.map(({ offset, length }) => dataSet.buffer.subarray(offset, offset + length)),
	);
	return { coded, rows: dataSet.number(Tag.Rows)!, columns: dataSet.number(Tag.Columns)! };
}

test(
	'an RLE image of another encoder decodes to its uncompressed twin',
	needsPydicomFiles,
	async () => {
		const { coded, rows, columns } = await frame('MR_small_RLE.dcm');
		const twin = readPart10(await readFile(join(pydicomFiles()!, FILE, 'MR_small.dcm'))).dataSet;
		const cells = decodeRle(coded, rows * columns, 16);
		assert.deepEqual(Buffer.from(cells.buffer), Buffer.from(twin.bytes(Tag.PixelData)!));
	},
);
