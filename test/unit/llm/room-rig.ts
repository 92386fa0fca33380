import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { LocalLlm } from '../../../dist/nodes/LocalLlm/LocalLlm.node.js';
import { closeLedger } from '../../../dist/nodes/shared/ledger/index.js';
import { sealer } from '../../../dist/nodes/shared/sealed/index.js';
import { closeAgents } from '../../../dist/nodes/clients/http/index.js';
import { MODEL, type Fake } from './fake-engines.ts';

export type Values = Record<string, unknown>;
type Items = INodeExecutionData[];

export interface Answer extends Values {
	status: string;
	reason?: string;
	text?: string;
	json?: unknown;
	calls: number;
}

export interface Run {
	operation?: string;
	/** Fields of the node; `items` gives several incoming items. */
	parameters?: Values;
	items?: Values[];
	credential: Values;
	files?: Record<string, Uint8Array>;
	continueOnFail?: boolean;
	signal?: AbortSignal;
}

/** A data directory of its own, and the node in it. Only n8n itself is played. */
export class Room {
	readonly said: string[] = [];
	readonly #place: string;
	#folder = '';
	readonly #open: Fake[] = [];

	/** @param place folder for its data directory */
	constructor(place = tmpdir()) {
		this.#place = place;
	}

	async start(): Promise<void> {
		this.#folder = await mkdtemp(join(this.#place, 'hospital-llm-room-'));
		await writeFile(join(this.#folder, 'site.key'), randomBytes(32).toString('hex'), {
			mode: 0o600,
		});
		process.env.HOSPITAL_KEY_FILE = join(this.#folder, 'site.key');
		process.env.HOSPITAL_DATA_DIR = join(this.#folder, 'data');
	}

	async stop(): Promise<void> {
		closeAgents();
		for (const fake of this.#open) await fake.close();
		await closeLedger();
		await rm(this.#folder, { recursive: true, force: true });
	}

	/** Closed with the room. */
	keep(fake: Fake): Fake {
		this.#open.push(fake);
		return fake;
	}

	async execute(run: Run): Promise<[Items, Items]> {
		const outputs = await new LocalLlm().execute.call(this.functions(run));
		return outputs as [Items, Items];
	}

	/** One item, unsealed: the answer and by which output it left. */
	async ask(run: Run): Promise<{ answer: Answer; output: number }> {
		const parameters = { sealOutput: false, ...run.parameters };
		const outputs = await this.execute({ ...run, parameters });
		const output = outputs.findIndex((items) => items.length > 0);
		return { answer: outputs[output]?.[0]?.json.completion as unknown as Answer, output };
	}

	functions({
		operation = 'chat',
		parameters = {},
		items = [{}],
		credential,
		files = {},
		continueOnFail = false,
		signal,
	}: Run): IExecuteFunctions {
		const values: Values = {
			operation,
			model: { __rl: true, mode: 'list', value: MODEL },
			instructions: 'Say good day.',
			text: 'A note.',
			options: {},
			purposeOfUse: 'TREAT',
			sealOutput: true,
			...parameters,
		};
		const functions = {
			helpers: {
				getBinaryDataBuffer: (_item: number, field: string) => Promise.resolve(files[field]),
			},
			getInputData: () => items.map((json) => ({ json: json as IDataObject })),
			getNodeParameter: (name: string, index: number, fallback?: unknown) => {
				const value = values[name];
				return typeof value === 'function'
					? (value as (item: Values) => unknown)(items[index] ?? {})
					: (value ?? fallback);
			},
			getNode: () => ({ name: 'Local LLM', type: 'n8n-nodes-hospital.localLlm' }),
			getWorkflow: () => ({ id: 'wf1' }),
			getExecutionId: () => '17',
			getMode: () => 'trigger',
			getCredentials: () => Promise.resolve(credential),
			getExecutionCancelSignal: () => signal,
			continueOnFail: () => continueOnFail,
			logger: { info: (text: string) => void this.said.push(text) },
		};
		return functions as unknown as IExecuteFunctions;
	}

	/** What the audit ledger holds of calls to models, the oldest first. */
	async inferences(): Promise<Array<Record<string, any>>> {
		await closeLedger();
		const texts = await this.#texts(join(this.#folder, 'data', 'audit'));
		return texts
			.flatMap((content) => content.split('\n'))
			.filter((line) => line.startsWith('{') && line.includes('"kind":"inference"'))
			.map((line) => JSON.parse(line) as Record<string, any>)
			.sort((a, b) => a.recorded.localeCompare(b.recorded) || a.seq - b.seq);
	}

	/** True when a file of the data directory holds these words in the clear. */
	async holds(words: string): Promise<boolean> {
		await closeLedger();
		return (await this.#texts(join(this.#folder, 'data'))).some((text) => text.includes(words));
	}

	async #texts(folder: string): Promise<string[]> {
		const files = await readdir(folder, { recursive: true, withFileTypes: true });
		return await Promise.all(
			files
				.filter((file) => file.isFile())
				.map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
		);
	}
}

/** Tokens for a value, as an earlier node leaves them. */
export const sealedValue = async (value: object): Promise<Values> =>
	(await (await sealer()).seal(value, [], 'wf1', undefined)) as Values;

export const workItem = (priority = 'routine') => ({
	id: `w${randomBytes(16).toString('hex').slice(1)}`,
	attempt: 1,
	kind: 'fhir-change',
	priority,
	openedAt: '2026-01-01T00:00:00.000Z',
});

/** Of a fake that plays Ollama. */
export const credentialOf = (fake: Fake, more: Values = {}): Values => ({
	engine: 'ollama',
	baseUrl: fake.url,
	apiKey: '',
	slots: 4,
	contextWindow: 8192,
	...more,
});
