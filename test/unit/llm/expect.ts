import assert from 'node:assert/strict';

/** A word that stands in every prompt and answer of these tests and must be in no error. */
export const SECRET = 'ZZTESTSECRET';

/** The call fails with this code, and nothing of prompt or answer is told. */
export async function fails(code: string, what: Promise<unknown> | (() => Promise<unknown>)) {
	let error: unknown;
	try {
		await (typeof what === 'function' ? what() : what);
	} catch (caught) {
		error = caught;
	}
	assert.ok(error instanceof Error, `it did not fail with ${code}`);
	const { code: found, message, nextStep } = error as Error & { code: string; nextStep: string };
	assert.equal(found, code, message);
	assert.ok(message.length > 0 && nextStep.length > 0);
	assert.ok(!`${message} ${nextStep}`.includes(SECRET), 'the error repeats the text');
	return error as Error & { code: string; nextStep: string; retryable: boolean };
}
