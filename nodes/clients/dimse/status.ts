/** Status codes of C-STORE and C-ECHO that this software answers with (PS3.4 B.2.3, PS3.7 Annex C). */
export const Status = {
	success: 0x0000,
	processingFailure: 0x0110,
	noSuchSopClass: 0x0118,
	sopClassNotSupported: 0x0122,
	unrecognizedOperation: 0x0211,
	invalidArgument: 0x0115,
	outOfResources: 0xa700,
	dataSetDoesNotMatchSopClass: 0xa900,
	cannotUnderstand: 0xc000,
	cancelled: 0xfe00,
	pending: 0xff00,
	pendingOptionalKeys: 0xff01,
} as const;

export type StatusKind = 'success' | 'warning' | 'pending' | 'cancelled' | 'failure';

/** PS3.7 C: the class of a status code. */
export function statusKind(status: number): StatusKind {
	if (status === 0) return 'success';
	if (status === Status.pending || status === Status.pendingOptionalKeys) return 'pending';
	if (status === Status.cancelled) return 'cancelled';
	if (status === 1 || status >> 12 === 0xb || status === 0x0107 || status === 0x0116) {
		return 'warning';
	}
	return 'failure';
}

const EXACT: Record<number, string> = {
	0x0000: 'stored',
	0x0105: 'no such attribute',
	0x0106: 'an attribute value is invalid',
	0x0110: 'the other system failed while processing it',
	0x0111: 'the other system holds an object with that identifier already',
	0x0112: 'no such object',
	0x0115: 'an argument is invalid',
	0x0117: 'the object identifier is invalid',
	0x0118: 'no such kind of object',
	0x0119: 'kind and identifier of the object contradict each other',
	0x0122: 'the other system does not support this kind of object',
	0x0124: 'the other system does not authorise this',
	0x0210: 'the same message number was used twice',
	0x0211: 'the other system does not know this operation',
	0x0212: 'the message was mistyped',
	0xb000: 'stored, but some values were changed to fit',
	0xb006: 'stored, but some elements were left out',
	0xb007: 'stored, although the data does not match its kind',
	0xfe00: 'cancelled',
};

/** What a C-STORE or C-FIND status means, in plain words (PS3.4 B.2.3, C.4.1.1.4; PS3.7 Annex C). */
export function statusMeaning(status: number): string {
	const exact = EXACT[status];
	if (exact !== undefined) return exact;
	if (status >> 8 === 0xa7) return 'the other system is out of resources';
	if (status >> 8 === 0xa9) return 'the data does not match its kind of object';
	if (status >> 12 === 0xc) return 'the other system cannot understand the data';
	if (status >> 12 === 0xb) return 'done, with a warning';
	return 'failed for a reason that the standard does not define';
}

/** Failures that may go away by themselves. */
export const statusRetryable = (status: number): boolean =>
	status >> 8 === 0xa7 || status === Status.processingFailure;
