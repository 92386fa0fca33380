import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
	INodeType,
	IRun,
	ISupplyDataFunctions,
	ITriggerFunctions,
	ITriggerResponse,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

const ROOT = join(import.meta.dirname, '../../..');
const require = createRequire(import.meta.url);

/** Every node that package.json offers to n8n, by its name. */
export function everyNode(): Map<string, INodeType> {
	const { n8n } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
		n8n: { nodes: string[] };
	};
	const nodes = n8n.nodes.map((path) => {
		const [Class] = Object.values(require(join(ROOT, path)) as Record<string, new () => INodeType>);
		return new Class();
	});
	return new Map(nodes.map((node) => [node.description.name, node]));
}

/** `node.operation` for each operation, the name of the node for a trigger. */
export function everyOperation(nodes: ReadonlyMap<string, INodeType>): string[] {
	return [...nodes].flatMap(([name, { description, execute }]) => {
		if (execute === undefined) return [name];
		const list = description.properties.find((property) => property.name === 'operation');
		const operations = (list?.options ?? []) as INodePropertyOptions[];
		return operations.map(({ value }) => `${name}.${String(value)}`);
	});
}

type Values = Record<string, unknown>;

/** Only n8n itself is played: parameters, credentials and the item that goes from node to node. */
export class Canvas {
	readonly item: Values = {};
	readonly nodes = everyNode();
	readonly workflow: string;
	workflowId: string;
	mode: 'trigger' | 'manual' = 'trigger';
	/** Stands for the stretch of an execution, where a test is about one. */
	runExecutionData: object | undefined;

	credentials: Record<string, object> = {};
	/** Files that the item carries, by field. */
	files: Record<string, Buffer> = {};
	/** Of the node that runs: no two events can be taken for each other. */
	#executions = 0;

	/** @param workflow its name; workflows of other names have other ids */
	constructor(workflow = 'Every node') {
		this.workflow = workflow;
		this.workflowId = `wf-${workflow.toLowerCase().replaceAll(' ', '-')}`;
	}

	/** Runs an operation with the defaults of the node where nothing else is given. */
	async run(name: string, values: Values = {}, item: Values = this.item): Promise<Values[]> {
		const [nodeName, operation] = name.split('.');
		const node = this.nodes.get(nodeName);
		if (node?.execute === undefined) throw new Error(`there is no node ${nodeName}`);
		const parameters: Values = { ...defaultsOf(node, operation), ...values, operation };
		this.#executions += 1;
		const executionId = `run-${this.#executions}`;
		const functions = {
			...this.#common(node, item, parameters),
			getInputData: (): INodeExecutionData[] => [
				{
					json: item as INodeExecutionData['json'],
					binary: Object.fromEntries(
						Object.keys(this.files).map((field) => [field, { data: '', mimeType: '' }]),
					),
				},
			],
			getExecutionId: () => executionId,
			getExecutionCancelSignal: () => undefined,
			continueOnFail: () => false,
			evaluateExpression: () => `http://127.0.0.1/webhook-waiting/${executionId}`,
			putExecutionToWait: () => Promise.resolve(),
		};
		const outputs = await node.execute.call(functions as unknown as IExecuteFunctions);
		const items = (outputs as INodeExecutionData[][]).flat().map(({ json }) => json as Values);
		Object.assign(this.item, items[0]);
		return items;
	}

	/** Activates a trigger; what it emits goes on as the item. */
	async activate(name: string, values: Values): Promise<ITriggerResponse> {
		const node = this.nodes.get(name);
		if (node?.trigger === undefined) throw new Error(`there is no trigger ${name}`);
		const common = this.#common(node, {}, { ...defaultsOf(node), ...values });
		const functions = {
			...common,
			getNodeParameter: (parameter: string, fallback?: unknown) =>
				common.getNodeParameter(parameter, 0, fallback),
			emit: ([[item]]: INodeExecutionData[][], _: unknown, done?: PromiseWithResolvers<IRun>) => {
				Object.assign(this.item, item.json);
				done?.resolve({ status: 'success' } as IRun);
			},
		};
		return (await node.trigger.call(functions as unknown as ITriggerFunctions)) as ITriggerResponse;
	}

	/** What a sub-node hands to the AI node that it is connected to. */
	async supply(name: string, values: Values): Promise<unknown> {
		const node = this.nodes.get(name);
		if (node?.supplyData === undefined) throw new Error(`there is no sub-node ${name}`);
		const functions = {
			...this.#common(node, this.item, { ...defaultsOf(node), ...values }),
			getInputData: () => [{ json: this.item }],
			getExecutionId: () => 'run-sub-node',
			getExecutionCancelSignal: () => undefined,
		};
		const supplied = await node.supplyData.call(functions as unknown as ISupplyDataFunctions, 0);
		return supplied.response;
	}

	/** Sends a form to a trigger that serves one. */
	async submit(name: string, values: Values, body: Values): Promise<IWebhookResponseData> {
		const node = this.nodes.get(name);
		if (node?.webhook === undefined) throw new Error(`there is no form ${name}`);
		const common = this.#common(node, {}, { ...defaultsOf(node), ...values });
		const functions = {
			...common,
			getNodeParameter: (parameter: string, fallback?: unknown) =>
				common.getNodeParameter(parameter, 0, fallback),
			getWebhookName: () => 'default',
			getBodyData: () => body,
			getHeaderData: () => ({}),
			getQueryData: () => ({}),
			getRequestObject: () => ({ method: 'POST', ip: '127.0.0.1' }),
			getNodeWebhookUrl: () => `http://127.0.0.1/webhook/${String(values.path)}`,
		};
		return await node.webhook.call(functions as unknown as IWebhookFunctions);
	}

	#common(node: INodeType, item: Values, parameters: Values) {
		const { name, displayName } = node.description;
		return {
			getNode: () => ({
				id: `${name}-1`,
				name: displayName,
				type: `n8n-nodes-hospital.${name}`,
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			}),
			getNodeParameter: (parameter: string, _: number, fallback?: unknown) =>
				parameter in parameters ? evaluated(parameters[parameter], item) : fallback,
			getWorkflow: () => ({
				id: this.workflowId,
				name: this.workflow,
				active: true,
			}),
			getMode: () => this.mode,
			runExecutionData: this.runExecutionData,
			getTimezone: () => 'UTC',
			getCredentials: async (type: string) => this.credentials[type],
			getResponseObject: () => ({
				status: () => undefined,
				setHeader: () => undefined,
				removeHeader: () => undefined,
				end: () => undefined,
			}),
			logger: { error: () => undefined, warn: () => undefined, info: () => undefined },
			helpers: {
				createDeferredPromise: () => Promise.withResolvers<IRun>(),
				getBinaryDataBuffer: async (_: number, field: string) => this.files[field],
			},
		};
	}
}

/** What a node holds that was just put on the canvas. */
function defaultsOf({ description }: INodeType, operation?: string): Values {
	const shown = description.properties.filter(({ displayOptions }: INodeProperties) => {
		const operations = displayOptions?.show?.operation;
		return operations === undefined || operations.includes(operation ?? '');
	});
	return Object.fromEntries(shown.map((property) => [property.name, property.default]));
}

/** The one expression that our own defaults use: a member of the item. */
function evaluated(value: unknown, item: Values): unknown {
	const member = typeof value === 'string' ? /^=\{\{ \$json\.(\w+) \}\}$/.exec(value) : null;
	return member === null ? value : item[member[1]];
}
