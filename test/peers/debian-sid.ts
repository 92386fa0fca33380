import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheRoot, cached, contentKey, locked } from './cache.ts';
import { command, output, tail } from './command.ts';
import { PeerUnavailable } from './require.ts';

/**
 * Packages of Debian's unstable distribution, unpacked beside a system of any release: for programs
 * that no stable release has yet. They run with the C library that comes with them.
 */
export interface SidRoot {
	root: string;
	/** The packages with their versions, `name_version_architecture`: unstable changes every day. */
	versions: string[];
	/** How a program of the root is started: `command` with `args` before its own. */
	program(name: string): { command: string; args: string[] };
}

const SIGNERS = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** The mirror that this system takes its own packages from. */
async function mirror(): Promise<string> {
	const folder = '/etc/apt/sources.list.d';
	const names = await readdir(folder).catch(() => []);
	for (const path of ['/etc/apt/sources.list', ...names.map((name) => join(folder, name))]) {
		const text = await readFile(path, 'utf8').catch(() => '');
		const found = /^(?:URIs:|deb\s+(?:\[[^\]]*\]\s+)?)\s*(https?:\/\/\S+\/debian)\/?(?:\s|$)/m.exec(
			text,
		);
		if (found?.[1] !== undefined) return found[1];
	}
	throw new PeerUnavailable('this system has no Debian mirror');
}

/**
 * @param packages the whole list, libraries included: nothing is resolved
 * @throws PeerUnavailable on another system than Debian, or without its mirror
 */
export async function debianSid(packages: readonly string[]): Promise<SidRoot> {
	const wanted = [...packages].sort();
	const root = await cached({
		name: `sid-${contentKey(process.arch, wanted.join(' '))}`,
		install: async (folder) => await fetchInto(folder, wanted),
		verify: async (folder) => void (await loaderOf(folder)),
	});
	const loader = await loaderOf(root);
	const libraries = await libraryFolders(root);
	const versions = (await readdir(join(root, 'packages'))).map((name) => name.replace('.deb', ''));
	return {
		root,
		versions,
		program: (name) => ({
			command: loader,
			args: ['--library-path', libraries.join(':'), join(root, 'usr/bin', name)],
		}),
	};
}

async function fetchInto(folder: string, packages: string[]): Promise<void> {
	for (const program of ['apt-get', 'dpkg-deb']) {
		const found = await command(program, ['--version']).catch(() => undefined);
		if (found === undefined) throw new PeerUnavailable(`${program} is not on this machine`);
	}
	const archives = join(folder, 'packages');
	await mkdir(archives);
	await locked('apt-sid', 20 * 60_000, async () => {
		const options = await ownApt();
		const update = await command('apt-get', [...options, 'update'], { timeoutMs: 300_000 });
		if (update.code !== 0 || /^(?:Err|W: Failed)/m.test(update.stdout + update.stderr)) {
			throw new PeerUnavailable(`no Debian mirror can be reached: ${tail(update.stderr, 3)}`);
		}
		const get = [...options, 'download', ...packages];
		const result = await command('apt-get', get, { cwd: archives, timeoutMs: 600_000 });
		if (result.code !== 0) {
			throw new PeerUnavailable(`the Debian mirror does not give them: ${tail(result.stderr, 3)}`);
		}
	});
	for (const name of await readdir(archives)) {
		await output('dpkg-deb', ['-x', join(archives, name), folder]);
		// What counts afterwards is only the name, which tells the version.
		await writeFile(join(archives, name), '');
	}
}

async function ownApt(): Promise<string[]> {
	const base = join(cacheRoot(), 'apt-sid');
	await mkdir(join(base, 'lists', 'partial'), { recursive: true });
	await mkdir(join(base, 'archives', 'partial'), { recursive: true });
	const source = join(base, 'sid.list');
	await writeFile(source, `deb [signed-by=${SIGNERS}] ${await mirror()} sid main\n`);
	return [
		...['-o', `Dir::Etc::sourcelist=${source}`],
		...['-o', 'Dir::Etc::sourceparts=-'],
		...['-o', `Dir::State::Lists=${join(base, 'lists')}`],
		...['-o', `Dir::Cache=${base}`],
		...['-o', 'APT::Sandbox::User=root'],
		...['-o', 'Acquire::Retries=3'],
		...['-o', 'Acquire::http::Timeout=30'],
	];
}

async function loaderOf(root: string): Promise<string> {
	const files = await readdir(root, { recursive: true });
	const loader = files.find((file) => /(?:^|\/)ld-linux[^/]*\.so\.\d$/.test(file));
	if (loader === undefined) throw new Error('there is no program loader among the packages');
	return join(root, loader);
}

async function libraryFolders(root: string): Promise<string[]> {
	const files = await readdir(root, { recursive: true });
	const libraries = files.filter((file) => /\.so(?:\.\d+)*$/.test(file));
	return [...new Set(libraries.map((file) => join(root, file, '..')))];
}
