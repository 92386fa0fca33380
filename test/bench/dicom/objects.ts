import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { Random, uidOf } from '../../hospital/random.ts';
import { CT, element, EXPLICIT, part10 } from '../../unit/dicom-net/build.ts';

/** Multi-frame Grayscale Word Secondary Capture Image Storage. */
const MULTI_FRAME = '1.2.840.10008.5.1.4.1.1.7.3';
/** So many images let a runtime compile what it runs, as in a listener that has been up for a while. */
const CT_AHEAD = 400;
const FRAME_BYTES = 512 * 512 * 2;

/** What is sent: one list of files for each association. */
export interface Load {
	name: string;
	/** Files of each association; together every file once. */
	groups: string[][];
	/** Files that are sent before the clock runs; they belong to no group. */
	warmUp: string[];
	/** Pixel bytes of one object: a stored file is never smaller. */
	objectBytes: number;
	count: number;
	bytes: number;
}

/** Objects of many frames as one file each: 150 frames are 78.6 MB. */
export async function writeLarge(folder: string, count: number, frames: number): Promise<Load> {
	const pixels = Buffer.concat(Array.from({ length: frames }, (_, frame) => noise(frame % 8)));
	return await write(folder, 'large', count, 1, pixels, (name, index) =>
		header(name, {
			sopClass: MULTI_FRAME,
			modality: 'OT',
			study: Math.floor(index / 5),
			image: index,
			frames,
		}),
	);
}

/** CT images of 0.5 MB, 25 to a study. */
export async function writeCt(folder: string, count: number): Promise<Load> {
	return await write(folder, 'ct', count, CT_AHEAD, noise(1), (name, index) =>
		header(name, { sopClass: CT, modality: 'CT', study: Math.floor(index / 25), image: index }),
	);
}

/** The same objects over another number of associations, studies kept together as far as it goes. */
export function over(load: Load, associations: number): Load {
	const files = load.groups.flat();
	const groups = Array.from({ length: associations }, (_, index) =>
		files.slice(
			Math.round((index * files.length) / associations),
			Math.round(((index + 1) * files.length) / associations),
		),
	);
	return { ...load, groups };
}

/** One of `parts` parts of the objects. */
export function part(load: Load, index: number, parts: number): Load {
	const { groups } = over(load, parts);
	const mine = groups[index] ?? [];
	return { ...load, groups: [mine], count: mine.length, bytes: mine.length * load.objectBytes };
}

interface Encoded {
	sopClass: string;
	sop: string;
	attributes: Buffer;
}

async function write(
	folder: string,
	name: string,
	count: number,
	ahead: number,
	pixels: Buffer,
	encode: (name: string, index: number) => Encoded,
): Promise<Load> {
	await mkdir(folder, { recursive: true });
	const files: string[] = [];
	for (let index = 0; index < count + ahead; index++) {
		const path = join(folder, `${name}-${String(index).padStart(4, '0')}.dcm`);
		const { sopClass, sop, attributes } = encode(name, index);
		const file = await open(path, 'w');
		const pixelHeader = element(0x7fe00010, 'OW', Buffer.alloc(0));
		pixelHeader.writeUInt32LE(pixels.length, 8);
		const before = part10(Buffer.concat([attributes, pixelHeader]), {
			sopClass,
			sop,
			transferSyntax: EXPLICIT,
		});
		await file.writev([before, pixels]);
		await file.close();
		files.push(path);
	}
	return {
		name,
		groups: [files.slice(0, count)],
		warmUp: files.slice(count),
		objectBytes: pixels.length,
		count,
		bytes: count * pixels.length,
	};
}

function header(
	name: string,
	about: { sopClass: string; modality: string; study: number; image: number; frames?: number },
): Encoded {
	const { sopClass, modality, study, image, frames } = about;
	const sop = uidOf('bench', name, 'image', image);
	const uint16 = (value: number) => Buffer.from([value & 0xff, value >> 8]);
	const attributes = Buffer.concat([
		element(0x00080016, 'UI', sopClass),
		element(0x00080018, 'UI', sop),
		element(0x00080020, 'DA', '20240102'),
		element(0x00080030, 'TM', '101500'),
		element(0x00080050, 'SH', `ZZ${study}`),
		element(0x00080060, 'CS', modality),
		element(0x00080064, 'CS', 'WSD'),
		element(0x00080090, 'PN', 'ZZTESTDOC^EMIL'),
		element(0x00100010, 'PN', 'ZZTEST^ADA'),
		element(0x00100020, 'LO', `ZZ-${study}`),
		element(0x00100030, 'DA', '19700101'),
		element(0x00100040, 'CS', 'F'),
		element(0x0020000d, 'UI', uidOf('bench', name, 'study', study)),
		element(0x0020000e, 'UI', uidOf('bench', name, 'series', study)),
		element(0x00200010, 'SH', String(study)),
		element(0x00200011, 'IS', '1'),
		element(0x00200013, 'IS', String(image + 1)),
		element(0x00280002, 'US', uint16(1)),
		element(0x00280004, 'CS', 'MONOCHROME2'),
		...(frames === undefined ? [] : [element(0x00280008, 'IS', String(frames))]),
		element(0x00280010, 'US', uint16(512)),
		element(0x00280011, 'US', uint16(512)),
		element(0x00280100, 'US', uint16(16)),
		element(0x00280101, 'US', uint16(12)),
		element(0x00280102, 'US', uint16(11)),
		element(0x00280103, 'US', uint16(0)),
	]);
	return { sopClass, sop, attributes };
}

/** One frame of twelve-bit noise, so that nothing on the way can make it smaller. */
function noise(seed: number): Buffer {
	const random = new Random('bench', seed);
	const values = new Uint16Array(FRAME_BYTES / 2);
	for (let index = 0; index < values.length; index++) values[index] = random.next() * 4096;
	return Buffer.from(values.buffer);
}
