import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { format } from 'prettier';
import { pages } from '../../../docs/generate.mjs';
import manifest from '../../../package.json' with { type: 'json' };
import { VERSION } from '../../../dist/nodes/shared/version.js';

const REPOSITORY = join(import.meta.dirname, '../../..');

describe('generated documentation', () => {
	for (const [name, text] of Object.entries(pages())) {
		it(`${name} says what the code says`, async () => {
			const stored = readFileSync(join(REPOSITORY, 'docs/reference', name), 'utf8');
			assert.equal(
				stored,
				await format(text, { parser: 'markdown' }),
				'run node docs/generate.mjs',
			);
		});
	}

	it('the version in results is the version of the package', () => {
		assert.equal(VERSION, manifest.version);
	});
});
