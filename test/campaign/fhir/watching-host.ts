import { bearer, FhirClient } from '../../../dist/nodes/clients/fhir/index.js';
import { ChartWatch } from '../../../dist/nodes/Fhir/watching/chart-watch.js';
import { questionOf, watchOf } from '../../../dist/nodes/Fhir/watching/place.js';
import { SearchSource } from '../../../dist/nodes/Fhir/watching/search-source.js';
import { StateFile } from '../../../dist/nodes/Fhir/watching/state.js';
import { WatchLoop } from '../../../dist/nodes/Fhir/watching/watch-loop.js';
import { onePerPatient, onePerRecord } from '../../../dist/nodes/Fhir/watching/work-outlets.js';
import { dataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import { workEngine } from '../../../dist/nodes/shared/work/index.js';
import { TOKEN, TYPE } from './chart-server.ts';

/**
 * What n8n's main process does for a FHIR Trigger, without n8n: it watches and opens work until it is
 * killed. Arguments: address of the server, `patient` or `record`, milliseconds of overlap.
 */
const [baseUrl = '', startFor, overlap] = process.argv.slice(2);
const route = 'campaign/trigger';
const directory = await dataDirectory();
const engine = await workEngine();
const client = new FhirClient({
	baseUrl,
	authorizer: bearer(TOKEN),
	retry: { attempts: 1 },
});
const question = questionOf({ baseUrl, type: TYPE, criteria: {}, by: 'search' });
const place = { ...watchOf(directory, route), question };
const rules = {
	foundBy: 'search' as const,
	priority: 'routine' as const,
	open: async ({ name, work }: { name: string; work: unknown }) => {
		const common = { kind: 'fhir-change', route, owner: 'ZZTEST team' };
		await engine.open({ ...common, priority: 'routine', dedupeKey: name, payload: work });
	},
	witness: () => Promise.resolve(),
};
const intent = new StateFile(place.folder, place.key, place.name, 'intent');
const watch = new ChartWatch({
	place,
	source: new SearchSource(client, { type: TYPE, criteria: {}, method: 'POST' }),
	outlet: startFor === 'patient' ? onePerPatient(rules, intent) : onePerRecord(rules),
	settings: { overlapMs: Number(overlap), limit: 10_000, pageSize: 100 },
});
const loop = new WatchLoop({
	watch,
	folder: place.folder,
	outage: { everyMs: 20, longestMs: 100, patienceMs: 60_000 },
	subscription: { ensure: () => Promise.resolve(undefined), everyMs: 20 },
	on: () => undefined,
});
await watch.look().catch(() => undefined);
process.stdout.write('watching\n');
loop.start();
setInterval(() => undefined, 60_000);
