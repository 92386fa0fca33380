import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { debian } from './debian.ts';
import { freePort } from './ports.ts';
import { startServer } from './process.ts';
import type { Server } from './process.ts';

export interface Redis {
	host: '127.0.0.1';
	port: number;
	password: string;
	/** Of the process; changes with a restart. */
	readonly pid: number;
	/** Every command that changed something, in plain text and in order: also what is removed again. */
	history(): Promise<Buffer>;
	/** Every command that it was ever sent, messages that nobody stores included. */
	traffic(): Promise<Buffer>;
	/** One command, answered as text: `run('INFO', 'server')`. */
	run(...command: string[]): Promise<string>;
	lastLines(count?: number): string;
	stop(): Promise<void>;
	/** Ends it as a power cut would. */
	kill(): Promise<void>;
	/** Starts it again on the same port with what it had stored. */
	restart(): Promise<void>;
}

/**
 * Redis (Debian's) on 127.0.0.1 with a password, keeping what it has across restarts, as n8n's queue
 * has to.
 *
 * @param dir folder for its configuration and its append-only file
 * @throws PeerUnavailable when the machine neither has Redis nor can fetch it
 */
export async function startRedis(dir: string): Promise<Redis> {
	const packages = await debian(['redis-server']);
	const port = await freePort();
	const password = randomBytes(16).toString('hex');
	await mkdir(dir, { recursive: true });
	const file = join(dir, 'redis.conf');
	// In a file and not on the command line, where every user of the machine could read it.
	await writeFile(file, configuration(dir, port, password), { mode: 0o600 });
	await chmod(file, 0o600);
	const run = async (...command: string[]) => await ask(port, password, command);
	const start = async (): Promise<Server> =>
		await startServer({
			name: 'Redis',
			command: packages.bin('redis-server'),
			args: [file],
			env: packages.env,
			ready: async () => (await run('PING')) === 'PONG',
		});
	let server = await start();
	const traffic = join(dir, 'traffic.log');
	await listenIn(port, password, traffic);
	return {
		host: '127.0.0.1',
		port,
		password,
		get pid() {
			return server.pid;
		},
		run,
		history: async () => await contents(join(dir, 'appendonlydir')),
		traffic: async () => await readFile(traffic),
		lastLines: (count) => server.lastLines(count),
		stop: async () => await server.stop(),
		kill: async () => await server.kill(),
		restart: async () => {
			await server.stop();
			server = await start();
			await listenIn(port, password, traffic);
		},
	};
}

/** Every command is on the disk before it is answered, and none is ever merged away. */
function configuration(dir: string, port: number, password: string): string {
	return `${[
		'bind 127.0.0.1',
		`port ${port}`,
		`requirepass ${password}`,
		`dir "${dir}"`,
		'daemonize no',
		'appendonly yes',
		'appendfsync everysec',
		'aof-use-rdb-preamble no',
		'auto-aof-rewrite-percentage 0',
		'save ""',
	].join('\n')}\n`;
}

async function contents(folder: string): Promise<Buffer> {
	const names = await readdir(folder);
	return Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))));
}

/** Writes down what Redis is sent from now on, as its command MONITOR tells it, until it ends. */
async function listenIn(port: number, password: string, file: string): Promise<void> {
	const socket = connect({ host: '127.0.0.1', port });
	socket.pipe(createWriteStream(file, { flags: 'a', mode: 0o600 }));
	// It ends with Redis, and does not keep this process.
	socket.on('error', () => socket.destroy()).unref();
	socket.write(`AUTH ${password}\r\nMONITOR\r\n`);
	await once(socket, 'data');
}

const TIMEOUT = 5_000;

/** A command in the inline form that a person types, over a connection of its own. */
async function ask(port: number, password: string, command: string[]): Promise<string> {
	return await new Promise((resolve, reject) => {
		const socket = connect({ host: '127.0.0.1', port });
		let answer = '';
		socket.setEncoding('utf8');
		socket.setTimeout(TIMEOUT, () => socket.destroy(new Error('Redis does not answer')));
		socket.on('data', (text: string) => (answer += text));
		socket.once('error', reject);
		socket.once('close', () => {
			// First the answers to AUTH and to the command, last the one to QUIT.
			const [login = '', ...rest] = answer.split('\r\n').filter((line) => line !== '');
			if (login !== '+OK') reject(new Error(`Redis refused its password: ${login}`));
			else
				resolve(
					rest
						.slice(0, -1)
						.join('\n')
						.replace(/^(?:\$\d+\n|[+:])/, ''),
				);
		});
		socket.write(`AUTH ${password}\r\n${command.join(' ')}\r\nQUIT\r\n`);
	});
}
