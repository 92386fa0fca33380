import { createMessage, parsePath, type Hl7Message, type NewMessage } from '../../formats/hl7';
import { HospitalError } from '../../shared/errors';

/** One value and where it goes: `PID-3.1`, `OBX[2]-5`. Text `""` says "delete this" to the receiver. */
export interface PlacedValue {
	path: string;
	value: unknown;
}

/** A segment with its values: `{ segment: 'OBX', '1': '1', '3.1': '...' }`; null writes `""`. */
export type GivenSegment = Record<string, unknown>;

/** Segments of one name at most: a path such as OBX[99999]-1 is a slip. */
const MOST_OCCURRENCES = 5_000;

/**
 * Builds a message out of values. A segment is added when its first value comes, so the order of the
 * values is that of the segments.
 *
 * @throws HospitalError `hl7-path-invalid`, `hl7-segment-invalid`, `hl7-characters-unencodable`,
 *   `hl7-charset-unknown`, `input-invalid`
 */
export function buildFromValues(header: NewMessage, values: readonly PlacedValue[]): Hl7Message {
	const message = createMessage(header);
	for (const { path, value } of values) {
		const { segment, occurrence } = parsePath(path);
		if (occurrence > MOST_OCCURRENCES) throw tooMany();
		let there = message.named(segment).length;
		for (; there < occurrence; there++) message.addSegment(segment);
		message.set(path.trim(), textOf(value));
	}
	return message;
}

/** {@link buildFromValues} out of whole segments, in the order of the list. */
export function buildFromSegments(
	header: NewMessage,
	segments: readonly GivenSegment[],
): Hl7Message {
	const message = createMessage(header);
	for (const { segment: name, ...values } of segments) {
		if (typeof name !== 'string') throw noName();
		const segment = name === 'MSH' ? message.segment('MSH') : undefined;
		const target = segment ?? message.addSegment(name);
		for (const [path, value] of Object.entries(values)) target.set(path, textOf(value));
	}
	return message;
}

/** @throws HospitalError `input-invalid` for a list or an object: a place takes one value */
function textOf(value: unknown): string | null | undefined {
	if (value === undefined || value === '') return undefined;
	if (value === null || value === '""') return null;
	if (typeof value === 'string') return value;
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	throw new HospitalError('input-invalid', 'A value of the HL7 message is no text or number', {
		nextStep:
			'Give every component a path of its own, such as PID-5.1 for the family name and PID-5.2 for the given name.',
	});
}

const noName = () =>
	new HospitalError('input-invalid', 'A segment of the list has no name', {
		nextStep: 'Write each segment as {"segment": "PID", "3.1": "4711"}.',
	});

const tooMany = () =>
	new HospitalError('hl7-path-invalid', 'A path names more segments than a message may have here', {
		nextStep: `Check the number in square brackets: at most ${MOST_OCCURRENCES}.`,
	});
