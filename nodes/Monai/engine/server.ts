import { KserveClient } from '../../clients/kserve';
import type { TlsSettings } from '../../shared/egress';
import { HospitalError } from '../../shared/errors';

/** The Inference Server credential as a person filled it in. */
export interface InferenceServerCredential {
	baseUrl: string;
	token?: string;
	caCertificate?: string;
	clientCertificate?: string;
	clientPrivateKey?: string;
	serverName?: string;
}

/** Score, box and names are a few hundred bytes; a server that sends more is not understood. */
const MOST_ANSWER_BYTES = 1024 * 1024;
const PROBE_MS = 10_000;

/** @throws HospitalError `url-invalid`, `client-certificate-incomplete` */
export function inferenceClient(credential: InferenceServerCredential): KserveClient {
	const token = credential.token?.trim();
	return new KserveClient({
		baseUrl: (credential.baseUrl ?? '').trim(),
		maxAnswerBytes: MOST_ANSWER_BYTES,
		tls: tlsSettings(credential),
		...(token && { token }),
	});
}

function tlsSettings(credential: InferenceServerCredential): TlsSettings {
	const ca = pem(credential.caCertificate);
	const cert = pem(credential.clientCertificate);
	const key = pem(credential.clientPrivateKey);
	const servername = credential.serverName?.trim();
	if ((cert === undefined) !== (key === undefined)) {
		throw new HospitalError(
			'client-certificate-incomplete',
			'Client certificate and client key belong together',
			{ nextStep: 'Fill in both in the credential of the inference server, or neither.' },
		);
	}
	return {
		...(ca && { ca }),
		...(cert && key && { cert, key }),
		...(servername && { servername }),
	};
}

/** n8n's single-line fields turn the line ends of a pasted PEM into spaces or `\n`. */
function pem(text: string | undefined): string | undefined {
	const pasted = text?.replaceAll('\\n', '\n').trim();
	if (!pasted) return undefined;
	return pasted.replace(
		/(-----BEGIN [A-Z ]+-----)([^-]+)(-----END [A-Z ]+-----)/g,
		(_block, begin: string, content: string, end: string) =>
			[begin, ...content.trim().split(/\s+/), end, ''].join('\n'),
	);
}

/**
 * Asks the server who it is, for the connection test.
 *
 * @returns one line for the person who tests the credential
 */
export async function probeServer(credential: InferenceServerCredential): Promise<string> {
	const client = inferenceClient(credential);
	const call = { timeoutMs: PROBE_MS };
	const { name, version } = await client.serverMetadata(call);
	const ready = await client.health(call);
	const encrypted = credential.baseUrl.trim().toLowerCase().startsWith('https:');
	return [
		`The inference server answered: ${printable(name)} ${printable(version)}.`,
		ready ? 'It is ready.' : 'It is not ready yet.',
		...(encrypted ? [] : ['The connection is not encrypted.']),
	].join(' ');
}

const printable = (text: string) => text.replace(/[^\x20-\x7e]/g, '').slice(0, 60);
