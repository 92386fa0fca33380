import type { Element, Hl7Message, Hl7Value, Segment } from '../../formats/hl7';
import { COMPONENTS, type FieldType } from './datatypes';
import { namedField } from './field-names';

/** Text, null for the explicit "delete this" (`""`), subcomponents as a list. */
export type ReadableComponent = string | null | Array<string | null>;
export type ReadableValue = string | null | { [component: string]: ReadableComponent };
export type ReadableField = ReadableValue | ReadableValue[];
export type ReadableSegment = Record<string, ReadableField>;
/** Segments by their name, each name with all that the message has of it, in their order. */
export type ReadableMessage = Record<string, ReadableSegment[]>;

/**
 * A message for expressions: `PID[0].names[0].family`, `OBX[2].value[0]`. A field that the standard
 * lets repeat is always a list, every other one never unless the sender repeats it all the same. What
 * has no name here goes by its number: `ZDS[0].field1`, `component7`.
 *
 * @returns the segments, and their names in the order of the message
 * @throws HospitalError `hl7-characters-invalid`, `hl7-characters-undeclared`
 */
export function readableMessage(message: Hl7Message): {
	segments: ReadableMessage;
	order: string[];
} {
	const segments: ReadableMessage = {};
	const order: string[] = [];
	for (const segment of message.segments) {
		if (segment.name === '') continue;
		order.push(segment.name);
		(segments[segment.name] ??= []).push(readableSegment(segment));
	}
	return { segments, order };
}

function readableSegment(segment: Segment): ReadableSegment {
	const fields: ReadableSegment = {};
	for (let number = 1; number <= segment.fieldCount; number++) {
		const repetitions = segment.repetitions(number);
		if (repetitions.length === 0) continue;
		const { name, type, list } = namedField(segment.name, number) ?? {
			name: `field${number}`,
			type: 'text' as const,
			list: false,
		};
		const values = repetitions.map((repetition) => readableValue(repetition, type));
		const [only = null] = values;
		fields[name] = list || values.length > 1 ? values : only;
	}
	return fields;
}

/** `field18`, and the parts of what should have none, go by their numbers. */
function readableValue(repetition: Element, type: FieldType): ReadableValue {
	const parts = repetition.level === 'literal' ? [repetition] : repetition.parts;
	const names: readonly string[] = type === 'text' ? [] : COMPONENTS[type];
	if (type === 'text' && parts.slice(1).every((part) => part.isEmpty)) {
		const [only] = parts;
		const component = only === undefined ? null : readableComponent(only);
		if (!Array.isArray(component)) return component;
	}
	const value: { [component: string]: ReadableComponent } = {};
	for (const [at, part] of parts.entries()) {
		if (part.isEmpty) continue;
		value[names[at] ?? `component${at + 1}`] = readableComponent(part);
	}
	return value;
}

function readableComponent(part: Element): ReadableComponent {
	const subcomponents = part.level === 'component' ? part.parts : [part];
	const [first] = subcomponents;
	if (subcomponents.length <= 1 || first === undefined) return textOf(part.value);
	return subcomponents.map((one) => textOf(one.value));
}

const textOf = (value: Hl7Value): string | null => (value === undefined ? '' : value);
