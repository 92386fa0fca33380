import { after } from 'node:test';
import { closeAgents } from '../../dist/nodes/clients/http/index.js';
import { writesAndWatches } from './fhir-behaviour/product.ts';
import { readsAndWrites } from './fhir-behaviour/reading-and-writing.ts';
import { ServerUnderTest } from './fhir-behaviour/server.ts';
import { startHapi } from './hapi.ts';

const server = new ServerUnderTest(startHapi);

after(async () => {
	closeAgents();
	await server.stop();
});

readsAndWrites('HAPI', server);
writesAndWatches('HAPI', server);
