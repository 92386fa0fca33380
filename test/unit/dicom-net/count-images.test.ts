import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandField } from '../../../dist/nodes/clients/dimse/index.js';
import {
	imageCounter,
	type CountTrouble,
} from '../../../dist/nodes/Dicom/receiving/count-images.js';
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

interface Series {
	uid: string;
	modality?: string;
	count?: number;
	/** Objects that a question about single images gives. */
	images?: number;
}

/** What the PACS of a test holds of study 2.25.1. */
interface Holding {
	series: Series[];
	/** Number of Study Related Instances; not told when absent. */
	total?: number;
}

/** 40 CT images, and what readers and programs have added to them. */
const READ: Holding = {
	series: [
		{ uid: '2.25.2', modality: 'CT', count: 40 },
		{ uid: '2.25.3', modality: 'SR', count: 1, images: 1 },
		{ uid: '2.25.4', modality: 'PR', count: 2, images: 2 },
		{ uid: '2.25.5', modality: 'KO', count: 1, images: 1 },
		{ uid: '2.25.6', modality: 'DOC', count: 1, images: 1 },
	],
	total: 45,
};

const withoutCounts = ({ series, total }: Holding): Holding => ({
	series: series.map(({ count: _, ...rest }) => rest),
	total,
});

/** A PACS that answers C-FIND; it also gives a match of somebody else, as some do. */
async function findServer(t: TestContext, holding: Holding, levels = ['STUDY', 'SERIES', 'IMAGE']) {
	const asked: string[] = [];
	const { port } = await scriptedPeer(t, {
		answer: (command, bytes) => {
			assert.equal(command.commandField, CommandField.findRequest);
			const { dataSet } = readDataSet(bytes, EXPLICIT);
			const level = dataSet.string(Tag.QueryRetrieveLevel);
			const [study, series] = [Tag.StudyInstanceUID, Tag.SeriesInstanceUID].map((tag) => dataSet.string(tag)); // prettier-ignore
			asked.push(`${level} ${series}`.trim());
			if (!levels.includes(level)) return [{ status: 0xa900 }];
			const uid = (tag: number, value: string) => element(tag, 'UI', value);
			const row = (...elements: Buffer[]) => ({ status: 0xff00, bytes: Buffer.concat(elements) });
			const other = row(uid(0x0020000d, '2.25.99'), uid(0x0020000e, '2.25.98'), element(0x00201208, 'IS', '3')); // prettier-ignore
			const rows = [other];
			const known = study === '2.25.1' ? holding.series : [];
			const meant = known.filter((one) => series === '' || one.uid === series);
			if (level === 'STUDY' && known.length > 0) {
				const total = holding.total === undefined ? [] : [element(0x00201208, 'IS', String(holding.total))]; // prettier-ignore
				rows.push(row(uid(0x0020000d, study), ...total));
			}
			for (const one of level === 'SERIES' ? meant : []) {
				const modality = one.modality === undefined ? [] : [element(0x00080060, 'CS', one.modality)]; // prettier-ignore
				const count = one.count === undefined ? [] : [element(0x00201209, 'IS', String(one.count))]; // prettier-ignore
				const match = [...modality, uid(0x0020000d, study), uid(0x0020000e, one.uid), ...count];
				rows.push(row(...match), row(...match));
			}
			for (const one of level === 'IMAGE' ? meant : []) {
				for (let image = 0; image < (one.images ?? 0); image++) {
					rows.push(row(uid(0x00080018, `${one.uid}.${image}`), uid(0x0020000d, study)));
				}
			}
			return [...rows, { status: 0 }];
		},
	});
	return { source: { peer: peerFor(port) }, asked };
}

