import { Status } from '../../../clients/dimse';

/**
 * Every reason for which an instance is not stored: the status that the sender gets (PS3.4 B.2.3,
 * PS3.7 C), and what it means. The reason also stands in Error Comment (0000,0902) and in the audit.
 */
const STATUS_BY_REASON = {
	'disk-low': [
		Status.outOfResources,
		'Less disk space is free than is to be kept; nothing is received until there is more',
	],
	'disk-full': [
		Status.outOfResources,
		'The disk is full or read-only, or the file limit was reached, while storing',
	],
	'too-large': [
		Status.outOfResources,
		'The instance is larger than 4 GiB, the most that is taken. Sent again it gets the same answer',
	],
	'write-error': [Status.processingFailure, 'The disk refused the instance for another reason'],
	'context-mismatch': [
		Status.sopClassNotSupported,
		'The SOP class of the request is not that of its presentation context',
	],
	'uid-mismatch': [
		Status.dataSetDoesNotMatchSopClass,
		'The SOP Instance UID in the data set is not that of the request',
	],
	'sop-class-mismatch': [
		Status.dataSetDoesNotMatchSopClass,
		'The SOP Class UID in the data set is not that of the request',
	],
	'uid-missing': [Status.cannotUnderstand, 'The data set names no study, series or SOP instance'],
	'uid-invalid': [Status.cannotUnderstand, 'The study or series UID in the data set is not a UID'],
	empty: [Status.cannotUnderstand, 'The data set has no bytes'],
	truncated: [Status.cannotUnderstand, 'The data set ends in the middle of an element'],
	unreadable: [
		Status.cannotUnderstand,
		'The data set cannot be read in the transfer syntax that was agreed',
	],
	'malformed-request': [
		Status.cannotUnderstand,
		'The request has no data set, or no valid SOP Class or SOP Instance UID',
	],
} as const satisfies Record<string, readonly [status: number, meaning: string]>;

export type StoreRefusalReason = keyof typeof STATUS_BY_REASON;

/** Why an instance is not stored: a short code for the audit, and the status for the sender. */
export interface StoreFailure {
	reason: StoreRefusalReason;
	status: number;
}

export const storeFailure = (reason: StoreRefusalReason): StoreFailure => ({
	reason,
	status: STATUS_BY_REASON[reason][0],
});

/** For the conformance statement. */
export const STORE_REFUSALS: ReadonlyArray<StoreFailure & { meaning: string }> = Object.entries(
	STATUS_BY_REASON,
).map(([reason, [status, meaning]]) => ({
	reason: reason as StoreRefusalReason,
	status,
	meaning,
}));
