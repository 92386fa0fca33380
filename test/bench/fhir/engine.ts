import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { FhirClient } from '../../../dist/nodes/clients/fhir/index.js';
import { ExportPlace, runExport } from '../../../dist/nodes/Fhir/bulk/index.js';

/** Runs nothing but the engine: says when it is idle, does its work when told, says what it did. */
const [work = '', baseUrl = '', folder = ''] = process.argv.slice(2);
const client = new FhirClient({ baseUrl });

async function search(): Promise<number> {
	let found = 0;
	for await (const { resource } of client.search('Observation', { _count: 100 })) {
		if (resource.id !== `zz-${found}`) throw new Error('a resource is missing');
		found += 1;
	}
	return found;
}

async function bulk(): Promise<number> {
	const place = new ExportPlace(folder, randomBytes(32), 3_600_000);
	const { files } = await runExport(
		client,
		{ level: 'system', types: [], typeFilters: [], method: 'GET' },
		{ place, question: 'bench', keep: false, firstPauseMs: 5 },
	);
	return files.reduce((sum, { lines }) => sum + lines, 0);
}

process.send?.({ idle: true });
await once(process, 'message');
const began = performance.now();
const count = await (work === 'bulk' ? bulk() : search());
process.send?.({ count, seconds: (performance.now() - began) / 1000 });
process.once('disconnect', () => process.exit());