/** A PACS that answers QIDO-RS. */
async function qidoServer(t: TestContext, holding: Holding, levels = ['STUDY', 'SERIES', 'IMAGE']) {
	const asked: string[] = [];
	const baseUrl = await webServer(t, (request, response) => {
		assert.equal(request.headers.accept, 'application/dicom+json');
		const url = new URL(request.url ?? '', 'http://pacs');
		const [, study, series] = /studies(?:\/([\d.]+)\/series(?:\/([\d.]+)\/instances)?)?$/.exec(url.pathname) ?? []; // prettier-ignore
		const level = series !== undefined ? 'IMAGE' : study !== undefined ? 'SERIES' : 'STUDY';
		const wanted = series ?? url.searchParams.get('SeriesInstanceUID') ?? '';
		asked.push(`${level} ${wanted}`.trim());
		if (!levels.includes(level)) {
			response.statusCode = 404;
			return response.end();
		}
		const uid = study ?? url.searchParams.get('StudyInstanceUID') ?? '';
		const known = uid === '2.25.1' ? holding.series : [];
		const value = (vr: string, content: unknown) => ({ vr, Value: [content] });
		const matches: object[] = [
			{ '0020000D': value('UI', '2.25.99'), '0020000E': value('UI', '9') },
		];
		if (level === 'STUDY' && known.length > 0) {
			const total = holding.total === undefined ? {} : { '00201208': value('IS', String(holding.total)) }; // prettier-ignore
			matches.push({ '0020000D': value('UI', uid), ...total });
		}
		for (const one of known.filter((each) => wanted === '' || each.uid === wanted)) {
			const about = { '0020000D': value('UI', uid), '0020000E': value('UI', one.uid) };
			const modality = one.modality === undefined ? {} : { '00080060': value('CS', one.modality) };
			const count = one.count === undefined ? {} : { '00201209': value('IS', one.count) };
			if (level === 'SERIES') matches.push({ ...about, ...modality, ...count });
			for (let image = 0; level === 'IMAGE' && image < (one.images ?? 0); image++) {
				matches.push({ ...about, '00080018': value('UI', `${one.uid}.${image}`) });
			}
		}
		response.setHeader('content-type', 'application/dicom+json');
		response.end(JSON.stringify(matches));
	});
	return { source: { baseUrl }, asked };
}

for (const [protocol, server] of [
	['C-FIND', findServer],
	['DICOMweb', qidoServer],
] as const) {
	describe(`counting over ${protocol}`, { timeout: 60_000 }, () => {
		test('reports, key objects, presentation states and documents are no images of the study', async (t) => {
			const { source, asked } = await server(t, READ);
			const troubles: CountTrouble[] = [];
			const count = imageCounter(source, (each) => troubles.push(each));
			assert.deepEqual(await count(STUDY), { count: 40 });
			assert.deepEqual(asked, ['SERIES'], 'one question');
			assert.deepEqual(troubles, []);
		});

		test('a series is counted whole, whatever it holds', async (t) => {
			const { source, asked } = await server(t, READ);
			const count = imageCounter(source, () => {});
			assert.deepEqual(await count(SERIES), { count: 40 });
			assert.deepEqual(await count({ ...STUDY, seriesInstanceUid: '2.25.4' }), { count: 2 });
			assert.deepEqual(asked, ['SERIES 2.25.2', 'SERIES 2.25.4']);
			const bare = await server(t, withoutCounts(READ));
			const asks = imageCounter(bare.source, () => {});
			assert.deepEqual(await asks({ ...STUDY, seriesInstanceUid: '2.25.4' }), { count: 2 });
			assert.deepEqual(await asks({ ...STUDY, seriesInstanceUid: '2.25.77' }), { count: 0 });
		});

		test('a PACS without counts per series: the few other objects are taken off the whole', async (t) => {
			const { source, asked } = await server(t, withoutCounts(READ));
			assert.deepEqual(await imageCounter(source, () => {})(STUDY), { count: 40 });
			assert.deepEqual(asked, [
				'SERIES',
				'STUDY',
				'IMAGE 2.25.3',
				'IMAGE 2.25.4',
				'IMAGE 2.25.5',
				'IMAGE 2.25.6',
			]);
		});

		test('a series of unknown modality may hold images', async (t) => {
			const { source } = await server(t, { series: [{ uid: '2.25.2', count: 7 }], total: 7 });
			assert.deepEqual(await imageCounter(source, () => {})(STUDY), { count: 7 });
		});

		test('a PACS that tells nothing of series counts every object, and the administrator hears it once', async (t) => {
			const { source } = await server(t, READ, ['STUDY']);
			const troubles: CountTrouble[] = [];
			const count = imageCounter(source, (each) => troubles.push(each));
			assert.deepEqual(await count(STUDY), { count: 45 });
			assert.deepEqual(await count(STUDY), { count: 45 });
			assert.deepEqual(troubles, ['counts-every-object']);
		});

		test('a study that the PACS does not know has no images', async (t) => {
			const { source } = await server(t, { series: [] });
			const troubles: CountTrouble[] = [];
			const count = imageCounter(source, (each) => troubles.push(each));
			assert.deepEqual(await count(STUDY), { count: 0 });
			assert.deepEqual(troubles, []);
		});

		test('a PACS that does not say is told once, without the study', async (t) => {
			const { source } = await server(t, { series: [{ uid: '2.25.2', modality: 'CT' }] });
			const troubles: CountTrouble[] = [];
			const count = imageCounter(source, (each) => troubles.push(each));
			assert.deepEqual(await count(STUDY), { failed: 'count-not-told' });
			assert.deepEqual(await count(STUDY), { failed: 'count-not-told' });
			assert.deepEqual(troubles, [{ failed: 'count-not-told' }]);
		});
	});
}

