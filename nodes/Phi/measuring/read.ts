import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { HospitalError, systemCode, toHospitalError } from '../../shared/errors';
import { roleOf, typeOfLabel } from './labels';
import { codePointPlaces, isCountedOtherwise, type OffsetUnit } from './offsets';
import type { LabelledNote, LabelledSpan, Stretch } from './score';

export type { OffsetUnit } from './offsets';

/** Bytes of one file, characters of one note, files of a folder. */
const MOST_BYTES = 1024 * 1024 * 1024;
const MOST_OF_TEXT = 64 * 1024 * 1024;
const MOST_FILES = 200_000;
const MOST_SPANS = 200_000;

export interface ReadOptions {
	/** `utf16` unless given. A label that carries its text is checked against the note in this unit. */
	readonly offsets?: OffsetUnit;
	readonly signal?: AbortSignal;
}

/**
 * Reads the labelled notes of a folder, one after another:
 *
 * - `*.jsonl`: a note a line, `{ text, spans: [{ start, end, type, role?, text? }], keep?, context? }`
 * - `NAME.txt` with `NAME.ann` (brat standoff: `T1<tab>NAME 10 15<tab>text`), and, where it exists,
 *   `NAME.context.json` with FHIR resources
 *
 * A label that does not fit its note stops the reading: figures made with it would be wrong. So does one
 * that cuts words where counting the other way would not.
 *
 * @throws HospitalError `labels-unreadable`, `labels-mismatch`, `labels-none`
 */
export async function* readLabelled(
	folder: string,
	options: ReadOptions = {},
): AsyncGenerator<LabelledNote> {
	const names = await filesOf(folder);
	const all = new Set(names);
	let count = 0;
	for (const [index, name] of names.entries()) {
		options.signal?.throwIfAborted();
		const notes = name.endsWith('.jsonl')
			? readLines(join(folder, name), index + 1, options)
			: readPair(folder, name, index + 1, all, options);
		for await (const note of notes) {
			count++;
			yield note;
		}
	}
	if (count > 0) return;
	throw new HospitalError('labels-none', 'The folder holds no labelled notes', {
		nextStep:
			'Put .jsonl files with text and spans into it, or .txt files with an .ann file of the same name beside each.',
	});
}

async function filesOf(folder: string): Promise<string[]> {
	try {
		const names = (await readdir(folder)).filter((name) => /\.(?:jsonl|txt|ann|json)$/.test(name));
		if (names.length > MOST_FILES) throw unreadable('The folder holds too many files');
		return names.toSorted();
	} catch (error) {
		if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) throw missing();
		throw toHospitalError(error, 'reading the folder of labelled notes');
	}
}

/** Where a note stands. A name of a file may say who somebody is: the file has a number in place of it. */
interface Place {
	/** Number of the file, by name, from 1. */
	readonly file: number;
	/** Line of the file, from 1. */
	readonly line: number;
}

async function* readLines(
	file: string,
	index: number,
	options: ReadOptions,
): AsyncGenerator<LabelledNote> {
	await checkSize(file);
	const lines = createInterface({
		input: createReadStream(file, { encoding: 'utf8' }),
		crlfDelay: Infinity,
	});
	let number = 0;
	try {
		for await (const line of lines) {
			options.signal?.throwIfAborted();
			number++;
			if (line.trim() === '') continue;
			yield noteOfLine(line, { file: index, line: number }, options.offsets ?? 'utf16');
		}
	} finally {
		lines.close();
	}
}

function noteOfLine(line: string, at: Place, unit: OffsetUnit): LabelledNote {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		throw unreadable('A line of the labelled notes is no JSON', at);
	}
	const parts = (typeof value === 'object' && value !== null ? value : {}) as Record<
		string,
		unknown
	>;
	const text = parts.text ?? parts.full_text;
	if (typeof text !== 'string' || !Array.isArray(parts.spans)) {
		throw unreadable('A labelled note needs text and spans', at);
	}
	return noteOf(text, parts.spans, parts.keep, contextOf(parts.context), at, unit);
}

async function* readPair(
	folder: string,
	name: string,
	index: number,
	names: ReadonlySet<string>,
	options: ReadOptions,
): AsyncGenerator<LabelledNote> {
	if (!name.endsWith('.txt')) return;
	const stem = name.slice(0, -'.txt'.length);
	if (!names.has(`${stem}.ann`)) return;
	const at: Place = { file: index, line: 1 };
	const text = await readWhole(join(folder, name));
	const spans = standoff(await readWhole(join(folder, `${stem}.ann`)));
	const beside = `${stem}.context.json`;
	let context: unknown;
	if (names.has(beside)) {
		try {
			context = JSON.parse(await readWhole(join(folder, beside)));
		} catch (error) {
			if (error instanceof HospitalError) throw error;
			throw unreadable('The file of patient context beside a note is no JSON', at);
		}
	}
	yield noteOf(text, spans, undefined, contextOf(context), at, options.offsets ?? 'utf16');
}

