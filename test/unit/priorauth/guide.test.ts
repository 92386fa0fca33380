import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readPolicy } from '../../../dist/nodes/PriorAuth/checklist/index.js';
import { readClockRules } from '../../../dist/nodes/PriorAuth/clocks/index.js';
import { readTable } from '../../../dist/nodes/PriorAuth/requirement/index.js';

const GUIDE = new URL('../../../docs/how-to/prior-auth.md', import.meta.url);

test('the examples of the guide are taken as they stand there', () => {
	const text = readFileSync(GUIDE, 'utf8');
	const [clocks, table, policy, ...more] = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(
		([, json = '']) => JSON.parse(json) as unknown,
	);
	assert.equal(more.length, 0);
	assert.equal(readClockRules(clocks).length, 2);
	assert.equal(readTable(table).rules.length, 2);
	assert.equal(readPolicy(policy, '2027-02-01').criteria.length, 2);
});
