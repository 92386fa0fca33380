import { type FhirClient } from '../../clients/fhir';
import type { CaseRecord } from '../../shared/contracts/prior-auth-case';
import { HospitalError } from '../../shared/errors';
import { EVIDENCE_TYPES } from '../rules';
import { otherPatient } from '../request/same-patient';
import { CaseReader, listed } from './reader';

/** One document; a payer takes no more than a few MiB of each. */
const MOST_BYTES = 16 * 2 ** 20;

/**
 * Reads chosen evidence that is not at hand. Each piece must be of the patient.
 *
 * @param patient `Patient/17`
 * @returns the records; what is not on the server any more is left out
 * @throws HospitalError `prior-auth-other-patient`, `prior-auth-case-too-large`
 */
export async function readEvidence(
	client: FhirClient,
	references: readonly string[],
	patient: string,
	signal?: AbortSignal,
): Promise<CaseRecord[]> {
	const reader = new CaseReader(client, signal);
	const types = [...EVIDENCE_TYPES].filter((type) => type !== 'Bundle');
	const found = await reader.readAll(references, types, references.length);
	const foreign = found.find((record) => !reader.isOf(record, patient));
	if (foreign !== undefined) throw otherPatient(foreign.resourceType);
	return found;
}

/**
 * The same records with the content of each document inside it: PAS takes no address of a content
 * (PASDocumentReference: attachment.data 1..1, url 0..0).
 */
export async function withContents(
	client: FhirClient,
	records: readonly CaseRecord[],
	signal?: AbortSignal,
): Promise<CaseRecord[]> {
	const whole: CaseRecord[] = [];
	for (const record of records) {
		whole.push(
			record.resourceType === 'DocumentReference' ? await inside(client, record, signal) : record,
		);
	}
	return whole;
}

interface Attachment {
	data?: unknown;
	url?: unknown;
	contentType?: unknown;
	[element: string]: unknown;
}

async function inside(
	client: FhirClient,
	document: CaseRecord,
	signal: AbortSignal | undefined,
): Promise<CaseRecord> {
	const contents = listed(document.content) as Array<{ attachment?: Attachment }>;
	const filled = [];
	for (const content of contents) {
		const { attachment } = content;
		if (attachment === undefined || typeof attachment.url !== 'string') {
			filled.push(content);
			continue;
		}
		const { url, ...rest } = attachment;
		const data = rest.data ?? (await contentAt(client, url, signal));
		filled.push({ ...content, attachment: { ...rest, data } });
	}
	return { ...document, content: filled };
}

/** @returns base64 */
async function contentAt(
	client: FhirClient,
	url: unknown,
	signal: AbortSignal | undefined,
): Promise<string> {
	const binary = client.local(url);
	if (binary?.type !== 'Binary') throw elsewhere();
	const [, id = ''] = binary.reference.split('/');
	const { data } = await client.read('Binary', id, signal ? { signal } : {});
	if (typeof data !== 'string' || data.length > (MOST_BYTES / 3) * 4) throw elsewhere();
	return data;
}

const elsewhere = () =>
	new HospitalError(
		'prior-auth-document-elsewhere',
		'The content of a document cannot be put into the request',
		{
			nextStep:
				'Nothing was built. The content must lie in the record system as a Binary of at most 16 MiB.',
		},
	);
