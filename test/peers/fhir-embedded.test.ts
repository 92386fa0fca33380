import { after } from 'node:test';
import { closeAgents } from '../../dist/nodes/clients/http/index.js';
import { startEhr } from '../hospital/ehr.ts';
import { exportsInBulk, operates, patchesAndNotifies } from './fhir-behaviour/operations.ts';
import { writesAndWatches } from './fhir-behaviour/product.ts';
import { readsAndWrites } from './fhir-behaviour/reading-and-writing.ts';
import { ServerUnderTest } from './fhir-behaviour/server.ts';

/** The demo hospital's own server must do what the servers of others do. */
const server = new ServerUnderTest(async () => {
	const ehr = await startEhr();
	return { url: ehr.url, stop: async () => await ehr.stop() };
});

after(async () => {
	closeAgents();
	await server.stop();
});

readsAndWrites('embedded server', server);
writesAndWatches('embedded server', server);
operates('embedded server', server);
exportsInBulk('embedded server', server);
patchesAndNotifies('embedded server', server);
