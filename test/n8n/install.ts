import { copyFile, readFile } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { cached, contentKey, exists } from '../peers/cache.ts';
import { command, output, tail } from '../peers/command.ts';
import { PeerUnavailable } from '../peers/require.ts';

const HERE = import.meta.dirname;
const REPOSITORY = resolve(HERE, '..', '..');

export interface N8nInstall {
	/** The folder with n8n's node_modules. */
	dir: string;
	/** n8n's start script, to be run with `node`. */
	bin: string;
	/** The Node 24 that n8n needs. */
	node: string;
	version: string;
}

let installed: Promise<N8nInstall> | undefined;

/**
 * The pinned, real n8n of test/n8n/package-lock.json, installed once into the test cache (2,200
 * packages, about five minutes and 2.7 GB), afterwards without network.
 *
 * @throws PeerUnavailable when it is not cached and the package registry cannot be reached
 */
export function n8n(): Promise<N8nInstall> {
	installed ??= install();
	installed.catch(() => (installed = undefined));
	return installed;
}

async function install(): Promise<N8nInstall> {
	const manifest = await readFile(join(HERE, 'package.json'));
	const lock = await readFile(join(HERE, 'package-lock.json'));
	const node = await node24();
	const dir = await cached({
		name: `n8n-${contentKey(manifest, lock)}`,
		install: async (folder) => await fill(folder, node),
		verify: async (folder) => await verify(folder, node),
		waitMs: 40 * 60_000,
	});
	return { dir, bin: join(dir, 'node_modules/n8n/bin/n8n'), node, version: await versionOf(dir) };
}

async function fill(folder: string, node: string): Promise<void> {
	for (const file of ['package.json', 'package-lock.json']) {
		await copyFile(join(HERE, file), join(folder, file));
	}
	const env = {
		...process.env,
		PATH: [dirname(node), process.env.PATH].join(delimiter),
		npm_config_nodedir: await nodeHeaders(),
		npm_config_audit: 'false',
		npm_config_fund: 'false',
		npm_config_update_notifier: 'false',
	};
	// Scripts stay off: one of them compiles a Kafka client that needs the internet. SQLite alone
	// must be built, against the headers of the Node that runs it.
	await step('Installing n8n, about three minutes', ['ci', '--ignore-scripts'], folder, env);
	const rebuild = ['rebuild', 'sqlite3', '--ignore-scripts=false'];
	await step('Building SQLite for n8n, about two minutes', rebuild, folder, env);
}

async function step(
	doing: string,
	args: string[],
	cwd: string,
	env: NodeJS.ProcessEnv,
): Promise<void> {
	const began = Date.now();
	const seconds = () => Math.round((Date.now() - began) / 1000);
	process.stderr.write(`${doing} ...\n`);
	const progress = setInterval(() => process.stderr.write(`  ${doing}: ${seconds()} s\n`), 30_000);
	try {
		const result = await command('npm', args, { cwd, env, timeoutMs: 30 * 60_000 });
		if (result.code !== 0) {
			throw new PeerUnavailable(`npm ${args.join(' ')} failed:\n${tail(result.stderr)}`);
		}
	} finally {
		clearInterval(progress);
	}
	process.stderr.write(`  done after ${seconds()} s\n`);
}

async function verify(folder: string, node: string): Promise<void> {
	const manifest = JSON.parse(await readFile(join(HERE, 'package.json'), 'utf8')) as {
		dependencies: { n8n: string };
	};
	const version = await versionOf(folder);
	if (version !== manifest.dependencies.n8n) throw new Error(`n8n ${version} is installed`);
	const query = `new (require('sqlite3').Database)(':memory:').get('select 1', (e) => process.exit(e ? 1 : 0))`;
	await output(node, ['-e', query], { cwd: folder });
}

async function versionOf(folder: string): Promise<string> {
	const text = await readFile(join(folder, 'node_modules/n8n/package.json'), 'utf8');
	return (JSON.parse(text) as { version: string }).version;
}

/** This process where it is Node 24 or later, else the repository's own. */
async function node24(): Promise<string> {
	if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
	const own = join(REPOSITORY, 'node_modules/node/bin/node');
	if (await exists(own)) return own;
	throw new PeerUnavailable('n8n needs Node 24, which `npm run build` installs');
}

/** The headers of that Node; npm puts their package below `node` or beside it. */
async function nodeHeaders(): Promise<string> {
	const name = `node-${process.platform}-${process.arch}`;
	const places = [
		join(REPOSITORY, 'node_modules/node/node_modules', name),
		join(REPOSITORY, 'node_modules', name),
		dirname(dirname(process.execPath)),
	];
	for (const place of places) {
		if (await exists(join(place, 'include/node/common.gypi'))) return place;
	}
	throw new PeerUnavailable(`The headers of Node ${process.version} are missing (common.gypi)`);
}
