import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandField } from '../../../dist/nodes/clients/dimse/index.js';
import { imageCounter } from '../../../dist/nodes/Dicom/receiving/count-images.js';
import { Pace } from '../../../dist/nodes/Dicom/receiving/pace.js';
import { readDataSet, Tag } from '../../../dist/nodes/formats/dicom/index.js';
import { element, EXPLICIT, peerFor } from './build.ts';
import { scriptedPeer } from './scripted-peer.ts';

const STUDY = { studyInstanceUid: '2.25.1' };
const SERIES = { ...STUDY, seriesInstanceUid: '2.25.2' };

async function webServer(
	t: TestContext,
	answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
	const server = createServer(answer);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	t.after(() => {
		server.closeAllConnections();
		server.close();
	});
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}/dicom-web`;
}

describe('counting over C-FIND', { timeout: 60_000 }, () => {
	test('asks for the study, or for the series, and takes the match that is meant', async (t) => {
		const asked: Array<Record<string, string>> = [];
		const { port } = await scriptedPeer(t, {
			answer: (command, bytes) => {
				assert.equal(command.commandField, CommandField.findRequest);
				const { dataSet } = readDataSet(bytes, EXPLICIT);
				const level = dataSet.string(Tag.QueryRetrieveLevel);
				asked.push({ level, study: dataSet.string(Tag.StudyInstanceUID), series: dataSet.string(Tag.SeriesInstanceUID) }); // prettier-ignore
				const match = (study: string, count: string) =>
					level === 'STUDY'
						? Buffer.concat([element(0x0020000d, 'UI', study), element(0x00201208, 'IS', count)])
						: Buffer.concat([element(0x0020000e, 'UI', study), element(0x00201209, 'IS', count)]);
				return [
					{ status: 0xff00, bytes: match('2.25.99', '3') },
					{ status: 0xff00, bytes: match(level === 'STUDY' ? '2.25.1' : '2.25.2', '417') },
					{ status: 0 },
				];
			},
		});
		const count = imageCounter({ peer: peerFor(port) }, () => {});
		assert.equal(await count(STUDY), 417);
		assert.equal(await count(SERIES), 417);
		assert.deepEqual(asked, [
			{ level: 'STUDY', study: '2.25.1', series: '' },
			{ level: 'SERIES', study: '2.25.1', series: '2.25.2' },
		]);
	});

	test('a study that the PACS does not know has no images', async (t) => {
		const { port } = await scriptedPeer(t, { answer: () => [{ status: 0 }] });
		assert.equal(await imageCounter({ peer: peerFor(port) }, () => {})(STUDY), 0);
	});

	test('a PACS that does not say, refuses or is not there is told once, without the study', async (t) => {
		const empty = await scriptedPeer(t, {
			answer: () => [{ status: 0xff00, bytes: element(0x0020000d, 'UI', '2.25.1') }, { status: 0 }],
		});
		const refusing = await scriptedPeer(t, { answer: () => [{ status: 0xa700 }] });
		for (const [port, code] of [
			[empty.port, 'count-not-told'],
			[refusing.port, 'find-refused'],
			[1, 'econnrefused'],
		] as const) {
			const failures: string[] = [];
			const count = imageCounter({ peer: peerFor(port) }, (each) => failures.push(each));
			assert.equal(await count(STUDY), undefined);
			assert.equal(await count(STUDY), undefined);
			assert.deepEqual(failures, [code]);
		}
	});
});

describe('counting over DICOMweb', { timeout: 60_000 }, () => {
	test('asks for the study, or for the series, with the counting attribute', async (t) => {
		const urls: string[] = [];
		const base = await webServer(t, (request, response) => {
			urls.push(request.url ?? '');
			assert.equal(request.headers.accept, 'application/dicom+json');
			const series = request.url?.includes('/series') === true;
			const match = series
				? { '0020000E': { vr: 'UI', Value: ['2.25.2'] }, '00201209': { vr: 'IS', Value: [25] } }
				: { '0020000D': { vr: 'UI', Value: ['2.25.1'] }, '00201208': { vr: 'IS', Value: ['50'] } };
			response.setHeader('content-type', 'application/dicom+json');
			response.end(JSON.stringify([{ '0020000D': { Value: ['2.25.7'] } }, match]));
		});
		for (const baseUrl of [base, `${base}/`]) {
			const count = imageCounter({ baseUrl }, () => {});
			assert.equal(await count(STUDY), 50);
			assert.equal(await count(SERIES), 25);
		}
		assert.deepEqual(urls.slice(0, 2), [
			'/dicom-web/studies?StudyInstanceUID=2.25.1&includefield=00201208',
			'/dicom-web/studies/2.25.1/series?SeriesInstanceUID=2.25.2&includefield=00201209',
		]);
		assert.deepEqual(urls.slice(2), urls.slice(0, 2), 'with or without a slash at the end');
	});

	for (const [name, status, body, expected, code] of [
		['no content is no image', 204, '', 0, undefined],
		['an empty list is no image', 200, '[]', 0, undefined],
		['a match without a count says nothing', 200, '[{"0020000D":{"Value":["2.25.1"]}}]', undefined, 'count-not-told'], // prettier-ignore
		['a page instead of an answer says nothing', 200, '<html>', undefined, 'http-not-json'],
		['an error says nothing', 503, '', undefined, 'dicomweb-status-503'],
		['a number below zero says nothing', 200, '[{"0020000D":{"Value":["2.25.1"]},"00201208":{"Value":[-1]}}]', undefined, 'count-not-told'], // prettier-ignore
	] as const) {
		test(name, async (t) => {
			const failures: string[] = [];
			const baseUrl = await webServer(t, (_request, response) => {
				response.statusCode = status;
				response.end(body);
			});
			assert.equal(await imageCounter({ baseUrl }, (each) => failures.push(each))(STUDY), expected);
			assert.deepEqual(failures, code === undefined ? [] : [code]);
		});
	}

	test('an address outside the hospital is never asked', async () => {
		const failures: string[] = [];
		const count = imageCounter({ baseUrl: 'http://203.0.113.7/' }, (each) => failures.push(each));
		assert.equal(await count(STUDY), undefined);
		assert.deepEqual(failures, ['egress-refused']);
	});
});

describe('the pace of questions', () => {
	test('is never above what is allowed, neither in a second nor at once', async () => {
		const pace = new Pace({ perSecond: 50, atOnce: 2, longestQueue: 10_000 });
		const began: number[] = [];
		let running = 0;
		let most = 0;
		await Promise.all(
			Array.from({ length: 12 }, () =>
				pace.run(async () => {
					began.push(performance.now());
					most = Math.max(most, ++running);
					await sleep(60);
					running--;
				}),
			),
		);
		assert.equal(most, 2);
		assert.ok(began.at(-1)! - began[0]! >= 11 * 20 - 1);
	});

	test('turns away what would have to wait too long, and goes on after a failure', async () => {
		const pace = new Pace({ perSecond: 10, atOnce: 1, longestQueue: 250 });
		const tasks = Array.from({ length: 6 }, (_, index) =>
			pace.run(async () => {
				if (index === 0) throw new Error('failed');
				return await Promise.resolve(index);
			}),
		);
		const outcomes = (await Promise.allSettled(tasks)).map(({ status }) => status);
		assert.deepEqual(outcomes.slice(0, 3), ['rejected', 'fulfilled', 'fulfilled']);
		assert.deepEqual(outcomes.slice(3), ['rejected', 'rejected', 'rejected']);
	});
});
