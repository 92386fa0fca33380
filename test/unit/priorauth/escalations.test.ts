import assert from 'node:assert/strict';
import { test } from 'node:test';
import { escalations } from '../../bench/prior-auth/escalations.ts';

test('over six weeks with holidays and a change of clocks everything is told in its minute', async () => {
	const { fired, late, overdue } = await escalations({ quick: true });
	assert.equal(late, 0);
	assert.ok(fired > 100, `only ${fired} were told`);
	assert.ok(overdue > 10, `only ${overdue} payers were late`);
});
