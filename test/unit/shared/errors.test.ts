import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HospitalError, systemCode, toHospitalError } from '../../../dist/nodes/shared/errors.js';

const PATIENT = 'ZZTEST^ADA 19500101';

describe('errors', () => {
	test('tell in plain words what the operating system said', () => {
		const cause = Object.assign(new Error(`connect 10.0.0.1 ${PATIENT}`), { code: 'ECONNREFUSED' });
		const error = toHospitalError(cause, 'Sending the study');
		assert.equal(error.code, 'econnrefused');
		assert.equal(error.retryable, true);
		assert.equal(error.message, 'Sending the study: Nothing listens at that address and port');
		assert.match(error.nextStep, /host and port/);
	});

	test('find the code inside an aggregate error or a cause', () => {
		const inner = Object.assign(new Error('x'), { code: 'ETIMEDOUT' });
		assert.equal(systemCode(new AggregateError([inner])), 'ETIMEDOUT');
		assert.equal(systemCode(new Error('outer', { cause: inner })), 'ETIMEDOUT');
		const circle = new Error('circle');
		circle.cause = circle;
		assert.equal(systemCode(circle), undefined);
	});

	for (const [what, foreign] of [
		['a message', new Error(PATIENT)],
		['a string', PATIENT],
		['a code', Object.assign(new Error(), { code: PATIENT })],
		['a name', Object.assign(new Error(), { name: PATIENT })],
		['an object', { code: 42, message: PATIENT }],
		['nothing', undefined],
	] as const) {
		test(`never repeat text of a foreign error: ${what}`, () => {
			const { message, nextStep, code } = toHospitalError(foreign, 'Reading');
			assert.doesNotMatch(`${message} ${nextStep} ${code}`, /ZZTEST|1950/);
		});
	}

	test('stay as they are, also when another copy of the package made them', () => {
		const mine = new HospitalError('patient-mismatch', 'No match', { nextStep: 'Look.' });
		assert.equal(toHospitalError(mine, 'Reading'), mine);
		const brand = Symbol.for('n8n-nodes-hospital/error/1');
		const other = Object.assign(new Error('Closed'), { [brand]: true, code: 'work-closed' });
		assert.equal(toHospitalError(other, 'Reading').message, 'Closed');
	});

	test('call an abort cancelled', () => {
		const abort = new DOMException('gone', 'AbortError');
		assert.equal(toHospitalError(abort, 'Reading').code, 'cancelled');
	});
});
