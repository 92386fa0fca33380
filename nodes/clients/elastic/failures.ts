import { failed } from '../ingest/failures';

/** What a receiver calls an error is shown only when it is a plain name. */
const named = (type: unknown): string =>
	typeof type === 'string' && /^[a-z][a-z0-9_]{0,63}$/.test(type) ? `${type}, ` : '';

export const eventRefused = (status: number, type: unknown) =>
	failed(
		'elastic-refused',
		`it refused an event (${named(type)}${status})`,
		'Compare the mapping of the index or data stream with docs/reference/audit-guarantees.md; an index with a mapping of its own may not take these fields.',
	);

export const eventDropped = (status: number) =>
	failed(
		'elastic-dropped',
		`it accepted an event and did not store it (${status})`,
		'An ingest pipeline of the index or data stream drops events: remove the processor "drop" from it, or write to one without a pipeline.',
	);

export const inFailureStore = () =>
	failed(
		'elastic-failure-store',
		'it put an event into the failure store of the data stream instead',
		'Look there for the reason, usually a mapping or a pipeline that does not take the event, and correct it.',
	);

export const stillBusy = (status: number) =>
	failed(
		'siem-busy',
		`it did not take some events in time (${status})`,
		'If it lasts, look at the load and the disks of the cluster.',
		{ retryable: true },
	);

export const notElastic = (reason: string) =>
	failed(
		'elastic-wrong-service',
		`the answer is not that of Elasticsearch or OpenSearch: ${reason}`,
		'Check the server address in the credential.',
	);
