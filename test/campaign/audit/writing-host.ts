// A process that records events in a ledger of its own and says the id of each that is on the disk,
// until it is killed. Arguments: audit folder.
import { writeSync } from 'node:fs';
import { LedgerWriter } from '../../../dist/nodes/shared/ledger/writer.js';
import { newOrigin } from '../../../dist/nodes/shared/origin.js';
import { event } from '../../peers/siem/shipping.ts';

const writer = await LedgerWriter.create(process.argv[2], newOrigin());
for (let n = 0; ; n += 16) {
	const receipts = await Promise.all(
		Array.from({ length: 16 }, async (_, index) => await writer.append(event(n + index))),
	);
	writeSync(1, receipts.map(({ id }) => `${id}\n`).join(''));
}
