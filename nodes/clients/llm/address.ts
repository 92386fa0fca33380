import { createHash } from 'node:crypto';
import { HospitalError } from '../../shared/errors';

/**
 * The address below which the engine's routes lie, without a slash at the end.
 *
 * @throws HospitalError `url-invalid`
 */
export function baseOf(address: string): string {
	const trimmed = address.trim();
	const url = URL.canParse(trimmed) ? new URL(trimmed) : undefined;
	const sound =
		url !== undefined &&
		(url.protocol === 'http:' || url.protocol === 'https:') &&
		url.username === '' &&
		url.password === '' &&
		url.search === '' &&
		url.hash === '';
	if (!sound) {
		throw new HospitalError(
			'url-invalid',
			'The address of the language model server is not usable',
			{ nextStep: 'Enter an address such as http://gpu-server:11434 in the credential.' },
		);
	}
	return url.origin + url.pathname.replace(/\/+$/, '').replace(/\/(v1|api)$/, '');
}

/** The same address gives the same key, whoever speaks to it: its slots are the same. */
export const engineKey = (baseUrl: string): string =>
	createHash('sha256').update(baseUrl).digest('hex').slice(0, 32);
