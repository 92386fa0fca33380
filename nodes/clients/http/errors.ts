import { tlsError } from '../../shared/egress';
import { HospitalError, systemCode, toHospitalError } from '../../shared/errors';

/** Who was spoken to and how, without path, query or body. */
export const doing = (method: string, peer: string) => `${method} request to ${peer}`;

export const tooSlow = (action: string, milliseconds: number, phase: string) =>
	new HospitalError('http-timeout', `${action}: ${phase} within ${milliseconds / 1000} seconds`, {
		nextStep: 'Check whether the server is busy, or raise the time limit.',
		retryable: true,
	});

export const cancelled = (action: string) =>
	new HospitalError('cancelled', `${action}: cancelled`, {
		nextStep: 'Start it again if it was not meant to stop.',
		retryable: true,
	});

export const tooLarge = (action: string, limit: number) =>
	new HospitalError(
		'http-answer-too-large',
		`${action}: the answer is longer than ${limit} bytes`,
		{
			nextStep: 'Ask for less at once (a smaller page), or raise the size limit.',
		},
	);

export const badUrl = (reason: string) =>
	new HospitalError('url-invalid', `The address of the server ${reason}`, {
		nextStep: 'Enter an address such as https://fhir.example.org/r4 in the credential.',
	});

export const badEncoding = (action: string) =>
	new HospitalError(
		'http-encoding',
		`${action}: the answer is compressed although that was not asked for`,
		{
			nextStep: 'Switch compression off on the server or on the proxy in front of it.',
		},
	);

/** Network and parser failures of one request, in our own words. */
export function requestError(error: unknown, action: string): HospitalError {
	if (error instanceof HospitalError) return error;
	// TLS 1.3 refuses a client certificate only after the handshake, in the middle of the request.
	const refused = tlsError(error);
	if (refused !== undefined) return refused;
	const code = systemCode(error);
	if (code === 'ERR_STREAM_PREMATURE_CLOSE') {
		return new HospitalError('econnreset', `${action}: The other side closed the connection`, {
			nextStep: "Look in the other system's log for the reason, then try again.",
			retryable: true,
			cause: error,
		});
	}
	if (code?.startsWith('HPE_')) {
		return new HospitalError('http-not-http', `${action}: the answer is not valid HTTP`, {
			nextStep: 'Check that the port belongs to that server, and whether it expects https.',
			cause: error,
		});
	}
	if (code === 'ERR_INVALID_CHAR' || code === 'ERR_HTTP_INVALID_HEADER_VALUE') {
		return new HospitalError(
			'http-header-invalid',
			`${action}: a header holds a character that HTTP does not allow`,
			{
				nextStep: 'Check the credential for line breaks or unusual characters.',
				cause: error,
			},
		);
	}
	return toHospitalError(error, action);
}
