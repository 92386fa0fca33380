import { relative } from 'node:path';
import type { run } from 'node:test';

type Events = ReturnType<typeof run>;

interface TestEvent {
	name: string;
	file?: string;
	nesting: number;
	skip?: string | boolean;
	todo?: string | boolean;
	details: { duration_ms: number; type?: string; error?: unknown };
}

interface FileCount {
	passed: number;
	failed: number;
	skipped: number;
	/** The runner has reported the end of the file. */
	ended: boolean;
	/** The end of what it wrote to standard error. */
	lastWords: string;
}

function newCount(): FileCount {
	return { passed: 0, failed: 0, skipped: 0, ended: false, lastWords: '' };
}

/** Counts and prints results; the last line is for machines: `N passed, N failed`. */
export class Report {
	readonly #root: string;
	readonly #failures: string[] = [];
	readonly #skips: string[] = [];
	readonly #total = { passed: 0, failed: 0, skipped: 0 };
	#files = new Map<string, FileCount>();
	#headingBegan = 0;

	constructor(root: string) {
		this.#root = root;
	}

	/** True when something ran and nothing failed. */
	get succeeded(): boolean {
		return this.#total.failed === 0 && this.#total.passed > 0;
	}

	heading(title: string): void {
		this.#endHeading();
		this.#headingBegan = Date.now();
		print(`\n${title}`);
	}

	/** A check that is not a test file: counts as one test. */
	check(title: string, ok: boolean, ms: number, output: string): void {
		if (ok) this.#total.passed += 1;
		else this.#fail(title, output);
		print(`  ${ok ? 'ok    ' : 'FAILED'} ${title} (${seconds(ms)})`);
	}

	/**
	 * Reads the events of a run of test files to their end.
	 *
	 * @param files all of them: one that does not report its end counts as a failure
	 * @param mayBeEmpty true when a filter by name may leave a file without tests
	 */
	async read(events: Events, files: string[], mayBeEmpty: boolean): Promise<void> {
		this.#files = new Map(files.map((file) => [file, newCount()]));
		for await (const { type, data } of events) {
			if (type === 'test:pass') this.#pass(data as TestEvent);
			else if (type === 'test:fail') this.#failed(data as TestEvent);
			else if (type === 'test:stdout') process.stderr.write(data.message);
			else if (type === 'test:stderr') this.#stderr(data.message, data.file);
			else if (type === 'test:diagnostic') this.#diagnostic(data.message, data.file);
			else if (type === 'test:summary' && data.file !== undefined) {
				this.#endFile(data.file, data.duration_ms);
			}
		}
		for (const [file, count] of this.#files) this.#endedEarly(file, count, mayBeEmpty);
	}

	/** Prints all failures and skips once more, and the last line. */
	end(): void {
		this.#endHeading();
		if (this.#skips.length > 0) print(`\nSKIPPED\n${this.#skips.map(indent).join('\n')}`);
		if (this.#failures.length > 0) print(`\nFAILED\n\n${this.#failures.join('\n\n')}`);
		const { passed, failed, skipped } = this.#total;
		if (passed + failed + skipped === 0) print('\nNo test ran: that counts as a failure.');
		print('');
		print(`${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`);
	}

	#pass(event: TestEvent): void {
		if (this.#isFileItself(event) || event.details.type === 'suite') return;
		const off = event.skip ?? event.todo;
		const ran = off === undefined || off === false;
		this.#total[ran ? 'passed' : 'skipped'] += 1;
		this.#count(event.file)[ran ? 'passed' : 'skipped'] += 1;
		if (ran) return;
		const reason = typeof off === 'string' ? off : 'without a reason';
		this.#skips.push(`${this.#path(event.file)}: ${event.name}: ${reason}`);
		print(`  SKIPPED ${event.name}: ${reason}`);
	}

	#failed(event: TestEvent): void {
		const { type, error } = event.details;
		// A suite fails with its tests, which are counted themselves; one that fails by its own hook counts.
		if (type === 'suite' && isSubtestsFailed(error)) return;
		if (this.#isFileItself(event) && isSubtestsFailed(error)) return;
		if (this.#isFileItself(event) && this.#count(event.file ?? event.name).failed > 0) return;
		this.#count(event.file).failed += 1;
		const ms = event.details.duration_ms;
		if (this.#isFileItself(event)) {
			print(`  FAILED ${this.#path(event.file)} (${seconds(ms)})`);
			const { lastWords } = this.#count(event.file);
			return this.#fail(this.#path(event.file), `${messageOf(error)}\n${lastWords}`.trimEnd());
		}
		print(`  FAILED ${event.name} (${seconds(ms)})`);
		this.#fail(`${this.#path(event.file)}: ${event.name}`, messageOf(error));
	}

	#fail(title: string, message: string): void {
		this.#total.failed += 1;
		this.#failures.push(`${title}\n${indent(message)}`);
	}

	#endFile(file: string, ms: number): void {
		const count = this.#count(file);
		count.ended = true;
		if (count.passed + count.failed + count.skipped === 0) return;
		const counts = [
			`${count.passed} passed`,
			...(count.failed > 0 ? [`${count.failed} failed`] : []),
			...(count.skipped > 0 ? [`${count.skipped} skipped`] : []),
		];
		print(`  ${this.#path(file)}: ${counts.join(', ')} (${seconds(ms)})`);
	}

	/** A file whose process ended before all its tests had run would otherwise lose them silently. */
	#endedEarly(file: string, { passed, failed, skipped, ended }: FileCount, mayBeEmpty: boolean) {
		const none = passed + failed + skipped === 0;
		if (failed > 0 || (ended && !none) || (none && mayBeEmpty)) return;
		const what = none ? 'holds no test, or ended before the first' : 'ended before its last test';
		print(`  FAILED ${this.#path(file)}: ${what}`);
		this.#fail(this.#path(file), `The file ${what}.`);
	}

	#stderr(message: string, file: string | undefined): void {
		process.stderr.write(message);
		const count = this.#count(file);
		count.lastWords = (count.lastWords + message).slice(-4_000);
	}

