import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workFile } from '../../../dist/nodes/shared/work-file.js';

test('file names from the canvas cannot leave the folder of volumes', () => {
	assert.equal(workFile('/v', 'w1', 'k1', 'vol'), '/v/w1/k1.vol');
	assert.equal(workFile('/v', undefined, 'k1', 'dcm'), '/v/free/k1.dcm');
	for (const key of ['', '..', '../k', 'a/b', 'a\0', '.k']) {
		assert.throws(() => workFile('/v', 'w1', key, 'vol'), { code: 'input-invalid' });
		assert.throws(() => workFile('/v', key, 'k1', 'vol'), { code: 'input-invalid' });
	}
});
