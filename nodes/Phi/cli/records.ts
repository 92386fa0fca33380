import { readFile } from 'node:fs/promises';
import type { Output } from '../../shared/command';
import { HospitalError, toHospitalError } from '../../shared/errors';
import { isDoubt, type Phi, type PhiResult } from '../engine';
import { Summary } from '../site/summary';
import { readAsked, type Asked } from './asked';
import { pairsOf } from './paths';
import { atLine, emptyInput, linesOf, utf8Of } from './lines';
import { wholly } from './redact';
import { DONE, FAILED, LOOK, tell } from './told';

type Work = (run: Run, from: string) => AsyncGenerator<string | Buffer>;

/** `hospital phi fhir` */
export const fhir = async (words: readonly string[], out: Output): Promise<number> =>
	await eachFile(words, out, resources);

/** `hospital phi hl7` */
export const hl7 = async (words: readonly string[], out: Output): Promise<number> =>
	await eachFile(words, out, messages);

class Run {
	readonly summary = new Summary();
	readonly counts = { records: 0, written: 0, 'to review': 0, blocked: 0, 'files that failed': 0 };

	constructor(
		readonly phi: Phi,
		readonly asked: Asked,
	) {}

	take({ manifest, review, blocked }: PhiResult): void {
		this.summary.add(manifest, review);
		this.counts.records += 1;
		this.counts[blocked ? 'blocked' : 'written'] += 1;
		if (review.some(isDoubt)) this.counts['to review'] += 1;
	}
}

async function eachFile(words: readonly string[], out: Output, work: Work): Promise<number> {
	const asked = readAsked(words);
	const { pairs, folder } = await pairsOf(asked.from, asked.to, asked);
	const phi = await asked.open();
	const run = new Run(phi, asked);
	try {
		for (const [index, { from, to }] of pairs.entries()) {
			try {
				await wholly(to, async (file) => {
					let isAny = false;
					for await (const piece of work(run, from)) {
						await file.appendFile(piece);
						isAny = true;
					}
					// Of a file of which all was blocked nothing is left that could stand in the way.
					return isAny;
				});
			} catch (error) {
				if (!folder) throw error;
				const { code, message } = toHospitalError(error, 'Working on the file');
				run.counts['files that failed'] += 1;
				out.note(`File ${index + 1}, in the order of their paths: ${message} (${code}).`);
			}
		}
		await tell(out, asked, phi, run.counts, run.summary);
	} finally {
		await phi.close();
	}
	const {
		records,
		blocked,
		written,
		'to review': review,
		'files that failed': failed,
	} = run.counts;
	if (records === 0 || written === 0 || failed > 0) return FAILED;
	return blocked + review > 0 ? LOOK : DONE;
}

async function* resources(run: Run, from: string): AsyncGenerator<string> {
	const { phi, asked } = run;
	const options = { context: asked.context };
	if (/\.(?:ndjson|jsonl)$/i.test(from)) {
		let isAny = false;
		for await (const { number, line } of linesOf(from)) {
			isAny = true;
			const done = await phi.fhir(line, options).catch((error: unknown) => {
				throw atLine(number, error);
			});
			run.take(done);
			if (done.resource !== undefined) yield `${JSON.stringify(done.resource)}\n`;
		}
		if (!isAny) throw emptyInput();
		return;
	}
	const done = await phi.fhir(utf8Of(await contentOf(from)), options);
	run.take(done);
	if (done.resource !== undefined) yield `${JSON.stringify(done.resource, null, '\t')}\n`;
}

async function* messages(run: Run, from: string): AsyncGenerator<Buffer> {
	const { phi, asked } = run;
	const { context, charset } = asked;
	for (const bytes of messagesIn(await contentOf(from))) {
		const done = await phi.hl7(bytes, { context, ...(charset !== undefined && { charset }) });
		run.take(done);
		if (done.message !== undefined) yield done.message;
	}
}

/**
 * The messages of a file, byte by byte: a new one begins with a segment MSH at the start of a line. The
 * frames of MLLP are taken off.
 */
export function messagesIn(bytes: Buffer): Buffer[] {
	const text = bytes
		.toString('latin1')
		.replaceAll('\x0b', '')
		.replaceAll('\x1c\r', '')
		.replaceAll('\x1c', '');
	if (/^[FB]HS[^A-Za-z0-9\s]/.test(text)) {
		throw new HospitalError('hl7-batch', 'The file is a batch (FHS, BHS)', {
			nextStep: 'Take the messages out of it first. Nothing was written.',
		});
	}
	// Two bytes a character, or something that is no message: the parser says what it is.
	if (!text.startsWith('MSH')) return [bytes];
	return text
		.split(/(?<=[\r\n])(?=MSH[^A-Za-z0-9\s])/)
		.map((one) => Buffer.from(one.trimEnd() + '\r', 'latin1'));
}

async function contentOf(path: string): Promise<Buffer> {
	try {
		return await readFile(path);
	} catch (error) {
		throw toHospitalError(error, 'Reading the input');
	}
}
