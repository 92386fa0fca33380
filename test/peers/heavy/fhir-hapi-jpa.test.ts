import { after } from 'node:test';
import { closeAgents } from '../../../dist/nodes/clients/http/index.js';
import { operates, patchesAndNotifies } from '../fhir-behaviour/operations.ts';
import { writesAndWatches } from '../fhir-behaviour/product.ts';
import { readsAndWrites } from '../fhir-behaviour/reading-and-writing.ts';
import { ServerUnderTest } from '../fhir-behaviour/server.ts';
import { startHapiJpa } from '../hapi.ts';

const server = new ServerUnderTest(startHapiJpa);

after(async () => {
	closeAgents();
	await server.stop();
});

readsAndWrites('HAPI JPA', server);
writesAndWatches('HAPI JPA', server);
operates('HAPI JPA', server);
patchesAndNotifies('HAPI JPA', server);
