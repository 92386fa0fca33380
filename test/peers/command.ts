import { execFile } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

export interface CommandResult {
	/** Exit status; null when a signal ended it. */
	code: number | null;
	stdout: string;
	stderr: string;
}

export interface CommandOptions {
	env?: NodeJS.ProcessEnv;
	cwd?: string;
	/** Longest run in milliseconds, then SIGKILL. Default 60 000. */
	timeoutMs?: number;
	/** Runs it as somebody else; only root can. */
	user?: { uid: number; gid: number };
}

/** Runs a program to its end without a shell. A status other than 0 is a result, not an error. */
export function command(
	file: string,
	args: readonly string[],
	options: CommandOptions = {},
): Promise<CommandResult> {
	const timeout = options.timeoutMs ?? 60_000;
	return new Promise((resolve, reject) => {
		const child: ChildProcess = execFile(
			file,
			[...args],
			{
				env: options.env ?? process.env,
				cwd: options.cwd,
				...options.user,
				timeout,
				killSignal: 'SIGKILL',
				maxBuffer: 64 * 1024 * 1024,
				encoding: 'utf8',
			},
			(error, stdout, stderr) => {
				if (error === null) return resolve({ code: 0, stdout, stderr });
				if (error.killed === true) {
					return reject(new Error(`${file} did not end within ${timeout} ms\n${tail(stderr)}`));
				}
				if (typeof error.code === 'string') return reject(error);
				resolve({ code: error.code ?? null, stdout, stderr });
			},
		);
		child.stdin?.end();
	});
}

/** Runs a program that has to succeed and gives its standard output. */
export async function output(
	file: string,
	args: readonly string[],
	options: CommandOptions = {},
): Promise<string> {
	const { code, stdout, stderr } = await command(file, args, options);
	if (code === 0) return stdout;
	throw new Error(
		`${file} ${args.join(' ')} ended with status ${code}\n${tail(`${stdout}\n${stderr}`)}`,
	);
}

/** The last lines of a text, for an error message. */
export function tail(text: string, lines = 20): string {
	return text.trimEnd().split('\n').slice(-lines).join('\n');
}
