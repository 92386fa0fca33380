import { HospitalError } from '../../shared/errors';

export const vaultMissing = (): HospitalError =>
	new HospitalError('vault-missing', 'The style "vault" needs a vault', {
		nextStep: 'Give the folder of a vault, or choose another style.',
	});

export const keyMissing = (): HospitalError =>
	new HospitalError(
		'phi-key-missing',
		'The profile moves dates or makes keyed codes, and there is no key of 32 bytes for that',
		{
			nextStep:
				'Set HOSPITAL_KEY_FILE, or choose a profile that needs no key, such as safe-harbor.',
		},
	);

export const dayInvalid = (): HospitalError =>
	new HospitalError('input-invalid', 'The day that ages are reckoned to is no day', {
		nextStep: 'Write it as 2026-11-22, or leave it out: then it is today.',
	});
