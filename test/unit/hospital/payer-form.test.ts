import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { CQL, ELM } from '../../hospital/payer/questionnaire-logic.ts';
import { FORMS } from '../../hospital/payer/questionnaires.ts';
import type { Json } from '../priorauth/golden.ts';

const require = createRequire(import.meta.url);
const { CodeService, Executor, Library } = require('cql-execution') as Json;
const { PatientSource } = require('cql-exec-fhir') as Json;

const subject = { reference: 'Patient/p1' };
const a1c = (id: string, day: string, value: number, status = 'final'): Json => ({
	resourceType: 'Observation',
	id,
	status,
	subject,
	code: { coding: [{ system: 'http://loinc.org', code: '4548-4' }] },
	effectiveDateTime: `${day}T10:00:00Z`,
	valueQuantity: { value, unit: '%' },
});
const person = {
	resourceType: 'Patient',
	id: 'p1',
	birthDate: '1961-04-05',
	name: [{ family: 'ZZTEST' }],
};
const pain = {
	resourceType: 'Condition',
	id: 'c1',
	subject,
	code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'G89.4' }] },
};

async function told(resources: Json[]): Promise<Json> {
	const source = PatientSource.FHIRv401();
	source.loadBundles([
		{
			resourceType: 'Bundle',
			type: 'collection',
			entry: resources.map((resource) => ({ resource })),
		},
	]);
	const results = await new Executor(new Library(ELM), new CodeService({})).exec(source);
	return results.patientResults.p1;
}

test('the logic of the form says what its text says: names, dates, the latest result that counts', async () => {
	const found = await told([
		person,
		pain,
		a1c('o1', '2026-05-01', 8.1),
		a1c('o2', '2026-09-01', 7.2),
		a1c('o3', '2026-01-01', 9),
		a1c('o4', '2026-10-01', 5, 'entered-in-error'),
	]);
	assert.equal(found.LastName, 'ZZTEST');
	assert.equal(String(found.BirthDate), '1961-04-05');
	assert.equal(found.HasChronicPain, true);
	assert.equal(found.LatestA1c, 7.2);
	assert.equal(found.LatestA1cUnit, '%');
	const empty = await told([person]);
	assert.equal(empty.HasChronicPain, false);
	assert.equal(empty.LatestA1c, null);
});

test('everything that the form asks its logic for is defined, in both forms', () => {
	const defined = ELM.library.statements.def.map(({ name }: Json) => name);
	const texts = JSON.stringify([...FORMS.values()].map(({ questionnaire }) => questionnaire));
	const asked = [...texts.matchAll(/HomeHealthPrepopulation\\"\.(\w+)/g)].map(([, name]) => name);
	assert.equal(asked.length, 4);
	for (const name of asked) assert.ok(defined.includes(name), name);
	for (const name of defined) {
		if (name !== 'Patient') assert.ok(CQL.includes(`define "${name}":`), name);
	}
});
