import { createHash } from 'node:crypto';
import type { FunctionsBase, IExecuteFunctions, Workflow } from 'n8n-workflow';
import { canonicalJson } from '../canonical-json';
import type { AuditAgent } from '../ledger';
import { instanceName } from '../origin';

const versions = new WeakMap<object, string>();

/**
 * SHA-256 over the workflow's nodes and connections: what the canvas says, without positions, notes
 * or pinned data. It changes when the workflow does, and so names the version that did something.
 */
export function workflowVersion(functions: FunctionsBase): string | undefined {
	// n8n's contexts carry the running workflow, its type just does not say so.
	const { workflow } = functions as unknown as { workflow?: Workflow };
	if (workflow?.nodes === undefined) return undefined;
	let version = versions.get(workflow);
	if (version === undefined) {
		const nodes = Object.values(workflow.nodes)
			.map(({ name, type, typeVersion, parameters, disabled }) => ({
				name,
				type,
				typeVersion,
				parameters,
				disabled: disabled ?? false,
			}))
			.sort((a, b) => (a.name < b.name ? -1 : 1));
		const canvas = JSON.parse(
			JSON.stringify({ nodes, connections: workflow.connectionsBySourceNode }),
		) as unknown;
		version = createHash('sha256').update(canonicalJson(canvas)).digest('hex');
		versions.set(workflow, version);
	}
	return version;
}

/** Who acts, for the ledger: this n8n, the workflow with its version, the execution and the node. */
export function auditAgent(functions: FunctionsBase): AuditAgent {
	const { name, type } = functions.getNode();
	const executionId = (functions as Partial<IExecuteFunctions>).getExecutionId?.();
	return {
		instance: instanceName(),
		workflowId: workflowIdOf(functions),
		workflowVersion: workflowVersion(functions),
		executionId: executionId || undefined,
		node: name,
		nodeType: type,
		mode: functions.getMode?.(),
	};
}

/** The workflow's id; a workflow that was never saved has none. */
export const workflowIdOf = (functions: FunctionsBase): string =>
	functions.getWorkflow().id ?? 'unsaved';