describe('a PACS that cannot be asked', { timeout: 60_000 }, () => {
	test('over C-FIND says why, by a code', async (t) => {
		const refusing = await scriptedPeer(t, { answer: () => [{ status: 0xa700 }] });
		for (const [port, code] of [
			[refusing.port, 'find-refused'],
			[1, 'econnrefused'],
		] as const) {
			const count = imageCounter({ peer: peerFor(port) }, () => {});
			assert.deepEqual(await count(STUDY), { failed: code });
		}
	});

	for (const [name, status, body, expected] of [
		['no content is no image', 204, '', { count: 0 }],
		['an empty list is no image', 200, '[]', { count: 0 }],
		['a page instead of an answer says nothing', 200, '<html>', { failed: 'http-not-json' }],
		['something other than a list says nothing', 200, '{}', { failed: 'count-not-told' }],
		['an error says nothing', 503, '', { failed: 'dicomweb-status-503' }],
		['a refusal says nothing', 401, '', { failed: 'dicomweb-status-401' }],
		['a number below zero says nothing', 200, '[{"0020000E":{"Value":["2.25.2"]},"00201209":{"Value":[-1]}}]', { failed: 'count-not-told' }], // prettier-ignore
	] as const) {
		test(`over DICOMweb: ${name}`, async (t) => {
			const baseUrl = await webServer(t, (_request, response) => {
				response.statusCode = status;
				response.end(body);
			});
			assert.deepEqual(await imageCounter({ baseUrl }, () => {})(STUDY), expected);
		});
	}

	test('a part of a list is no count', async (t) => {
		const baseUrl = await webServer(t, (_request, response) => {
			response.setHeader(
				'warning',
				'299 pacs: There are 40 additional results that can be requested',
			);
			response.end('[{"0020000E":{"Value":["2.25.2"]},"00201209":{"Value":[4]}}]');
		});
		assert.deepEqual(await imageCounter({ baseUrl }, () => {})(STUDY), {
			failed: 'count-not-told',
		});
	});

	test('DICOMweb is asked at the address, with or without a slash at its end', async (t) => {
		const urls: string[] = [];
		const base = await webServer(t, (request, response) => {
			urls.push(request.url ?? '');
			response.end('[]');
		});
		for (const baseUrl of [base, `${base}/`]) await imageCounter({ baseUrl }, () => {})(STUDY);
		await imageCounter({ baseUrl: base }, () => {})(SERIES);
		assert.deepEqual(urls.slice(0, 2), [
			'/dicom-web/studies/2.25.1/series?includefield=00201209',
			'/dicom-web/studies?StudyInstanceUID=2.25.1&includefield=00201208',
		]);
		assert.deepEqual(urls.slice(2, 4), urls.slice(0, 2));
		assert.equal(
			urls[4],
			'/dicom-web/studies/2.25.1/series?SeriesInstanceUID=2.25.2&includefield=00201209',
		);
	});

	test('an address outside the hospital is never asked', async () => {
		const count = imageCounter({ baseUrl: 'http://203.0.113.7/' }, () => {});
		assert.deepEqual(await count(STUDY), { failed: 'egress-refused' });
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
