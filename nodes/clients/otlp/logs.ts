import {
	failed,
	inChunks,
	post,
	statusFailure,
	type ChunkLimit,
	type Intake,
	type EventText,
} from '../ingest';

const DEFAULT_LIMIT: ChunkLimit = { events: 500, bytes: 2 * 1024 * 1024 };

/** Who writes, as an OpenTelemetry resource. */
export interface LogSource {
	/** `service.instance.id`: the n8n instance. */
	instance?: string;
	/** Version of this package. */
	version?: string;
}

/**
 * Sends log records by OTLP over HTTP in JSON (OTLP 1.x, "OTLP/HTTP"). Each text is one whole
 * `LogRecord`. A receiver that rejects records of a request (`partialSuccess`) fails the delivery: it
 * does not say which.
 *
 * @returns how many the receiver took. That says nothing of what it does with them
 * @throws HospitalError of the network, `siem-busy`, `siem-unauthorized`, `otlp-rejected`,
 *   `otlp-wrong-service`
 */
export async function sendLogs(
	intake: Intake,
	events: AsyncIterable<EventText>,
	options: { source?: LogSource; limit?: ChunkLimit; signal?: AbortSignal } = {},
): Promise<number> {
	const [head, foot] = envelope(options.source ?? {});
	let sent = 0;
	for await (const chunk of inChunks(events, options.limit ?? DEFAULT_LIMIT)) {
		const body = `${head}${chunk.map(({ text }) => text).join(',')}${foot}`;
		await exportLogs(intake, body, options.signal);
		sent += chunk.length;
	}
	return sent;
}

/** An ExportLogsServiceRequest, cut open where its log records stand. */
function envelope({ instance, version }: LogSource): [head: string, foot: string] {
	const attributes = [
		attribute('service.name', 'n8n-hospital'),
		...(instance === undefined ? [] : [attribute('service.instance.id', instance)]),
	];
	const scope = { name: 'n8n-nodes-hospital.audit', ...(version !== undefined && { version }) };
	const head = `{"resourceLogs":[{"resource":${JSON.stringify({ attributes })},"scopeLogs":[{"scope":${JSON.stringify(scope)},"logRecords":[`;
	return [head, ']}]}]}'];
}

export const attribute = (key: string, value: string) => ({
	key,
	value: { stringValue: value },
});

async function exportLogs(
	intake: Intake,
	body: string,
	signal: AbortSignal | undefined,
): Promise<void> {
	const what = { path: '/v1/logs', type: 'application/json', body };
	const answer = await post(intake, what, signal);
	if (answer.status !== 200) {
		await answer.discard();
		throw statusFailure(answer.status);
	}
	const text = await answer.text();
	// Some receivers answer success with nothing at all, which as an empty message means no rejection.
	const rejected = text.trim() === '' ? 0 : rejectedIn(text);
	if (rejected > 0) throw someRejected(rejected);
}

/** int64 is a string in proto3 JSON; numbers are taken too. Both spellings of the field are legal. */
function rejectedIn(text: string): number {
	let body: unknown;
	try {
		body = JSON.parse(text);
	} catch {
		throw notOtlp();
	}
	const answer = onlyMembers(body, ['partialSuccess', 'partial_success']);
	const partial = onlyMembers(answer.partialSuccess ?? answer.partial_success ?? {}, [
		'rejectedLogRecords',
		'rejected_log_records',
		'errorMessage',
		'error_message',
	]);
	const count = Number(partial.rejectedLogRecords ?? partial.rejected_log_records ?? 0);
	if (!Number.isSafeInteger(count) || count < 0) throw notOtlp();
	return count;
}

/** Another service may answer 200 with JSON of its own, which is no sign that it took anything. */
function onlyMembers(value: unknown, names: readonly string[]): Record<string, unknown> {
	const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
	if (isObject && Object.keys(value).every((name) => names.includes(name))) {
		return value as Record<string, unknown>;
	}
	throw notOtlp();
}

const someRejected = (count: number) =>
	failed(
		'otlp-rejected',
		`it rejected ${count} of them`,
		"Look in the receiver's log for the reason; it does not name them to the sender.",
	);

const notOtlp = () =>
	failed(
		'otlp-wrong-service',
		'the answer is not that of an OTLP receiver',
		'Check the server address in the credential: OTLP over HTTP usually listens on port 4318.',
	);

/**
 * Sends an empty request, which a receiver takes and forgets.
 *
 * @returns one line for n8n's dialog
 */
export async function probeLogs(intake: Intake): Promise<string> {
	const brief = { ...intake, patience: { attempts: 1 }, timeouts: { totalMs: 25_000 } };
	await exportLogs(brief, '{"resourceLogs":[]}', undefined);
	return 'The OpenTelemetry receiver answered.';
}
