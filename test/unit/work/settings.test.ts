import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	DEFAULT_POLICY,
	workPolicy,
	workTimeToLive,
} from '../../../dist/nodes/shared/work/index.js';

const MINUTE = 60_000;

test('without settings the usual policy counts', () => {
	assert.deepEqual(workPolicy({}), DEFAULT_POLICY);
	assert.equal(workTimeToLive({ HOSPITAL_WORK_TTL_DAYS: ' ' }), 30 * 24 * 60 * MINUTE);
});

test('the administrator sets limits, lease, ageing and waiting times', () => {
	const policy = workPolicy({
		HOSPITAL_WORK_URGENT_AT_ONCE: '4',
		HOSPITAL_WORK_ROUTINE_AT_ONCE: '3',
		HOSPITAL_WORK_BATCH_AT_ONCE: '1',
		HOSPITAL_WORK_LEASE_MINUTES: '30',
		HOSPITAL_WORK_AGEING_MINUTES: '2',
		HOSPITAL_WORK_MAX_FAILURES: '2',
		HOSPITAL_WORK_UNCLAIMED_HOURS: '0',
	});
	assert.deepEqual(policy.inFlight, { urgent: 4, routine: 3, batch: 1 });
	assert.equal(policy.total, 8, 'the sum where nothing else is said');
	assert.equal(workPolicy({ HOSPITAL_WORK_AT_ONCE: '5' }).total, 5);
	assert.deepEqual(
		[policy.lease, policy.ageing, policy.maxFailures, policy.unclaimedEscalation],
		[30 * MINUTE, 2 * MINUTE, 2, Infinity],
	);
});

for (const value of ['0', '-1', '1.5', 'many', '1e3', '99999999', '0x10']) {
	test(`a setting that is no sensible number (${value}) is refused by its name, not guessed`, () => {
		assert.throws(() => workPolicy({ HOSPITAL_WORK_BATCH_AT_ONCE: value }), {
			code: 'setting-invalid',
			message: /HOSPITAL_WORK_BATCH_AT_ONCE/,
			nextStep: /from 1 to 1000/,
		});
		assert.throws(() => workTimeToLive({ HOSPITAL_WORK_TTL_DAYS: value }), {
			code: 'setting-invalid',
		});
	});
}
