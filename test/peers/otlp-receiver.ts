import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached, contentKey } from './cache.ts';
import { command, output, tail } from './command.ts';
import { freePort } from './ports.ts';
import { accepts, startServer } from './process.ts';
import { PeerUnavailable } from './require.ts';

const SOURCE = join(import.meta.dirname, 'otlp');
const FILES = ['main.go', 'go.mod', 'go.sum'];

export interface OtlpReceiver {
	url: string;
	/** Every request as the receiver understood it, one JSON line each. */
	stored(): Promise<string[]>;
	stop(): Promise<void>;
}

/**
 * A receiver of OTLP logs built on the decoder of the OpenTelemetry Collector (pdata), from the Go
 * module proxy. Built once, then kept in the test cache.
 *
 * @throws PeerUnavailable when the machine has no Go of its version or cannot get the modules
 */
export async function startOtlpReceiver(dir: string): Promise<OtlpReceiver> {
	const program = join(await built(), 'otlp-receiver');
	const port = await freePort();
	const file = join(dir, 'otlp.jsonl');
	const server = await startServer({
		name: 'OTLP receiver',
		command: program,
		args: [String(port), file],
		ready: async () => await accepts(port),
	});
	return {
		url: `http://127.0.0.1:${port}`,
		stored: async () => (await readFile(file, 'utf8')).split('\n').slice(0, -1),
		stop: async () => await server.stop(),
	};
}

async function built(): Promise<string> {
	const texts = await Promise.all(FILES.map(async (name) => await readFile(join(SOURCE, name))));
	return await cached({
		name: `otlp-receiver-${contentKey(process.arch, ...texts)}`,
		install: async (folder) => {
			await needGo();
			for (const name of FILES) await copyFile(join(SOURCE, name), join(folder, name));
			const args = [
				'build',
				'-mod=readonly',
				'-trimpath',
				'-ldflags=-s -w',
				'-o',
				'otlp-receiver',
				'.',
			];
			const result = await command('go', args, { cwd: folder, timeoutMs: 15 * 60_000 });
			if (result.code === 0) return;
			throw new PeerUnavailable(`the OTLP receiver cannot be built: ${tail(result.stderr, 3)}`);
		},
		// Without its arguments it says how it is called.
		verify: async (folder) => {
			const { stderr } = await command(join(folder, 'otlp-receiver'), []);
			if (!stderr.includes('usage: otlp-receiver')) throw new Error('otlp-receiver does not run');
		},
	});
}

async function needGo(): Promise<void> {
	const version = await output('go', ['env', 'GOVERSION']).catch(() => '');
	const [, major = '0', minor = '0'] = /^go(\d+)\.(\d+)/.exec(version) ?? [];
	if (Number(major) * 100 + Number(minor) >= 124) return;
	throw new PeerUnavailable('this machine has no Go 1.24 or newer');
}
