import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { otlpSink } from '../../../dist/nodes/Audit/delivery/otlp-sink.js';
import { intakeOf } from '../../../dist/nodes/clients/ingest/index.js';
import { probeLogs } from '../../../dist/nodes/clients/otlp/index.js';
import { startOtlpReceiver } from '../otlp-receiver.ts';
import { peer } from '../require.ts';
import { missing, ship } from '../siem/shipping.ts';

interface Kept {
	/** Absent in an empty request. */
	resourceLogs?: Array<{
		scopeLogs: Array<{
			logRecords: Array<{ timeUnixNano: string; severityNumber: number; body: object }>;
		}>;
	}>;
}

test('the decoder of the OpenTelemetry Collector understands every record', async (t) => {
	const dir = await mkdtemp(join(tmpdir(), 'hospital-otlp-'));
	t.after(async () => await rm(dir, { recursive: true, force: true }));
	const receiver = await peer(t, async () => await startOtlpReceiver(dir));
	if (receiver === undefined) return;
	t.after(async () => await receiver.stop());
	const intake = intakeOf({ baseUrl: receiver.url });
	assert.match(await probeLogs(intake), /answered/);
	const shipping = await ship(dir, otlpSink(intake));
	t.after(async () => await shipping.stop());
	await shipping.record(1000);
	assert.ok(await shipping.has(shipping.ids, 30_000));
	const stored = await receiver.stored();
	assert.deepEqual(missing(shipping.ids, stored), []);
	const records = stored
		.flatMap((line) => (JSON.parse(line) as Kept).resourceLogs ?? [])
		.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords));
	assert.ok(records.length >= 1000);
	for (const { timeUnixNano, severityNumber, body } of records) {
		assert.match(timeUnixNano, /^\d{19}$/);
		assert.equal(severityNumber, 9);
		assert.deepEqual(Object.keys(body), ['stringValue']);
	}
});
