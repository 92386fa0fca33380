import { clear, sealed, type Contract, type FieldDoc } from './contract';

/** An HL7 v2 message as it travels between nodes: described by its header, its bytes as Base64. */
export interface Hl7MessageReference {
	/** Opaque name under which the listener knows the message; absent for one that was made here. */
	key?: string;
	/** MSH-9: `ORU`, `R01`, `ORU_R01`; empty where the sender wrote something that is no code. */
	type: string;
	event: string;
	structure: string;
	/** MSH-12.1 */
	version: string;
	/** MSH-10 */
	controlId: string;
	/** MSH-11.1: `P` production, `T` training, `D` debugging. */
	processingId: string;
	sendingApplication: string;
	sendingFacility: string;
	receivingApplication: string;
	receivingFacility: string;
	/** When it was stored here, or made here. ISO 8601 UTC. */
	receivedAt: string;
	bytes: number;
	/** What its bytes are text of, as in HL7 table 0211; `undeclared` when MSH-18 is empty. */
	characterSet: string;
	/** The message, byte by byte, as Base64. */
	base64: string;
}

/** Several messages of one sender, in the order in which they came. */
export interface Hl7Batch {
	count: number;
	messages: Hl7MessageReference[];
}

/** What the receiver of a sent message said. */
export interface Hl7Acknowledgement {
	/** `unknown`: the receiver may have taken it, and nobody can tell. */
	outcome: 'accepted' | 'rejected' | 'unknown' | 'not-sent';
	/** Table 0008: `AA`, `AE`, `AR`, `CA`, `CE`, `CR`. */
	code?: string;
	/** Codes of table 0357 that the receiver gave. */
	errorCodes: string[];
	/** Why the outcome is unknown: `timeout`, `connection-lost`, `answer-broken`, `not-yet-accepted`. */
	reason?: string;
	/** True when an earlier attempt at the same work had it accepted already. */
	before: boolean;
	attempts: number;
	roundTripMs: number;
	/** MSH-10 of the message. */
	controlId: string;
	/** What the receiver wrote for people; it may hold patient data. */
	text: string;
}

/** How the conversion of a message to FHIR ended. */
export interface Hl7Conversion {
	status: 'converted' | 'nothing-to-write' | 'held';
	/** Code; absent for `converted`. */
	reason?: string;
	/** Entries of the bundle. */
	entries: number;
	/** How many warnings stand in `hl7Warnings`. */
	warnings: number;
	/** True when something of the message was left out that a person has to see to. */
	needsPerson: boolean;
}

const message = (at: string): Record<string, FieldDoc> => ({
	[`${at}/key`]: clear('Opaque name of a received message; says nothing about its content'),
	[`${at}/type`]: clear('Message type (MSH-9.1), such as ORU'),
	[`${at}/event`]: clear('Trigger event (MSH-9.2), such as R01'),
	[`${at}/structure`]: clear('Message structure (MSH-9.3), such as ORU_R01'),
	[`${at}/version`]: clear('HL7 version (MSH-12)'),
	[`${at}/controlId`]: sealed('Message control ID (MSH-10)'),
	[`${at}/processingId`]: clear('Processing ID (MSH-11): P production, T training, D debugging'),
	[`${at}/sendingApplication`]: clear('Sending application (MSH-3)'),
	[`${at}/sendingFacility`]: sealed('Sending facility (MSH-4)'),
	[`${at}/receivingApplication`]: clear('Receiving application (MSH-5)'),
	[`${at}/receivingFacility`]: sealed('Receiving facility (MSH-6)'),
	[`${at}/receivedAt`]: sealed('When the message was stored, or made here (UTC)'),
	[`${at}/bytes`]: sealed('Size of the message in bytes'),
	[`${at}/characterSet`]: sealed('Character set of the message, as in HL7 table 0211'),
	[`${at}/base64`]: sealed(
		'The message as it came, byte by byte, in Base64. The operation Parse of the HL7 node makes it readable',
	),
});

export const hl7MessageContract: Contract = {
	name: 'Hl7Message',
	key: 'hl7',
	description: 'A received HL7 v2 message.',
	fields: message(''),
};

export const hl7OutgoingContract: Contract = {
	name: 'Hl7OutgoingMessage',
	key: 'hl7Out',
	description:
		'An HL7 v2 message that was made by the HL7 node, ready to be sent. Beside `hl7`, so that the received message stays.',
	fields: message(''),
};

export const hl7BatchContract: Contract = {
	name: 'Hl7Batch',
	key: 'hl7Batch',
	description:
		'Several HL7 v2 messages of one sender, in the order in which they came. The operation Split Messages of the HL7 node makes one item of each.',
	fields: {
		'/count': clear('How many messages'),
		...message('/messages/*'),
	},
};

export const hl7AcknowledgementContract: Contract = {
	name: 'Hl7Acknowledgement',
	key: 'hl7Ack',
	description: 'What the receiver said to a message that was sent.',
	fields: {
		'/outcome': clear(
			'accepted, rejected, unknown (it may have been taken, and nobody can tell) or not-sent (test run)',
		),
		'/code': clear('Acknowledgement code (MSA-1): AA, AE, AR, CA, CE or CR'),
		'/errorCodes/*': clear('Error codes of the receiver (HL7 table 0357)'),
		'/reason': clear(
			'Why it is unknown: timeout, connection-lost, answer-broken, or not-yet-accepted (received, and its application was silent)',
		),
		'/before': clear('True when an earlier attempt at this work had it accepted already'),
		'/attempts': clear('How often it was tried this time'),
		'/roundTripMs': clear('From the message to its answer, in milliseconds'),
		'/controlId': sealed('Message control ID (MSH-10) of the message'),
		'/text': sealed('What the receiver wrote for people (MSA-3 or ERR-8)'),
	},
};

export const hl7ConversionContract: Contract = {
	name: 'Hl7Conversion',
	key: 'hl7Conversion',
	description: 'How the conversion of an HL7 v2 message to FHIR ended.',
	fields: {
		'/status': clear('converted, nothing-to-write or held'),
		'/reason': clear('Why it was not converted, as a code'),
		'/entries': clear('Entries of the bundle'),
		'/warnings': clear('How many warnings stand in `hl7Warnings`'),
		'/needsPerson': clear(
			'True when something of the message was left out that a person has to see to',
		),
	},
};

export const hl7WarningsContract: Contract = {
	name: 'Hl7Warnings',
	key: 'hl7Warnings',
	description:
		'What the converted form does not say, or says in another way: places and codes, never values.',
	fields: {
		'/*/path': clear('Where it stands, such as PID-10.2'),
		'/*/code': clear('What happened to it, as a code'),
		'/*/message': clear('The same in words'),
	},
};

export const hl7BundleContract: Contract = {
	name: 'Hl7Bundle',
	key: 'bundle',
	description:
		'A FHIR transaction made of an HL7 v2 message. The operation Transaction of the FHIR node (Custom Bundle) takes it as it is.',
	fields: {
		'/resourceType': clear('Bundle'),
		'/type': clear('transaction'),
		'/entry/*/resource/resourceType': clear('Resource type of each entry'),
		'/entry/*/resource/status': clear('State of each entry'),
		'/entry/*/request/method': clear('PUT or POST'),
		'/entry/*': sealed('The entries'),
	},
};
