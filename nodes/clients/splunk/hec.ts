import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpResponse } from '../http';
import { cancelled, inChunks, post, type ChunkLimit, type Intake, type EventText } from '../ingest';
import { ackLate, ackOff, hecFailure, notSplunk } from './failures';

/** Splunk's default for one request is 800 MB; small requests are confirmed sooner. */
const DEFAULT_LIMIT: ChunkLimit = { events: 500, bytes: 1024 * 1024 };
/** Requests that may wait for their acknowledgement: indexing takes seconds, and more can follow. */
const WINDOW = 16;
const POLL_FIRST_MS = 100;
const POLL_MOST_MS = 2000;

export interface HecOptions {
	/**
	 * Waits until Splunk says that every event is indexed (indexer acknowledgement). Without it, the
	 * answer to the request counts: that only says that Splunk has read it.
	 */
	acknowledged: boolean;
	/** Longest wait for an acknowledgement in milliseconds. 120 000 when absent. */
	ackMs?: number;
	limit?: ChunkLimit;
	signal?: AbortSignal;
}

/** A collector and the token for it. */
export interface HecIntake extends Intake {
	token: string;
}

/**
 * Sends events to the HTTP Event Collector of Splunk. Each text is one whole HEC envelope
 * (`{"time":…,"event":…}`). One call uses one channel of its own.
 *
 * @returns how many were sent; with `acknowledged` all of them are indexed
 * @throws HospitalError of the network, `siem-busy`, `siem-unauthorized`, `splunk-ack-off`,
 *   `splunk-not-indexed`
 */
export async function sendHec(
	intake: HecIntake,
	events: AsyncIterable<EventText>,
	options: HecOptions,
): Promise<number> {
	const channel = new Channel(intake, options);
	let sent = 0;
	for await (const chunk of inChunks(events, options.limit ?? DEFAULT_LIMIT)) {
		await channel.send(chunk);
		sent += chunk.length;
	}
	await channel.settle(0);
	return sent;
}

/** One HEC channel: acknowledgement numbers count per channel. */
class Channel {
	private readonly id = randomUUID();
	/** Acknowledgement numbers that have not been confirmed. */
	private readonly waiting = new Set<number>();

	constructor(
		private readonly intake: HecIntake,
		private readonly options: HecOptions,
	) {}

	async send(chunk: readonly EventText[]): Promise<void> {
		const body = chunk.map(({ text }) => text).join('\n');
		const answer = await this.post('/services/collector/event', body);
		const { code, ackId } = await read(answer);
		if (code !== 0) throw notSplunk();
		if (!this.options.acknowledged) return;
		if (ackId === undefined) throw ackOff();
		this.waiting.add(ackId);
		if (this.waiting.size >= WINDOW) await this.settle(WINDOW / 2);
	}

	/** Asks until at most `left` requests wait for their acknowledgement. */
	async settle(left: number): Promise<void> {
		const { ackMs = 120_000, signal } = this.options;
		let deadline = Date.now() + ackMs;
		let wait = POLL_FIRST_MS;
		while (this.waiting.size > left) {
			// Splunk forgets an acknowledgement once it has told it, so each answer is taken in whole.
			if ((await this.ask()) > 0) {
				deadline = Date.now() + ackMs;
				wait = POLL_FIRST_MS;
				continue;
			}
			if (Date.now() > deadline) throw ackLate(Math.round(ackMs / 1000));
			await sleep(wait, undefined, signal && { signal }).catch(() => {
				throw cancelled();
			});
			wait = Math.min(wait * 2, POLL_MOST_MS);
		}
	}

	/** @returns how many acknowledgements came */
	private async ask(): Promise<number> {
		const asked = [...this.waiting];
		const answer = await this.post('/services/collector/ack', JSON.stringify({ acks: asked }));
		const { acks } = await read(answer);
		if (acks === undefined) throw notSplunk();
		let came = 0;
		for (const id of asked) {
			if (acks[String(id)] !== true) continue;
			this.waiting.delete(id);
			came += 1;
		}
		return came;
	}

	private async post(path: string, body: string): Promise<HttpResponse> {
		const headers = {
			authorization: `Splunk ${this.intake.token}`,
			'x-splunk-request-channel': this.id,
		};
		const type = 'application/json';
		return await post(this.intake, { path, type, body, headers }, this.options.signal);
	}
}

interface HecAnswer {
	code?: number;
	ackId?: number;
	acks?: Record<string, unknown>;
}

/** @throws HospitalError for every status but 200 */
async function read(answer: HttpResponse): Promise<HecAnswer> {
	const body = await answer.json().catch((error: unknown) => {
		if (answer.status === 200) throw error;
		return undefined;
	});
	const { code, ackId, acks } = (body ?? {}) as Record<string, unknown>;
	const known = Number.isSafeInteger(code) ? Number(code) : undefined;
	if (answer.status !== 200) throw hecFailure(answer.status, known);
	return {
		code: known,
		...(Number.isSafeInteger(ackId) && { ackId: Number(ackId) }),
		...(typeof acks === 'object' && acks !== null && { acks: acks as Record<string, unknown> }),
	};
}

/**
 * Tests address and token without writing anything: a request without events is refused as such only
 * when its token is accepted.
 *
 * @returns one line for n8n's dialog
 */
export async function probeHec(intake: HecIntake): Promise<string> {
	const brief = { ...intake, patience: { attempts: 1 }, timeouts: { totalMs: 25_000 } };
	const headers = {
		authorization: `Splunk ${intake.token}`,
		'x-splunk-request-channel': randomUUID(),
	};
	const what = { path: '/services/collector/event', type: 'application/json', body: '', headers };
	const answer = await post(brief, what, undefined);
	const { code } = ((await answer.json()) ?? {}) as { code?: unknown };
	// 5: no data.
	if (answer.status === 400 && code === 5) {
		return 'The HTTP Event Collector answered and accepts the token.';
	}
	throw hecFailure(answer.status, Number.isSafeInteger(code) ? Number(code) : undefined);
}
