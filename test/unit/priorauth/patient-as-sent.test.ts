import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requirePatientAsSent } from '../../../dist/nodes/PriorAuth/writing/patient-as-sent.js';
import type { Json } from './golden.ts';
import { patient } from './people.ts';
import { packet } from './sending.ts';

/** What is said when the record of the patient is like this by now. */
async function said(change: Json): Promise<string | undefined> {
	const client = { read: async () => ({ ...patient(), ...change }) };
	try {
		await requirePatientAsSent(client as never, packet() as never);
	} catch (error) {
		const { code, message } = error as { code: string; message: string };
		assert.equal(code, 'prior-auth-approved-patient-changed');
		assert.doesNotMatch(message, /ZZTEST|1961/);
		return message;
	}
	return undefined;
}

test('the person for whom it was asked gets the number', async () => {
	assert.equal(await said({}), undefined);
	assert.equal(await said({ telecom: [{ system: 'phone', value: '555-0199' }] }), undefined);
	const married = [{ family: 'ZZOTHER', given: ['ADA'] }, ...patient().name];
	assert.equal(await said({ name: married }), undefined);
	assert.equal(await said({ name: [{ family: 'Zztest', given: ['Ada'] }] }), undefined);
});

for (const [what, change, words] of [
	['was merged', { link: [{ type: 'replaced-by', other: { reference: 'Patient/p2' } }] }, /merged/],
	['is not in use', { active: false }, /not in use/],
	['has another birth date', { birthDate: '1999-01-01' }, /another birth date/],
	['has no birth date', { birthDate: undefined }, /another birth date/],
	['has another name', { name: [{ family: 'ZZOTHER', given: ['BEA'] }] }, /another name/],
	['has the name of a relative', { name: [{ family: 'ZZTEST', given: ['BEA'] }] }, /another name/],
] as const) {
	test(`where the record of the patient ${what} by now, no number is written`, async () => {
		assert.match((await said(change as Json)) ?? 'it was written', words);
	});
}
