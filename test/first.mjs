/**
 * The one door to everything that runs here: `node test/first.mjs SCRIPT [ARGUMENTS]`.
 *
 * Installs what package-lock.json names, the Node 24 that n8n needs among it, builds what changed,
 * and runs the script under that Node. Runs itself under any Node from 20 on, with nothing installed;
 * after the first time no network is needed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const MODULES = join(ROOT, 'node_modules');
const STAMPS = join(MODULES, '.cache', 'hospital');
const BUILD = ['build.mjs'];

/** What each script runs, and whether it needs the compiled pack in dist. */
const SCRIPTS = {
	demo: { run: ['test/hospital/demo.ts'], needsBuild: true },
	test: { run: ['test/run.ts'], needsBuild: true },
	'test:peers': { run: ['test/run.ts', '--heavy'], needsBuild: true },
	bench: { run: ['test/bench/main.ts'], needsBuild: true },
	campaign: { run: ['test/campaign/main.ts'], needsBuild: true },
	hospital: { run: ['dist/nodes/cli/hospital.js'], needsBuild: true },
	build: { run: BUILD, needsBuild: false },
	lint: { run: ['node_modules/eslint/bin/eslint.js', '.'], needsBuild: true },
	format: { run: ['node_modules/prettier/bin/prettier.cjs', '--check', '.'], needsBuild: false },
};

const began = Date.now();

function say(text) {
	process.stderr.write(`[${((Date.now() - began) / 1000).toFixed(1)} s] ${text}\n`);
}

function fail(text) {
	say(text);
	process.exit(1);
}

async function main() {
	const [name = '', ...args] = process.argv.slice(2);
	const script = SCRIPTS[name];
	if (script === undefined) fail(`Choose one of: ${Object.keys(SCRIPTS).join(', ')}`);
	await installLibraries();
	const node = await node24();
	if (script.needsBuild) await build(node);
	const status = await run(node, [...script.run, ...args], { forward: true });
	if (status === 0 && name === 'build') writeStamp('built', sourcesDigest());
	process.exitCode = status;
}

/** Installs what the lock file names, unless it is all there already. */
async function installLibraries() {
	const lock = readFileSync(join(ROOT, 'package-lock.json'));
	const wanted = digest(lock);
	if (readStamp('installed') === wanted) return;
	if (!holdsAll(JSON.parse(lock.toString('utf8')).packages)) {
		say('Installing the libraries that package-lock.json names (about a minute) ...');
		const status = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
		if (status !== 0) {
			fail('The libraries could not be installed. The first run needs the package registry.');
		}
		say('The libraries are installed.');
	}
	writeStamp('installed', wanted);
}

/** True when every library of the lock file lies in node_modules in the right version. */
function holdsAll(packages) {
	return Object.entries(packages).every(([path, { version, optional, peer, link }]) => {
		if (path === '' || optional || peer || link) return true;
		return versionAt(path) === version;
	});
}

function versionAt(path) {
	const manifest = join(ROOT, path, 'package.json');
	return existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).version : undefined;
}

/** The Node of node_modules, fetched by the one install script that is allowed to run. */
async function node24() {
	const own = join(MODULES, 'node', 'bin', 'node');
	if (worksAsNode(own)) return own;
	say('Fetching Node 24 ...');
	await run('npm', ['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error']);
	if (worksAsNode(own)) return own;
	// After an install that pruned it, npm takes it for built already: its own script does it again.
	await run('npm', ['run', 'preinstall', '--silent', '--ignore-scripts=false'], {
		cwd: join(MODULES, 'node'),
	});
	if (worksAsNode(own)) return own;
	if (majorVersion(process.version) >= 24) return process.execPath;
	fail(
		'Node 24 could not be fetched. The first run needs the package registry, or Node 24 itself.',
	);
}

function worksAsNode(path) {
	const result = existsSync(path) ? spawnSync(path, ['-v'], { encoding: 'utf8' }) : undefined;
	return result?.status === 0 && majorVersion(result.stdout) >= 24;
}

function majorVersion(version) {
	return Number(/^v(\d+)\./.exec(version)?.[1] ?? 0);
}

/** Builds when a source differs from what dist was built from. */
async function build(node) {
	const wanted = sourcesDigest();
	if (readStamp('built') === wanted && existsSync(join(ROOT, 'dist', 'nodes'))) return;
	say('Building ...');
	if ((await run(node, BUILD)) !== 0) fail('The build failed.');
	writeStamp('built', wanted);
	say('Built.');
}

/** One hash over the path and content of everything that the build reads. */
function sourcesDigest() {
	const files = ['build.mjs', 'package.json', 'package-lock.json', 'tsconfig.json'];
	for (const folder of ['nodes', 'credentials']) {
		const inside = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
		for (const entry of inside) {
			if (entry.isFile()) files.push(join(entry.parentPath ?? entry.path, entry.name));
		}
	}
	const hash = createHash('sha256');
	for (const file of files.map((path) => resolve(ROOT, path)).sort()) {
		if (existsSync(file)) hash.update(`${file}\0`).update(readFileSync(file));
	}
	return hash.digest('hex');
}

function digest(content) {
	return createHash('sha256').update(content).digest('hex');
}

function readStamp(name) {
	const file = join(STAMPS, name);
	return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function writeStamp(name, content) {
	mkdirSync(STAMPS, { recursive: true });
	writeFileSync(join(STAMPS, name), content);
}

/**
 * Runs a program in the repository and gives its exit status. With `forward` it has this process's
 * standard streams and gets its signals; otherwise what it prints goes to standard error, so that
 * the script's own output stays clean.
 */
function run(program, args, { forward = false, cwd = ROOT } = {}) {
	const node = join(MODULES, 'node', 'bin');
	const isNode = program.startsWith('/');
	const flags = isNode ? ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'] : [];
	const child = spawn(program, [...flags, ...args], {
		cwd,
		stdio: forward ? 'inherit' : ['ignore', 2, 2],
		env: { ...process.env, PATH: [node, process.env.PATH].join(delimiter) },
	});
	if (forward) forwardSignals(child);
	return new Promise((done) => {
		child.once('error', (error) => {
			say(`${program} could not be started: ${error.message}`);
			done(127);
		});
		child.once('exit', (code, signal) => done(code ?? 128 + constants.signals[signal]));
	});
}

function forwardSignals(child) {
	// A terminal sends Ctrl-C to both processes by itself; npm or `kill` to this one alone. What runs
	// here takes the second of two for the first.
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
		process.on(signal, () => child.kill(signal));
	}
}

await main();
