import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { elasticSink } from '../../../dist/nodes/Audit/delivery/elastic-sink.js';
import { otlpSink } from '../../../dist/nodes/Audit/delivery/otlp-sink.js';
import { relpSink } from '../../../dist/nodes/Audit/delivery/relp-sink.js';
import type { Sink } from '../../../dist/nodes/Audit/delivery/sink.js';
import { splunkSink } from '../../../dist/nodes/Audit/delivery/splunk-sink.js';
import { syslogSink } from '../../../dist/nodes/Audit/delivery/syslog-sink.js';
import type { TlsSettings } from '../../../dist/nodes/shared/egress/index.js';
import { makeCertificates, type Certificates } from '../certificates.ts';
import { startRsyslog, type Rsyslog } from '../rsyslog.ts';
import { API_KEY, COLLECTOR_GUID, startHttpSiem } from './index.ts';
import { event, ORIGIN } from './shipping.ts';

/** A receiver that can be killed, and the sink for it. */
export interface Receiver {
	port: number;
	/** A sink that speaks to this receiver, at its own port or at that of something in between. */
	sinkAt(port: number): Sink;
	/** What it holds, as it would give it back: one line per event or request. */
	stored(): Promise<string[]>;
	kill(): Promise<void>;
	restart(): Promise<void>;
	stop(): Promise<void>;
}

const PATIENCE = { attempts: 3, firstMs: 50, longestMs: 1000 };

export async function tlsOf(files: Certificates): Promise<TlsSettings> {
	const [ca, cert, key] = await Promise.all(
		[files.ca, files.client.certificate, files.client.key].map(
			async (path) => await readFile(path),
		),
	);
	return { ca, cert, key };
}

const ofRsyslog = (rsyslog: Rsyslog, sinkAt: Receiver['sinkAt']): Receiver => ({
	port: rsyslog.port,
	sinkAt,
	stored: rsyslog.messages,
	kill: rsyslog.kill,
	restart: rsyslog.restart,
	stop: rsyslog.stop,
});

export async function relpReceiver(dir: string, secure: boolean): Promise<Receiver> {
	const files = secure ? await makeCertificates(join(dir, 'tls')) : undefined;
	const rsyslog = await startRsyslog({ dir, relp: true, ...(files && { tls: files }) });
	const tls = files && (await tlsOf(files));
	const timeouts = { connectMs: 5000, ackMs: 3_000, closeMs: 500 };
	return ofRsyslog(rsyslog, (port) =>
		relpSink({ host: rsyslog.host, port, ...(tls && { tls }) }, { timeouts }),
	);
}

/** Plain syslog: it promises nothing. */
export async function syslogReceiver(dir: string, secure: boolean): Promise<Receiver> {
	const files = secure ? await makeCertificates(join(dir, 'tls')) : undefined;
	const rsyslog = await startRsyslog({ dir, ...(files && { tls: files }) });
	const tls = files && (await tlsOf(files));
	const timeouts = { connectMs: 5000, stallMs: 10_000, closeMs: 10_000 };
	return ofRsyslog(rsyslog, (port) =>
		syslogSink({ host: rsyslog.host, port, ...(tls && { tls }) }, { timeouts }),
	);
}

export async function elasticReceiver(dir: string): Promise<Receiver> {
	const siem = await startHttpSiem('elastic', dir);
	const headers = { authorization: `ApiKey ${API_KEY}` };
	return {
		...siem,
		sinkAt: (port) =>
			elasticSink(
				{ baseUrl: `http://127.0.0.1:${port}`, headers, patience: PATIENCE, timeouts: TIMEOUTS },
				{ index: 'logs-hospital.audit-default' },
			),
	};
}

export async function splunkReceiver(dir: string, acknowledged = true): Promise<Receiver> {
	const siem = await startHttpSiem('splunk', dir);
	const common = { headers: {}, token: COLLECTOR_GUID, patience: PATIENCE, timeouts: TIMEOUTS };
	return {
		...siem,
		sinkAt: (port) =>
			splunkSink({ baseUrl: `http://127.0.0.1:${port}`, ...common }, { acknowledged, ackMs: 1500 }),
	};
}

export async function otlpReceiver(dir: string): Promise<Receiver> {
	const siem = await startHttpSiem('otlp', dir);
	return {
		...siem,
		sinkAt: (port) =>
			otlpSink({
				baseUrl: `http://127.0.0.1:${port}`,
				headers: {},
				patience: PATIENCE,
				timeouts: TIMEOUTS,
			}),
	};
}

const TIMEOUTS = { connectMs: 2000, firstByteMs: 3000, idleMs: 3000, totalMs: 10_000 };

/** Receivers that promise to have whatever they confirmed. */
export const PROMISING: ReadonlyArray<readonly [name: string, (dir: string) => Promise<Receiver>]> =
	[
		['rsyslog over RELP', async (dir) => await relpReceiver(dir, false)],
		['rsyslog over RELP with TLS', async (dir) => await relpReceiver(dir, true)],
		['Elasticsearch _bulk', elasticReceiver],
		['Splunk HEC with acknowledgement', async (dir) => await splunkReceiver(dir)],
	];

/** How many events a second a receiver takes in one delivery, formatting included. */
export async function eventsPerSecond(receiver: Receiver, count: number): Promise<number> {
	const common = { v: 1, seq: 1, origin: ORIGIN, prev: '0'.repeat(64) } as const;
	const recorded = '2026-01-02T03:04:05.000Z';
	const entries = async function* () {
		for (let n = 0; n < count; n++) {
			const id = n.toString(16).padStart(64, '0');
			yield { id, record: { ...common, recorded, ...event(n) }, bytes: 300 };
		}
	};
	const started = performance.now();
	const { messages } = await receiver.sinkAt(receiver.port).send(entries());
	if (messages !== count) throw new Error(`${messages} of ${count} events`);
	return Math.round(count / ((performance.now() - started) / 1000));
}
