import { LedgerWriter } from '../../../dist/nodes/shared/ledger/writer.js';

/** A process that opens a ledger, writes one record, says so, and waits to be killed. */
const [folder, origin] = process.argv.slice(2);
const writer = await LedgerWriter.create(folder, origin);
await writer.append({
	kind: 'work',
	interaction: 'test-work',
	action: 'E',
	outcome: '0',
	agent: { instance: 'child' },
});
process.send?.('written');
setInterval(() => undefined, 1000);
