import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Delivery } from './protocol.ts';

/** What the recorders of all lives of the host wrote, in the order of the lives. */
export async function readDeliveries(records: string): Promise<Delivery[]> {
	const deliveries: Delivery[] = [];
	for (const name of (await readdir(records)).sort()) {
		const text = await readFile(join(records, name), 'utf8');
		// The last line may be torn: its item was not closed then.
		for (const line of text.split('\n').slice(0, -1)) deliveries.push(JSON.parse(line) as Delivery);
	}
	return deliveries;
}
