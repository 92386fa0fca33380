import type { AssociateReject } from './pdu';

const BY_USER: Record<number, [message: string, nextStep: string]> = {
	2: [
		'it does not know the application context',
		'The other system does not speak DICOM as expected; ask its administrator.',
	],
	3: [
		'it does not know the calling AE title',
		'Ask the administrator of the other system to add this AE title, or correct it in the credential.',
	],
	7: [
		'it does not have the called AE title',
		'Correct the called AE title in the credential: capital and small letters count.',
	],
};

/** What a rejection means and what to do (PS3.8 9.3.4). */
export function rejectionInWords({ result, source, reason }: AssociateReject): {
	message: string;
	nextStep: string;
	retryable: boolean;
} {
	const retryable = result === 2;
	const known = source === 1 ? BY_USER[reason] : undefined;
	if (known !== undefined) return { message: known[0], nextStep: known[1], retryable };
	if (source === 2 && reason === 2) {
		return {
			message: 'it does not support this version of the protocol',
			nextStep: 'Ask the administrator of the other system.',
			retryable,
		};
	}
	if (source === 3 && (reason === 1 || reason === 2)) {
		return {
			message: 'it is too busy at the moment',
			nextStep: 'Try again later, or let fewer systems send to it at once.',
			retryable: true,
		};
	}
	return {
		message: 'it gave no reason',
		nextStep:
			'Ask the administrator of the other system: often the address or AE title of this system must be added there.',
		retryable,
	};
}
