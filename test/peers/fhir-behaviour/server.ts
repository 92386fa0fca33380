import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { FhirClient, type FhirConnection } from '../../../dist/nodes/clients/fhir/index.js';
import { startFhirProxy, type FhirProxy, type ProxyOptions } from '../fhir-proxy.ts';
import { peer } from '../require.ts';

/**
 * Defines a test in the file that calls it: the runner counts a test where it is defined, so a suite that
 * several files share must not define its tests itself.
 */
export type Define = (title: string, run: (t: TestContext) => Promise<void>) => void;

export const TAG_SYSTEM = 'urn:oid:2.25.99.1';

/** What the tests need of a server. */
export interface Tested {
	url: string;
	stop(): Promise<void>;
}

/** One real FHIR server for all tests of a file, started by the first that needs it. */
export class ServerUnderTest {
	private readonly start: () => Promise<Tested>;
	private started: Promise<Tested> | undefined;

	constructor(start: () => Promise<Tested>) {
		this.start = start;
	}

	/** @returns undefined after the test was marked as skipped */
	async on(t: TestContext): Promise<Tested | undefined> {
		return await peer(t, async () => await (this.started ??= this.start()));
	}

	async stop(): Promise<void> {
		await (await this.started?.catch(() => undefined))?.stop();
	}
}

export const clientOf = (baseUrl: string, more: Partial<FhirConnection> = {}): FhirClient =>
	new FhirClient({ baseUrl, retry: { firstDelayMs: 20, longestDelayMs: 200 }, ...more });

/** A proxy in front of the server until the test ends. */
export async function proxied(
	t: TestContext,
	server: Tested,
	options: ProxyOptions = {},
): Promise<FhirProxy> {
	const proxy = await startFhirProxy(server.url, { retryAfter: 0, slowMs: 200, ...options });
	t.after(async () => await proxy.stop());
	return proxy;
}

/** An identifier that no other test has. */
export const freshIdentifier = (): { system: string; value: string } => ({
	system: TAG_SYSTEM,
	value: randomUUID(),
});

export const personOf = (identifier: object, more: object = {}) => ({
	resourceType: 'Patient',
	identifier: [identifier],
	name: [{ family: 'ZZTEST', given: ['Ada'] }],
	...more,
});

/** A folder until the test ends. */
export async function folder(t: TestContext): Promise<string> {
	const dir = await mkdtemp(join(tmpdir(), 'hospital-fhir-'));
	t.after(async () => await rm(dir, { recursive: true, force: true }));
	return dir;
}

export const idOf = (reference: string): string => reference.split('/')[1] ?? '';

/** As the engine that runs a step again after a failure that may be repeated. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await work();
		} catch (error) {
			if ((error as { retryable?: boolean }).retryable !== true || attempt === 20) throw error;
		}
	}
}
