// A process that delivers one ledger in small batches into a file, to be killed at any moment.
// Arguments: audit folder, cursor folder, writer, file that stands for the receiver.
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { readCursor } from '../../../dist/nodes/Audit/delivery/cursor.js';
import { deliver } from '../../../dist/nodes/Audit/delivery/deliver.js';
import { batch } from './build.ts';

const [auditDir, cursorDir, origin, receiver] = process.argv.slice(2);
for (;;) {
	const { origins } = await readCursor(cursorDir, 'siem');
	const next = await batch(auditDir, [origin], { from: origins, limit: 10 });
	if (next.count === 0) break;
	await deliver(
		next,
		{
			async send(entries) {
				let messages = 0;
				for await (const entry of entries) {
					appendFileSync(receiver, `${entry.id}\n`);
					messages += 1;
					await sleep(1);
				}
				return { messages, confirmation: 'closed' };
			},
		},
		{ auditDir, cursorDir },
	);
}
