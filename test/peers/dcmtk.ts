import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { command } from './command.ts';
import type { CommandResult } from './command.ts';
import { debian } from './debian.ts';
import { freePort } from './ports.ts';
import { accepts, startServer } from './process.ts';

/** A DICOM application entity to talk to. */
export interface CalledEntity {
	aet: string;
	port: number;
	/** Default 127.0.0.1. */
	host?: string;
	/** AE title that the tool calls itself. Default `DCMTK`. */
	callingAet?: string;
}

/** The environment and paths of DCMTK 3.6.7, for tools without a wrapper here. */
export async function dcmtk() {
	const packages = await debian(['dcmtk']);
	// Without TCP_NODELAY, Nagle and a delayed ACK cost 40 ms per small message.
	return { bin: packages.bin, env: { ...packages.env, TCP_NODELAY: '1' } };
}

/** Runs a DCMTK tool; its status is part of the result. */
export async function runDcmtk(
	tool: string,
	args: readonly string[],
	timeoutMs = 60_000,
): Promise<CommandResult> {
	const { bin, env } = await dcmtk();
	return await command(bin(tool), args, { env, timeoutMs });
}

/** Verification (C-ECHO). */
export async function echoscu(called: CalledEntity, args: string[] = []): Promise<CommandResult> {
	return await runDcmtk('echoscu', [...addressing(called), ...args, ...address(called)]);
}

/** Stores files over one association, first presentation contexts first. */
export async function storescu(
	called: CalledEntity,
	files: readonly string[],
	args: string[] = [],
): Promise<CommandResult> {
	const all = [...addressing(called), ...args, ...address(called), ...files];
	return await runDcmtk('storescu', all, 300_000);
}

/** Stores files or whole folders; proposes the transfer syntaxes that the files have. */
export async function dcmsend(
	called: CalledEntity,
	paths: readonly string[],
	args: string[] = [],
): Promise<CommandResult> {
	const options = ['--scan-directories', '--recurse', ...args];
	const all = [...addressing(called), ...options, ...address(called), ...paths];
	return await runDcmtk('dcmsend', all, 300_000);
}

/**
 * Queries (C-FIND).
 *
 * @param keys as DCMTK writes them: `QueryRetrieveLevel=STUDY`, `0010,0020=ZZ1`
 * @param model `-P` patient root, `-S` study root, `-W` worklist
 */
export async function findscu(
	called: CalledEntity,
	keys: readonly string[],
	model: '-P' | '-S' | '-W' = '-S',
): Promise<CommandResult> {
	const wanted = keys.flatMap((key) => ['-k', key]);
	return await runDcmtk('findscu', [...addressing(called), model, ...wanted, ...address(called)]);
}

/** The whole data set as text, unknown tags too; fails when the file cannot be read. */
export async function dcmdump(file: string, args: string[] = []): Promise<string> {
	return succeeded('dcmdump', await runDcmtk('dcmdump', ['+L', ...args, file]));
}

/** A Structured Report as text; fails when the document is not valid in its template. */
export async function dsrdump(file: string, args: string[] = []): Promise<string> {
	return succeeded('dsrdump', await runDcmtk('dsrdump', [...args, file]));
}

export interface StoreScp {
	aet: string;
	port: number;
	/** Folder of the received files. */
	dir: string;
	pid: number;
	/** Full paths of what has been received so far, in name order. */
	files(): Promise<string[]>;
	lastLines(count?: number): string;
	stop(): Promise<void>;
	kill(): Promise<void>;
}

/**
 * DCMTK's storage server on a free port.
 *
 * @param args more options, for example `--fork`, `+B`, `-pdu 131072`, `--refuse`
 */
export async function startStorescp(options: {
	aet: string;
	dir: string;
	args?: string[];
}): Promise<StoreScp> {
	const { bin, env } = await dcmtk();
	const port = await freePort();
	await mkdir(options.dir, { recursive: true });
	const server = await startServer({
		name: `storescp-${options.aet}`,
		command: bin('storescp'),
		args: ['-aet', options.aet, '-od', options.dir, ...(options.args ?? []), String(port)],
		env,
		ready: async () => await accepts(port),
	});
	return {
		aet: options.aet,
		port,
		dir: options.dir,
		pid: server.pid,
		files: async () => (await readdir(options.dir)).sort().map((name) => join(options.dir, name)),
		lastLines: server.lastLines,
		stop: server.stop,
		kill: server.kill,
	};
}

function addressing(called: CalledEntity): string[] {
	return ['-aet', called.callingAet ?? 'DCMTK', '-aec', called.aet];
}

function address(called: CalledEntity): string[] {
	return [called.host ?? '127.0.0.1', String(called.port)];
}

function succeeded(tool: string, result: CommandResult): string {
	if (result.code === 0) return result.stdout;
	throw new Error(`${tool} ended with status ${result.code}\n${result.stderr}`);
}
