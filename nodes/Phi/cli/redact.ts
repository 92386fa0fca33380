import { randomBytes } from 'node:crypto';
import { lstat, open, rename, stat, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Output } from '../../shared/command';
import { HospitalError } from '../../shared/errors';
import { isDoubt, type Phi } from '../engine';
import { readContext, readInput } from '../site/input';
import { Summary } from '../site/summary';
import { exists, readAsked } from './asked';
import { atLine, badLine, emptyInput, linesOf } from './lines';
import { DONE, LOOK, tell } from './told';

/** A line of the input. */
interface Line {
	id?: unknown;
	text?: unknown;
	context?: unknown;
}

/** Bytes that are written together. */
const PIECE = 1 << 20;

/** `hospital phi redact`: notes in, notes out, line by line, all of them or none. */
export async function redact(words: readonly string[], out: Output): Promise<number> {
	const asked = readAsked(words);
	await checkFiles(asked.from, asked.to);
	const phi = await asked.open();
	const summary = new Summary();
	const counts = { notes: 0, written: 0, 'to review': 0, blocked: 0, 'without patient context': 0 };
	try {
		await wholly(asked.to, async (file) => {
			const contexts = new Contexts(asked.context);
			let piece = '';
			for await (const { number, line } of linesOf<Line>(asked.from)) {
				counts.notes += 1;
				const done = await redacted(phi, line, number, contexts, summary).catch(
					(error: unknown) => {
						throw atLine(number, error);
					},
				);
				const id = asked.keepIds ? line.id : counts.notes;
				counts[done.blocked ? 'blocked' : 'written'] += 1;
				if (done.review) counts['to review'] += 1;
				if (done.context === 'none') counts['without patient context'] += 1;
				piece += `${JSON.stringify({ id, ...done.value })}\n`;
				if (piece.length < PIECE) continue;
				await file.appendFile(piece);
				piece = '';
			}
			if (counts.notes === 0) throw emptyInput();
			await file.appendFile(piece);
		});
		await tell(out, asked, phi, counts, summary);
	} finally {
		await phi.close();
	}
	// A line that was blocked was written too, without its text.
	return counts['to review'] + counts.blocked > 0 ? LOOK : DONE;
}

/** @throws HospitalError `file-unreadable`, `file-exists` */
async function checkFiles(from: string, to: string): Promise<void> {
	const stats = await stat(from).catch(() => undefined);
	if (stats === undefined || stats.isDirectory()) {
		throw new HospitalError('file-unreadable', 'What --in names is no file that can be read', {
			nextStep: 'Check its path and rights. Nothing was written.',
		});
	}
	// A link that leads nowhere is there as well.
	if ((await lstat(to).catch(() => undefined)) !== undefined) throw exists('--out');
}

/** A PDF, a document or a record among the notes would pass with most of its identifiers. */
function checkNote(text: string, number: number): void {
	try {
		if (text === '' || readInput(text).format === 'text') return;
	} catch {
		// Said below, with the line.
	}
	throw badLine(number, 'holds no note but a PDF, a document in XML, a record or a message');
}

async function redacted(
	phi: Phi,
	{ text, context }: Line,
	number: number,
	contexts: Contexts,
	summary: Summary,
) {
	if (typeof text !== 'string') throw badLine(number, 'has no "text"');
	if (!text.isWellFormed()) {
		throw badLine(
			number,
			'holds half of a character in "text" (a surrogate without its other half)',
		);
	}
	checkNote(text, number);
	const resources = contexts.of(context, number);
	const done = await phi.text(text, { context: resources });
	summary.add(done.manifest, done.review);
	const spans = done.spans.map(({ start, end, type, source, score }) => ({
		...{ start, end, type, source, score },
	}));
	const value = done.blocked ? { blocked: true, spans } : { text: done.text, spans };
	const doubts = [...new Set(done.review.filter(isDoubt).map(({ code }) => code))];
	const said = { context: done.context, review: doubts };
	return {
		value: { ...value, ...said },
		blocked: done.blocked,
		context: done.context,
		review: done.review.some(isDoubt),
	};
}

/** The notes of one patient come with the same Bundle: it is read once. */
class Contexts {
	private last: { json: string; resources: readonly unknown[] } | undefined;

	constructor(private readonly general: readonly unknown[]) {}

	of(context: unknown, number: number): readonly unknown[] {
		if (context === undefined || context === null) return this.general;
		const json = JSON.stringify(context);
		if (this.last?.json === json) return this.last.resources;
		const resources = [...this.general, ...own(context, number)];
		this.last = { json, resources };
		return resources;
	}
}

function own(context: unknown, number: number): readonly unknown[] {
	try {
		return readContext(context);
	} catch {
		throw badLine(number, 'has a "context" that is neither a FHIR Bundle nor a Patient');
	}
}

/**
 * Writes a file that appears when it is whole, for its owner only.
 *
 * @param write answers false where there is nothing to write: then no file appears
 */
export async function wholly(
	path: string,
	write: (file: FileHandle) => Promise<boolean | void>,
): Promise<void> {
	const temporary = join(dirname(path), `.${randomBytes(8).toString('hex')}.tmp`);
	let file: FileHandle;
	try {
		file = await open(temporary, 'wx', 0o600);
	} catch (error) {
		throw new HospitalError('file-unwritable', 'The output cannot be written there', {
			nextStep: 'Check that its folder exists and that you may write there. Nothing was written.',
			cause: error,
		});
	}
	try {
		const isWritten = (await write(file)) !== false;
		if (isWritten) await file.sync();
		await file.close();
		await (isWritten ? rename(temporary, path) : unlink(temporary));
	} catch (error) {
		await file.close().catch(() => undefined);
		await unlink(temporary).catch(() => undefined);
		throw error;
	}
}
