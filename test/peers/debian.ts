import { mkdir, readFile, readdir, realpath, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { cacheRoot, cached, contentKey, discard, exists, locked } from './cache.ts';
import { command, output, tail } from './command.ts';
import { PeerUnavailable } from './require.ts';

/** Debian programs that run from a folder, without root and without a change of the system. */
export interface DebianRoot {
	/** Where the packages are unpacked; `/` when the system has all of them. */
	root: string;
	/** The path of a program: the system's own if it has one, else the one under `root`. */
	bin(name: string): string;
	/** The whole environment for these programs: libraries, programs, DICOM dictionary. */
	env: NodeJS.ProcessEnv;
	/** The folders of `root` and of the system that hold a file or folder of that path. */
	find(path: string): Promise<string[]>;
}

const inUse = new Map<string, Promise<DebianRoot>>();

/**
 * The named Debian packages, ready to run. What the system lacks is downloaded once into the test
 * cache, signatures checked by apt, and unpacked there; afterwards no network is needed.
 *
 * @throws PeerUnavailable when the system lacks a package and cannot get it
 */
export function debian(packages: readonly string[]): Promise<DebianRoot> {
	const wanted = [...new Set(packages)].sort();
	const key = wanted.join(' ');
	let found = inUse.get(key);
	if (found === undefined) {
		found = findOrFetch(wanted);
		inUse.set(key, found);
		found.catch(() => inUse.delete(key));
	}
	return found;
}

async function findOrFetch(packages: string[]): Promise<DebianRoot> {
	if (await systemHasAll(packages)) return await describe('/');
	const system = await readFile('/etc/os-release', 'utf8').catch(() => '');
	const version = /^VERSION_ID=.*$/m.exec(system)?.[0] ?? 'unknown';
	const name = `deb-${contentKey(version, process.arch, packages.join(' '))}`;
	const entry = {
		name,
		install: async (folder: string) => await fetchInto(folder, packages),
		verify: async (folder: string) => await verify(folder, packages),
	};
	const folder = await cached(entry);
	if (await stillWorks(folder)) return await describe(folder);
	// The system lost a library since: the entry no longer holds all that is missing.
	await rm(join(folder, 'packages'), { force: true });
	await discard(name);
	return await describe(await cached(entry));
}

async function systemHasAll(packages: string[]): Promise<boolean> {
	const query = ['-W', '-f', '${db:Status-Status}\\n', ...packages];
	const result = await command('dpkg-query', query).catch(() => undefined);
	if (result === undefined || result.code !== 0) return false;
	return result.stdout
		.trim()
		.split('\n')
		.every((status) => status === 'installed');
}

async function fetchInto(folder: string, packages: string[]): Promise<void> {
	const apt = await ownApt();
	await apt.inArchives(async (archives) => {
		// Lists of an earlier day may name versions that the mirror has replaced: then once afresh.
		const known = apt.hasLists ? await plan(apt.options, packages) : undefined;
		if (known !== undefined && (await downloaded(apt.options, known, archives))) {
			return await unpack(known, archives, folder);
		}
		await apt.update();
		const missing = await plan(apt.options, packages);
		if (missing === undefined || !(await downloaded(apt.options, missing, archives))) {
			throw new PeerUnavailable(`the Debian mirror does not give ${packages.join(', ')}`);
		}
		await unpack(missing, archives, folder);
	});
}

/** `name=version` of every package that an installation would add; undefined when apt finds no way. */
async function plan(options: string[], packages: string[]): Promise<string[] | undefined> {
	const args = [...options, '-s', '--no-install-recommends', 'install', ...packages];
	const result = await command('apt-get', args);
	if (result.code !== 0) return undefined;
	const lines = result.stdout.matchAll(/^Inst (\S+) (?:\[[^\]]*\] )?\((\S+) /gm);
	return [...lines].map(([, name, version]) => `${name}=${version}`);
}

async function downloaded(
	options: string[],
	packages: string[],
	archives: string,
): Promise<boolean> {
	const absent: string[] = [];
	for (const name of packages) {
		if (!(await exists(join(archives, await archiveName(archives, name))))) absent.push(name);
	}
	if (absent.length === 0) return true;
	const get = [...options, 'download', ...absent];
	const result = await command('apt-get', get, { cwd: archives, timeoutMs: 600_000 });
	return result.code === 0;
}

/** `name=1:2.3-4` lies in a file `name_1%3a2.3-4_amd64.deb`; `.absent` names none. */
async function archiveName(archives: string, nameAndVersion: string): Promise<string> {
	const [name, version = ''] = nameAndVersion.split('=');
	const start = `${name?.split(':')[0]}_${version.replaceAll(':', '%3a')}_`;
	return (await readdir(archives)).find((file) => file.startsWith(start)) ?? '.absent';
}

async function unpack(packages: string[], archives: string, folder: string): Promise<void> {
	for (const name of packages) {
		await output('dpkg-deb', ['-x', join(archives, await archiveName(archives, name)), folder]);
	}
	await writeFile(join(folder, 'packages'), `${packages.join('\n')}\n`);
}

interface OwnApt {
	options: string[];
	hasLists: boolean;
	update(): Promise<void>;
	inArchives<T>(work: (archives: string) => Promise<T>): Promise<T>;
}

/** apt with its own package lists and downloads, the system's sources, keys and dpkg status. */
async function ownApt(): Promise<OwnApt> {
	for (const program of ['apt-get', 'dpkg-deb']) {
		const works = await command(program, ['--version']).catch(() => undefined);
		if (works === undefined) {
			throw new PeerUnavailable(
				`${program} is not on this machine; install the peer itself, or run on Debian or Ubuntu`,
			);
		}
	}
	const base = join(cacheRoot(), 'apt');
	const lists = join(base, 'lists');
	const archives = join(base, 'archives');
	await mkdir(join(lists, 'partial'), { recursive: true });
	await mkdir(join(archives, 'partial'), { recursive: true });
	const options = [
		...['-o', `Dir::State::Lists=${lists}`],
		...['-o', `Dir::State::extended_states=${join(base, 'extended_states')}`],
		...['-o', `Dir::Cache=${base}`],
		...['-o', 'APT::Sandbox::User=root'],
		...['-o', 'Acquire::Retries=3'],
		...['-o', 'Acquire::http::Timeout=30'],
	];
	const stamp = join(base, 'updated');
	return {
		options,
		hasLists: await exists(stamp),
		update: async () => await locked('apt-lists', 10 * 60_000, () => refresh(options, stamp)),
		inArchives: async (work) =>
			await locked('apt-archives', 20 * 60_000, async () => await work(archives)),
	};
}

/** Set after a failure, so that not every test waits for the network again. */
let unreachable = false;

/** At most one update a day: the mirror is a shared good. */
async function refresh(options: string[], stamp: string): Promise<void> {
	if (unreachable) throw new PeerUnavailable('no Debian mirror can be reached');
	const last = await stat(stamp).catch(() => undefined);
	if (last !== undefined && Date.now() - last.mtimeMs < 86_400_000) return;
	process.stderr.write('Reading the list of Debian packages ...\n');
	const result = await command('apt-get', [...options, 'update'], { timeoutMs: 300_000 });
	if (result.code !== 0 || /^(?:Err|W: Failed)/m.test(result.stdout + result.stderr)) {
		unreachable = true;
		process.stderr.write(`${tail(result.stderr, 5)}\n`);
		throw new PeerUnavailable('no Debian mirror can be reached');
	}
	await writeFile(stamp, '');
	await utimes(stamp, new Date(), new Date());
}

async function verify(folder: string, packages: string[]): Promise<void> {
	if (!(await exists(join(folder, 'packages')))) {
		throw new Error(`${packages.join(', ')}: not unpacked`);
	}
	const broken = await brokenLibraries(await describe(folder));
	if (broken.length > 0) {
		throw new Error(`${packages.join(', ')}: libraries are missing: ${broken.join(', ')}`);
	}
}

/** Looks for missing libraries again only when the system's own packages have changed. */
async function stillWorks(folder: string): Promise<boolean> {
	const status = await stat('/var/lib/dpkg/status').catch(() => undefined);
	const state = `${status?.mtimeMs ?? 'none'}`;
	const note = join(folder, 'checked-against');
	if ((await readFile(note, 'utf8').catch(() => '')) === state) return true;
	const broken = await brokenLibraries(await describe(folder));
	if (broken.length === 0) await writeFile(note, state);
	return broken.length === 0;
}

const PROGRAM_FOLDERS = ['usr/bin', 'usr/sbin', 'bin', 'sbin'];

async function describe(root: string): Promise<DebianRoot> {
	const path = process.env.PATH ?? '/usr/bin:/bin';
	const system = [...path.split(delimiter), '/usr/sbin', '/sbin'];
	const programs = new Map<string, string>();
	for (const folder of [...system, ...PROGRAM_FOLDERS.map((name) => join(root, name))]) {
		for (const name of await readdir(folder).catch(() => [])) {
			if (!programs.has(name)) programs.set(name, join(folder, name));
		}
	}
	return {
		root,
		bin(name) {
			const program = programs.get(name);
			if (program === undefined) throw new PeerUnavailable(`there is no program ${name}`);
			return program;
		},
		env: root === '/' ? { ...process.env } : await environment(root, path),
		find: async (wanted) => {
			const places = [...new Set([join(root, wanted), join('/', wanted)])];
			const found = await Promise.all(places.map(exists));
			return places.filter((_, index) => found[index]);
		},
	};
}

async function environment(root: string, path: string): Promise<NodeJS.ProcessEnv> {
	const files = await readdir(root, { recursive: true });
	const libraries = new Set<string>();
	for (const file of files) {
		if (!/\.so(?:\.\d+)*$/.test(file)) continue;
		libraries.add(join(root, file.slice(0, Math.max(0, file.lastIndexOf('/')))));
	}
	const dictionary = files.find((file) => file.endsWith('/dicom.dic'));
	return {
		...process.env,
		PATH: [...PROGRAM_FOLDERS.map((name) => join(root, name)), path].join(delimiter),
		LD_LIBRARY_PATH: [...libraries, process.env.LD_LIBRARY_PATH ?? ''].filter(Boolean).join(':'),
		...(dictionary === undefined ? {} : { DCMDICTPATH: join(root, dictionary) }),
	};
}

/** Names of shared libraries that a program of the root needs and the loader does not find. */
async function brokenLibraries(debian: DebianRoot): Promise<string[]> {
	const missing = new Set<string>();
	for (const folder of PROGRAM_FOLDERS.map((name) => join(debian.root, name))) {
		const names = await readdir(folder).catch(() => []);
		if (names.length === 0 || debian.root === '/') continue;
		const files = await Promise.all(
			names.map((name) => realpath(join(folder, name)).catch(() => '')),
		);
		const programs = files.filter((file) => file !== '');
		const { stdout } = await command('ldd', programs, { env: debian.env });
		for (const [, name] of stdout.matchAll(/^\s*(\S+) => not found/gm)) missing.add(String(name));
	}
	return [...missing];
}
