import { after, test } from 'node:test';
import { closeAgents } from '../../dist/nodes/clients/http/index.js';
import { startEhr } from '../hospital/ehr.ts';
import { exportsInBulk, operates, patchesAndNotifies } from './fhir-behaviour/operations.ts';
import { writesAndWatches } from './fhir-behaviour/product.ts';
import { readsAndWrites } from './fhir-behaviour/reading-and-writing.ts';
import { ServerUnderTest, type Define } from './fhir-behaviour/server.ts';

/** The demo hospital's own server must do what the servers of others do. */
const server = new ServerUnderTest(async () => {
	const ehr = await startEhr();
	return { url: ehr.url, stop: async () => await ehr.stop() };
});

after(async () => {
	closeAgents();
	await server.stop();
});

const define: Define = (title, run) => void test(title, run);
readsAndWrites('embedded server', server, define);
writesAndWatches('embedded server', server, define);
operates('embedded server', server, define);
exportsInBulk('embedded server', server, define);
patchesAndNotifies('embedded server', server, define);
