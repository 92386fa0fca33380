import { WorkStore } from '../../../dist/nodes/shared/work/index.js';
import { KEY } from './support.ts';

// Journals 20 results that differ from process to process, when told to, and says what it got.
const [, , folder, id] = process.argv;
const store = new WorkStore(folder, KEY);

async function race(): Promise<Array<{ value: string; fresh: boolean }>> {
	const results = [];
	for (let round = 0; round < 20; round++) {
		const compute = async (): Promise<Buffer> => Buffer.from(`${process.pid} in round ${round}`);
		const { bytes, fresh } = await store.once(id, `round-${round}`, compute);
		results.push({ value: bytes.toString(), fresh });
	}
	return results;
}

process.once('message', () => {
	race().then(
		(results) => process.send?.(results, () => process.disconnect()),
		() => process.exit(1),
	);
});
process.send?.('ready');
