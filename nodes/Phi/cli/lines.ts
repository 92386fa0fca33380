import { createReadStream } from 'node:fs';
import { HospitalError, toHospitalError } from '../../shared/errors';

/**
 * The text of bytes, to the last one: a letter that was read wrongly makes a name unknown.
 *
 * @throws HospitalError `file-not-utf-8`
 */
export function utf8Of(bytes: Uint8Array): string {
	const decoder = new TextDecoder('utf-8', { fatal: true });
	return decoded(() => decoder.decode(bytes));
}

function decoded(decode: () => string): string {
	try {
		const text = decode();
		// UTF-16 without a mark at its beginning: every other byte of it is a zero.
		if (!text.includes('\0')) return text;
	} catch {
		// Said below.
	}
	throw new HospitalError('file-not-utf-8', 'A file that was named is not written in UTF-8', {
		nextStep:
			'Save it as UTF-8 (in an editor: Save As, then the encoding UTF-8) and call this again. Nothing was written.',
	});
}

/**
 * The objects of a JSONL file, with the number of each line.
 *
 * @throws HospitalError `line-unreadable`; it names the line, never what stands there. `file-not-utf-8`
 */
export async function* linesOf<T extends object>(
	path: string,
): AsyncGenerator<{ number: number; line: T }> {
	let number = 0;
	try {
		for await (const text of textsOf(path)) {
			number += 1;
			if (text.trim() !== '') yield { number, line: parsed<T>(text, number) };
		}
	} catch (error) {
		throw toHospitalError(error, 'Reading the input');
	}
}

/** The lines of a file, which may be longer than what is read at a time. */
async function* textsOf(path: string): AsyncGenerator<string> {
	const decoder = new TextDecoder('utf-8', { fatal: true });
	let begun: string[] = [];
	for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
		const [first = '', ...others] = decoded(() => decoder.decode(piece, { stream: true })).split(
			'\n',
		);
		begun.push(first);
		for (const other of others) {
			yield begun.join('');
			begun = [other];
		}
	}
	yield begun.join('') + decoded(() => decoder.decode());
}

function parsed<T>(text: string, number: number): T {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		value = undefined;
	}
	if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as T;
	throw badLine(number, 'is no JSON object');
}

export const badLine = (number: number, what: string): HospitalError =>
	new HospitalError('line-unreadable', `Line ${number} of the input ${what}`, {
		nextStep: 'Correct it. Nothing was written.',
	});

/** What went wrong in the work on a line, with the line; as it is where it names the line already. */
export function atLine(number: number, error: unknown): HospitalError {
	const { code, message, nextStep, retryable } = toHospitalError(error, 'Working on it');
	if (code === 'line-unreadable') return error as HospitalError;
	return new HospitalError(code, `Line ${number} of the input: ${message}`, {
		nextStep,
		retryable,
		cause: error,
	});
}

/** Nothing came in: an output without a line would only stand in the way of the next call. */
export const emptyInput = (): HospitalError =>
	new HospitalError('input-empty', 'The input holds nothing', {
		nextStep: 'Check which file --in names, and what made it. Nothing was written.',
	});
