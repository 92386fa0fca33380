import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
	CommandField,
	echo,
	encodeAssociateReject,
	find,
	store,
} from '../../../dist/nodes/clients/dimse/index.js';
import { readBack, sendAll } from '../../../dist/nodes/Dicom/sending.js';
import {
	CT,
	dataSet,
	element,
	EXPLICIT,
	IMPLICIT,
	part10,
	peerFor,
	startTestListener,
	temporaryFolder,
} from './build.ts';
import { scriptedPeer } from './scripted-peer.ts';

const object = (sop: string, pixels = Buffer.alloc(100)) => ({
	bytes: part10(dataSet({ sop, pixels }), { sop }),
});

describe('C-ECHO', { timeout: 60_000 }, () => {
	test('answers with the time it took', async (t) => {
		const { port } = await scriptedPeer(t, {});
		assert.ok((await echo(peerFor(port))).milliseconds < 5000);
	});

	const rejections: Array<[number[], RegExp, boolean]> = [
		[[1, 1, 7], /does not have the called AE title/, false],
		[[1, 1, 3], /does not know the calling AE title/, false],
		[[2, 3, 2], /too busy/, true],
		[[1, 2, 2], /version of the protocol/, false],
		[[1, 1, 1], /gave no reason/, false],
	];
	for (const [[result, source, reason], words, retryable] of rejections) {
		test(`says what rejection ${result}/${source}/${reason} means`, async (t) => {
			const reject = { result: result!, source: source!, reason: reason! };
			const { port } = await scriptedPeer(t, { reject });
			await assert.rejects(echo(peerFor(port)), (error: Error & Record<string, unknown>) => {
				assert.equal(error.code, 'association-rejected');
				assert.match(error.message, words);
				assert.equal(error.retryable, retryable);
				assert.ok(String(error.nextStep).length > 10);
				return true;
			});
		});
	}

	test('gives up on a peer that accepts the connection and says nothing', async (t) => {
		const { port } = await scriptedPeer(t, { silent: true });
		const peer = { ...peerFor(port), timeouts: { association: 100 } };
		await assert.rejects(echo(peer), { code: 'dicom-timeout' });
	});

	test('gives up on a peer that never answers the message', async (t) => {
		const { port } = await scriptedPeer(t, { answer: () => 'ignore' });
		const peer = { ...peerFor(port), timeouts: { dimse: 100 } };
		await assert.rejects(echo(peer), { code: 'dicom-timeout' });
	});

	test('stops when it is cancelled', async (t) => {
		const { port } = await scriptedPeer(t, { answer: () => 'ignore' });
		const abort = new AbortController();
		setTimeout(() => abort.abort(), 50);
		await assert.rejects(echo({ ...peerFor(port), signal: abort.signal }), { code: 'cancelled' });
	});

	test('goes through the egress guard', async () => {
		await assert.rejects(echo({ ...peerFor(104), host: '169.254.169.254' }), {
			code: 'egress-refused',
		});
	});
});

