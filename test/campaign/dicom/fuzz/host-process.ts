import { spawn, type ChildProcess } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** The process that is fuzzed, seen from outside. */
export class HostProcess {
	port = 0;
	/** Least memory of the listener's thread between the last two calls of `events`, MB. */
	kept = Number.NaN;
	/** Events that must not be, lines on standard error, and the end of the process. */
	readonly faults: string[] = [];
	private readonly child: ChildProcess;
	private counts: Record<string, number> | undefined;
	private stopping = false;
	readonly spool: string;

	private constructor(spool: string, prefix: readonly string[]) {
		this.spool = spool;
		const flags = process.execArgv.filter((flag, index, all) =>
			[flag, all[index - 1] ?? ''].some((each) => /^--(import|disable-warning)/.test(each)),
		);
		const script = join(import.meta.dirname, 'host.ts');
		const [program = '', ...args] = [...prefix, process.execPath, ...flags, script, spool];
		this.child = spawn(program, args, {
			stdio: ['pipe', 'pipe', 'pipe'],
			env: { ...process.env, NODE_TEST_CONTEXT: undefined },
		});
		createInterface({ input: this.child.stdout! }).on('line', (line) => {
			const said = JSON.parse(line) as {
				type: string;
				port?: number;
				counts?: Record<string, number>;
				kept?: number;
			};
			if (said.type === 'listening') this.port = said.port!;
			else if (said.type === 'counts') {
				this.counts = said.counts;
				this.kept = said.kept ?? Number.NaN;
			} else this.faults.push(line);
		});
		createInterface({ input: this.child.stderr! }).on('line', (line) => this.faults.push(line));
		this.child.on('exit', (code, signal) => {
			if (!this.stopping) this.faults.push(`the process ended: ${code ?? signal}`);
		});
	}

	/** @param prefix a program that becomes the listener's process, such as `nsenter` */
	static async start(spool: string, prefix: readonly string[] = []): Promise<HostProcess> {
		const host = new HostProcess(spool, prefix);
		for (let waited = 0; host.port === 0; waited += 10) {
			if (waited > 20_000 || host.faults.length > 0)
				throw new Error(host.faults.join('\n') || 'no listener');
			await sleep(10);
		}
		return host;
	}

	get alive(): boolean {
		return this.child.exitCode === null && this.child.signalCode === null;
	}

	/** Events by type, and refused instances by reason. */
	async events(): Promise<Record<string, number>> {
		this.counts = undefined;
		this.child.stdin!.write('\n');
		for (let waited = 0; this.counts === undefined && waited < 5000; waited += 5) await sleep(5);
		return this.counts ?? {};
	}

	/** Resident memory, MB. */
	async rss(): Promise<number> {
		const status = await readFile(`/proc/${this.child.pid}/status`, 'utf8').catch(() => '');
		return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
	}

	/** CPU time, seconds. */
	async cpu(): Promise<number> {
		const stat = await readFile(`/proc/${this.child.pid}/stat`, 'utf8').catch(() => '');
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return (Number(fields[11]) + Number(fields[12])) / 100;
	}

	async openFiles(): Promise<number> {
		return (await readdir(`/proc/${this.child.pid}/fd`).catch(() => [])).length;
	}

	async temporaryFiles(): Promise<number> {
		return (await readdir(join(this.spool, 'incoming')).catch(() => [])).length;
	}

	async stop(): Promise<void> {
		this.stopping = true;
		if (!this.alive) return;
		const ended = new Promise((resolve) => this.child.once('exit', resolve));
		this.child.kill('SIGTERM');
		const timer = setTimeout(() => {
			this.faults.push('the process did not end');
			this.child.kill('SIGKILL');
		}, 15_000);
		await ended;
		clearTimeout(timer);
	}
}
