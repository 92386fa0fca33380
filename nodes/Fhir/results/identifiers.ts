import { createHash } from 'node:crypto';
import { queryText, token } from '../../clients/fhir/names';

/** Identifiers whose value is itself a URI (FHIR R4 2.24.0.8.1). */
export const URI_SYSTEM = 'urn:ietf:rfc:3986';

/** DICOM UIDs as FHIR identifiers (ImagingStudy.identifier). */
export const DICOM_UID_SYSTEM = 'urn:dicom:uid';

/** Tag that names the piece of work a resource came from; used where a type has no identifier. */
export const WORK_TAG_SYSTEM = 'https://github.com/n8n-nodes-hospital/n8n-nodes-hospital/fhir/work';

/** Namespace of the name-based UUIDs below: the same work always gives the same identifiers. */
const NAMESPACE = '7a1c1b52-6f0e-5d43-9b0e-3f4f2f6f1f10';

/** Name-based UUID (RFC 9562 5.5). */
export function uuidOf(...name: string[]): string {
	const bytes = createHash('sha1')
		.update(Buffer.from(NAMESPACE.replaceAll('-', ''), 'hex'))
		// JSON keeps ('ab','c') and ('a','bc') apart.
		.update(JSON.stringify(name))
		.digest()
		.subarray(0, 16);
	bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
	bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
	const hex = bytes.toString('hex');
	return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export interface StableIdentifier {
	system: string;
	value: string;
}

export const identifierOf = (...name: string[]): StableIdentifier => ({
	system: URI_SYSTEM,
	value: `urn:uuid:${uuidOf(...name)}`,
});

/** If-None-Exist query for a resource that carries this identifier. */
export const byIdentifier = ({ system, value }: StableIdentifier): string =>
	queryText({ identifier: token(system, value) });

/** If-None-Exist query for a type without identifiers (Provenance). */
export const byWorkTag = (code: string): string =>
	queryText({ _tag: token(WORK_TAG_SYSTEM, code) });
