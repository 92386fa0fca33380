import type { PhiResult } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import type { OperationContext } from '../../shared/face';
import { decideConsent } from '../exporting';
import { readContext } from '../site/input';
import { CONSENT_HOURS } from './export-fields';
import { fingerprintOf } from './ledger';

/** Why the consents forbid it, or when they were looked at: '' where none is needed. */
export async function consentOf(
	context: OperationContext,
	patient: string,
	result?: PhiResult,
): Promise<{ refusal?: string; at: string }> {
	if ((await context.parameter<boolean>('exportNeedsConsent', true)) === false) return { at: '' };
	const chart = readContext(await context.parameter<unknown>('exportConsents', ''));
	const at = new Date().toISOString();
	const { allowed, reason } = decideConsent(chart, at, patient);
	if (!allowed) return { refusal: reason, at };
	// The records that went through the policy may hold a refusal that the other chart lacks.
	const { consent } = result ?? {};
	const isRefused = consent === 'consent-denied' || consent === 'consent-other-patient';
	return isRefused ? { refusal: consent, at } : { at };
}

/** @throws HospitalError `export-other-patient`, `export-no-patient` */
export async function checkPatient(
	context: OperationContext,
	patient: string,
	{ patient: made }: PhiResult,
	wasReviewed: boolean,
): Promise<void> {
	if (made === (await fingerprintOf(context, patient))) return;
	if (made !== undefined) {
		throw new HospitalError('export-other-patient', 'The result is of another patient', {
			nextStep:
				'The fields "Patient" and "Result" have to come from the same item. Nothing was put in.',
		});
	}
	if (wasReviewed) return;
	throw new HospitalError('export-no-patient', 'Nothing says of which patient the result is', {
		nextStep:
			'Give De-Identify the chart of this one patient as Patient Context. Where a person has made sure, switch on "A Person Has Looked".',
	});
}

/** Results of versions that named no policy go by what they do name. */
export const policyOf = ({ policy, profile, style, project }: PhiResult): string =>
	policy ?? JSON.stringify([profile, style, project]);

/** Consents that were looked at before this moment do not count for a release. */
export async function consentLimit(context: OperationContext): Promise<string> {
	const hours = Number(await context.parameter<unknown>('exportConsentHours', CONSENT_HOURS));
	if (Number.isFinite(hours) && hours > 0 && hours <= 8760) {
		return new Date(Date.now() - hours * 3_600_000).toISOString();
	}
	throw new HospitalError('field-invalid', 'The field "Consent Counts For" holds no hours', {
		nextStep: 'Enter a number from 1 to 8760.',
	});
}
