import { createHash } from 'node:crypto';
import { characterSetOf, utf16, type CharacterSet } from './charset';
import { DEFAULT_DELIMITERS, type Delimiters } from './delimiters';
import { escapeText } from './escapes';
import { rawHeader, type RawHeader } from './header';
import { hl7Time } from './time';
import { shadowOf, wideOf } from './wide';

/** Table 0008. `A` answers for the application, `C` for having stored the message (2.9.2, 2.9.3). */
export const ACK_CODES = ['AA', 'AE', 'AR', 'CA', 'CE', 'CR'] as const;
export type AckCode = (typeof ACK_CODES)[number];

/** Table 0357, as far as it is used here. */
export const ERROR_CODES = {
	accepted: '0',
	segmentSequence: '100',
	requiredFieldMissing: '101',
	dataType: '102',
	tableValue: '103',
	unsupportedType: '200',
	unsupportedEvent: '201',
	unsupportedProcessingId: '202',
	unsupportedVersion: '203',
	unknownKey: '204',
	duplicateKey: '205',
	recordLocked: '206',
	internal: '207',
} as const;

const ERROR_TEXTS: Readonly<Record<string, string>> = {
	'0': 'Message accepted',
	'100': 'Segment sequence error',
	'101': 'Required field missing',
	'102': 'Data type error',
	'103': 'Table value not found',
	'200': 'Unsupported message type',
	'201': 'Unsupported event code',
	'202': 'Unsupported processing id',
	'203': 'Unsupported version id',
	'204': 'Unknown key identifier',
	'205': 'Duplicate key identifier',
	'206': 'Application record locked',
	'207': 'Application internal error',
};

/** One ERR segment. Texts must not hold anything of a patient: they are shown and logged everywhere. */
export interface AckError {
	/** Table 0357. */
	code: string;
	/** Where: `PID-3`, `MSH-9`. */
	location?: string;
	/** `E` when absent (table 0516). */
	severity?: 'E' | 'W' | 'I' | 'F';
	/** For people (ERR-8). */
	text?: string;
}

export interface AckOptions {
	code: AckCode;
	/** MSA-3, for people. */
	text?: string;
	errors?: readonly AckError[];
	/** MSH-10 of the answer; derived from that of the message when absent, so that it is the same again. */
	controlId?: string;
	/** MSH-7; now when absent. */
	at?: Date;
	/** Further segments, encoded with the delimiters of the message: of a query's answer. */
	segments?: readonly string[];
}

/**
 * The acknowledgement of a message (2.9.2, 2.13.1): sender and receiver changed places, MSA-2 is its
 * MSH-10; delimiters, version, processing id and character set are those of the sender. What is no
 * message at all is answered too, with what can be read of it.
 *
 * @param received the bytes of the message that is answered
 */
export function buildAck(received: Uint8Array, options: AckOptions): Buffer {
	const bytes = Buffer.from(received.buffer, received.byteOffset, received.byteLength);
	const wide = wideOf(bytes);
	const header = rawHeader(wide === undefined ? bytes : shadowOf(bytes.subarray(0, 8192), wide));
	const ack = Buffer.concat(ackSegments(header, options));
	// Names of applications that are not ASCII do not survive UTF-16 here; MSA-2 is what counts.
	return wide === undefined ? ack : utf16(wide).encode(ack.toString('latin1'));
}

function ackSegments(header: RawHeader | undefined, options: AckOptions): Buffer[] {
	const delimiters = header?.delimiters ?? DEFAULT_DELIMITERS;
	const field = String.fromCharCode(delimiters.field);
	const marks = encodingCharacters(delimiters);
	const raw = (number: number): Buffer => {
		const value = header?.field(number) ?? Buffer.alloc(0);
		// Another header begins there: the answer would look like two messages as well.
		return value.equals(marks) ? Buffer.alloc(0) : value;
	};
	const written = writer(raw(18).toString('latin1'), delimiters);
	const { code, text = '', errors = [], controlId, at = new Date() } = options;
	const version = raw(12).toString('latin1') || '2.5.1';
	const own = controlId === undefined ? ownControlId(raw(10)) : written(controlId);
	const msh = [
		marks,
		raw(5),
		raw(6),
		raw(3),
		raw(4),
		Buffer.from(hl7Time(at)),
		Buffer.alloc(0),
		Buffer.from(ackType(raw(9).toString('latin1'), delimiters, version), 'latin1'),
		own,
		raw(11).length > 0 ? raw(11) : Buffer.from('P'),
		Buffer.from(version, 'latin1'),
	];
	if (raw(18).length > 0) {
		while (msh.length < 16) msh.push(Buffer.alloc(0));
		msh.push(raw(18));
	}
	const modern = isFrom(version, 2, 5);
	const lines = [
		joined('MSH', msh, field),
		joined('MSA', [Buffer.from(code), raw(10), written(text)], field),
		...errors.map((error) => joined('ERR', errFields(error, delimiters, modern, written), field)),
		...(options.segments ?? []).map((segment) => Buffer.from(segment, 'utf8')),
	];
	return lines.flatMap((line) => [line, Buffer.from('\r')]);
}