	/** Among the runner's remarks only errors outside of any test are news. */
	#diagnostic(message: string, file: string | undefined): void {
		if (!/^(?:Error|Warning)/.test(message)) return;
		print(`  ${message}`);
		this.#count(file).lastWords += `${message}\n`;
	}

	#endHeading(): void {
		if (this.#headingBegan === 0) return;
		print(`  took ${seconds(Date.now() - this.#headingBegan)}`);
		this.#headingBegan = 0;
	}

	/** The runner reports a file as a test of its own when it fails to load or holds no test. */
	#isFileItself(event: TestEvent): boolean {
		return event.nesting === 0 && event.file !== undefined && event.file.endsWith(event.name);
	}

	#count(file = 'unknown'): FileCount {
		const found = this.#files.get(file) ?? newCount();
		this.#files.set(file, found);
		return found;
	}

	#path(file = 'unknown'): string {
		return relative(this.#root, file);
	}
}

function isSubtestsFailed(error: unknown): boolean {
	return (error as { failureType?: string } | undefined)?.failureType === 'subtestsFailed';
}

/** The test runner wraps what a test threw into an error of its own. */
function messageOf(error: unknown): string {
	const { cause } = error as { cause?: unknown };
	const thrown = cause ?? error;
	if (thrown instanceof Error) return thrown.stack ?? thrown.message;
	if (typeof thrown === 'object' && thrown !== null && 'stack' in thrown)
		return String(thrown.stack);
	return String(thrown);
}

function seconds(ms: number): string {
	return `${(ms / 1000).toFixed(1)} s`;
}

function indent(text: string): string {
	return text.replaceAll(/^/gm, '  ');
}

function print(text: string): void {
	process.stdout.write(`${text}\n`);
}
