import type { StudyReference } from '../../shared/contracts/study';
import type { Priority } from '../../shared/contracts/work-item';

/** Who is at the other end. AE titles name machines, not people. */
export interface PeerInfo {
	address: string;
	port: number;
	callingAeTitle: string;
	calledAeTitle: string;
	/** How the sender proved itself, as far as it was asked to. A name is given only when it is listed. */
	proof?: {
		by: 'client-certificate' | 'user-name' | 'user-name-and-passcode';
		user?: string;
	};
}

/** Instances of one study that one association brought; for the audit record. */
export interface StudyTransfer {
	studyKey: string;
	studyInstanceUid: string;
	patientId: string;
	issuer: string;
	/** Instances that were not here before. */
	added: number;
	/** Instances that were here with other content. */
	changed: number;
	/** Equal content that was here already. */
	repeated: number;
}

/** What a listener tells the process that started it. Only `study-complete` and the transfers hold patient data,
 * and some name a study. */
export type ListenerEvent =
	| {
			type: 'association-refused';
			/**
			 * Name of the check at the door that refused, such as `called-ae-title`, of TLS_REFUSALS, or
			 * of EARLY_ENDS.
			 */
			reason: string;
			peer: PeerInfo;
			/** Stands for so many further ones of this kind, which were counted and not reported. */
			more?: number;
			/** PS3.8 9.3.4; absent when the connection was dropped before any association request. */
			reject?: { result: number; source: number; reason: number };
	  }
	| {
			type: 'association-ended';
			peer: PeerInfo;
			how: string;
			/** Present when it stored anything: `audited` is to be told once the ledger has it. */
			transfer?: string;
			/** Code of what its connection failed with, such as `econnreset` or one of TLS_REFUSALS. */
			failure?: string;
			stored: number;
			failed: number;
			echoes: number;
			studies: StudyTransfer[];
	  }
	| {
			/**
			 * The listener was ended while this association was open, or before the ledger had it: what it
			 * is known to have stored. Told at the next start.
			 */
			type: 'association-cut-off';
			peer: PeerInfo;
			/** For `audited`. */
			transfer: string;
			/** Repeated content leaves no trace, so it is not counted. */
			studies: StudyTransfer[];
	  }
	| {
			type: 'instance-refused';
			peer: PeerInfo;
			/** DIMSE status that was answered. */
			status: number;
			/** Short code: `truncated`, `unreadable`, `uid-mismatch`, `disk-full`, ... */
			reason: string;
			/** Of which study it was, where its header was read. */
			studyInstanceUid?: string;
			/** As above. */
			more?: number;
	  }
	| {
			type: 'study-complete';
			route: string;
			mode: 'production' | 'test';
			priority: Priority;
			/** 1 for the first offer of this version; a repeated one means nobody took it over yet. */
			offer: number;
			/** Names what was offered, for `handedOver`. */
			claim: string;
			study: StudyReference;
	  }
	| {
			/** The PACS is to be asked how many images it has of the study, or of one series of it. */
			type: 'count-wanted';
			route: string;
			lane: string;
			studyKey: string;
			/** Names for whom, for `counted`. */
			claim: string;
			studyInstanceUid: string;
			seriesInstanceUid?: string;
	  }
	| {
			/** Files of an acknowledged study that nobody had taken over are gone from the disk. */
			type: 'study-missing';
			lane: string;
			studyKey: string;
	  }
	| {
			/** Studies wait, and no active workflow gets them. */
			type: 'studies-unclaimed';
			/** They fit the filters of none, the AE title is nobody's now, or their port is not open. */
			reason: 'no-matching-rule' | 'no-active-workflow' | 'port-not-open';
			lane: string;
			count: number;
			/** The one study that it is about. */
			studyInstanceUid?: string;
			/** They wait in the journal of another port, which nobody has opened. */
			journal?: string;
	  }
	| {
			/** Files that were stored and never acknowledged, left by a process that was killed, are gone. */
			type: 'orphans-removed';
			count: number;
	  }
	| {
			/** The certificate of the listener ends in so many days; negative when it has ended. */
			type: 'certificate-expiring';
			days: number;
	  }
	| { type: 'storage-failing'; code: string }
	| { type: 'listener-failed'; code: string; restartInMs: number }
	| { type: 'listener-restarted' };
