import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { bearer, FhirClient } from '../../dist/nodes/clients/fhir/index.js';
import { closeAgents } from '../../dist/nodes/clients/http/index.js';
import {
	imagingResultBundle,
	type ImagingResultInput,
} from '../../dist/nodes/Fhir/results/imaging-result.js';
import { decideIdentity, type IdentityClaim } from '../../dist/nodes/Identity/decide.js';
import { STRICT, type IdentityPolicy } from '../../dist/nodes/Identity/policy.js';
import type { FhirError } from '../../dist/nodes/clients/fhir/errors.js';
import { startEhr, type Ehr } from '../hospital/ehr.ts';
import {
	ACCESSION_SYSTEM,
	MRN_ISSUER,
	MRN_SYSTEM,
	orderOf,
	type Hospital,
	type Person,
} from '../hospital/people.ts';
import { seedHospital } from '../hospital/seed.ts';

const TOKEN = 'test-token';
const policy: IdentityPolicy = {
	...STRICT,
	issuers: { [MRN_ISSUER]: MRN_SYSTEM },
	accessionSystem: ACCESSION_SYSTEM,
};
let ehr: Ehr;
let hospital: Hospital;
let fhir: FhirClient;

before(async () => {
	ehr = await startEhr({ token: TOKEN });
	hospital = await seedHospital(ehr, { ordinary: 12 });
	fhir = new FhirClient({
		baseUrl: ehr.url,
		authorizer: bearer(TOKEN),
		retry: { firstDelayMs: 10, attempts: 2 },
	});
});
after(async () => {
	closeAgents();
	await ehr.stop();
});

const claimOf = (person: Person, accessionNumber: string): IdentityClaim => ({
	patient: {
		id: person.mrn,
		issuer: MRN_ISSUER,
		name: `${person.family}^${person.given}`.toUpperCase(),
		birthDate: person.birthDate.replaceAll('-', ''),
		sex: person.sex,
	},
	accessionNumber,
});
const accessionOf = (person: Person) => orderOf(hospital, person).accession;
const decide = (claim: IdentityClaim) => decideIdentity(claim, fhir, policy);

test('the server says what it can do', async () => {
	const statement = await fhir.capabilities();
	assert.equal(statement.fhirVersion, '4.0.1');
});

test('ordinary patients with their own orders are matched', async () => {
	for (const person of hospital.ordinary) {
		const decision = await decide(claimOf(person, accessionOf(person)));
		assert.deepEqual(decision.reasons, []);
		assert.equal(decision.patientReference, `Patient/${person.id}`);
		assert.equal(decision.orderReference, `ServiceRequest/${orderOf(hospital, person).id}`);
		assert.equal(decision.encounterReference, `Encounter/${orderOf(hospital, person).encounterId}`);
	}
});

test('the order of another patient is held', async () => {
	const [one, other] = hospital.ordinary;
	assert.deepEqual((await decide(claimOf(one, accessionOf(other)))).reasons, [
		'order-other-patient',
	]);
});

test('a merged patient is followed to the record that replaced it', async () => {
	const { old, survivor } = hospital.merged;
	const decision = await decide({
		...claimOf(survivor, accessionOf(survivor)),
		patient: { ...claimOf(survivor, '').patient, id: old.mrn },
	});
	assert.deepEqual(decision.reasons, []);
	assert.equal(decision.patientReference, `Patient/${survivor.id}`);
	assert.equal(decision.mergeFollowed, true);
});

test('two people who nearly share a name are told apart', async () => {
	const [one, other] = hospital.nearEqual;
	const swapped = claimOf(one, accessionOf(one));
	swapped.patient.id = other.mrn;
	const { decision, reasons } = await decide(swapped);
	assert.equal(decision, 'hold');
	assert.ok(
		reasons.includes('name-mismatch') &&
			reasons.includes('birth-date-mismatch') &&
			reasons.includes('order-other-patient'),
		reasons.join(),
	);
});

test('letters outside ASCII match their plain spelling', async () => {
	const person = hospital.accented;
	const claim = claimOf(person, accessionOf(person));
	claim.patient.name = claim.patient.name.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
	assert.deepEqual((await decide(claim)).reasons, []);
});

test('a cancelled order and a missing order are held', async () => {
	const { cancelled, withoutOrder } = hospital;
	assert.deepEqual((await decide(claimOf(cancelled, accessionOf(cancelled)))).reasons, [
		'order-status',
	]);
	assert.deepEqual((await decide(claimOf(withoutOrder, 'A-NONE'))).reasons, ['order-not-found']);
});

