import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { chmod, chown, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { command, output, tail } from './command.ts';
import { debian } from './debian.ts';
import { runnableBy } from './other-user.ts';
import type { OtherUser, Programs } from './other-user.ts';
import { freePort } from './ports.ts';
import { startServer } from './process.ts';
import type { Server } from './process.ts';
import { PeerUnavailable } from './require.ts';

export interface Postgres {
	host: '127.0.0.1';
	port: number;
	database: string;
	user: string;
	password: string;
	readonly pid: number;
	/** Runs statements and gives what they answer, one row per line. */
	sql(statements: string): Promise<string>;
	/** The whole database as SQL text, as `pg_dump` writes it. */
	dump(): Promise<string>;
	/** Every statement since the start with its values, also of rows that are gone. */
	history(): Promise<string>;
	lastLines(count?: number): string;
	/** Ends it in order and removes its folder. */
	stop(): Promise<void>;
	kill(): Promise<void>;
	/** Starts it again on the same port with what it had stored. */
	restart(): Promise<void>;
}

const NAME = 'n8n';

/**
 * PostgreSQL (Debian's) on 127.0.0.1 with one database and a password. It refuses to run as root, so
 * root starts it as another user, in a folder of that user's.
 *
 * @throws PeerUnavailable when the machine neither has PostgreSQL nor can fetch it, or has no user
 *   that could run it
 */
export async function startPostgres(): Promise<Postgres> {
	const packages = await debian(['postgresql']);
	const [versions] = await packages.find('usr/lib/postgresql');
	const version = (await readdir(versions ?? '/nowhere').catch(() => []))
		.sort((a, b) => Number(a) - Number(b))
		.at(-1);
	if (versions === undefined || version === undefined) {
		throw new PeerUnavailable('the package postgresql brings no program');
	}
	const user = await unprivileged();
	// Under the test folder it could not get at its files: that is closed to everybody else.
	const dir = await mkdtemp(join(tmpdir(), 'hospital-postgres-'));
	process.once('exit', () => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }));
	if (user !== undefined) await chown(dir, user.uid, user.gid);
	const programs = await runnableBy(user, packages, join(versions, version, 'bin'), dir);
	const data = join(dir, 'data');
	const password = randomBytes(16).toString('hex');
	await initialize(programs, user, dir, data, password);
	const port = await freePort();
	const settings = { ...SETTINGS, port: String(port) };
	const start = async (): Promise<Server> =>
		await startServer({
			name: 'PostgreSQL',
			command: join(programs.bin, 'postgres'),
			args: ['-D', data, ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`])],
			env: programs.env,
			user,
			cwd: dir,
			ready: async () => await isReady(programs, port, password),
			// SIGTERM waits until the last client has gone.
			graceMs: 3_000,
		});
	let server = await start();
	const client = { ...programs.env, PGPASSWORD: password };
	const address = ['-h', '127.0.0.1', '-p', String(port), '-U', NAME];
	await output(join(programs.bin, 'createdb'), [...address, NAME], { env: client });
	const logs: string[] = [];
	return {
		host: '127.0.0.1',
		port,
		database: NAME,
		user: NAME,
		password,
		get pid() {
			return server.pid;
		},
		sql: async (statements) =>
			await output(
				join(programs.bin, 'psql'),
				[...address, '-X', '-q', '-A', '-t', '-c', statements, NAME],
				{
					env: client,
				},
			),
		dump: async () =>
			await output(join(programs.bin, 'pg_dump'), [...address, NAME], { env: client }),
		history: async () => [...logs, await readFile(server.log, 'utf8')].join('\n'),
		lastLines: (count) => server.lastLines(count),
		stop: async () => {
			await server.stop();
			await rm(dir, { recursive: true, force: true });
		},
		kill: async () => await server.kill(),
		restart: async () => {
			await server.stop();
			logs.push(await readFile(server.log, 'utf8'));
			server = await start();
		},
	};
}

/** Loopback only; statements with their values in the log; no care for power cuts. GMT needs no tzdata. */
const SETTINGS: Readonly<Record<string, string>> = {
	listen_addresses: '127.0.0.1',
	unix_socket_directories: '',
	max_connections: '60',
	shared_buffers: '64MB',
	jit: 'off',
	fsync: 'off',
	timezone: 'GMT',
	log_timezone: 'GMT',
	log_statement: 'all',
	log_parameter_max_length: '-1',
};

/** Whom root lets run the server; undefined when this process is not root's. */
async function unprivileged(): Promise<OtherUser | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	const users = await readFile('/etc/passwd', 'utf8').catch(() => '');
	for (const name of ['postgres', 'nobody']) {
		const [, , uid, gid] = new RegExp(`^${name}:.*$`, 'm').exec(users)?.[0].split(':') ?? [];
		if (uid === undefined || gid === undefined) continue;
		const user = { uid: Number(uid), gid: Number(gid) };
		await checkPassable(tmpdir());
		return user;
	}
	throw new PeerUnavailable(
		'PostgreSQL refuses to run as root, and there is no user "postgres" or "nobody"; run the tests as another user',
	);
}

async function checkPassable(folder: string): Promise<void> {
	for (let at = folder; ; at = dirname(at)) {
		const { mode } = await stat(at);
		if ((mode & 0o001) === 0) {
			throw new PeerUnavailable(
				`PostgreSQL refuses to run as root, and other users cannot enter ${at}; set TMPDIR to a folder like /tmp`,
			);
		}
		if (at === dirname(at)) return;
	}
}

async function initialize(
	{ bin, env }: Programs,
	user: OtherUser | undefined,
	dir: string,
	data: string,
	password: string,
): Promise<void> {
	const file = join(dir, 'password');
	await writeFile(file, `${password}\n`, { mode: 0o600 });
	if (user !== undefined) await chown(file, user.uid, user.gid);
	const args = ['-D', data, '-U', NAME, '-A', 'scram-sha-256', `--pwfile=${file}`];
	const more = ['-E', 'UTF8', '--locale=C', '--no-sync'];
	const options = { env, cwd: dir, user };
	const result = await command(join(bin, 'initdb'), [...args, ...more], options);
	await rm(file);
	if (result.code === 0) return await chmod(data, 0o700);
	throw new Error(`initdb ended with status ${result.code}\n${tail(result.stderr)}`);
}

async function isReady({ bin, env }: Programs, port: number, password: string): Promise<boolean> {
	const args = ['-h', '127.0.0.1', '-p', String(port), '-U', NAME, '-d', 'postgres', '-q'];
	const { code } = await command(join(bin, 'pg_isready'), args, {
		env: { ...env, PGPASSWORD: password },
	});
	return code === 0;
}
