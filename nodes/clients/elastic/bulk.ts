import { HospitalError } from '../../shared/errors';
import {
	DEFAULT_PATIENCE,
	inChunks,
	pause,
	pauseBefore,
	post,
	statusFailure,
	type ChunkLimit,
	type Intake,
	type EventText,
} from '../ingest';
import { readBulk } from './answer';
import { notElastic, stillBusy } from './failures';

/** Far below http.max_content_length (100 MB); larger requests are no faster. */
const DEFAULT_LIMIT: ChunkLimit = { events: 1000, bytes: 4 * 1024 * 1024 };

/** Only what is read is asked for: a whole answer is longer than the request. */
const FILTER = `filter_path=${['_id', 'status', 'result', 'failure_store', 'error.type']
	.map((field) => `items.*.${field}`)
	.join()}`;

export interface BulkOptions {
	/** Index or data stream. */
	index: string;
	limit?: ChunkLimit;
	signal?: AbortSignal;
}

export interface BulkSent {
	/** Events that the cluster did not have. */
	created: number;
	/** Events that it had already, under the same id. */
	existing: number;
}

/**
 * Writes events by the `_bulk` interface of Elasticsearch and OpenSearch, each with `create` and its
 * event id as `_id`: an event that is there already is a success. The next request leaves only when
 * every event of the last one is there.
 *
 * @throws HospitalError of the network, `siem-busy`, `siem-unauthorized`, `elastic-refused`,
 *   `elastic-dropped`, `elastic-failure-store`, `elastic-index-invalid`
 */
export async function sendBulk(
	intake: Intake,
	events: AsyncIterable<EventText>,
	{ index, limit = DEFAULT_LIMIT, signal }: BulkOptions,
): Promise<BulkSent> {
	const path = `/${checkIndex(index)}/_bulk?${FILTER}`;
	const sent: BulkSent = { created: 0, existing: 0 };
	for await (const chunk of inChunks(events, limit)) {
		await writeAll(intake, path, chunk, sent, signal);
	}
	return sent;
}

/** Writes one chunk, and again what the cluster had no room for. */
async function writeAll(
	intake: Intake,
	path: string,
	chunk: EventText[],
	sent: BulkSent,
	signal: AbortSignal | undefined,
): Promise<void> {
	const patience = { ...DEFAULT_PATIENCE, ...intake.patience };
	let left = chunk;
	for (let attempt = 1; left.length > 0; attempt++) {
		const body = await postBulk(intake, path, left, signal);
		if (body === 'too-large') {
			if (left.length === 1) throw statusFailure(413);
			const half = Math.ceil(left.length / 2);
			await writeAll(intake, path, left.slice(0, half), sent, signal);
			return await writeAll(intake, path, left.slice(half), sent, signal);
		}
		const { created, existing, later, laterStatus } = readBulk(body, left);
		sent.created += created;
		sent.existing += existing;
		if (later.length === 0) return;
		// Some progress is a reason for more patience.
		if (later.length < left.length) attempt = 1;
		left = later;
		const wait = pauseBefore(attempt, undefined, patience);
		if (wait === undefined) throw stillBusy(laterStatus);
		await pause(wait, signal);
	}
}

async function postBulk(
	intake: Intake,
	path: string,
	events: EventText[],
	signal: AbortSignal | undefined,
): Promise<unknown> {
	const body = events
		.map(({ id, text }) => `{"create":{"_id":${JSON.stringify(id)}}}\n${text}\n`)
		.join('');
	const answer = await post(intake, { path, type: 'application/x-ndjson', body }, signal);
	if (answer.status === 200) return await answer.json();
	await answer.discard();
	if (answer.status === 413) return 'too-large';
	throw statusFailure(answer.status);
}

/** Names that both products take, and nothing that could lead elsewhere in an address. */
function checkIndex(name: string): string {
	if (/^[a-z0-9][a-z0-9._-]{0,127}$/.test(name) && !name.includes('..')) return name;
	throw new HospitalError(
		'elastic-index-invalid',
		'The name of the index or data stream is not possible',
		{
			nextStep:
				'Use lower-case letters, digits, dots, hyphens and underscores, such as logs-hospital.audit-default.',
		},
	);
}

/**
 * Asks the cluster what it is.
 *
 * @returns one line for n8n's dialog
 */
export async function probeElastic(intake: Intake): Promise<string> {
	const brief = { ...intake, patience: { attempts: 1 }, timeouts: { totalMs: 25_000 } };
	const answer = await post(brief, { path: '/', type: '', body: '', method: 'GET' }, undefined);
	if (answer.status === 403) {
		await answer.discard();
		return 'The cluster accepted the credential. It may not ask for the version, which writing does not need.';
	}
	if (answer.status !== 200) {
		await answer.discard();
		throw statusFailure(answer.status);
	}
	const { version } = ((await answer.json()) ?? {}) as { version?: { number?: unknown } };
	const number = String(version?.number ?? '');
	if (!/^\d[\w.-]{0,31}$/.test(number)) throw notElastic('it names no version');
	return `The cluster answered: version ${number}`;
}
