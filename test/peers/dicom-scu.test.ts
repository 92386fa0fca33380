import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { echo, find, store } from '../../dist/nodes/clients/dimse/index.js';
import { readBack, readBackStudy, sendAll } from '../../dist/nodes/Dicom/sending.js';
import { readPart10, Tag } from '../../dist/nodes/formats/dicom/index.js';
import { CT, dataSet, element, part10, peerFor, temporaryFolder } from '../unit/dicom-net/build.ts';
import { startStorescp } from './dcmtk.ts';
import { startOrthanc, type Orthanc } from './orthanc.ts';
import { peer } from './require.ts';

const UIDS = { studyInstanceUid: '2.25.611', seriesInstanceUid: '2.25.612' };
const object = (sop: string, patientName?: string) => ({
	bytes: part10(
		dataSet({ study: UIDS.studyInstanceUid, series: UIDS.seriesInstanceUid, sop, patientName }),
		{ sop },
	),
});

describe('our client and Orthanc', () => {
	let starting: Promise<Orthanc> | undefined;
	let folder = '';
	const orthanc = async (): Promise<Orthanc> => {
		folder ||= await mkdtemp(join(tmpdir(), 'dicom-scu-'));
		return await (starting ??= startOrthanc({ aet: 'PACS', dir: folder }));
	};
	after(async () => {
		await (await starting?.catch(() => undefined))?.stop();
		await rm(folder, { recursive: true, force: true });
	});
	const at = (server: Orthanc, aet = 'PACS') => peerFor(server.dicomPort, { called: aet });

	test('C-ECHO is answered, a wrong AE title is explained', async (t) => {
		const server = await peer(t, orthanc);
		if (server === undefined) return;
		assert.ok((await echo(at(server))).milliseconds >= 0);
		await assert.rejects(echo(at(server, 'ELSEWHERE')), (error: Error & { code: string }) => {
			assert.equal(error.code, 'association-rejected');
			assert.match(error.message, /called AE title/);
			return true;
		});
	});

	test('what was sent is there, unchanged, and is found again', async (t) => {
		const server = await peer(t, orthanc);
		if (server === undefined) return;
		const privateElement = Buffer.concat([
			element(0x00090010, 'LO', 'ZZTEST PRIVATE'),
			element(0x00091001, 'LO', 'kept'),
		]);
		const sop = '2.25.613';
		const whole = dataSet({ study: UIDS.studyInstanceUid, series: UIDS.seriesInstanceUid, sop });
		const at0010 = whole.indexOf(Buffer.from('1000100050', 'hex'));
		const bytes = Buffer.concat([
			whole.subarray(0, at0010),
			privateElement,
			whole.subarray(at0010),
		]);
		await sendAll(at(server), [{ bytes: part10(bytes, { sop }) }, object('2.25.614')]);
		await readBack(at(server), { ...UIDS, sopInstanceUid: sop });
		await readBackStudy(at(server), UIDS.studyInstanceUid, [
			{ seriesInstanceUid: UIDS.seriesInstanceUid, sopInstanceUids: new Set([sop, '2.25.614']) },
		]);
		const [id] = await server.post<string[]>('/tools/find', {
			Level: 'Instance',
			Query: { SOPInstanceUID: sop },
		});
		const response = await fetch(`${server.url}/instances/${id}/file`);
		const file = Buffer.from(await response.arrayBuffer());
		assert.ok(file.subarray(readPart10(file).dataSetOffset).equals(bytes));
	});

	test('an object that was never sent is missing', async (t) => {
		const server = await peer(t, orthanc);
		if (server === undefined) return;
		await assert.rejects(readBack(at(server), { ...UIDS, sopInstanceUid: '2.25.699' }), {
			code: 'read-back-missing',
		});
	});

	test('a study is found by its UID with the number of its instances', async (t) => {
		const server = await peer(t, orthanc);
		if (server === undefined) return;
		await sendAll(at(server), [object('2.25.615')]);
		const [study] = await find(at(server), 'STUDY', {
			[Tag.StudyInstanceUID]: UIDS.studyInstanceUid,
			[Tag.NumberOfStudyRelatedInstances]: '',
			[Tag.PatientName]: '',
		});
		assert.equal(study?.string(Tag.StudyInstanceUID), UIDS.studyInstanceUid);
		assert.ok((study?.number(Tag.NumberOfStudyRelatedInstances) ?? 0) >= 1);
		assert.equal(study?.string(Tag.PatientName), 'ZZTEST^ADA');
	});

	test('sending the same object again does no harm', async (t) => {
		const server = await peer(t, orthanc);
		if (server === undefined) return;
		const outcomes = await store(at(server), [object('2.25.616'), object('2.25.616')]);
		assert.deepEqual(
			outcomes.map(({ outcome }) => outcome),
			['stored', 'stored'],
		);
	});
});

describe('our client and storescp', () => {
	test('an object larger than many PDUs arrives byte for byte, at small PDUs too', async (t) => {
		const dir = await temporaryFolder(t);
		const scp = await peer(
			t,
			async () => await startStorescp({ aet: 'STORESCP', dir, args: ['+B', '-pdu', '4096'] }),
		);
		if (scp === undefined) return;
		t.after(scp.stop);
		const bytes = dataSet({
			pixels: Buffer.from(Array.from({ length: 2_000_001 }, (_, i) => i % 239)),
		});
		const [outcome] = await store(peerFor(scp.port, { called: 'STORESCP' }), [
			{ bytes: part10(bytes) },
		]);
		assert.equal(outcome?.outcome, 'stored');
		const file = await readFile((await scp.files())[0]!);
		const hash = (part: Buffer) => createHash('sha256').update(part).digest('hex');
		assert.equal(hash(file.subarray(readPart10(file).dataSetOffset)), hash(bytes));
	});

	test('an association that is aborted in mid-transfer is a retryable failure of each object', async (t) => {
		const dir = await temporaryFolder(t);
		const args = ['--abort-during'];
		const scp = await peer(t, async () => await startStorescp({ aet: 'STORESCP', dir, args }));
		if (scp === undefined) return;
		t.after(scp.stop);
		const outcomes = await store(peerFor(scp.port, { called: 'STORESCP' }), [
			object('2.25.1'),
			object('2.25.2'),
		]);
		assert.deepEqual(
			outcomes.map(({ outcome, code, retryable }) => [outcome, code, retryable]),
			[
				['failed', 'association-ended', true],
				['failed', 'association-ended', true],
			],
		);
	});

	test('a server that refuses every association is an error in plain words', async (t) => {
		const dir = await temporaryFolder(t);
		const scp = await peer(
			t,
			async () => await startStorescp({ aet: 'STORESCP', dir, args: ['--refuse'] }),
		);
		if (scp === undefined) return;
		t.after(scp.stop);
		await assert.rejects(store(peerFor(scp.port), [object('2.25.1')]), {
			code: 'association-rejected',
		});
	});

	test('an unknown kind of object is refused by its context, known ones are stored', async (t) => {
		const dir = await temporaryFolder(t);
		const scp = await peer(t, async () => await startStorescp({ aet: 'STORESCP', dir }));
		if (scp === undefined) return;
		t.after(scp.stop);
		const sopClass = `${CT}.4711`;
		const outcomes = await store(peerFor(scp.port, { called: 'STORESCP' }), [
			{ bytes: part10(dataSet({ sopClass, sop: '2.25.5' }), { sopClass, sop: '2.25.5' }) },
			object('2.25.6'),
		]);
		assert.deepEqual(
			outcomes.map(({ code }) => code),
			['context-refused', 'stored'],
		);
	});
});
