export {
	ACK_CODES,
	buildAck,
	ERROR_CODES,
	type AckCode,
	type AckError,
	type AckOptions,
} from './ack';
export { readAck, type Acknowledgement } from './answer';
export { buildBatch, isBatch, parseBatch, type BatchedMessage, type BatchFile } from './batch';
export { characterSetName, characterSetOf, type CharacterSet } from './charset';
export { createMessage, type NewMessage } from './create';
export { DEFAULT_DELIMITERS, type Delimiters } from './delimiters';
export { type Element, type Hl7Value } from './element';
export { escapeText, unescapeText } from './escapes';
export { SegmentGroup } from './groups';
export { rawHeader, type Hl7Header, type RawHeader } from './header';
export { DEFAULT_HL7_LIMITS, type Hl7Limits } from './limits';
export { encode, parseMessage, type Hl7Message, type ParseOptions } from './message';
export { parseFieldPath, parsePath, type FieldPath, type Hl7Path } from './path';
export { type Segment } from './segment';
export { hl7Time } from './time';
