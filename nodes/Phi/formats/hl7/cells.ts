import { unescapeText, type Element, escapeText, type Hl7Message } from '../../../formats/hl7';

/** A repetition of a field, taken apart: its components, and the subcomponents of each. */
export interface Cell {
	/** Values with escape sequences resolved; '' for nothing, `""` for the explicit delete. */
	readonly parts: readonly (readonly string[])[];
	/** The whole as one text, for types without components. */
	readonly text: string;
}

export function cellOf(element: Element): Cell {
	return {
		parts: element.parts.map((component) =>
			component.level === 'literal'
				? [component.raw]
				: component.parts.map((part) => valueOf(part.value)),
		),
		text: valueOf(element.literal),
	};
}

const valueOf = (value: string | null | undefined): string =>
	value === null ? '""' : (value ?? '');

/** Subcomponent of a component, both counted from 1. */
export const at = (cell: Cell, component: number, subcomponent = 1): string =>
	cell.parts[component - 1]?.[subcomponent - 1] ?? '';

/** Components that go out: text, or a list of subcomponents; undefined for nothing. */
export type Components = ReadonlyArray<string | readonly string[] | undefined>;

/** Writes values with the delimiters of a message. */
export class CellWriter {
	private readonly component: string;
	private readonly subcomponent: string;

	constructor(private readonly message: Hl7Message) {
		this.component = String.fromCharCode(message.delimiters.component);
		this.subcomponent = String.fromCharCode(message.delimiters.subcomponent);
	}

	text(value: string): string {
		return value === '""' ? value : escapeText(value, this.message.delimiters);
	}

	cell(components: Components): string {
		const written = components.map((one) =>
			one === undefined
				? ''
				: typeof one === 'string'
					? this.text(one)
					: trimmed(one.map((part) => this.text(part))).join(this.subcomponent),
		);
		return trimmed(written).join(this.component);
	}

	/** What a reader of the result would see in a piece of encoded text. */
	read(raw: string): string {
		return unescapeText(raw, this.message.delimiters, this.message.characterSet);
	}
}

/** Without what is empty at the end. */
export function trimmed(parts: readonly string[]): string[] {
	let length = parts.length;
	while (length > 0 && parts[length - 1] === '') length -= 1;
	return parts.slice(0, length);
}
