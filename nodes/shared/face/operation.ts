import type { INodeProperties } from 'n8n-workflow';
import type { Contract } from '../contracts';
import type { OperationContext } from './context';

/** One thing that a node can do: its fields and its work, in one file. */
export interface Operation {
	/** Stored in workflows; never changed. */
	value: string;
	/** As the list shows it, title case. */
	name: string;
	description: string;
	/** As n8n's node panel shows it: "Select a series for a model". */
	action: string;
	/**
	 * What stands below the node on the canvas: n8n expression without its braces. The name when
	 * absent.
	 */
	subtitle?: string;
	/** Fields shown for this operation only. */
	fields: INodeProperties[];
	/**
	 * True when it also runs for work that has ended (closing again, listing, recording). Every other
	 * operation refuses then, because nothing more may be done for it.
	 */
	endedWork?: boolean;
	/** Names of the outputs when there is more than one. */
	outputs?: readonly string[];
	execute(context: OperationContext): Promise<OperationOutcome>;
}

/** A value that an operation adds to the item under `key`. */
export interface Addition {
	key: string;
	value: unknown;
	/** JSON Pointer patterns of the leaves that stay readable when the item is sealed. */
	clear: readonly string[];
	/** True only for what a person explicitly asked to be unsealed. */
	plain?: boolean;
}

export interface OperationOutcome {
	add?: Addition[];
	/** Several items instead of one (a search): each is the incoming item with these additions. */
	many?: Addition[][];
	/** Index of the output; default the first. */
	output?: number;
}

/** An addition described by a contract. */
export function byContract(contract: Contract, value: unknown): Addition {
	return {
		key: contract.key,
		value,
		clear: Object.keys(contract.fields).filter(
			(pointer) => contract.fields[pointer].clear === true,
		),
	};
}

/** The Operation list of a node and, per operation, its fields. */
export function operationProperties(
	operations: readonly Operation[],
	defaultValue: string,
): INodeProperties[] {
	return [
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			default: defaultValue,
			options: operations.map(({ name, value, description, action }) => ({
				name,
				value,
				description,
				action,
			})),
		},
		...operations.flatMap(({ value, fields }) => fields.map((field) => showFor(field, value))),
	];
}

function showFor(field: INodeProperties, operation: string): INodeProperties {
	const show = { ...field.displayOptions?.show, operation: [operation] };
	return { ...field, displayOptions: { ...field.displayOptions, show } };
}

/** Expression for a node's `subtitle`: what the chosen operation does, in the words of the list. */
export function operationSubtitle(operations: readonly Operation[]): string {
	const cases = operations.map(
		({ value, name, subtitle = JSON.stringify(name) }) =>
			`$parameter["operation"] === ${JSON.stringify(value)} ? ${subtitle} : `,
	);
	return `={{ ${cases.join('')}$parameter["operation"] }}`;
}

/**
 * Expression for a node's `outputs` when operations differ in them: n8n evaluates it on the canvas.
 */
export function outputsExpression(operations: readonly Operation[]): string {
	const named = Object.fromEntries(
		operations.filter(({ outputs }) => outputs !== undefined).map((o) => [o.value, o.outputs]),
	);
	return `={{ ((named, operation) => (named[operation] ?? ['']).map((displayName) => (displayName ? { type: 'main', displayName } : { type: 'main' })))(${JSON.stringify(named)}, $parameter.operation) }}`;
}
