import { randomBytes } from 'node:crypto';
import { link, open, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { deflateRawSync } from 'node:zlib';
import { syncFolder } from '../../../shared/durable';
import { HospitalError, systemCode } from '../../../shared/errors';
import type { Encoding } from '../../../formats/dicom';
import { clearBits } from './overlay-bits';
import { header, isDeflated } from './output';
import type { PixelPlan } from './pixel-policy';
import type { DicomSource } from './source';

/** The parts of a file in their order; streams where the source is one. */
export interface FileParts {
	readonly head: Buffer;
	readonly body: readonly (Buffer | AsyncIterable<Buffer>)[];
}

/** The pixel data element as it is to be written. */
export function pixelParts(
	source: DicomSource,
	plan: PixelPlan,
): (Buffer | AsyncIterable<Buffer>)[] {
	const { pixels, bytes, head } = source;
	if (pixels === undefined) return [];
	const { encoding } = head;
	if (plan.replaced !== undefined)
		return [newPixels(pixels.tag, pixels.vr, plan.replaced, encoding)];
	if (pixels.fragments !== undefined) return [bytes.stream(pixels.start, pixels.end)];
	const odd = pixels.length % 2;
	const value = bytes.stream(pixels.offset, pixels.end);
	return [
		header(pixels.tag, pixels.vr, pixels.length + odd, encoding),
		plan.bits === undefined ? value : cleared(value, plan.bits, encoding.bigEndian),
		Buffer.alloc(odd),
	];
}

function newPixels(
	tag: number,
	vr: string,
	value: Buffer | readonly Buffer[],
	encoding: Encoding,
): Buffer {
	if (Buffer.isBuffer(value)) {
		const padding = Buffer.alloc(value.length % 2);
		return Buffer.concat([
			header(tag, vr, value.length + padding.length, encoding),
			value,
			padding,
		]);
	}
	const parts = [header(tag, 'OB', 0xffffffff, encoding)];
	for (const fragment of value as readonly Buffer[]) {
		const padding = Buffer.alloc(fragment.length % 2);
		const item = Buffer.from('feff00e000000000', 'hex');
		item.writeUInt32LE(fragment.length + padding.length, 4);
		parts.push(item, fragment, padding);
	}
	return Buffer.concat([...parts, Buffer.from('feffdde000000000', 'hex')]);
}

/** Clears overlay bits on the way; pixel cells may be divided between two pieces. */
async function* cleared(
	value: Readable | Buffer,
	bits: NonNullable<PixelPlan['bits']>,
	bigEndian: boolean,
): AsyncIterable<Buffer> {
	const pieces = Buffer.isBuffer(value) ? [value] : (value as AsyncIterable<Buffer>);
	let rest: Buffer = Buffer.alloc(0);
	for await (const piece of pieces) {
		const joined = Buffer.concat([rest, piece]);
		const whole = joined.length - (joined.length % bits.cell);
		const part = joined.subarray(0, whole);
		clearBits(part, bits, bigEndian);
		rest = joined.subarray(whole);
		yield part;
	}
	if (rest.length > 0) yield rest;
}

/** The whole file in memory. */
export async function toBytes(parts: FileParts, transferSyntax: string): Promise<Buffer> {
	const pieces: Buffer[] = [];
	for (const part of parts.body) {
		if (Buffer.isBuffer(part)) pieces.push(part);
		else for await (const piece of part) pieces.push(piece);
	}
	const body = Buffer.concat(pieces);
	return Buffer.concat([
		parts.head,
		isDeflated(transferSyntax) ? padded(deflateRawSync(body)) : body,
	]);
}

/** PS3.5 A.5: a deflated data set has an even length. */
const padded = (bytes: Buffer) =>
	bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)]);

/**
 * Writes the file: under a temporary name first, so that a half-written one is never taken for a
 * result. A file that is already there is left alone.
 */
export async function toFile(
	parts: FileParts,
	transferSyntax: string,
	path: string,
	signal: AbortSignal | undefined,
): Promise<void> {
	const folder = dirname(path);
	const temporary = join(folder, `.${randomBytes(8).toString('hex')}.tmp`);
	const handle = await open(temporary, 'wx', 0o600);
	try {
		try {
			if (isDeflated(transferSyntax)) await handle.writeFile(await toBytes(parts, transferSyntax));
			else {
				await handle.writeFile(parts.head);
				for (const part of parts.body) {
					signal?.throwIfAborted();
					await handle.writeFile(part, signal === undefined ? {} : { signal });
				}
			}
			await handle.sync();
		} finally {
			await handle.close();
		}
		await link(temporary, path).catch((error: unknown) => {
			throw systemCode(error) === 'EEXIST' ? exists(error) : error;
		});
	} finally {
		await unlink(temporary);
	}
	await syncFolder(folder);
}

function exists(cause: unknown): HospitalError {
	return new HospitalError('output-exists', 'The file to be written is already there', {
		nextStep: 'Choose an empty folder for the results, or remove what an earlier run left there.',
		cause,
	});
}