test('identifiers of patients stand in no address', () => {
	const asked = ehr.requests.filter(({ path }) => /^(Patient|ServiceRequest)/.test(path));
	assert.ok(asked.length > 20);
	for (const { method, path, parameters } of asked) {
		assert.ok(
			method === 'POST' ? path.endsWith('_search') : parameters.length === 0,
			`${method} ${path}`,
		);
	}
});

test('a search walks the pages of the server', async () => {
	const found = await fhir.searchAll('Patient', { _count: 3, _sort: '_id' });
	assert.equal(found.length, hospital.people.length);
	assert.equal(new Set(found.map(({ id }) => id)).size, found.length);
});

test('a search parameter that the server does not know is an error, not an empty result', async () => {
	await assert.rejects(
		fhir.searchAll('Patient', { nonsense: 'x' }),
		(error: FhirError) => error.status === 400,
	);
});

async function resultFor(person: Person, more: object = {}): Promise<ImagingResultInput> {
	return {
		identity: await decide(claimOf(person, accessionOf(person))),
		study: { studyInstanceUid: '2.25.1234', studyDate: '20260203' },
		workKey: `work-${person.id}`,
		result: {
			status: 'result',
			finding: {
				system: 'http://snomed.info/sct',
				code: '1386000',
				display: 'Intracranial hemorrhage',
			},
			score: 0.9,
			threshold: 0.5,
			suspected: true,
			model: {
				name: 'hyperdensity-demo',
				version: '1',
				server: 'test',
				demonstration: true,
				intendedUse: 'None.',
			},
			decidedAt: '2026-02-03T04:05:06.789Z',
			...more,
		},
	};
}

const TYPES = ['Device', 'Observation', 'DiagnosticReport', 'Task', 'Provenance'];
const count = async () =>
	Promise.all(TYPES.map(async (type) => (await fhir.searchAll(type, {})).length));

test('a result is written once, however often it is sent, and all parts point at each other', async () => {
	const person = hospital.ordinary[0];
	const bundle = imagingResultBundle(await resultFor(person));
	const first = await fhir.transaction(bundle);
	assert.deepEqual(
		first.map(({ outcome, resourceType }) => `${outcome} ${resourceType}`),
		[
			'created Device',
			'created Observation',
			'created DiagnosticReport',
			'created Task',
			'created Provenance',
		],
	);
	const before = await count();
	const again = await fhir.transaction(bundle);
	assert.deepEqual(
		again.map(({ outcome }) => outcome),
		Array(5).fill('existing'),
	);
	assert.deepEqual(
		again.map(({ reference }) => reference),
		first.map(({ reference }) => reference),
	);
	assert.deepEqual(await count(), before);
	const [device, observation, report, task, provenance] = first.map(
		({ reference }) => reference ?? '',
	);
	const read = async (reference: string) =>
		(await fhir.read(...(reference.split('/') as [string, string]))) as Record<string, any>;
	assert.deepEqual((await read(report)).result, [{ reference: observation }]);
	assert.equal((await read(observation)).device.reference, device);
	assert.equal((await read(task)).focus.reference, report);
	assert.equal((await read(task)).for.reference, `Patient/${person.id}`);
	assert.deepEqual(
		(await read(provenance)).target.map(({ reference }: { reference: string }) => reference),
		[report, observation, task],
	);
});

test('two patients share the device and nothing else', async () => {
	const before = await count();
	const results = await fhir.transaction(
		imagingResultBundle(await resultFor(hospital.ordinary[1], { score: 0.1, suspected: false })),
	);
	assert.deepEqual(
		results.map(({ outcome }) => outcome),
		['existing', 'created', 'created', 'created'],
	);
	assert.deepEqual(
		(await count()).map((after, index) => after - before[index]),
		[0, 1, 1, 0, 1],
	);
});

test('what the algorithm asserted can be found by its label', async () => {
	const labelled = await fhir.searchAll('DiagnosticReport', {
		_security: 'AIAST',
		status: 'preliminary',
	});
	assert.ok(labelled.length >= 2);
});

test('a server that is down is an error that may be tried again', async () => {
	ehr.unavailable = true;
	try {
		await assert.rejects(
			new FhirClient({ baseUrl: ehr.url, authorizer: bearer(TOKEN), retry: { attempts: 1 } }).read(
				'Patient',
				hospital.people[0].id,
			),
			(error: FhirError) => error.code === 'fhir-unavailable' && error.retryable,
		);
	} finally {
		ehr.unavailable = false;
	}
});

test('a wrong token is refused without repeating it', async () => {
	const stranger = new FhirClient({ baseUrl: ehr.url, authorizer: bearer('WRONG-TOKEN') });
	await assert.rejects(
		stranger.searchAll('Patient', {}),
		(error: FhirError) =>
			error.code === 'fhir-unauthorized' && !`${error.stack}`.includes('WRONG-TOKEN'),
	);
});
