import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { store } from '../../dist/nodes/clients/dimse/index.js';
import { imageCounter, type CountTrouble } from '../../dist/nodes/Dicom/receiving/count-images.js';
import { dataSet, part10, peerFor } from '../unit/dicom-net/build.ts';
import { startOrthanc } from './orthanc.ts';
import { peer } from './require.ts';

test('Orthanc says how many images it has of a study and of a series, a result that was written back not among them', async (t) => {
	const dir = await mkdtemp(join(tmpdir(), 'dicom-count-'));
	t.after(async () => await rm(dir, { recursive: true, force: true }));
	const orthanc = await peer(t, async () => await startOrthanc({ aet: 'PACS', dir }));
	if (orthanc === undefined) return;
	t.after(orthanc.stop);
	const pacs = peerFor(orthanc.dicomPort, { called: 'PACS' });
	const images = [
		{ sop: '2.25.701', series: '2.25.71' },
		{ sop: '2.25.702', series: '2.25.71' },
		{ sop: '2.25.703', series: '2.25.72' },
		{ sop: '2.25.704', series: '2.25.73', modality: 'SR' },
		{ sop: '2.25.705', series: '2.25.74', modality: 'PR' },
	];
	await store(
		pacs,
		images.map((each) => ({
			bytes: part10(dataSet({ study: '2.25.7', ...each }), { sop: each.sop }),
		})),
	);
	const troubles: CountTrouble[] = [];
	const count = imageCounter({ peer: pacs }, (trouble) => troubles.push(trouble));
	assert.deepEqual(await count({ studyInstanceUid: '2.25.7' }), { count: 3 });
	const series = { studyInstanceUid: '2.25.7', seriesInstanceUid: '2.25.71' };
	assert.deepEqual(await count(series), { count: 2 });
	assert.deepEqual(await count({ ...series, seriesInstanceUid: '2.25.73' }), { count: 1 });
	assert.deepEqual(await count({ studyInstanceUid: '2.25.8' }), { count: 0 });
	assert.deepEqual(troubles, []);
});
