import { AbortReason, PduError } from './pdu';

/** Command Field values (PS3.7 E.1-1); a response has the high bit set. */
export const CommandField = {
	storeRequest: 0x0001,
	storeResponse: 0x8001,
	findRequest: 0x0020,
	findResponse: 0x8020,
	echoRequest: 0x0030,
	echoResponse: 0x8030,
	cancelRequest: 0x0fff,
} as const;

/** Command Data Set Type: this value says that no data set follows (PS3.7 E.1-1). */
export const NO_DATA_SET = 0x0101;
const DATA_SET_FOLLOWS = 0x0001;

/** Elements of a command set that this software reads or writes. */
export interface Command {
	commandField: number;
	affectedSopClassUid?: string;
	affectedSopInstanceUid?: string;
	messageId?: number;
	messageIdBeingRespondedTo?: number;
	/** 0 medium, 1 high, 2 low. */
	priority?: number;
	/** True when a data set follows the command set. */
	dataSet: boolean;
	status?: number;
	/** At most 64 characters; free of patient data. */
	errorComment?: string;
}

type Field = Exclude<keyof Command, 'dataSet' | 'commandField'>;

const UID_FIELDS: ReadonlyArray<
	[number, Field & ('affectedSopClassUid' | 'affectedSopInstanceUid')]
> = [
	[0x0002, 'affectedSopClassUid'],
	[0x1000, 'affectedSopInstanceUid'],
];
const NUMBER_FIELDS: ReadonlyArray<
	[number, Field & ('messageId' | 'messageIdBeingRespondedTo' | 'priority' | 'status')]
> = [
	[0x0110, 'messageId'],
	[0x0120, 'messageIdBeingRespondedTo'],
	[0x0700, 'priority'],
	[0x0900, 'status'],
];

const COMMAND_FIELD = 0x0100;
const DATA_SET_TYPE = 0x0800;
const ERROR_COMMENT = 0x0902;

/**
 * Reads a command set: group 0000, Implicit VR Little Endian, whatever the context's transfer
 * syntax is (PS3.7 6.3.1).
 *
 * @throws PduError when a length leaves the buffer, another group appears, or the command field or
 *   data set type is missing
 */
export function decodeCommand(bytes: Buffer): Command {
	const values = new Map<number, Buffer>();
	for (let at = 0; at < bytes.length; ) {
		if (at + 8 > bytes.length) throw broken('a command element is cut off');
		if (bytes.readUInt16LE(at) !== 0) throw broken('a command set holds another group');
		const element = bytes.readUInt16LE(at + 2);
		const end = at + 8 + bytes.readUInt32LE(at + 4);
		if (end > bytes.length) throw broken('a command element is longer than its command set');
		values.set(element, bytes.subarray(at + 8, end));
		at = end;
	}
	const commandField = number(values.get(COMMAND_FIELD));
	const dataSetType = number(values.get(DATA_SET_TYPE));
	if (commandField === undefined || dataSetType === undefined) {
		throw broken('a command set lacks its command field or data set type');
	}
	const command: Command = { commandField, dataSet: dataSetType !== NO_DATA_SET };
	for (const [element, name] of UID_FIELDS) {
		const value = values.get(element);
		if (value !== undefined) command[name] = text(value, 64);
	}
	for (const [element, name] of NUMBER_FIELDS) {
		const value = number(values.get(element));
		if (value !== undefined) command[name] = value;
	}
	const comment = values.get(ERROR_COMMENT);
	if (comment !== undefined) command.errorComment = text(comment, 64);
	return command;
}

const broken = (what: string) => new PduError(AbortReason.invalidParameterValue, what);

const number = (value: Buffer | undefined): number | undefined =>
	value !== undefined && value.length >= 2 ? value.readUInt16LE(0) : undefined;

const text = (value: Buffer, longest: number): string =>
	value
		.subarray(0, longest + 1)
		.toString('latin1')
		.replace(/[\0 ]+$/, '');

/** Writes a command set with its group length, elements in ascending order (PS3.7 6.3.1). */
export function encodeCommand(command: Command): Buffer {
	const elements: Array<[number, Buffer]> = [
		[COMMAND_FIELD, uint16(command.commandField)],
		[DATA_SET_TYPE, uint16(command.dataSet ? DATA_SET_FOLLOWS : NO_DATA_SET)],
	];
	for (const [element, name] of UID_FIELDS) {
		const value = command[name];
		if (value !== undefined) elements.push([element, padded(value, '\0')]);
	}
	for (const [element, name] of NUMBER_FIELDS) {
		const value = command[name];
		if (value !== undefined) elements.push([element, uint16(value)]);
	}
	if (command.errorComment !== undefined) {
		elements.push([ERROR_COMMENT, padded(command.errorComment.slice(0, 64), ' ')]);
	}
	elements.sort(([a], [b]) => a - b);
	const body = Buffer.concat(elements.map(([element, value]) => encodeElement(element, value)));
	const groupLength = Buffer.alloc(4);
	groupLength.writeUInt32LE(body.length);
	return Buffer.concat([encodeElement(0, groupLength), body]);
}

function encodeElement(element: number, value: Buffer): Buffer {
	const header = Buffer.alloc(8);
	header.writeUInt16LE(element, 2);
	header.writeUInt32LE(value.length, 4);
	return Buffer.concat([header, value]);
}

function uint16(value: number): Buffer {
	const bytes = Buffer.alloc(2);
	bytes.writeUInt16LE(value);
	return bytes;
}

const padded = (value: string, pad: string) =>
	Buffer.from(value.length % 2 === 1 ? value + pad : value, 'latin1');
