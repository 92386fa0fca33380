import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { store } from '../../../dist/nodes/clients/dimse/index.js';
import { needsPydicomFiles, pydicomFiles } from '../../unit/dicom-data/shared-data.ts';
import { peerFor, startTestListener } from '../../unit/dicom-net/build.ts';
import { output } from '../command.ts';
import { pythonPackages } from '../python.ts';
import { peer } from '../require.ts';

const PACKAGES = ['highdicom==0.28.2', 'pydicom==3.0.2', 'numpy==2.4.6'];

/** Reads every file strictly: no missing header is guessed, and the File Meta Information is whole. */
const READ = `
import json, sys, warnings
warnings.simplefilter('ignore')
import pydicom
from pydicom.dataset import validate_file_meta
found = []
for path in json.load(open(sys.argv[1])):
    data = pydicom.dcmread(path, force=False)
    validate_file_meta(data.file_meta, enforce_standard=True)
    found.append([str(data.file_meta.MediaStorageSOPInstanceUID) == str(data.SOPInstanceUID),
                  str(data.file_meta.MediaStorageSOPClassUID) == str(data.SOPClassUID),
                  str(data.file_meta.ReceivingApplicationEntityTitle), data.preamble == bytes(128)])
print(json.dumps(found))
`;

test('pydicom takes every stored file for a whole DICOM file', needsPydicomFiles, async (t) => {
	const packages = await peer(
		t,
		async () => await pythonPackages('highdicom', PACKAGES, 'import highdicom, pydicom'),
	);
	if (packages === undefined) return;
	const server = await startTestListener(t);
	const entries = await readdir(pydicomFiles() ?? '', { recursive: true, withFileTypes: true });
	const files = entries.filter((entry) => entry.isFile() && !/DICOMDIR/.test(entry.name));
	await store(
		peerFor(server.port),
		files.map(({ parentPath, name }) => ({ path: join(parentPath, name) })),
	);
	const stored = (await server.files()).map((file) => join(server.spool, file));
	assert.ok(stored.length >= 100, `${stored.length} files`);
	const list = join(server.spool, 'list.json');
	await writeFile(list, JSON.stringify(stored));
	const text = await output(packages.python, ['-c', READ, list], {
		env: packages.env,
		timeoutMs: 300_000,
	});
	const expected = stored.map(() => [true, true, 'HOSPITAL', true]);
	assert.deepEqual(JSON.parse(text), expected);
});
