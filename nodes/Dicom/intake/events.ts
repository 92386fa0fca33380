import type { StudyReference } from '../../shared/contracts/study';
import type { Priority } from '../../shared/contracts/work-item';

/** Who is at the other end. AE titles name machines, not people. */
export interface PeerInfo {
	address: string;
	port: number;
	callingAeTitle: string;
	calledAeTitle: string;
}

/** Instances of one study that one association brought; for the audit record. */
export interface StudyTransfer {
	studyKey: string;
	studyInstanceUid: string;
	patientId: string;
	issuer: string;
	stored: number;
	/** Equal content that was here already. */
	repeated: number;
}

/** What a listener tells the process that started it. Only `study-complete` and the transfers hold patient data. */
export type ListenerEvent =
	| {
			type: 'association-refused';
			/** Name of the check at the door that refused, such as `called-ae-title`. */
			reason: string;
			peer: PeerInfo;
			/** PS3.8 9.3.4; absent when the connection was dropped before any association request. */
			reject?: { result: number; source: number; reason: number };
	  }
	| {
			type: 'association-ended';
			peer: PeerInfo;
			how: string;
			stored: number;
			failed: number;
			echoes: number;
			studies: StudyTransfer[];
	  }
	| {
			type: 'instance-refused';
			peer: PeerInfo;
			/** DIMSE status that was answered. */
			status: number;
			/** Short code: `truncated`, `unreadable`, `uid-mismatch`, `disk-full`, ... */
			reason: string;
	  }
	| {
			type: 'study-complete';
			route: string;
			mode: 'production' | 'test';
			priority: Priority;
			/** 1 for the first offer of this version; a repeated one means nobody took it over yet. */
			offer: number;
			study: StudyReference;
	  }
	| {
			/** Files of an acknowledged study that nobody had taken over are gone from the disk. */
			type: 'study-missing';
			lane: string;
			studyKey: string;
	  }
	| {
			/** Complete studies wait for an AE title that no active workflow has. */
			type: 'studies-unclaimed';
			lane: string;
			count: number;
	  }
	| { type: 'storage-failing'; code: string }
	| { type: 'listener-failed'; code: string; restartInMs: number }
	| { type: 'listener-restarted' };
