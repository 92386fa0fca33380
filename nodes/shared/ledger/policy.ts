import { HospitalError } from '../errors';
import { AUDIT_KINDS, PURPOSES_OF_USE, type AuditEvent } from './event';

/**
 * For what the pack goes on working while nothing can be recorded: the words of
 * HOSPITAL_AUDIT_FAIL_OPEN, kinds of events (`work`, `association`) or purposes of use (`ETREAT`).
 * Empty unless an administrator decides otherwise: whatever touches patient data then stops.
 */
export type FailOpen = ReadonlySet<string>;

const WORDS: ReadonlySet<string> = new Set([...AUDIT_KINDS, ...PURPOSES_OF_USE]);

/** @throws HospitalError `audit-policy-invalid`: a misspelt word must not pass for a decision */
export function failOpenPolicy(text = process.env.HOSPITAL_AUDIT_FAIL_OPEN): FailOpen {
	const words = (text ?? '').split(/[\s,]+/).filter((word) => word !== '');
	if (words.every((word) => WORDS.has(word))) return new Set(words);
	throw new HospitalError(
		'audit-policy-invalid',
		'HOSPITAL_AUDIT_FAIL_OPEN holds a word that is no kind of event and no purpose of use',
		{ nextStep: `Use a list of these words: ${[...WORDS].join(', ')}. Then restart n8n.` },
	);
}

/** True when the event may be left out while the ledger cannot be written. */
export const mayBeLeftOut = ({ kind, purposeOfUse }: AuditEvent, open: FailOpen): boolean =>
	open.has(kind) || (purposeOfUse !== undefined && open.has(purposeOfUse));
