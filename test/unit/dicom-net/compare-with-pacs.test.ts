import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StudyReference } from '../../../dist/nodes/shared/contracts/index.js';
import { store } from '../../../dist/nodes/clients/dimse/index.js';
import type { AuditedEvent } from '../../../dist/nodes/Dicom/receiving/audit-events.js';
import type { CountAnswer } from '../../../dist/nodes/Dicom/receiving/count-images.js';
import { receive, type ReceiveOptions } from '../../../dist/nodes/Dicom/receiving/receive.js';
import { dataSet, part10, peerFor, route, temporaryFolder } from './build.ts';

async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port;
}

interface Receiving {
	/** What the PACS answers from now on. */
	pacs: CountAnswer;
	studies: StudyReference[];
	audited: AuditedEvent[];
	failures: string[];
	send(...images: Array<{ sop: string; modality?: string }>): Promise<void>;
	asked(): AuditedEvent[];
}

/** A workflow that compares with the PACS and waits for what the PACS has more. */
async function receiving(
	t: TestContext,
	pacs: CountAnswer,
	more: Partial<ReceiveOptions> = {},
	quietPeriodMs = 60_000,
): Promise<Receiving> {
	const port = await freePort();
	const it: Receiving = {
		pacs,
		studies: [],
		audited: [],
		failures: [],
		send: async (...images) => {
			const series = { CT: '2.25.11', SR: '2.25.12', KO: '2.25.13' } as Record<string, string>;
			await store(
				peerFor(port),
				images.map(({ sop, modality = 'CT' }) => ({
					bytes: part10(dataSet({ sop, modality, series: series[modality] })),
				})),
			);
		},
		asked: () => it.audited.filter(({ type }) => type === 'count-asked'),
	};
	const leave = await receive({
		settings: {
			host: '127.0.0.1',
			port,
			spoolDir: await temporaryFolder(t),
			nameKey: Buffer.alloc(32, 7),
			limits: { minFreeBytes: 0 },
		},
		route: route({ quietPeriodMs, expectedCount: { whenFewer: 'wait' } }),
		audit: async (event) => void it.audited.push(event),
		count: async () => await Promise.resolve(it.pacs),
		open: async (study) => void it.studies.push(study),
		onFailure: (what) => it.failures.push(what),
		...more,
	});
	t.after(leave);
	return it;
}

const until = async (what: string, check: () => boolean) => {
	for (let waited = 0; !check(); waited += 10) {
		assert.ok(waited < 15_000, what);
		await sleep(10);
	}
};

describe('comparing with the PACS', { timeout: 60_000, concurrency: true }, () => {
	test('a report that came with the images is none of those that the PACS counts', async (t) => {
		const it = await receiving(t, { count: 2 });
		await it.send({ sop: '2.25.1' }, { sop: '2.25.2' }, { sop: '2.25.3', modality: 'SR' });
		await until('it is complete', () => it.studies.length === 1);
		const { completeness, instanceCount } = it.studies[0]!;
		assert.deepEqual(
			[completeness.evidence, completeness.expectedCount, completeness.receivedCount],
			['expected-count', 2, 2],
		);
		assert.equal(instanceCount, 3, 'the report is part of the study all the same');
	});

	test('a report in the place of a missing image proves nothing', async (t) => {
		const it = await receiving(t, { count: 2 });
		await it.send({ sop: '2.25.1' }, { sop: '2.25.3', modality: 'KO' });
		await until('the PACS was asked', () => it.asked().length >= 2);
		assert.equal(it.studies.length, 0);
		await it.send({ sop: '2.25.2' });
		await until('it is complete', () => it.studies.length === 1);
		assert.equal(it.studies[0]!.completeness.evidence, 'expected-count');
	});

	test('a report alone is not complete because the PACS has no image either', async (t) => {
		const it = await receiving(t, { count: 0 }, {}, 1_500);
		await it.send({ sop: '2.25.3', modality: 'SR' });
		await until('it is complete', () => it.studies.length === 1);
		const { evidence, expectedCount } = it.studies[0]!.completeness;
		assert.deepEqual([evidence, expectedCount], ['quiet-period', undefined]);
	});

	test('each question is recorded with how it went, and a failed one as a failure', async (t) => {
		const it = await receiving(t, { failed: 'econnrefused' }, {}, 1_500);
		await it.send({ sop: '2.25.1' });
		await until('silence decides', () => it.studies.length === 1);
		assert.ok(it.asked().length > 0);
		for (const event of it.asked()) {
			assert.deepEqual((event as { answer?: CountAnswer }).answer, { failed: 'econnrefused' });
		}
		assert.ok(!it.audited.some(({ type }) => (type as string) === 'count-wanted'));
	});

	test('an answer that cannot be recorded is not used', async (t) => {
		const audit = async ({ type }: AuditedEvent) => {
			if (type === 'count-asked') throw new Error('the ledger is full');
			await Promise.resolve();
		};
		const it = await receiving(t, { count: 1 }, { audit });
		await it.send({ sop: '2.25.1' });
		await until('it was tried', () => it.failures.length > 0);
		await sleep(2_500);
		assert.deepEqual([it.studies, [...new Set(it.failures)]], [[], ['dicom-count-wanted']]);
	});
});
