import { KserveClient } from '../../clients/kserve';
import { tlsSettings, type TlsCredential } from '../../shared/egress';

/** The Inference Server credential as a person filled it in. */
export interface InferenceServerCredential extends TlsCredential {
	baseUrl: string;
	token?: string;
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
