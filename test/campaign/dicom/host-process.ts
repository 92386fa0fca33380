import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { ownImports } from './own-imports.ts';
import type { HostCommand, HostLine } from './protocol.ts';

export interface HostOptions {
	dataDir: string;
	keyFile: string;
	/** Folder of the recorder, outside of the data directory. */
	records: string;
	port: number;
	/** More of the environment: `HOST_QUIET_MS`, `NODE_OPTIONS`, ... */
	env?: Record<string, string>;
}

let lives = 0;

/** A host process that waits to be told to start, so that a restart takes no longer than it must. */
export class Host {
	readonly lines: HostLine[] = [];
	readonly exited: Promise<unknown>;
	private readonly child: ChildProcess;
	private readonly listeners = new Set<(line: HostLine) => void>();

	constructor(options: HostOptions) {
		const script = join(import.meta.dirname, 'host.ts');
		// Numbered: the records of all lives are read in their order.
		const record = join(options.records, `${String(++lives).padStart(6, '0')}.jsonl`);
		const args = [...ownImports(), script, String(options.port), record];
		this.child = spawn(process.execPath, args, {
			stdio: ['pipe', 'pipe', 'inherit'],
			cwd: '/',
			env: {
				...process.env,
				...options.env,
				HOSPITAL_DATA_DIR: options.dataDir,
				HOSPITAL_KEY_FILE: options.keyFile,
			},
		});
		const endWithUs = () => void this.child.kill('SIGKILL');
		process.once('exit', endWithUs);
		const output = createInterface({ input: this.child.stdout! });
		// What it said before its end may still be in the pipe when it is gone.
		this.exited = Promise.all([once(this.child, 'exit'), once(output, 'close')]);
		void this.exited.then(() => process.off('exit', endWithUs));
		// Its end closes the pipe while a command may be on its way.
		this.child.stdin?.on('error', () => undefined);
		output.on('line', (text) => {
			const line = JSON.parse(text) as HostLine;
			this.lines.push(line);
			for (const listener of this.listeners) listener(line);
		});
	}

	start(): void {
		this.child.stdin?.write('start\n');
	}

	tell(command: HostCommand): void {
		this.child.stdin?.write(`${JSON.stringify(command)}\n`);
	}

	on(listener: (line: HostLine) => void): () => void {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	}

	/** Waits for a line that was not there when asked. @throws Error after `ms`, or at the host's end */
	async next(type: string, ms: number): Promise<HostLine> {
		let off: () => void = () => undefined;
		const found = new Promise<HostLine>((resolve) => {
			off = this.on((line) => line.type === type && resolve(line));
		});
		const over = new AbortController();
		const late = sleep(ms, undefined, { signal: over.signal }).catch(() => undefined);
		const line = await Promise.race([found, late, this.exited.then(() => undefined)]);
		over.abort();
		off();
		if (line === undefined) throw new Error(`the host did not say "${type}" within ${ms} ms`);
		return line;
	}

	/** Starts and waits until the port is open. */
	async listen(): Promise<void> {
		const listening = this.next('listening', 30_000);
		this.start();
		await listening;
	}

	/** As a power cut would end it. */
	async kill(): Promise<void> {
		this.child.kill('SIGKILL');
		await this.exited;
	}
}
