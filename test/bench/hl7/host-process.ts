import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../peers/ports.ts';

/** What the process is started with. */
export interface HostArguments {
	/** `engine`: a listener and nothing else. `trigger`: with work items and the audit ledger. */
	form: 'engine' | 'trigger';
	port: number;
	/** One flush of the disk for each message. */
	flushEach: boolean;
}

export interface Host {
	port: number;
	pid: number;
	stop(): Promise<void>;
}

/** Our listener in a process of its own, over a data directory of its own. */
export async function startHost(
	folder: string,
	{ form, flushEach }: Omit<HostArguments, 'port'>,
): Promise<Host> {
	const dir = join(folder, randomBytes(6).toString('hex'));
	await mkdir(dir, { recursive: true, mode: 0o700 });
	const keyFile = join(dir, 'site.key');
	await writeFile(keyFile, randomBytes(32).toString('hex'), { mode: 0o600 });
	const port = await freePort();
	const args: HostArguments = { form, port, flushEach };
	const script = join(import.meta.dirname, 'host.ts');
	const warnings = '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON';
	const child = spawn(
		process.execPath,
		[...process.execArgv, warnings, script, JSON.stringify(args)],
		{
			stdio: ['pipe', 'pipe', 'inherit'],
			env: {
				...process.env,
				HOSPITAL_DATA_DIR: join(dir, 'data'),
				HOSPITAL_KEY_FILE: keyFile,
			},
		},
	);
	const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	const endWithUs = () => void child.kill('SIGKILL');
	process.once('exit', endWithUs);
	void exited.then(() => process.off('exit', endWithUs));
	await new Promise<void>((resolve, reject) => {
		child.stdout.once('data', () => resolve());
		child.once('exit', () => reject(new Error('the listener process ended')));
	});
	return {
		port,
		pid: child.pid ?? 0,
		stop: async () => {
			child.stdin.end();
			await exited;
			await rm(dir, { recursive: true, force: true });
		},
	};
}
