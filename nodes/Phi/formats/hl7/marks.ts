import { randomBytes } from 'node:crypto';
import type { TextKind, Work } from '../../engine/work';
import type { Subject } from '../../types';

interface Batch {
	readonly at: string;
	readonly subject: Subject;
	readonly kind: TextKind;
	readonly lines: string[];
	readonly numbers: number[];
}

/** Text that people write over several segments: looked at as one, so that a name across lines is seen. */
const RUNNING = new Set(['OBX-5', 'NTE-3', 'DSP-3']);

/**
 * Texts of a message that wait for the engine. Each leaves a mark of letters and digits between two
 * private characters: no delimiter of HL7 can be in it, and none that came in looks like it.
 */
export class Marks {
	private readonly nonce = randomBytes(8).toString('hex');
	private readonly batches: Batch[] = [];
	private readonly open = new Map<string, Batch>();
	private count = 0;

	add(text: string, subject: Subject, at: string, kind: TextKind): string {
		const number = this.count++;
		const place = `${at} ${kind}`;
		let batch = this.open.get(place);
		if (batch === undefined || batch.subject.key !== subject.key) {
			batch = { at, subject, kind, lines: [], numbers: [] };
			this.batches.push(batch);
			if (RUNNING.has(at)) this.open.set(place, batch);
		}
		batch.lines.push(text);
		batch.numbers.push(number);
		return `\ue000${this.nonce}x${number}\ue001`;
	}

	/** What follows is another text: another kind of segment, another observation. */
	close(): void {
		this.open.clear();
	}

	/** Replaces the marks in a text by what the engine left. */
	async settle(text: string, work: Work, write: (cleaned: string) => string): Promise<string> {
		const cleaned = new Map<number, string>();
		for (const { at, subject, kind, lines, numbers } of this.batches) {
			work.signal?.throwIfAborted();
			const done = await work.cleanLines(lines, subject, at, kind);
			numbers.forEach((number, index) => cleaned.set(number, done[index] ?? ''));
		}
		const mark = new RegExp(`\ue000${this.nonce}x(\\d+)\ue001`, 'g');
		return text.replaceAll(mark, (_, number: string) => write(cleaned.get(Number(number)) ?? ''));
	}
}
