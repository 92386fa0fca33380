import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { closeAgents } from '../../../dist/nodes/clients/http/index.js';
import { ClinicalDraft as ClinicalDraftNode } from '../../../dist/nodes/Drafting/ClinicalDraft.node.js';
import { closeLedger } from '../../../dist/nodes/shared/ledger/index.js';
import { sealer } from '../../../dist/nodes/shared/sealed/index.js';
import { readLedger, type LedgerLine } from '../../hospital/ledger.ts';
import {
	fakeOllama,
	MODEL,
	ndjson,
	ollamaLines,
	type Answer,
	type Fake,
} from '../llm/fake-engines.ts';

export type Values = Record<string, unknown>;

const ID = () => randomBytes(16).toString('hex');

/** A piece of work that nobody else has. */
export const workItem = (priority = 'routine') => ({
	id: `w${ID().slice(1)}`,
	attempt: 1,
	kind: 'fhir-change',
	priority,
	openedAt: '2026-01-01T00:00:00.000Z',
});

export interface Run {
	operation: string;
	item: Values;
	parameters?: Values;
	credential?: Values;
	signal?: AbortSignal;
	continueOnFail?: boolean;
}

/** A data directory of its own, and the node in it. Only n8n itself is played. */
export class DraftingRoom {
	readonly said: string[] = [];
	#folder = '';
	readonly #open: Fake[] = [];

	async start(): Promise<void> {
		this.#folder = await mkdtemp(join(tmpdir(), 'hospital-drafting-'));
		await writeFile(join(this.#folder, 'site.key'), ID() + ID(), { mode: 0o600 });
		process.env.HOSPITAL_KEY_FILE = join(this.#folder, 'site.key');
		process.env.HOSPITAL_DATA_DIR = join(this.#folder, 'data');
	}

	async stop(): Promise<void> {
		closeAgents();
		for (const fake of this.#open) await fake.close();
		await closeLedger();
		await rm(this.#folder, { recursive: true, force: true });
	}

	/** An engine that answers each question by what its schema asks for. */
	async engine(answer: Answer): Promise<{ fake: Fake; credential: Values }> {
		const fake = await fakeOllama();
		this.#open.push(fake);
		fake.routes['POST /api/chat'] = answer;
		return { fake, credential: { engine: 'ollama', baseUrl: fake.url, slots: 1 } };
	}

	async run(run: Run): Promise<INodeExecutionData> {
		const [[item]] = await new ClinicalDraftNode().execute.call(this.#functions(run));
		return item;
	}

	#functions({
		operation,
		item,
		parameters = {},
		credential = {},
		signal,
		continueOnFail = false,
	}: Run): IExecuteFunctions {
		const values: Values = {
			operation,
			facts: item.facts,
			draft: item.draft,
			chartContext: item.chartContext,
			draftKind: 'discharge-summary',
			sentencesBy: 'model',
			model: { __rl: true, mode: 'list', value: MODEL },
			draftOptions: {},
			purposeOfUse: 'TREAT',
			sealOutput: false,
			...parameters,
		};
		const functions = {
			helpers: {},
			getInputData: () => [{ json: item as IDataObject }],
			getNodeParameter: (name: string, _index: number, fallback?: unknown) =>
				values[name] ?? fallback,
			getNode: () => ({ name: 'Clinical Draft', type: 'n8n-nodes-hospital.clinicalDraft' }),
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

	/** Every event so far but those of the ledger itself, the oldest first. */
	async ledger(): Promise<LedgerLine[]> {
		await closeLedger();
		const lines = await readLedger(join(this.#folder, 'data'));
		return lines.filter(({ kind }) => kind !== 'system');
	}

	async opened(value: unknown): Promise<unknown> {
		return await (await sealer()).open(value, 'wf1');
	}
}

/** Which sections a question of the fake engine is about. */
export const sectionsAsked = (body: Values): string[] =>
	Object.keys((body.format as { properties: object }).properties);

/** Answers with one sound sentence for each section: the first fact that may be cited. */
export const sound: Answer = (seen, response) =>
	ndjson(ollamaLines([JSON.stringify(soundAnswer(seen.body))]))(seen, response);

export function soundAnswer(body: Values): object {
	const { properties } = body.format as {
		properties: Record<string, { items: { properties: { cites: { items: { enum: string[] } } } } }>;
	};
	return Object.fromEntries(
		Object.entries(properties).map(([code, list]) => {
			const [first] = list.items.properties.cites.items.enum;
			return [code, [{ text: `It is recorded that {{${first}}} .`, cites: [first] }]];
		}),
	);
}
