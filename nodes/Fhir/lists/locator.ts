import type { INodeProperties } from 'n8n-workflow';

/** Modes of a field that offers what the server itself lists. */
interface Locator {
	displayName: string;
	name: string;
	/** What stands in it at first. */
	value?: string;
	/** Name of the list search of the node. */
	method: 'resourceTypes' | 'searchParameters' | 'includes' | 'reverseIncludes' | 'operations';
	placeholder: string;
	description: string;
}

/** A field whose value is picked from a list of the server's own CapabilityStatement, or typed. */
export const locatorField = ({
	displayName,
	name,
	value = '',
	method,
	placeholder,
	description,
}: Locator): INodeProperties => ({
	displayName,
	name,
	type: 'resourceLocator',
	default: { mode: 'list', value },
	required: true,
	description,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: method, searchable: true },
		},
		{ displayName: 'By Name', name: 'name', type: 'string', placeholder },
	],
});

/** The text of such a field; a plain text is one that was stored before the field had a list. */
export function located(value: unknown): string {
	const { value: inner } = (value ?? {}) as { value?: unknown };
	return String((typeof value === 'object' ? inner : value) ?? '').trim();
}
