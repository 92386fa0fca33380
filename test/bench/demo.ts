import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = resolve(import.meta.dirname, '..', '..');

/**
 * Plays the demonstration as a person does, to its end.
 *
 * @returns seconds from the command to the first result
 * @throws Error with its output when it fails or tells no result
 */
export async function timeDemo(): Promise<number> {
	const began = Date.now();
	const child = spawn('npm', ['run', '--silent', 'demo', '--', '--once'], {
		cwd: ROOT,
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const ended = new Promise<number | null>((done, failed) => {
		child.once('error', failed);
		child.once('close', (code) => done(code));
	});
	const lines: string[] = [];
	let seconds: number | undefined;
	for await (const line of createInterface({ input: child.stdout })) {
		lines.push(line);
		if (/first result after/.test(line)) seconds ??= (Date.now() - began) / 1000;
	}
	const code = await ended;
	if (code === 0 && seconds !== undefined) return seconds;
	throw new Error(`the demonstration ended with status ${code}\n${lines.join('\n')}`);
}
