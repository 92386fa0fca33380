import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { bearer, FhirClient } from '../../../dist/nodes/clients/fhir/index.js';
import {
	ChartWatch,
	type ChartWatchOptions,
} from '../../../dist/nodes/Fhir/watching/chart-watch.js';
import { HistorySource } from '../../../dist/nodes/Fhir/watching/history-source.js';
import type { Outlet } from '../../../dist/nodes/Fhir/watching/outlet.js';
import { SearchSource } from '../../../dist/nodes/Fhir/watching/search-source.js';
import { ChartServer, TOKEN, TYPE, type Habits } from '../../campaign/fhir/chart-server.ts';

export const KEY = createHash('sha256').update('test key').digest();
export const NOW = Date.parse('2031-03-01T12:00:00Z');
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const SETTINGS = { overlapMs: 150 * SECOND, limit: 10_000, pageSize: 100 };

export async function temporaryFolder(test: TestContext): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'fhir-trigger-'));
	test.after(async () => await rm(folder, { recursive: true, force: true }));
	return folder;
}

export async function startChart(test: TestContext, habits: Habits = {}): Promise<ChartServer> {
	const server = await new ChartServer({ now: NOW, habits }).start();
	test.after(async () => await server.stop());
	return server;
}

export const clientFor = (server: ChartServer, token = TOKEN): FhirClient =>
	new FhirClient({ baseUrl: server.url, authorizer: bearer(token), retry: { attempts: 1 } });

export const searching = (server: ChartServer, criteria = {}): SearchSource =>
	new SearchSource(clientFor(server), { type: TYPE, criteria, method: 'POST' });

export const remembering = (server: ChartServer): HistorySource =>
	new HistorySource(clientFor(server), TYPE);

/** A watch that remembers what it handed over, as `id/version`. */
export interface Watched {
	watch: ChartWatch;
	came: string[];
	/** What is to happen when something is handed over. */
	onHandOver: () => void;
	/** Looks until no backlog is left. */
	look(): Promise<string[]>;
}

export function watchOn(
	folder: string,
	server: ChartServer,
	options: Partial<ChartWatchOptions> = {},
): Watched {
	const came: string[] = [];
	const outlet: Outlet = {
		holdBack: 0,
		handOver: async (fresh) => {
			watched.onHandOver();
			for (const { change } of fresh) {
				const told = (change.resource as { valueInteger?: number } | undefined)?.valueInteger;
				came.push(`${change.id}/${change.deleted ? 'deleted' : String(told)}`);
			}
			await Promise.resolve();
		},
	};
	const watch = new ChartWatch({
		place: { folder, key: KEY, name: 'test', question: 'q' },
		source: searching(server),
		outlet,
		settings: SETTINGS,
		...options,
	});
	const watched: Watched = {
		watch,
		came,
		onHandOver: () => undefined,
		look: async () => {
			const before = came.length;
			while ((await watch.look())?.more);
			return came.slice(before);
		},
	};
	return watched;
}
