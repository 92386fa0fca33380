import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kills } from '../../bench/prior-auth/kills.ts';

test(
	'killed ten times between its steps, each request is with the payer once, and none is lost',
	{
		timeout: 240_000,
	},
	async () => {
		const { kills: killed, duplicates, lost, submissions, orders } = await kills({ quick: true });
		assert.equal(killed, 10);
		assert.equal(duplicates, 0);
		assert.equal(lost, 0);
		assert.ok(submissions >= orders);
	},
);
