import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';

export interface Place {
	folder: string;
	/** All lines of the audit ledger. */
	ledger(): Promise<Array<Record<string, any>>>;
	remove(): Promise<void>;
}

/** A hospital data directory with its key, named by the environment as in a real installation. */
export async function dataPlace(): Promise<Place> {
	const folder = await mkdtemp(join(tmpdir(), 'hospital-fhir-'));
	await writeFile(join(folder, 'site.key'), randomBytes(32).toString('hex'), { mode: 0o600 });
	process.env.HOSPITAL_KEY_FILE = join(folder, 'site.key');
	process.env.HOSPITAL_DATA_DIR = join(folder, 'data');
	return {
		folder,
		ledger: async () => {
			const audit = join(folder, 'data', 'audit');
			const lines: Array<Record<string, any>> = [];
			for (const file of await readdir(audit, { recursive: true, withFileTypes: true })) {
				if (!file.isFile() || !file.name.includes('jsonl')) continue;
				const text = await readFile(join(file.parentPath, file.name), 'utf8');
				for (const line of text.split('\n')) if (line !== '') lines.push(JSON.parse(line));
			}
			return lines;
		},
		remove: () => rm(folder, { recursive: true, force: true }),
	};
}

export interface NodeRun {
	node: INodeType;
	name: string;
	parameters: Record<string, unknown>;
	credential: object;
	items: Array<Record<string, unknown>>;
	continueOnFail?: boolean;
	/** The stretch of the execution that runs it; one of its own, as after a pause, when absent. */
	stretch?: object;
	executionId?: string;
}

/**
 * Runs a real node; only n8n itself is played. Parameters that are missing take the value of the
 * item under the same name, as the contract fields' default expressions do.
 */
export async function runNode({
	node,
	name,
	parameters,
	credential,
	items,
	continueOnFail = false,
	stretch = {},
	executionId = '17',
}: NodeRun): Promise<INodeExecutionData[][]> {
	const functions = {
		getInputData: () => items.map((json) => ({ json })),
		getNodeParameter: (parameter: string, index: number, fallback?: unknown) =>
			parameters[parameter] ?? items[index][parameter] ?? fallback,
		getNode: () => ({ name, type: node.description.name }),
		getWorkflow: () => ({ id: 'wf1' }),
		getExecutionId: () => executionId,
		runExecutionData: stretch,
		getMode: () => 'trigger',
		getCredentials: () => Promise.resolve(credential),
		getExecutionCancelSignal: () => undefined,
		helpers: {},
		logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
		continueOnFail: () => continueOnFail,
	};
	return (await node.execute?.call(
		functions as unknown as IExecuteFunctions,
	)) as INodeExecutionData[][];
}
