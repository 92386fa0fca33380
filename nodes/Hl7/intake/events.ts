/** Who is at the other end. Addresses and application names name machines, not people. */
export interface Peer {
	address: string;
	port: number;
	/** First name of the client certificate, where one was shown. */
	certificate?: string;
}

/** A stored message as it is handed over. `bytes`, `controlId` and `patient` may tell of a patient. */
export interface ReceivedMessage {
	/** Names this message for ever; says nothing about its content. */
	key: string;
	/** ISO 8601 UTC. */
	receivedAt: string;
	peer: Peer;
	bytes: Uint8Array;
	type: string;
	event: string;
	structure: string;
	version: string;
	controlId: string;
	processingId: string;
	sendingApplication: string;
	sendingFacility: string;
	receivingApplication: string;
	receivingFacility: string;
	/** What its bytes are text of. */
	characterSet: string;
	/** PID-3.1 and PID-3.4, for the audit record; the first repetition. */
	patient?: { id: string; issuer: string };
}

/** What is offered to one workflow: one message, or several of one sender in their order. */
export interface Offer {
	type: 'messages';
	/** Id of the route; empty for what no workflow could take. */
	route: string;
	mode: 'production' | 'test';
	/** Names the offer for `handedOver` and `ended`; the same again after a restart. */
	offer: string;
	/** Somebody waits for how the work item ends. */
	watch: boolean;
	/** Present when a person has to look at it: why no workflow could take it. */
	quarantined?: string;
	messages: ReceivedMessage[];
}

/** What a listener tells the process that started it. Only offers hold patient data. */
export type ListenerEvent =
	| Offer
	| {
			type: 'connection-refused';
			/** One of {@link CONNECTION_REFUSALS}. */
			reason: string;
			peer: Peer;
			/** Stands for so many further ones of this kind, which were counted and not reported. */
			more?: number;
	  }
	| {
			type: 'connection-ended';
			peer: Peer;
			/** `closed`, or why it was ended from here. */
			how: string;
			accepted: number;
			refused: number;
			duplicates: number;
	  }
	| {
			type: 'message-refused';
			/** Code: `no-route`, `hl7-not-a-message`, `disk-full`, ... */
			reason: string;
			/** Code that was answered. */
			answered: string;
			peer: Peer;
			more?: number;
	  }
	| {
			/** It came before with the same content: answered again, not handed on again. */
			type: 'message-duplicate';
			reason: 'same-content';
			peer: Peer;
			more?: number;
	  }
	| {
			/** MSH-10 came before with another content: both are handed on. */
			type: 'control-id-reused';
			reason: 'other-content';
			peer: Peer;
			more?: number;
	  }
	| {
			/** The workflow did not answer in time or at all, or what it answered was no answer to the message. */
			type: 'answer-missing';
			reason: 'late' | 'not-an-answer' | 'ended-without-answer' | 'connection-gone';
			answered: string;
			peer: Peer;
			more?: number;
	  }
	/** Whether work that somebody waits for has ended; see {@link Offer.watch}. */
	| { type: 'watch'; route: string; offer: string }
	/** Messages wait for a workflow that is not active. */
	| { type: 'messages-unclaimed'; route: string; count: number }
	| { type: 'journal-damaged'; records: number }
	| { type: 'storage-failing'; code: string }
	| { type: 'certificate-expiring'; days: number }
	| { type: 'listener-failed'; code: string; restartInMs: number }
	| { type: 'listener-restarted' };

/** Events that a stranger can cause as often as he likes. */
export type Countable = Extract<ListenerEvent, { reason: string; peer: Peer }>;

/** Why a connection was closed unheard, or before anything of HL7 came. */
export const CONNECTION_REFUSALS = {
	'connection-cap': 'As many connections are open as the listener allows',
	'peer-connection-cap': 'As many connections are open as the listener allows one address',
	network: 'The address of the sender is not in the allowed networks',
	'not-mllp': 'What came is no MLLP frame: another protocol, or a scanner',
	'tls-no-certificate': 'The sender showed no certificate, and a client CA is set',
	'tls-certificate': "The sender's certificate is not accepted",
	'tls-not-tls': 'What came is no TLS: a sender that is set to plain MLLP, or a scanner',
	'tls-failed': 'The TLS handshake failed or was not finished in time',
} as const;

export type ConnectionRefusal = keyof typeof CONNECTION_REFUSALS;
