import { after, test } from 'node:test';
import { closeAgents } from '../../dist/nodes/clients/http/index.js';
import { writesAndWatches } from './fhir-behaviour/product.ts';
import { readsAndWrites } from './fhir-behaviour/reading-and-writing.ts';
import { ServerUnderTest, type Define } from './fhir-behaviour/server.ts';
import { startHapi } from './hapi.ts';

const server = new ServerUnderTest(startHapi);

after(async () => {
	closeAgents();
	await server.stop();
});

const define: Define = (title, run) => void test(title, run);
readsAndWrites('HAPI', server, define);
writesAndWatches('HAPI', server, define);
