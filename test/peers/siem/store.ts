import {
	closeSync,
	existsSync,
	fdatasyncSync,
	ftruncateSync,
	openSync,
	readFileSync,
	writeSync,
} from 'node:fs';

/** A file of lines that outlives the process: what `append` returned from is there after a kill. */
export class LineStore {
	/** What was there when it was opened. */
	readonly lines: string[];
	private readonly file: number;

	constructor(path: string) {
		const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
		// A line without its end was being written when the process was killed: it was promised to nobody.
		const whole = text.slice(0, text.lastIndexOf('\n') + 1);
		this.lines = whole.split('\n').slice(0, -1);
		this.file = openSync(path, 'a');
		ftruncateSync(this.file, Buffer.byteLength(whole));
	}

	append(lines: readonly string[]): void {
		if (lines.length === 0) return;
		writeSync(this.file, `${lines.join('\n')}\n`);
		fdatasyncSync(this.file);
	}

	close(): void {
		closeSync(this.file);
	}
}
