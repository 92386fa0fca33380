import { HospitalError } from '../../shared/errors';

const REASON = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** A reason as lists and the ledger show it. @throws HospitalError `input-invalid` */
export function checkedReason(reason: string, of = 'This node'): string {
	if (reason.length <= 64 && REASON.test(reason)) return reason;
	throw new HospitalError('input-invalid', `${of} needs a reason as a short code`, {
		nextStep: 'Use small letters, digits and hyphens, for example "server-unreachable".',
	});
}
