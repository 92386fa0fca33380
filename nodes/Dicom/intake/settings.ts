import type { ScopeLevel } from '../../shared/contracts/study';
import type { Priority } from '../../shared/contracts/work-item';
import { HospitalError } from '../../shared/errors';
import type { CertificatePins } from './security/peer-certificate';
import type { UserPolicy } from './security/user-identity';

/** Bounds of one listener. All workflows that share a port share them. */
export interface ListenerLimits {
	/** Open sockets, associated or not. */
	maxConnections: number;
	/** Open sockets of one address, so that one machine cannot shut the others out. */
	maxConnectionsPerPeer: number;
	/** Associations at once (PS3.8 9.3.4: local limit exceeded). */
	maxAssociations: number;
	maxAssociationsPerPeer: number;
	/** Announced maximum length of a P-DATA-TF body, bytes. */
	maximumLength: number;
	/** Wait for an association request, and for the peer to close. Milliseconds. */
	artimMs: number;
	/** A PDU or message that was begun must go on within this time. Milliseconds. */
	pduMs: number;
	/** Silence between messages of an association. Milliseconds. */
	idleMs: number;
	/** Received bytes of one association not yet on the disk before its socket is paused. */
	backlogBytes: number;
	/** Largest instance, bytes. */
	maxInstanceBytes: number;
	/** Below this much free disk space instances are refused with 0xA700. Bytes. */
	minFreeBytes: number;
	/** A journal segment that grew beyond this is replaced by a snapshot of the state. Bytes. */
	journalBytes: number;
}

export const DEFAULT_LIMITS: ListenerLimits = {
	maxConnections: 256,
	maxConnectionsPerPeer: 128,
	maxAssociations: 64,
	maxAssociationsPerPeer: 32,
	maximumLength: 131_072,
	artimMs: 30_000,
	pduMs: 30_000,
	idleMs: 300_000,
	backlogBytes: 64 * 1024 * 1024,
	maxInstanceBytes: 4 * 1024 ** 3,
	minFreeBytes: 1024 ** 3,
	journalBytes: 64 * 1024 * 1024,
};

/** PEM texts. A `ca` makes a client certificate from it obligatory. */
export interface ListenerTls {
	key: string;
	cert: string;
	ca?: string;
	minVersion?: 'TLSv1.2' | 'TLSv1.3';
	/** Ties calling AE titles to client certificates; needs a `ca`. */
	pins?: CertificatePins;
}

/** What the workflows of one port have in common. */
export interface PortSettings {
	/** Address to bind: `127.0.0.1`, an address of this host, or `0.0.0.0`. */
	host: string;
	/** 0 lets the system choose (tests). */
	port: number;
	/** The DICOM spool; made with mode 0700. */
	spoolDir: string;
	/** Folder of this listener's journal in the spool; `port-<port>` when absent. */
	journalName?: string;
	/** Names the listener over the restarts of its thread; each start is a new one when absent. */
	owner?: string;
	/** Associations that the ledger tells of although the journal may not know it yet. */
	audited?: readonly string[];
	/** Closing waits so long for the ledger to have what it tells of associations. Milliseconds; 0 when absent. */
	ledgerWaitMs?: number;
	/** Benchmarks only: images are not synced before they are acknowledged. */
	unsafeNoSync?: boolean;
	/** 32-byte key under which UIDs become file names. */
	nameKey: Buffer;
	/** Networks that may call, CIDR or single addresses; empty allows all. */
	callingNetworks?: string[];
	limits?: Partial<ListenerLimits>;
	tls?: ListenerTls;
	/** Absent: user identities are ignored. */
	users?: UserPolicy;
}

/** Which studies of a lane a workflow wants; an empty list wants all. Studies must fit every list. */
export interface StudyRule {
	/** (0008,0060); one of the study's modalities must be among them. */
	modalities?: string[];
	/** (0018,0015); one of the images must be of one of them. */
	bodyParts?: string[];
	/** Texts of which one must stand in the study or a series description; `*` stands for anything. */
	descriptions?: string[];
}

/** A series that must be there without a gap before a study counts as complete. */
export interface RequiredSeries {
	/** (0008,0060) */
	modality?: string;
	/** Stands in the series description; `*` stands for anything. */
	description?: string;
	/** Fewer slices are never taken as whole. */
	fewestSlices: number;
	/** The series always has so many: they prove it by themselves. */
	exactSlices?: number;
}

/** One workflow's claim on a port. */
export interface Route {
	/** Unique on the port: the workflow's node. */
	id: string;
	/** `test` receives a copy of the next complete study and consumes nothing. */
	mode: 'production' | 'test';
	calledAeTitle: string;
	/** Callers that are let in and whose images the workflow gets; empty allows all. */
	callingAeTitles: string[];
	/** Every study when absent. */
	only?: StudyRule;
	/** What one work item is about; `study` when absent. */
	emit?: ScopeLevel;
	priority: Priority;
	/** Silence after which a study counts as complete. Milliseconds. */
	quietPeriodMs: number;
	/** Other quiet periods by modality (0008,0060); the longest of the study's modalities counts. */
	quietPeriodMsByModality?: Record<string, number>;
	/** After this much time since the first image the study is given on as incomplete. Milliseconds. */
	hardMaximumMs?: number;
	/** A study is complete so long after all its senders have released. Milliseconds; absent: off. */
	releasedSettleMs?: number;
	/** The PACS is asked how many images it has; absent: it is not. */
	expectedCount?: {
		/** Fewer came than it has: wait for the hard maximum, or go by silence and say `incomplete`. */
		whenFewer: 'wait' | 'pass-on';
	};
	requiredSeries?: RequiredSeries;
}

/** Hands out studies of an AE title under this name: the lane of the journal. */
export const laneOf = (route: Pick<Route, 'calledAeTitle'>): string => route.calledAeTitle.trim();

/**
 * PS3.5 6.2 AE: 1 to 16 characters without backslash and control characters, not only spaces.
 *
 * @throws HospitalError `ae-title-invalid`
 */
export function checkAeTitle(title: string, whose: string): void {
	const trimmed = title.trim();
	if (trimmed.length > 0 && trimmed.length <= 16 && /^[\x20-\x5b\x5d-\x7e]+$/.test(trimmed)) return;
	throw new HospitalError('ae-title-invalid', `The ${whose} AE title is not a valid AE title`, {
		nextStep: 'Use 1 to 16 letters, digits or signs other than the backslash.',
	});
}

/** @throws HospitalError `route-invalid` or `ae-title-invalid` */
export function checkRoute(route: Route): void {
	checkAeTitle(route.calledAeTitle, 'called');
	for (const title of route.callingAeTitles) checkAeTitle(title, 'calling');
	const periods = [route.quietPeriodMs, ...Object.values(route.quietPeriodMsByModality ?? {})];
	if (route.hardMaximumMs !== undefined) periods.push(route.hardMaximumMs);
	if (route.releasedSettleMs !== undefined) periods.push(route.releasedSettleMs);
	if (periods.some((period) => !Number.isFinite(period) || period < 0)) {
		throw new HospitalError('route-invalid', 'A waiting time is not a number of seconds', {
			nextStep: 'Enter waiting times as numbers, 0 or more.',
		});
	}
}
