import { tlsSettings, type TlsCredential } from '../../shared/egress';
import { HospitalError } from '../../shared/errors';
import type { Intake } from './post';

/** The fields that the credentials of HTTP receivers share, as n8n stores them. */
export interface IntakeCredential extends TlsCredential {
	baseUrl: string;
	authentication?: 'none' | 'apiKey' | 'basic' | 'bearer' | 'header';
	apiKey?: string;
	token?: string;
	user?: string;
	password?: string;
	headerName?: string;
	headerSecret?: string;
}

/**
 * The receiver that a credential describes.
 *
 * @throws HospitalError `siem-credential-incomplete`, `siem-address-invalid`,
 *   `client-certificate-incomplete`
 */
export function intakeOf(credential: IntakeCredential): Intake {
	const headers = authorization(credential);
	return { baseUrl: address(credential.baseUrl), headers, tls: tlsSettings(credential) };
}

function authorization(credential: IntakeCredential): Record<string, string> {
	const { apiKey, token, user, password, headerName, headerSecret } = credential;
	switch (credential.authentication) {
		case 'apiKey':
			return { authorization: `ApiKey ${required(apiKey, 'API key')}` };
		case 'bearer':
			return { authorization: `Bearer ${required(token, 'token')}` };
		case 'basic': {
			const pair = `${required(user, 'user name')}:${required(password, 'password')}`;
			return { authorization: `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` };
		}
		case 'header':
			return {
				[required(headerName, 'header name').toLowerCase()]: required(headerSecret, 'header value'),
			};
		default:
			return {};
	}
}

/** @throws HospitalError `siem-credential-incomplete` for an empty field */
export function required(value: string | undefined, name: string): string {
	if (value !== undefined && value.trim() !== '') return value.trim();
	throw new HospitalError(
		'siem-credential-incomplete',
		`The credential of the SIEM has no ${name}`,
		{
			nextStep: `Fill in the ${name}, or choose another kind of authentication.`,
		},
	);
}

function address(text: string | undefined): string {
	const trimmed = (text ?? '').trim().replace(/\/+$/, '');
	if (/^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/i.test(trimmed)) return trimmed;
	throw new HospitalError(
		'siem-address-invalid',
		'The address of the SIEM is not a plain web address',
		{
			nextStep: 'Enter an address such as https://siem.hospital.example:8088 in the credential.',
		},
	);
}
