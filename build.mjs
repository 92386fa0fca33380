// Builds dist/: our own code file by file with tsc, icons and codex files copied, and each library
// that is shipped bundled once into dist/vendor.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { phiFiles, phiLibraries } from './nodes/Phi/bundle.mjs';
import { priorAuthFiles, priorAuthLibraries } from './nodes/PriorAuth/bundle.mjs';
import { fhirKitClient } from './nodes/clients/fhir/kit/bundle.mjs';
import { TABLE, compileDefinitions } from './nodes/formats/fhir/compile.mjs';
import { ocrFiles, ocrLibraries } from './nodes/formats/ocr/bundle.mjs';
import { pdfFiles } from './nodes/formats/pdf/bundle.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');

/** Bundled libraries: file name in dist/vendor, and what goes in. */
const VENDOR = [
	fhirKitClient,
	{ name: 'json-schema', options: { entryPoints: ['@cfworker/json-schema'] } },
	{ name: 'openid-client', options: { entryPoints: ['openid-client'] } },
	...phiLibraries,
	...ocrLibraries,
	...priorAuthLibraries,
];

function compile() {
	const info = join(root, 'node_modules/.cache/tsconfig.tsbuildinfo');
	if (!existsSync(dist)) rmSync(info, { force: true });
	const tsc = join(root, 'node_modules/typescript/bin/tsc');
	const { status } = spawnSync(process.execPath, [tsc, '-p', root], { stdio: 'inherit' });
	if (status !== 0) process.exit(status ?? 1);
}

/** A source file that is gone must not live on in dist. */
function removeOrphans() {
	for (const file of globSync('{nodes,credentials}/**/*.js', { cwd: dist })) {
		if (existsSync(join(root, file.replace(/\.js$/, '.ts')))) continue;
		for (const ending of ['.js', '.d.ts'])
			rmSync(join(dist, file.replace(/\.js$/, ending)), { force: true });
	}
}

function copyAssets() {
	for (const file of globSync('{nodes,credentials}/**/*.{svg,node.json}', { cwd: root })) {
		mkdirSync(dirname(join(dist, file)), { recursive: true });
		cpSync(join(root, file), join(dist, file));
	}
}

async function bundleLibraries() {
	const lock = statSync(join(root, 'package-lock.json')).mtimeMs;
	const self = statSync(fileURLToPath(import.meta.url)).mtimeMs;
	for (const { name, options } of VENDOR) {
		const outfile = join(dist, 'vendor', `${name}.js`);
		if (existsSync(outfile) && statSync(outfile).mtimeMs > Math.max(lock, self)) continue;
		const result = await build({
			bundle: true,
			platform: 'node',
			target: 'node24',
			format: 'cjs',
			outfile,
			minifySyntax: true,
			legalComments: 'linked',
			logLevel: 'warning',
			absWorkingDir: root,
			...options,
		});
		if (result.errors.length > 0) process.exit(1);
	}
}

/** WebAssembly and data that a bundled library loads at run time. */
function copyLibraryFiles() {
	for (const [from, name] of [...phiFiles, ...ocrFiles, ...pdfFiles, ...priorAuthFiles]) {
		const to = join(dist, 'vendor', name);
		if (existsSync(to) && statSync(to).mtimeMs >= statSync(from).mtimeMs) continue;
		mkdirSync(dirname(to), { recursive: true });
		cpSync(from, to);
	}
}

/** The element tables of FHIR R4, compiled from the published definitions. */
function compileTables() {
	const folder = 'nodes/formats/fhir';
	const outfile = join(dist, folder, TABLE);
	const sources = ['compile.mjs', 'compile-bindings.mjs'].map((name) => join(root, folder, name));
	const latest = Math.max(
		...[join(root, 'package-lock.json'), ...sources].map((file) => statSync(file).mtimeMs),
	);
	if (!existsSync(outfile) || statSync(outfile).mtimeMs < latest) compileDefinitions(outfile);
}

compile();
removeOrphans();
copyAssets();
compileTables();
await bundleLibraries();
copyLibraryFiles();
