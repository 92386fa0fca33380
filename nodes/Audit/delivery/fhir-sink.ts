import type { FhirClient, FhirResource } from '../../clients/fhir';
import { inChunks, type EventText } from '../../clients/ingest';
import { formatNamed } from '../formats';
import { eventTexts } from './event-texts';
import type { Sink } from './sink';

/** FHIR servers work on one transaction at a time, and not fast. */
const LIMIT = { events: 100, bytes: 1024 * 1024 };

/**
 * AuditEvents on a FHIR server, in transactions. The event id is the id of the resource: however often
 * an event comes, the server has one resource of it.
 */
export function fhirSink(client: FhirClient): Sink {
	const { line } = formatNamed('fhir');
	return {
		async send(entries, signal) {
			let messages = 0;
			for await (const chunk of inChunks(eventTexts(entries, line), LIMIT)) {
				await client.transaction(bundleOf(chunk), signal === undefined ? {} : { signal });
				messages += chunk.length;
			}
			return { messages, confirmation: 'stored' };
		},
	};
}

/** One resource may stand in a transaction only once (FHIR R4, http.html 3.1.0.11.2). */
function bundleOf(chunk: readonly EventText[]): FhirResource {
	const texts = new Map(chunk.map(({ id, text }) => [id, text]));
	const entry = [...texts].map(([id, text]) => ({
		resource: JSON.parse(text) as FhirResource,
		request: { method: 'PUT', url: `AuditEvent/${id}` },
	}));
	return { resourceType: 'Bundle', type: 'transaction', entry };
}