/** Writes texts in the character set of the message; what that does not have becomes a question mark. */
function writer(declared: string, delimiters: Delimiters): (text: string) => Buffer {
	let set: CharacterSet | undefined;
	try {
		set = characterSetOf(declared.split(String.fromCharCode(delimiters.repetition)));
	} catch {
		set = undefined;
	}
	return (text) => {
		const escaped = escapeText(text, delimiters);
		try {
			if (set !== undefined && !set.wide) return set.encode(escaped);
		} catch {
			// Below.
		}
		return Buffer.from(escaped.replaceAll(/[^\t\x20-\x7e]/gu, '?'), 'latin1');
	};
}

const joined = (name: string, fields: readonly Buffer[], separator: string): Buffer => {
	let last = fields.length;
	while (last > 0 && fields[last - 1]?.length === 0) last--;
	const parts: Buffer[] = [Buffer.from(name)];
	for (const value of fields.slice(0, last)) parts.push(Buffer.from(separator, 'latin1'), value);
	return Buffer.concat(parts);
};

function encodingCharacters(delimiters: Delimiters): Buffer {
	const { component, repetition, escape, subcomponent, truncation } = delimiters;
	return Buffer.from([
		...[component, repetition, escape, subcomponent],
		...(truncation === undefined ? [] : [truncation]),
	]);
}

/** MSH-10 before version 2.7 (data type ST, length 20). */
const LONGEST_CONTROL_ID = 20;

/** The same for the same message: a repeated answer is the same answer. */
function ownControlId(received: Buffer): Buffer {
	const room = LONGEST_CONTROL_ID - 1;
	const rest =
		received.length <= room
			? received
			: Buffer.from(createHash('sha256').update(received).digest('hex').slice(0, room));
	return Buffer.concat([Buffer.from('A'), rest]);
}

/** `ACK`, with event and structure where the version has them (2.3.1 and 2.4 on). */
function ackType(received: string, { component }: Delimiters, version: string): string {
	const mark = String.fromCharCode(component);
	const event = received.split(mark)[1] ?? '';
	if (event === '' || !isFrom(version, 2, 3, 1)) return 'ACK';
	return isFrom(version, 2, 4) ? ['ACK', event, 'ACK'].join(mark) : ['ACK', event].join(mark);
}

/** True for a version number from there on: `2.5.1`, `2.7^USA`. */
function isFrom(version: string, ...least: number[]): boolean {
	const numbers = (/^\d+(?:\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number);
	for (const [at, number] of least.entries()) {
		const own = numbers[at] ?? 0;
		if (own !== number) return own > number;
	}
	return true;
}

/** ERR as version 2.5 has it (2.15.5), or the one field of before. */
function errFields(
	error: AckError,
	delimiters: Delimiters,
	modern: boolean,
	written: (text: string) => Buffer,
): Buffer[] {
	const { code, location, severity = 'E', text = '' } = error;
	const component = String.fromCharCode(delimiters.component);
	const subcomponent = String.fromCharCode(delimiters.subcomponent);
	const [, segment = '', occurrence = '1', field = ''] =
		/^([A-Z][A-Z0-9]{2})(?:\[(\d+)\])?(?:-(\d+))?/.exec(location ?? '') ?? [];
	const place = segment === '' ? [] : [segment, occurrence, ...(field === '' ? [] : [field])];
	const named = [code, ERROR_TEXTS[code] ?? '', 'HL70357'];
	if (!modern) {
		while (place.length < 3) place.push('');
		return [Buffer.from([...place, named.join(subcomponent)].join(component), 'latin1')];
	}
	const none = Buffer.alloc(0);
	return [
		none,
		Buffer.from(place.join(component), 'latin1'),
		Buffer.from(named.join(component), 'latin1'),
		Buffer.from(severity),
		none,
		none,
		none,
		written(text),
	];
}
