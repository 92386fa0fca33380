/** One subcommand of `hospital`. It lives with its room; nodes/cli only dispatches. */
export interface Command {
	name: string;
	/** One line for a list of commands. */
	summary: string;
	/** For `hospital --help`, where it has more than one use: each way to call it, and what that does. */
	calls?: ReadonlyArray<readonly [call: string, what: string]>;
	/** Full usage text. */
	usage: string;
	/** True for a command of several parts that each have a usage text of their own. */
	parts?: boolean;
	/** @returns the exit code */
	run(args: string[], out: Output): Promise<number>;
}

export interface Output {
	/** One line to standard output: results, so that they can be piped. */
	line(text: string): void;
	/** One line to standard error: notes and errors. */
	note(text: string): void;
}

/** Aligned columns for people. @param rows the first one is the heading */
export function table(rows: ReadonlyArray<readonly string[]>): string[] {
	const widths = rows[0].map((_, column) =>
		rows.reduce((widest, row) => Math.max(widest, row[column].length), 0),
	);
	return rows.map((row) =>
		row
			.map((cell, column) => cell.padEnd(widths[column]))
			.join('  ')
			.trimEnd(),
	);
}
