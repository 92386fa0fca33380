import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The files of one ledger, by path below its folder. Never changed in place: an attack makes a new one. */
export type Image = ReadonlyMap<string, Buffer>;

const ORIGIN = /^\d{8}T\d{6}Z-[0-9a-f]{16}$/;
const SEGMENT = /^(\d{8}T\d{6}Z-[0-9a-f]{16})\/(\d{6})\.jsonl$/;
const NEWLINE = 0x0a;

export const notesPath = (origin: string): string => `${origin}/checkpoints.txt`;
export const segmentPath = (origin: string, number: number): string =>
	`${origin}/${String(number).padStart(6, '0')}.jsonl`;

/** Everything in a folder. */
export function readImage(folder: string): Image {
	const image = new Map<string, Buffer>();
	for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
		if (!entry.isFile()) continue;
		const path = join(entry.parentPath, entry.name);
		image.set(path.slice(folder.length + 1), readFileSync(path));
	}
	return image;
}

/** Writers that have at least one segment, by name. */
export function writersOf(image: Image): string[] {
	const names = new Set<string>();
	for (const path of image.keys()) {
		const [, origin] = SEGMENT.exec(path) ?? [];
		if (origin !== undefined) names.add(origin);
	}
	return [...names].sort();
}

/** Numbers of a writer's segments, ascending. */
export function segmentsOf(image: Image, origin: string): number[] {
	const numbers: number[] = [];
	for (const path of image.keys()) {
		const [, name, number] = SEGMENT.exec(path) ?? [];
		if (name === origin) numbers.push(Number(number));
	}
	return numbers.sort((a, b) => a - b);
}

interface Cut {
	lines: readonly Buffer[];
	torn: Buffer;
}

const cuts = new WeakMap<Buffer, Cut>();

/** One file cut at its newlines, and what stands after the last of them. Cut once for each file. */
export function cut(bytes: Buffer): Cut {
	let found = cuts.get(bytes);
	if (found === undefined) cuts.set(bytes, (found = cutNow(bytes)));
	return found;
}

function cutNow(bytes: Buffer): Cut {
	const lines: Buffer[] = [];
	let start = 0;
	for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
		lines.push(bytes.subarray(start, end));
		start = end + 1;
	}
	return { lines, torn: bytes.subarray(start) };
}

/** All whole lines of a writer, in the order of its segments. */
export const linesOf = (image: Image, origin: string): Buffer[] =>
	segmentsOf(image, origin).flatMap(
		(number) => cut(image.get(segmentPath(origin, number)) as Buffer).lines,
	);

/** A folder that shows one image after the other, writing only what differs. */
export class Stage {
	private shown: Image = new Map();

	readonly folder: string;

	constructor(folder: string) {
		this.folder = folder;
		mkdirSync(folder, { recursive: true });
	}

	show(image: Image): void {
		const emptied = new Set<string>();
		for (const path of this.shown.keys()) {
			if (image.has(path)) continue;
			rmSync(join(this.folder, path));
			emptied.add(dirname(path));
		}
		for (const [path, bytes] of image) {
			const before = this.shown.get(path);
			if (before === bytes) continue;
			const full = join(this.folder, path);
			if (!existsSync(dirname(full))) mkdirSync(dirname(full), { recursive: true });
			writeFileSync(full, bytes);
		}
		for (const name of emptied) {
			const full = join(this.folder, name);
			if (ORIGIN.test(name) && readdirSync(full).length === 0) rmSync(full, { recursive: true });
		}
		this.shown = image;
	}

	remove(): void {
		rmSync(this.folder, { recursive: true, force: true });
	}
}
