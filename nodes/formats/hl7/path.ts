import { invalid } from './failures';

/** A place in a segment; numbers begin with 1, as the standard counts. */
export interface FieldPath {
	field: number;
	/** The first when absent. */
	repetition: number;
	component?: number;
	subcomponent?: number;
}

/** A place in a message. */
export interface Hl7Path extends FieldPath {
	segment: string;
	/** Which of the segments of that name. */
	occurrence: number;
}

const FIELD = /^(\d{1,4})(?:\[(\d{1,5})\])?(?:[.-](\d{1,4})(?:[.-](\d{1,4}))?)?$/;
const known = new Map<string, FieldPath | Hl7Path>();
/** Paths come from workflows, of which there are few; a loop that makes them up must not fill memory. */
const MOST_KNOWN = 2_000;

/**
 * Reads `3`, `3.1`, `3[2].4.2` within a segment.
 *
 * @throws HospitalError `hl7-path-invalid`
 */
export function parseFieldPath(text: string): FieldPath {
	return remembered(text, () => {
		const [, field = '0', repetition = '1', component, subcomponent] = FIELD.exec(text) ?? [];
		const path: FieldPath = {
			field: Number(field),
			repetition: Number(repetition),
			...(component !== undefined && { component: Number(component) }),
			...(subcomponent !== undefined && { subcomponent: Number(subcomponent) }),
		};
		const numbers = [path.field, path.repetition, path.component ?? 1, path.subcomponent ?? 1];
		if (numbers.some((number) => number < 1)) throw wrongPath();
		return path;
	});
}

/**
 * Reads `PID-3.1`, `PID-3[2].4.2`, `OBX[2]-5`.
 *
 * @throws HospitalError `hl7-path-invalid`
 */
export function parsePath(text: string): Hl7Path {
	return remembered(`:${text}`, () => {
		const parts = /^([A-Z][A-Z0-9]{2})(?:\[(\d{1,6})\])?-(.+)$/.exec(text.trim());
		if (parts === null || parts[2] === '0') throw wrongPath();
		const [, segment = '', occurrence = '1', field = ''] = parts;
		return { segment, occurrence: Number(occurrence), ...parseFieldPath(field) };
	});
}

function remembered<T extends FieldPath>(key: string, make: () => T): T {
	let path = known.get(key) as T | undefined;
	if (path === undefined) {
		path = make();
		if (known.size < MOST_KNOWN) known.set(key, path);
	}
	return path;
}

const wrongPath = () =>
	invalid(
		'hl7-path-invalid',
		'That does not name a place in an HL7 message',
		'Write segment, field, component and subcomponent like PID-3.1, a repetition like PID-3[2].1, and one of several segments like OBX[2]-5.',
	);