/** Text-bound annotations of brat; one of several pieces becomes one span from first to last. */
function standoff(ann: string): unknown[] {
	const spans: unknown[] = [];
	for (const line of ann.split(/\r?\n/)) {
		const parts = /^T\d+\t(\S+) ([\d; ]+)(?:\t(.*))?$/.exec(line);
		if (parts === null) continue;
		const numbers = (parts[2] as string).split(/[ ;]+/).map(Number);
		const pieces = (parts[2] as string).includes(';');
		spans.push({
			type: parts[1],
			start: numbers[0],
			end: numbers.at(-1),
			...(pieces || parts[3] === undefined ? {} : { text: parts[3] }),
		});
	}
	return spans;
}

function noteOf(
	text: string,
	labels: readonly unknown[],
	keep: unknown,
	context: readonly unknown[],
	at: Place,
	unit: OffsetUnit,
): LabelledNote {
	if (text.length > MOST_OF_TEXT || labels.length > MOST_SPANS) {
		throw unreadable('A labelled note is too large', at);
	}
	const places = unit === 'codepoints' ? codePointPlaces(text) : undefined;
	const spans = labels.map((label): LabelledSpan => {
		const parts = (typeof label === 'object' && label !== null ? label : {}) as Record<
			string,
			unknown
		>;
		const stretch = stretchOf(text, parts, places, at);
		const said = typeof parts.type === 'string' ? parts.type : parts.entity_type;
		const { type, role } = typeOfLabel(typeof said === 'string' ? said : 'OTHER');
		return { ...stretch, type, role: roleOf(parts.role) ?? role ?? 'unknown' };
	});
	const kept = (Array.isArray(keep) ? keep : []).map((one: unknown) =>
		stretchOf(text, (one ?? {}) as Record<string, unknown>, places, at),
	);
	if (isCountedOtherwise(text, spans, unit)) throw mismatch(at);
	return { text, spans, keep: kept, context };
}

function stretchOf(
	text: string,
	parts: Readonly<Record<string, unknown>>,
	places: readonly number[] | undefined,
	at: Place,
): Stretch {
	const [from, to] = [parts.start ?? parts.start_position, parts.end ?? parts.end_position];
	const place = (value: unknown): number => {
		if (!Number.isInteger(value)) return -1;
		return places === undefined ? (value as number) : (places[value as number] ?? -1);
	};
	const [start, end] = [place(from), place(to)];
	const said = parts.text ?? parts.value ?? parts.entity_value;
	const fits = start >= 0 && end > start && end <= text.length;
	if (!fits || (typeof said === 'string' && text.slice(start, end) !== said)) {
		throw mismatch(at);
	}
	return { start, end };
}

function contextOf(value: unknown): readonly unknown[] {
	if (value === undefined || value === null) return [];
	return Array.isArray(value) ? value : [value];
}

async function checkSize(file: string): Promise<void> {
	let size: number;
	try {
		const about = await lstat(file);
		if (!about.isFile()) throw unreadable('A labelled note is no plain file');
		({ size } = about);
	} catch (error) {
		throw toHospitalError(error, 'reading the labelled notes');
	}
	if (size > MOST_BYTES) throw unreadable('A file of labelled notes is too large');
}

async function readWhole(file: string): Promise<string> {
	await checkSize(file);
	try {
		return await readFile(file, 'utf8');
	} catch (error) {
		throw toHospitalError(error, 'reading the labelled notes');
	}
}

function unreadable(message: string, at?: Place): HospitalError {
	return new HospitalError('labels-unreadable', `${message}${said(at)}`, {
		nextStep:
			'docs/how-to/phi-measure-what-is-missed.md shows the two forms that are read. Correct the file.',
	});
}

function mismatch(at: Place): HospitalError {
	return new HospitalError(
		'labels-mismatch',
		`A label does not fit the text of its note${said(at)}`,
		{
			nextStep:
				'Check how the labels count: set the offsets to code points if they were written by Python, and see that the text was not changed after it was labelled.',
		},
	);
}

const missing = (): HospitalError =>
	new HospitalError('labels-none', 'There is no folder of that name with labelled notes', {
		nextStep:
			'Put the folder into "labelled" of the site, or give its path on the command line, and check the name.',
	});

const said = (at: Place | undefined): string =>
	at === undefined ? '' : ` (file ${at.file} of the folder by name, line ${at.line})`;
