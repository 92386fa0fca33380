import { namedUuid } from '../../shared/named-uuid';
import { queryText, token } from '../../clients/fhir/names';

/** Identifiers whose value is itself a URI (FHIR R4 2.24.0.8.1). */
export const URI_SYSTEM = 'urn:ietf:rfc:3986';

/** DICOM UIDs as FHIR identifiers (ImagingStudy.identifier). */
export const DICOM_UID_SYSTEM = 'urn:dicom:uid';

/** Tag that names the piece of work a resource came from; used where a type has no identifier. */
export const WORK_TAG_SYSTEM = 'https://github.com/n8n-nodes-hospital/n8n-nodes-hospital/fhir/work';

export { namedUuid as uuidOf } from '../../shared/named-uuid';

export interface StableIdentifier {
	system: string;
	value: string;
}

export const identifierOf = (...name: string[]): StableIdentifier => ({
	system: URI_SYSTEM,
	value: `urn:uuid:${namedUuid(...name)}`,
});

/** If-None-Exist query for a resource that carries this identifier. */
export const byIdentifier = ({ system, value }: StableIdentifier): string =>
	queryText({ identifier: token(system, value) });

/** If-None-Exist query for a type without identifiers (Provenance). */
export const byWorkTag = (code: string): string =>
	queryText({ _tag: token(WORK_TAG_SYSTEM, code) });
