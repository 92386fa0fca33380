import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A credential in clear: n8n encrypts it when it takes it. */
export interface CredentialImport {
	/** The id that workflows name; n8n gives its own, and importWorkflows rewrites the references. */
	id?: string;
	name: string;
	type: string;
	data: Record<string, unknown>;
}

/** A workflow as n8n exports it. */
export interface WorkflowImport {
	id?: string;
	name: string;
	nodes: WorkflowNode[];
	connections: Record<string, unknown>;
	settings?: Record<string, unknown>;
	[more: string]: unknown;
}

export interface WorkflowNode {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string | null; name: string }>;
	[more: string]: unknown;
}

export type ExecutionStatus =
	| 'new'
	| 'running'
	| 'waiting'
	| 'success'
	| 'error'
	| 'crashed'
	| 'canceled'
	| 'unknown';

export interface Execution {
	id: string;
	workflowId: string;
	status: ExecutionStatus;
	finished: boolean;
	mode: string;
	startedAt: string;
	stoppedAt?: string | null;
	/** Only from `execution(id)`: n8n's run data, unflattened. */
	data?: ExecutionData;
}

export interface ExecutionData {
	resultData: {
		runData: Record<string, NodeRun[]>;
		lastNodeExecuted?: string;
		error?: { message: string; description?: string | null; name?: string };
	};
	[more: string]: unknown;
}

export interface NodeRun {
	startTime: number;
	executionTime: number;
	executionStatus?: string;
	data?: Record<string, Array<Array<{ json: Record<string, unknown> }> | null>>;
	error?: { message: string; description?: string | null };
}

export interface NodeType {
	/** With the package's prefix: `n8n-nodes-hospital.dicom`. */
	name: string;
	displayName: string;
	[more: string]: unknown;
}

export interface CredentialType {
	name: string;
	displayName: string;
	[more: string]: unknown;
}

export interface N8nApi {
	/** Stores credentials; the result maps the given ids (or names) to n8n's ids. */
	importCredentials(credentials: CredentialImport[]): Promise<Map<string, string>>;
	/** Stores workflows from objects or from every `*.json` of a folder; gives their ids in order. */
	importWorkflows(source: WorkflowImport[] | string): Promise<string[]>;
	/** Publishes (activates) workflows and waits until every trigger stands. */
	publish(ids: readonly string[]): Promise<void>;
	unpublish(ids: readonly string[]): Promise<void>;
	/** The latest 100 executions of a workflow, the newest first, without data. */
	executions(workflowId: string): Promise<Execution[]>;
	/** One execution; with its run data unless told otherwise. */
	execution(id: string, includeData?: boolean): Promise<Execution>;
	/** The newest execution once `done` says so (default: it ended or waits); fails after `ms`. */
	waitForExecution(
		workflowId: string,
		ms: number,
		done?: (executions: Execution[]) => boolean,
	): Promise<Execution>;
	/** Every node type that n8n offers in its editor, as `n8n export:nodes` writes them. */
	exportNodes(): Promise<NodeType[]>;
	exportCredentialTypes(): Promise<CredentialType[]>;
	/** Any other route of n8n, with the owner's session: the `data` of its answer. */
	request<T>(method: string, path: string, body?: unknown): Promise<T>;
}

/** n8n's REST interface, the one that its own editor uses. */
export class RestApi implements N8nApi {
	readonly #url: string;
	readonly #cookie: string;
	readonly #unflatten: (text: string) => unknown;
	readonly #credentials = new Map<string, string>();

	/** @param installDir where n8n is installed: run data is read with n8n's own library */
	constructor(url: string, cookie: string, installDir: string) {
		this.#url = url;
		this.#cookie = cookie;
		const require = createRequire(join(installDir, 'node_modules/n8n/package.json'));
		this.#unflatten = (require('flatted') as { parse: (text: string) => unknown }).parse;
	}

	async importCredentials(credentials: CredentialImport[]): Promise<Map<string, string>> {
		for (const { id, name, type, data } of credentials) {
			const made = await this.request<{ id: string }>('POST', '/rest/credentials', {
				name,
				type,
				data,
			});
			this.#credentials.set(`${type}/${name}`, made.id);
			this.#credentials.set(id ?? name, made.id);
		}
		return this.#credentials;
	}