describe('C-STORE', { timeout: 60_000 }, () => {
	test('proposes exactly the syntax of the file and sends its data set byte by byte', async (t) => {
		const seen: Buffer[] = [];
		const { port, requests } = await scriptedPeer(t, {
			maximumLength: 500,
			answer: (_command, bytes) => {
				seen.push(bytes);
				return [{ status: 0 }];
			},
		});
		const bytes = dataSet({
			pixels: Buffer.from(Array.from({ length: 700_000 }, (_, i) => i % 241)),
		});
		const path = join(await temporaryFolder(t), 'image.dcm');
		await writeFile(path, part10(bytes));
		const outcomes = await store(peerFor(port), [{ path }, { bytes: part10(bytes) }]);
		assert.deepEqual(
			outcomes.map(({ outcome }) => outcome),
			['stored', 'stored'],
		);
		assert.deepEqual(seen, [bytes, bytes]);
		assert.deepEqual(requests[0]?.contexts, [
			{ id: 1, abstractSyntax: CT, transferSyntaxes: [EXPLICIT] },
		]);
	});

	test('keeps statuses apart per instance and does not stop at a failure', async (t) => {
		const answers = [0x0000, 0xb007, 0xa700, 0xc123, 0x0000];
		const { port } = await scriptedPeer(t, {
			answer: (_command, _bytes, count) => [{ status: answers[count - 1] }],
		});
		const outcomes = await store(
			peerFor(port),
			answers.map((_, index) => object(`2.25.${index}`)),
		);
		assert.deepEqual(
			outcomes.map(({ status }) => status),
			answers,
		);
		assert.deepEqual(
			outcomes.map(({ outcome }) => outcome),
			['stored', 'warning', 'failed', 'failed', 'stored'],
		);
		assert.deepEqual(
			outcomes.map(({ retryable }) => retryable),
			[false, false, true, false, false],
		);
		assert.deepEqual(
			outcomes.map((o) => o.sopInstanceUid),
			[0, 1, 2, 3, 4].map((n) => `2.25.${n}`),
		);
	});

	test('goes on over a new association after one was lost', async (t) => {
		const { port, counts } = await scriptedPeer(t, {
			answer: (command) =>
				command.affectedSopInstanceUid === '2.25.2' ? 'abort' : [{ status: 0 }],
		});
		const outcomes = await store(
			peerFor(port),
			['2.25.1', '2.25.2', '2.25.3'].map((sop) => object(sop)),
		);
		assert.deepEqual(
			outcomes.map(({ code }) => code),
			['stored', 'association-ended', 'stored'],
		);
		assert.equal(counts().associations, 2);
	});

	test('gives up on a peer that loses every association', async (t) => {
		const { port, counts } = await scriptedPeer(t, { answer: () => 'abort' });
		const many = Array.from({ length: 10 }, (_, index) => object(`2.25.${index}`));
		const outcomes = await store(peerFor(port), many);
		assert.equal(outcomes.length, 10);
		assert.ok(outcomes.every(({ outcome, retryable }) => outcome === 'failed' && retryable));
		assert.equal(counts().associations, 3);
	});

	test('reports an object whose encoding is refused, and sends the others', async (t) => {
		const jpeg = '1.2.840.10008.1.2.4.70';
		const { port } = await scriptedPeer(t, { refuse: [jpeg] });
		const outcomes = await store(peerFor(port), [
			{ bytes: part10(dataSet(), { transferSyntax: jpeg }) },
			object('2.25.2'),
			{ bytes: Buffer.from('not DICOM') },
			{ path: '/nowhere/at-all.dcm' },
		]);
		assert.deepEqual(
			outcomes.map(({ code }) => code),
			['context-refused', 'stored', 'dicom-corrupt', 'enoent'].map((code, index) =>
				index === 3 ? outcomes[3]!.code : code,
			),
		);
		assert.equal(outcomes[3]?.outcome, 'failed');
		assert.ok(!outcomes[3]?.meaning.includes('nowhere'));
	});

	test('an answer for another object is not taken for success', async (t) => {
		const { port } = await scriptedPeer(t, {
			answer: () => [{ status: 0, affectedSopInstanceUid: '2.25.777' }],
		});
		const [outcome] = await store(peerFor(port), [object('2.25.1')]);
		assert.equal(outcome?.outcome, 'failed');
	});

	test('more kinds of objects than one association has contexts go over several', async (t) => {
		const { port, counts } = await scriptedPeer(t, {});
		const many = Array.from({ length: 150 }, (_, index) => {
			const sopClass = `${CT}.${index}`;
			const sop = `2.25.${index}`;
			return { bytes: part10(dataSet({ sopClass, sop }), { sopClass, sop }) };
		});
		const outcomes = await store(peerFor(port), many);
		assert.ok(outcomes.every(({ outcome }) => outcome === 'stored'));
		assert.equal(counts().associations, 2);
	});

	test('a refused association is an error: nothing was sent', async (t) => {
		const { port } = await scriptedPeer(t, { reject: { result: 1, source: 1, reason: 3 } });
		await assert.rejects(store(peerFor(port), [object('2.25.1')]), {
			code: 'association-rejected',
		});
	});

	test('sending a result insists on every object', async (t) => {
		const { port } = await scriptedPeer(t, {
			answer: (_command, _bytes, count) => [{ status: count === 1 ? 0 : 0xa700 }],
		});
		await assert.rejects(sendAll(peerFor(port), [object('2.25.1'), object('2.25.2')]), {
			code: 'send-incomplete',
			retryable: true,
		});
		await assert.rejects(sendAll(peerFor(port), []), { code: 'nothing-to-send' });
	});
});

