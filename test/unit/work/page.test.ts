import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { test } from 'node:test';
import { Listing } from '../../../dist/nodes/shared/work/index.js';
import { workPage } from '../../../dist/nodes/WorkItem/cli/page.js';
import { temporaryFolder } from '../shared/support.ts';
import { DELIVERED, MINUTE, POLICY, startBench } from './support.ts';

const EVIL = `<img src=x onerror="alert(1)">'&`;

test('the page counts by state and workflow, names what waits longest and who has to act, and carries nothing foreign', async (t) => {
	const folder = temporaryFolder(t);
	const policy = { ...POLICY, inFlight: { urgent: 9, routine: 9, batch: 9 } };
	const bench = await startBench(t, folder, { policy });
	await bench.open('oldest', { priority: 'batch', route: 'off/node', payload: 'ZZTEST^ADA' });
	await bench.pass(3 * 60 * MINUTE);
	bench.attach('flow/node', { label: `Triage ${EVIL} / DICOM Trigger` });
	for (const name of ['running', 'parked', 'delivered', 'escalated', 'failed'])
		await bench.open(name);
	await bench.pass();
	const idOf = (name: string): string =>
		bench.delivered.find(({ payload }) => (payload as { dedupeKey: string }).dedupeKey === name)!
			.id;
	await bench.store.park(idOf('parked'), 1, 'sign-off');
	await bench.store.close(idOf('delivered'), DELIVERED);
	await bench.engine.settle(idOf('delivered'), 1, 'success');
	const failure = { attempt: 1, code: 'credential-missing', needsPerson: true, node: 'x' };
	await bench.store.noteFailure(idOf('escalated'), failure);
	await bench.engine.settle(idOf('escalated'), 1, 'error');
	await bench.engine.settle(idOf('failed'), 1, 'error');
	await new Promise((resolve) => setTimeout(resolve, 20));
	const listing = await Listing.of({
		inbox: bench.inbox,
		store: bench.store,
		routes: join(folder, 'routes.json'),
	});
	const page = await workPage(listing, bench.now() + 7 * MINUTE);
	const counts = [...page.matchAll(/<strong>([\d\u00a0]+)<\/strong><span>(\w+)<\/span>/g)];
	assert.deepEqual(Object.fromEntries(counts.map(([, number, state]) => [state, Number(number)])), {
		arriving: 0,
		waiting: 0,
		unclaimed: 1,
		running: 1,
		retrying: 1,
		parked: 1,
		DELIVERED: 1,
		NO_RESULT: 0,
		BLOCKED: 0,
		ESCALATED: 1,
	});
	assert.match(page, /<td>credential-missing<\/td><td>unit-team<\/td>/);
	assert.match(page, /Oldest batch: <strong>3 h<\/strong>/);
	assert.match(page, /n8n was last seen 7 min ago|n8n is running/);
	assert.match(
		page,
		/Triage &lt;img src=x onerror=&quot;alert\(1\)&quot;&gt;&#39;&amp; \/ DICOM Trigger/,
	);
	assert.doesNotMatch(page, /<img|<script|ZZTEST|dedupeKey|https?:|url\(|@import/);
	const style = /<style>([\s\S]*)<\/style>/.exec(page)?.[1] ?? '';
	const hash = createHash('sha256').update(style).digest('base64');
	assert.ok(page.includes(`content="default-src 'none'; style-src 'sha256-${hash}'"`));
});