	async importWorkflows(source: WorkflowImport[] | string): Promise<string[]> {
		const workflows = typeof source === 'string' ? await readFolder(source) : source;
		const ids: string[] = [];
		for (const { id, name, nodes, connections, settings, pinData, staticData } of workflows) {
			const made = await this.request<{ id: string }>('POST', '/rest/workflows', {
				...(id === undefined ? {} : { id }),
				name,
				nodes: nodes.map((node) => this.#withOurCredentials(node)),
				connections,
				settings: settings ?? {},
				...(pinData === undefined ? {} : { pinData }),
				...(staticData === undefined ? {} : { staticData }),
			});
			ids.push(made.id);
		}
		return ids;
	}

	async publish(ids: readonly string[]): Promise<void> {
		for (const id of ids) {
			const path = `/rest/workflows/${encodeURIComponent(id)}`;
			const { versionId } = await this.request<{ versionId: string }>('GET', path);
			await this.request('POST', `${path}/activate`, { versionId });
		}
		for (const id of ids) await this.#untilPublished(id);
	}

	async unpublish(ids: readonly string[]): Promise<void> {
		for (const id of ids) {
			await this.request('POST', `/rest/workflows/${encodeURIComponent(id)}/deactivate`, {});
		}
	}

	async executions(workflowId: string): Promise<Execution[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const path = `/rest/executions?limit=100&filter=${filter}`;
		return (await this.request<{ results: Execution[] }>('GET', path)).results;
	}

	async execution(id: string, includeData = true): Promise<Execution> {
		const path = `/rest/executions/${encodeURIComponent(id)}`;
		const { data, ...rest } = await this.request<Execution & { data?: unknown }>('GET', path);
		if (!includeData || typeof data !== 'string') return rest;
		return { ...rest, data: this.#unflatten(data) as ExecutionData };
	}

	async waitForExecution(
		workflowId: string,
		ms: number,
		done: (executions: Execution[]) => boolean = newestHasEnded,
	): Promise<Execution> {
		for (const deadline = Date.now() + ms; ; await sleep(50)) {
			const found = await this.executions(workflowId);
			const [newest] = found;
			if (newest !== undefined && done(found)) return await this.execution(newest.id);
			if (Date.now() < deadline) continue;
			const states = found.map((execution) => execution.status).join(', ');
			throw new Error(`No such execution within ${ms} ms; there are: ${states || 'none'}`);
		}
	}

	async exportNodes(): Promise<NodeType[]> {
		return await this.#get<NodeType[]>('/types/nodes.json');
	}

	async exportCredentialTypes(): Promise<CredentialType[]> {
		return await this.#get<CredentialType[]>('/types/credentials.json');
	}

	async request<T>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await fetch(this.#url + path, {
			method,
			headers: { cookie: this.#cookie, 'content-type': 'application/json' },
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
			signal: AbortSignal.timeout(60_000),
		});
		const text = await response.text();
		if (!response.ok) {
			throw new Error(`n8n: ${method} ${path} gave ${response.status}: ${text.slice(0, 2_000)}`);
		}
		return (JSON.parse(text) as { data: T }).data;
	}

	async #get<T>(path: string): Promise<T> {
		const response = await fetch(this.#url + path, {
			headers: { cookie: this.#cookie },
			signal: AbortSignal.timeout(60_000),
		});
		if (!response.ok) throw new Error(`n8n: GET ${path} gave ${response.status}`);
		return (await response.json()) as T;
	}

	#withOurCredentials(node: WorkflowNode): WorkflowNode {
		if (node.credentials === undefined) return node;
		const references = Object.entries(node.credentials).map(([type, { id, name }]) => {
			const ours = this.#credentials.get(id ?? '') ?? this.#credentials.get(`${type}/${name}`);
			return [type, { id: ours ?? id, name }];
		});
		return { ...node, credentials: Object.fromEntries(references) };
	}

	async #untilPublished(id: string): Promise<void> {
		interface Status {
			status: string;
			triggers: Array<{ status: string; errorMessage: string | null }>;
		}
		const path = `/rest/workflows/${encodeURIComponent(id)}/publication-status`;
		for (const deadline = Date.now() + 60_000; ; await sleep(50)) {
			const { status, triggers } = await this.request<Status>('GET', path);
			if (status === 'published') return;
			const reasons = triggers.map((trigger) => trigger.errorMessage).filter(Boolean);
			if (status === 'failed' || status === 'partial') {
				throw new Error(`Workflow ${id} could not be published: ${reasons.join('; ')}`);
			}
			if (Date.now() > deadline) throw new Error(`Workflow ${id} is still ${status} after 60 s`);
		}
	}
}

function newestHasEnded([newest]: Execution[]): boolean {
	return newest !== undefined && newest.status !== 'new' && newest.status !== 'running';
}

async function readFolder(folder: string): Promise<WorkflowImport[]> {
	const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
	const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
	return texts.map((text) => JSON.parse(text) as WorkflowImport);
}
