import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { ledgerIds, receivedIds } from './delivery.ts';
import type { Stage } from './stage.ts';
import { waitForEnd } from './traces.ts';

/** The SIEM goes away while studies are worked on. */
export function siemTests(stage: Stage): void {
	stage.test(
		'without SIEM nothing stalls, and later it gets every event in order',
		async (site) => {
			await site.siem.kill();
			try {
				const study = await stage.scanPositive(site);
				await site.modality.send(study, site.listener);
				const end = await waitForEnd(site, study);
				assert.deepEqual([end.state, end.attempt], ['DELIVERED', 1]);
				const absent = await missing(site.dataDir, await site.siem.messages());
				assert.ok(absent.length > 0, 'the SIEM was down and got everything');
			} finally {
				await site.siem.restart();
			}
			const recorded = await ledgerIds(site.dataDir);
			for (const deadline = Date.now() + 40_000; ; await sleep(250)) {
				const received = receivedIds(await site.siem.messages());
				const absent = [...recorded].flatMap(([origin, ids]) =>
					ids.filter((id) => received.get(origin)?.includes(id) !== true),
				);
				if (absent.length === 0) break;
				assert.ok(Date.now() < deadline, `${absent.length} events did not arrive`);
			}
			const received = receivedIds(await site.siem.messages());
			for (const [origin, ids] of recorded) {
				assert.deepEqual(received.get(origin)?.slice(0, ids.length), ids);
			}
		},
	);
}

/** Events of the ledger that are not among the messages. */
async function missing(dataDir: string, messages: string[]): Promise<string[]> {
	const received = new Set([...receivedIds(messages).values()].flat());
	return [...(await ledgerIds(dataDir)).values()].flat().filter((id) => !received.has(id));
}