describe('C-FIND', { timeout: 60_000 }, () => {
	const uids = {
		studyInstanceUid: '2.25.1',
		seriesInstanceUid: '2.25.2',
		sopInstanceUid: '2.25.3',
	};
	const match = (sop: string) => element(0x00080018, 'UI', sop);

	test('sends the keys in ascending order and gives every match', async (t) => {
		let sent: Buffer = Buffer.alloc(0);
		const { port } = await scriptedPeer(t, {
			answer: (command, bytes) => {
				assert.equal(command.commandField, CommandField.findRequest);
				sent = bytes;
				return [
					{ status: 0xff00, bytes: match('2.25.3') },
					{ status: 0xff01, bytes: match('2.25.4') },
					{ status: 0 },
				];
			},
		});
		const matches = await find(peerFor(port), 'IMAGE', { 0x0020000d: '2.25.1', 0x00080018: '' });
		assert.deepEqual(
			matches.map((each) => each.string(0x00080018)),
			['2.25.3', '2.25.4'],
		);
		const expected = [
			element(0x00080018, 'UI', ''),
			element(0x00080052, 'CS', 'IMAGE'),
			element(0x0020000d, 'UI', '2.25.1'),
		];
		assert.equal(sent.toString('hex'), Buffer.concat(expected).toString('hex'));
	});

	test('reading back counts only the object itself', async (t) => {
		const { port } = await scriptedPeer(t, {
			answer: () => [{ status: 0xff00, bytes: match('2.25.99') }, { status: 0 }],
		});
		await assert.rejects(readBack(peerFor(port), uids), { code: 'read-back-missing' });
		const good = await scriptedPeer(t, {
			answer: () => [{ status: 0xff00, bytes: match('2.25.3') }, { status: 0 }],
		});
		await readBack(peerFor(good.port), uids);
	});

	test('a failure status is an error, not an empty answer', async (t) => {
		const { port } = await scriptedPeer(t, { answer: () => [{ status: 0xc001 }] });
		await assert.rejects(find(peerFor(port), 'STUDY', {}), { code: 'find-refused' });
	});

	test('an answer that is no data set is refused', async (t) => {
		const { port } = await scriptedPeer(t, {
			answer: () => [
				{ status: 0xff00, bytes: Buffer.from('garbage that is no data set') },
				{ status: 0 },
			],
		});
		await assert.rejects(find(peerFor(port), 'STUDY', {}));
	});
});

test('our client and our listener understand each other, in implicit encoding too', async (t) => {
	const server = await startTestListener(t);
	const implicit = Buffer.concat(
		[
			[0x00080016, `${CT}\0`],
			[0x00080018, '2.25.1001\0'],
			[0x0020000d, '2.25.1'],
			[0x0020000e, '2.25.2'],
		].map(([tag, value]) => {
			const header = Buffer.alloc(8);
			header.writeUInt16LE((tag as number) >>> 16, 0);
			header.writeUInt16LE((tag as number) & 0xffff, 2);
			header.writeUInt32LE((value as string).length, 4);
			return Buffer.concat([header, Buffer.from(value as string)]);
		}),
	);
	const [outcome] = await store(peerFor(server.port), [
		{ bytes: part10(implicit, { transferSyntax: IMPLICIT }) },
	]);
	assert.equal(outcome?.status, 0);
	assert.equal((await server.event('study-complete')).study.studyInstanceUid, '2.25.1');
});

test('the encoder of a rejection and the client agree on its bytes', () => {
	assert.equal(
		encodeAssociateReject({ result: 2, source: 3, reason: 1 }).toString('hex'),
		'03000000000400020301',
	);
});
