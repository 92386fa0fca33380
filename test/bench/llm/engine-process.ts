import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface FixedEngine {
	url: string;
	/** As if the machine had lost its power: nothing answers, nothing is closed. */
	freeze(): void;
	/** As if its process had ended: connections are refused. */
	kill(): void;
	stop(): Promise<void>;
}

/** The engine that takes `latency` milliseconds for every answer, in a process of its own. */
export async function startFixedEngine(latency: number): Promise<FixedEngine> {
	const script = join(import.meta.dirname, 'engine.ts');
	const child = spawn(process.execPath, [script, String(latency)], {
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	const [port] = (await once(createInterface(child.stdout), 'line')) as [string];
	return {
		url: `http://127.0.0.1:${port}`,
		freeze: () => void child.kill('SIGSTOP'),
		kill: () => void child.kill('SIGKILL'),
		async stop() {
			if (child.exitCode !== null || child.signalCode !== null) return;
			const ended = once(child, 'exit');
			child.kill('SIGKILL');
			await ended;
		},
	};
}
