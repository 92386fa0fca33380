import { readFileSync } from 'node:fs';
import { FhirClient } from '../../../dist/nodes/clients/fhir/index.js';
import { ExportPlace, runExport } from '../../../dist/nodes/Fhir/bulk/index.js';

/** Runs one export in a process of its own, which the test kills. */
const [baseUrl = '', folder = '', keyFile = ''] = process.argv.slice(2);
const place = new ExportPlace(folder, readFileSync(keyFile), 3_600_000);
await runExport(
	new FhirClient({ baseUrl }),
	{ level: 'system', types: [], typeFilters: [], method: 'GET' },
	{ place, question: 'the same question', keep: false, firstPauseMs: 5 },
);
