import assert from 'node:assert/strict';
import { afterEach } from 'node:test';
import { bearer, FhirClient, type FhirConnection } from '../../../dist/nodes/clients/fhir/index.js';
import type { FhirError } from '../../../dist/nodes/clients/fhir/errors.js';
import { closeAgents } from '../../../dist/nodes/clients/http/index.js';
import { faultServer, type FaultServer, type Handler } from './fault-server.ts';

export const SECRET = 'SECRET-TOKEN';

const running: Array<{ close(): Promise<unknown> }> = [];
afterEach(async () => {
	closeAgents();
	await Promise.all(running.splice(0).map((server) => server.close()));
});

/** Closed after the test. */
export function keep<T extends { close(): Promise<unknown> }>(server: T): T {
	running.push(server);
	return server;
}

export const start = async (handler: Handler): Promise<FaultServer> =>
	keep(await faultServer(handler));

export const client = (server: { base: string }, more: Partial<FhirConnection> = {}) =>
	new FhirClient({
		baseUrl: server.base,
		authorizer: bearer(SECRET),
		retry: { firstDelayMs: 5, longestDelayMs: 1500 },
		...more,
	});

/** The error has this code, and its texts hold nothing that must not leave. */
export const fails =
	(code: string, more: (error: FhirError) => unknown = () => true) =>
	(error: FhirError) => {
		assert.equal(error.code, code, error.stack);
		const words = `${error.message} ${error.nextStep}`;
		for (const text of ['ZZTEST', 'Zztest', SECRET, '127.0.0.1', '?', 'mrn-1']) {
			assert.ok(!words.includes(text), `"${words}" holds ${text}`);
		}
		more(error);
		return true;
	};
