import { fork, type ChildProcess, type Serializable } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
	existsSync,
	mkdtempSync,
	readFileSync,
	readdirSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** In memory where there is such a place: thousands of fsyncs would make the disk the measure of all tests. */
const PLACE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A folder of its own for one test, removed after it. */
export function temporaryFolder(test: TestContext): string {
	const folder = mkdtempSync(join(PLACE, 'hospital-unit-'));
	// What a stopped engine had begun to write may still land in it.
	test.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
	return folder;
}

/** A key file as an administrator makes it. */
export function keyFile(folder: string, name = 'site.key'): string {
	const path = join(folder, name);
	writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
	return path;
}

/** Every file and folder under `folder` with mode and content: two equal listings mean nothing was written. */
export function listing(folder: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.sort()
		.map((name) => {
			const stats = statSync(join(folder, name));
			const content = stats.isFile() ? readFileSync(join(folder, name), 'hex') : '';
			return `${name} ${stats.mode.toString(8)} ${content}`;
		});
}

/** Starts a module of the tests in a process of its own, with the same loader as this one. */
export function startChild(
	url: URL,
	args: string[],
	env: Record<string, string> = {},
): ChildProcess {
	return fork(url, args, {
		execArgv: process.execArgv.filter((argument) => !argument.startsWith('--test')),
		env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...env },
		stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
	});
}

/** The first message of a child; fails when it ends without one. */
export async function firstMessage(child: ChildProcess): Promise<Serializable> {
	const ended = once(child, 'exit').then(([code]) => {
		throw new Error(`the child ended with ${String(code)} and said nothing`);
	});
	const message = once(child, 'message').then(([value]) => value as Serializable);
	ended.catch(() => undefined);
	return await Promise.race([message, ended]);
}

/** Waits until `condition` holds. */
export async function until(condition: () => boolean, limit = 5000): Promise<void> {
	const end = Date.now() + limit;
	while (!condition()) {
		if (Date.now() > end) throw new Error('it never came true');
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}

/** Lets the next call of a file handle's method fail as a disk would, then works again. */
export async function failNext(
	test: TestContext,
	method: 'write' | 'datasync' | 'sync' | 'writeFile',
	code: string,
): Promise<void> {
	const { open } = await import('node:fs/promises');
	const handle = await open(import.meta.filename, 'r');
	const prototype = Object.getPrototypeOf(handle) as Record<string, () => Promise<unknown>>;
	await handle.close();
	const original = prototype[method];
	const restore = (): void => {
		prototype[method] = original;
	};
	prototype[method] = async () => {
		restore();
		throw Object.assign(new Error('PATIENT ZZTEST^ADA'), { code });
	};
	test.after(restore);
}
