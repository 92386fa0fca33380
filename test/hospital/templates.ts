import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { N8nApi, WorkflowImport } from '../n8n/api.ts';

const WORKFLOWS = join(import.meta.dirname, '../../workflows');

/** Values that a person would enter: node name to parameters. Nested values are merged. */
export type Settings = Record<string, Record<string, unknown>>;

/** A shipped template, read as it is. */
export async function readTemplate(name: string): Promise<WorkflowImport> {
	return JSON.parse(await readFile(join(WORKFLOWS, `${name}.json`), 'utf8')) as WorkflowImport;
}

/**
 * Does to a template what a person does after importing it: fills in settings and chooses, for each
 * node that asks for one, the only credential of that type.
 */
export async function prepareTemplate(
	api: N8nApi,
	template: WorkflowImport,
	settings: Settings,
	credentials: Readonly<Record<string, string>>,
): Promise<WorkflowImport> {
	const types = new Map((await api.exportNodes()).map((type) => [type.name, type]));
	const unused = Object.keys(settings).filter(
		(name) => !template.nodes.some((node) => node.name === name),
	);
	if (unused.length > 0) throw new Error(`the template has no node named ${unused.join(', ')}`);
	const nodes = template.nodes.map((node) => {
		const parameters = merge(node.parameters, settings[node.name] ?? {});
		const asked = (types.get(node.type)?.credentials ?? []) as CredentialSlot[];
		const chosen = asked
			.filter((slot) => shown(slot, parameters) && credentials[slot.name] !== undefined)
			.map((slot) => [slot.name, { id: credentials[slot.name], name: slot.name }] as const);
		if (chosen.length === 0) return { ...node, parameters };
		return { ...node, parameters, credentials: Object.fromEntries(chosen) };
	});
	return { ...template, nodes };
}

interface CredentialSlot {
	name: string;
	displayOptions?: { show?: Record<string, unknown[]> };
}

function shown({ displayOptions }: CredentialSlot, parameters: Record<string, unknown>): boolean {
	return Object.entries(displayOptions?.show ?? {}).every(([name, values]) =>
		values.includes(parameters[name]),
	);
}

function merge(
	into: Record<string, unknown>,
	values: Record<string, unknown>,
): Record<string, unknown> {
	const merged = { ...into };
	for (const [name, value] of Object.entries(values)) {
		const before = merged[name];
		merged[name] = isRecord(value) && isRecord(before) ? merge(before, value) : value;
	}
	return merged;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
