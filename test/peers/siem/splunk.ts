import type { Server } from 'node:http';
import { jsonServer, must, type Answer, type Asked } from './http.ts';
import { LineStore } from './store.ts';

export interface SplunkOptions {
	/** Whether the token has indexer acknowledgement. Default true. */
	acknowledges?: boolean;
	/** Milliseconds from reading to indexing. Default 40. */
	indexingMs?: number;
	/** Status for a whole request instead of an answer. */
	request?: () => Answer | undefined;
}

export const COLLECTOR_GUID = '12345678-1234-1234-1234-1234567890ab';
const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

interface Channel {
	next: number;
	/** Acknowledgement number to whether it is indexed. */
	acks: Map<number, boolean>;
}

/**
 * The HTTP Event Collector as Splunk's manual describes it ("About HTTP Event Collector Indexer
 * Acknowledgment"): an answer says that events were read; indexed they are later, and an
 * acknowledgement is told once. What was not indexed is lost when the process is killed.
 */
export function splunkServer(path: string, options: SplunkOptions = {}): Server {
	const { acknowledges = true, indexingMs = 40 } = options;
	const store = new LineStore(path);
	const channels = new Map<string, Channel>();
	return jsonServer((asked) => {
		if (asked.method !== 'POST') return { status: 404, body: {} };
		const authorization = asked.headers.authorization ?? '';
		if (!authorization.startsWith('Splunk ')) return hec(401, 2, 'Token is required');
		if (authorization !== `Splunk ${COLLECTOR_GUID}`) return hec(403, 4, 'Invalid token');
		const fault = options.request?.();
		if (fault !== undefined) return fault;
		const name = String(asked.headers['x-splunk-request-channel'] ?? '');
		if (acknowledges && name === '') return hec(400, 10, 'Data channel is missing');
		if (acknowledges && !GUID.test(name)) return hec(400, 11, 'Invalid data channel');
		const channel = channels.get(name) ?? { next: 0, acks: new Map<number, boolean>() };
		channels.set(name, channel);
		if (asked.path === '/services/collector/ack') {
			return acknowledges ? poll(channel, asked) : hec(400, 14, 'ACK is disabled');
		}
		if (asked.path !== '/services/collector/event') return { status: 404, body: {} };
		const events = rawEvents(asked.body);
		if (events === undefined) return hec(400, 6, 'Invalid data format');
		if (events.length === 0) return hec(400, 5, 'No data');
		const ackId = channel.next++;
		setTimeout(() => {
			store.append(events);
			channel.acks.set(ackId, true);
		}, indexingMs).unref();
		return { status: 200, body: { text: 'Success', code: 0, ...(acknowledges && { ackId }) } };
	});
}

const hec = (status: number, code: number, text: string): Answer => ({
	status,
	body: { text, code },
});

function poll(channel: Channel, { body }: Asked): Answer {
	const { acks } = JSON.parse(body) as { acks?: unknown };
	must(Array.isArray(acks) && acks.every(Number.isSafeInteger), 'acks');
	const told = (acks as number[]).map((id) => {
		const done = channel.acks.get(id) === true;
		if (done) channel.acks.delete(id);
		return [String(id), done];
	});
	return { status: 200, body: { acks: Object.fromEntries(told) as Record<string, boolean> } };
}

/** The `_raw` of each event: its JSON, or its text. */
function rawEvents(body: string): string[] | undefined {
	const lines = body.split('\n').filter((line) => line !== '');
	try {
		return lines.map((line) => {
			const { event, time } = JSON.parse(line) as { event?: unknown; time?: unknown };
			must(event !== undefined && event !== '', 'Event field is required');
			must(time === undefined || Number.isFinite(time), 'time');
			return typeof event === 'string' ? event : JSON.stringify(event);
		});
	} catch {
		return undefined;
	}
}
