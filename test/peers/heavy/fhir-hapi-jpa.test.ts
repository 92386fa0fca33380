import { after, test } from 'node:test';
import { closeAgents } from '../../../dist/nodes/clients/http/index.js';
import { operates, patchesAndNotifies } from '../fhir-behaviour/operations.ts';
import { writesAndWatches } from '../fhir-behaviour/product.ts';
import { readsAndWrites } from '../fhir-behaviour/reading-and-writing.ts';
import { ServerUnderTest, type Define } from '../fhir-behaviour/server.ts';
import { startHapiJpa } from '../hapi.ts';

const server = new ServerUnderTest(startHapiJpa);

after(async () => {
	closeAgents();
	await server.stop();
});

const define: Define = (title, run) => void test(title, run);
readsAndWrites('HAPI JPA', server, define);
writesAndWatches('HAPI JPA', server, define);
operates('HAPI JPA', server, define);
patchesAndNotifies('HAPI JPA', server, define);
