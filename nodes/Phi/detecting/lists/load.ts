import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HospitalError } from '../../../shared/errors';
import { fold } from '../folding';
import { Listed, type Lists, type Phrase } from '../types';
import { STATES } from '../vocabulary/classes';
import { FAMILY } from './family';
import { GIVEN } from './given';
import { COUNTRIES, PLACES } from './places';

/** Files that a folder may hold, and what an entry in each of them is. */
const FILES: Readonly<Record<string, number>> = {
	'names.txt': Listed.given | Listed.family | Listed.own,
	'places.txt': Listed.place | Listed.own,
	'staff.txt': Listed.staff | Listed.own,
	'facilities.txt': Listed.facility | Listed.own,
	'allow.txt': Listed.allow,
};
/** A staff directory of a large group has some 200,000 lines. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Cuts an entry as `prepare` cuts a text, without its marks. */
const PIECES = /[\p{L}\p{N}]+/gu;
const TITLE = /^(?:dr|mr|mrs|ms|miss|prof|md|do|rn|np|pa|phd|jr|sr|ii|iii)$/;

class Builder {
	readonly words = new Map<string, number>();
	readonly phrases = new Map<string, Phrase[]>();
	readonly loaded: Record<string, number> = {};

	word(word: string, listed: number): void {
		this.words.set(word, (this.words.get(word) ?? 0) | listed);
	}

	phrase(words: readonly string[], listed: number): void {
		if (words.length === 0) return;
		if (words.length === 1) return this.word(words[0] as string, listed);
		const first = words[0] as string;
		const there = this.phrases.get(first);
		if (there === undefined) this.phrases.set(first, [{ words, listed }]);
		else there.push({ words, listed });
	}

	built(): Lists {
		for (const list of this.phrases.values()) list.sort((a, b) => b.words.length - a.words.length);
		return { words: this.words, phrases: this.phrases, loaded: this.loaded };
	}
}

let defaults: Lists | undefined;

/** The lists of the package alone. Built once. */
export function defaultLists(): Lists {
	if (defaults === undefined) {
		const builder = new Builder();
		addDefaults(builder);
		defaults = builder.built();
	}
	return defaults;
}

function addDefaults(builder: Builder): void {
	for (const word of GIVEN.trim().split(/\s+/)) builder.word(word, Listed.given);
	for (const word of FAMILY.trim().split(/\s+/)) builder.word(word, Listed.family);
	for (const entry of PLACES.trim().split(/[|\n]+/)) builder.phrase(piecesOf(entry), Listed.place);
	for (const entry of COUNTRIES.split('|')) builder.phrase(piecesOf(entry), Listed.country);
	for (const state of Object.keys(STATES)) builder.phrase(piecesOf(state), Listed.state);
}

/**
 * The default lists together with those of a folder: `names.txt`, `places.txt`, `staff.txt`,
 * `facilities.txt`, `allow.txt`, one entry a line, `#` before a remark, UTF-8. A file may be missing.
 *
 * @throws HospitalError `list-folder-missing`, `list-too-large`, `list-unreadable`
 */
export async function loadLists(folder?: string): Promise<Lists> {
	if (folder === undefined || folder === '') return defaultLists();
	const found = await stat(folder).catch(() => undefined);
	if (found === undefined || !found.isDirectory()) {
		throw new HospitalError('list-folder-missing', 'The folder of word lists cannot be opened', {
			nextStep: 'Check the folder in the node or on the command line, and that n8n may read it.',
		});
	}
	const builder = new Builder();
	addDefaults(builder);
	for (const [file, listed] of Object.entries(FILES)) {
		const text = await readList(join(folder, file), file);
		if (text === undefined) continue;
		builder.loaded[file] = addEntries(builder, text, listed);
	}
	return builder.built();
}

async function readList(path: string, file: string): Promise<string | undefined> {
	const found = await stat(path).catch(() => undefined);
	if (found === undefined) return undefined;
	if (!found.isFile() || found.size > MOST_BYTES) {
		throw new HospitalError('list-too-large', `The word list ${file} is larger than 64 MB`, {
			nextStep: 'Split the list or leave out what is not needed.',
		});
	}
	const bytes = await readFile(path).catch(() => undefined);
	try {
		if (bytes !== undefined) return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		// Told below, without a word of the file.
	}
	throw new HospitalError('list-unreadable', `The word list ${file} is no UTF-8 text`, {
		nextStep: 'Save the list as UTF-8, one entry a line.',
	});
}

function addEntries(builder: Builder, text: string, listed: number): number {
	let count = 0;
	for (const line of text.split(/\r?\n/)) {
		const entry = line.split('#', 1)[0]?.trim() ?? '';
		const words = piecesOf(entry);
		if (words.length === 0) continue;
		count++;
		builder.phrase(words, listed);
		if ((listed & Listed.staff) === 0) continue;
		// `Family, Given` and `Given Family` are the same person; each name of three letters and more counts alone.
		if (entry.includes(',')) builder.phrase([...words.slice(1), words[0] as string], listed);
		for (const word of words) {
			if (word.length < 3 || TITLE.test(word)) continue;
			builder.word(word, Listed.given | Listed.family | Listed.own);
		}
	}
	return count;
}

function piecesOf(entry: string): string[] {
	return fold(entry).folded.toLowerCase().match(PIECES) ?? [];
}
