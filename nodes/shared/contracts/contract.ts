/**
 * A contract is a typed shape that travels between nodes. Users see it in n8n's item panel, so every
 * field is documented here; docs/reference/contracts.md is generated from these tables.
 *
 * Fields marked `clear` stay readable when an item is sealed. Everything else is replaced by a
 * token: only codes, states, counts, scores and times that identify nobody may be clear.
 */
export interface Contract {
	/** Name of the shape, and the key under which nodes put it into an item. */
	readonly name: string;
	readonly key: string;
	readonly description: string;
	/** JSON Pointer patterns (`*` stands for one array index or key) and what each leaf means. */
	readonly fields: Readonly<Record<string, FieldDoc>>;
}

export interface FieldDoc {
	readonly description: string;
	/** True: identifies nobody and stays readable in n8n. */
	readonly clear?: boolean;
}

/** Shorthand for the tables: a field that stays readable. */
export const clear = (description: string): FieldDoc => ({ description, clear: true });

/** Shorthand for the tables: a field that is sealed. */
export const sealed = (description: string): FieldDoc => ({ description });
