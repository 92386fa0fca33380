import { resolve } from 'node:path';
import {
	compareFiles,
	manifestOf,
	parseManifest,
	type ManifestFile,
	type ModelManifest,
} from '../../clients/llm';
import type { Command, Output } from '../../shared/command';
import {
	last,
	parseArguments,
	readNamedFile,
	writeNamedFile,
	type Arguments,
} from '../../shared/command-line';
import { modelFiles } from './model-files';

const USAGE = `Usage:
  hospital model manifest DIR --model NAME    SHA-256 of every file of a model, as JSON
  hospital model manifest DIR --check FILE    compare the files with a manifest made before

  --model NAME    name under which the server offers it (vLLM --served-model-name, llama-server --alias)
  --root PATH     folder or file as the server was started with it, when that is not DIR
  --parent NAME   for an adapter (LoRA): the model that it is put on
  --context N     context window in tokens that the server was started with
  --out FILE      write the manifest there instead of to the terminal

Run it on the machine that serves the model, where its files lie; DIR may also be one file (GGUF). Put
the manifest into the credential of the Local LLM nodes (Model Manifests): then only this model is
used. Run it with --check before the server is started, for example as ExecStartPre of its service: a
server does not tell what its files hold, so this is what shows that they are the approved ones.

"--check" ends with 0 when every file is the same, with 1 and a list when one differs. Files whose names
begin with a dot are left out, and so is the manifest itself where it lies among them.`;

export const modelCommand: Command = {
	name: 'model',
	summary: 'fingerprint the files of a language model',
	calls: [
		['model manifest DIR --model NAME', 'fingerprint the files of a language model'],
		['model manifest DIR --check FILE', 'compare them with a fingerprint made before'],
	],
	usage: USAGE,
	async run([verb = '', ...words], out) {
		const args = parseArguments(words, ['model', 'root', 'parent', 'context', 'out', 'check']);
		const [place, ...more] = args.rest;
		const known = last(args, 'check');
		const name = last(args, 'model');
		const whole = (known === undefined) !== (name === undefined);
		if (verb !== 'manifest' || place === undefined || more.length > 0 || !whole) {
			out.note(USAGE);
			return 2;
		}
		return known === undefined ? await write(place, args, out) : await check(place, known, out);
	},
};

async function write(place: string, args: Arguments, out: Output): Promise<number> {
	const context = last(args, 'context');
	const contextTokens = context === undefined ? undefined : Number(context);
	if (contextTokens !== undefined && !(Number.isSafeInteger(contextTokens) && contextTokens > 0)) {
		out.note('--context takes a number of tokens, such as 16384.');
		return 2;
	}
	const file = last(args, 'out');
	const parent = last(args, 'parent');
	const manifest = manifestOf({
		model: last(args, 'model') ?? '',
		root: last(args, 'root') ?? resolve(place),
		...(parent !== undefined && { parent }),
		...(contextTokens !== undefined && { contextTokens }),
		files: await filesOf(place, out, file),
	});
	const text = JSON.stringify(manifest, null, 2);
	if (file === undefined) out.line(text);
	else {
		await writeNamedFile(file, `${text}\n`);
		out.line(file);
	}
	out.note(`${summed(manifest)}, digest ${manifest.digest}`);
	return 0;
}

async function check(place: string, known: string, out: Output): Promise<number> {
	const manifest = parseManifest(readNamedFile(known));
	const { missing, added, changed } = compareFiles(
		manifest.files,
		await filesOf(place, out, known),
	);
	for (const path of changed) out.line(`changed  ${path}`);
	for (const path of missing) out.line(`missing  ${path}`);
	for (const path of added) out.line(`added    ${path}`);
	if (missing.length + added.length + changed.length > 0) {
		out.note('The files are not those of the manifest. Do not serve this model.');
		return 1;
	}
	out.line(`same     ${summed(manifest)}, digest ${manifest.digest}`);
	return 0;
}

const filesOf = async (place: string, out: Output, manifest?: string): Promise<ManifestFile[]> =>
	await modelFiles(place, (path, bytes) => out.note(`${path} (${megabytes(bytes)})`), manifest);

const summed = ({ model, files }: ModelManifest): string =>
	`${model}: ${files.length} files, ${megabytes(files.reduce((sum, { bytes }) => sum + bytes, 0))}`;

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
