import {
	DEFAULT_DELIMITERS,
	escapeText,
	type Hl7Message,
	type Segment,
} from '../../../formats/hl7';
import type { Components } from './datatypes';

const encoded = (text: string): string => escapeText(text, DEFAULT_DELIMITERS);

/** Writes fields of one segment; what is not there is left out. */
export class Line {
	readonly segment: Segment;

	constructor(message: Hl7Message, name: string) {
		this.segment = message.addSegment(name);
	}

	put(field: number, text: string | undefined): this {
		if (text !== undefined && text !== '') this.segment.set(String(field), text);
		return this;
	}

	/** A field of components; of several repetitions when there are several. */
	parts(field: number, ...repetitions: Array<ReadonlyArray<string | string[] | undefined>>): this {
		const written = repetitions.map(joined).filter((text) => text !== '');
		if (written.length > 0) this.segment.setRaw(String(field), written.join('~'));
		return this;
	}

	one(field: number, components: Components): this {
		return this.parts(field, components);
	}

	/** Text already in its encoded form, such as a document in base64. */
	raw(field: number, text: string): this {
		this.segment.setRaw(String(field), text);
		return this;
	}
}

function joined(components: ReadonlyArray<string | string[] | undefined>): string {
	return components
		.map((part) =>
			Array.isArray(part)
				? part
						.map((sub) => encoded(sub))
						.join('&')
						.replace(/&+$/, '')
				: encoded(part ?? ''),
		)
		.join('^')
		.replace(/\^+$/, '');
}
