import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { getDataType, globalSchema } from '@medplum/core';
import {
	FhirClient,
	FhirError,
	localReference,
	type FhirResource,
} from '../../../dist/nodes/clients/fhir/index.js';
import { closeAgents } from '../../../dist/nodes/clients/http/index.js';
import { TYPES } from '../../../dist/nodes/Fhir/chart/compartment.js';
import {
	checkPurpose,
	gatherChart,
	narrow,
	OtherPatient,
	purposeNamed,
	SHIPPED,
	type Purpose,
} from '../../../dist/nodes/Fhir/chart/index.js';
import { isElement, keptElements } from '../../../dist/nodes/Fhir/chart/strip.js';
import type { HospitalError } from '../../../dist/nodes/shared/errors.js';
import { startEhr, type Ehr } from '../../hospital/ehr.ts';
import { definitions } from '../../hospital/ehr/definitions.ts';
import { chartOf, seedOf } from './chart-people.ts';

const NOW = new Date('2026-11-22T08:00:00Z');
let ehr: Ehr;
let client: FhirClient;

before(async () => {
	ehr = await startEhr();
	await ehr.seed(seedOf([...chartOf('a'), ...chartOf('b')]));
	client = new FhirClient({ baseUrl: ehr.url, retry: { attempts: 1 } });
});
after(async () => {
	closeAgents();
	await ehr.stop();
});

const purpose = (name: string): Purpose => {
	const found = SHIPPED.find((one) => one.name === name);
	assert.ok(found);
	return found;
};
const gather = (name: string, more: object = {}, from: Purpose = purpose(name)) =>
	gatherChart(
		client,
		from,
		{ patient: 'Patient/pat-a', encounter: 'Encounter/enc-a', ...more },
		{ now: NOW },
	);
const code = (wanted: string) => (error: HospitalError) => {
	assert.equal(error.code, wanted, error.stack);
	assert.doesNotMatch(`${error.message} ${error.nextStep}`, /ZZ|Zz|pat-|127\.0\.0\.1/);
	return true;
};
const ids = (resources: ReadonlyArray<{ id?: string }>, type?: string) =>
	resources
		.filter((one) => type === undefined || (one as FhirResource).resourceType === type)
		.map(({ id }) => id)
		.toSorted();

const state = (name: string, value: string) => ({
	coding: [{ system: `http://terminology.hl7.org/CodeSystem/${name}`, code: value }],
});
const PLAYED = 'http://played.example/fhir';

/**
 * A server that is played: what a search of a type gives, whatever is asked. It has the patient, unless
 * it gives another record of one.
 */
const playing = (
	answer: (
		type: string,
		parameters: Record<string, unknown>,
	) => Array<FhirResource | { resource: FhirResource; mode: 'include' }>,
) => ({
	local: (reference: unknown) =>
		localReference(reference, PLAYED, ['http://inside.played.example:8080/fhir']),
	async *search(type: string, parameters: object) {
		const answered = answer(type, parameters as Record<string, unknown>);
		const isPatient = (one: object) => 'resourceType' in one && one.resourceType === 'Patient';
		const mine: FhirResource[] =
			type === 'Patient' && !answered.some(isPatient)
				? [{ resourceType: 'Patient', id: 'pat-a' }]
				: [];
		for (const one of [...mine, ...answered]) {
			yield 'mode' in one && 'resource' in one
				? (one as { resource: FhirResource; mode: 'include' })
				: { resource: one as FhirResource, mode: 'match' as const };
		}
	},
});

describe('every declaration', () => {
	before(() => definitions());

	for (const { name, reads, priors } of SHIPPED) {
		test(`${name} names searches and elements that FHIR R4 has`, () => {
			for (const read of [...reads, ...(priors ? [priors] : [])]) {
				const { searchParams = {} } = globalSchema.types[read.type] ?? {};
				const { elements } = getDataType(read.type);
				const rule = TYPES[read.type];
				const asked = [
					...Object.keys(read.search ?? {}),
					rule.patientSearch,
					...(rule.encounterSearch === undefined ? [] : [rule.encounterSearch]),
					...(rule.date === undefined ? [] : [rule.date.search]),
				];
				for (const one of asked) assert.ok(one in searchParams, `${read.type}?${one}`);
				for (const one of keptElements(read.type, read.elements)) {
					assert.ok(one in elements, `${read.type}.${one}`);
				}
			}
		});
	}

	test('can only be of types whose patient is known, and FHIR says so too', () => {
		for (const [
			type,
			{ patient, encounter = [], date, modifiers, encounterSearch },
		] of Object.entries(TYPES)) {
			const { elements } = getDataType(type);
			const times = (date?.elements ?? []).map((one) =>
				one in elements ? one : `${one.replace(/(DateTime|Date|Period|Instant)$/, '')}[x]`,
			);
			for (const one of [...patient, ...encounter, ...modifiers, ...times]) {
				assert.ok(one in elements, `${type}.${one}`);
			}
			if (encounterSearch !== undefined) {
				assert.ok(encounterSearch in (globalSchema.types[type]?.searchParams ?? {}), type);
			}
		}
	});

	for (const [what, change] of Object.entries({
		'another type': { type: 'Practitioner' },
		'another way to name the patient': { search: { subject: 'Patient/other' } },
		'records that come along': { search: { _include: 'Observation:subject' } },
		'a chain': { search: { 'encounter.status': 'finished' } },
		'an unlimited number': { atMost: 1_000_000 },
		'no reason': { why: '' },
		'a member that is not known': { everything: true },
		'an element that is a path': { elements: ['name.family'] },
		'no elements': { elements: [] },
		'what is current of a type that does not say it': { current: true },
		'everything that is contained': { elements: ['contained'] },
	})) {
		test(`that asks for ${what} is refused`, () => {
			const [read] = purpose('discharge-summary').reads.filter((one) => one.name === 'laboratory');
			const declared = { ...purpose('identity'), reads: [{ ...read, ...change }] };
			assert.throws(() => checkPurpose(declared), code('purpose-invalid'));
		});
	}
});

describe('the chart for a discharge summary', () => {
	test('holds the stay and what lasts, and nothing of other stays or other people', async () => {
		const chart = await gather('discharge-summary');
		assert.deepEqual(ids(chart.resources, 'Observation'), ['lab1-a', 'lab2-a']);
		assert.deepEqual(ids(chart.resources, 'Condition'), ['now-a', 'past-a']);
		assert.deepEqual(ids(chart.resources, 'Encounter'), ['enc-a']);
		assert.deepEqual(ids(chart.resources, 'DocumentReference'), ['note-a']);
		assert.ok(chart.resources.every(({ id = '' }) => id.endsWith('-a')));
		assert.equal(chart.enteredInError, 1);
		assert.equal(chart.counts.laboratory, 2);
		assert.equal(chart.patient, 'Patient/pat-a');
		assert.equal(chart.asOf, NOW.toISOString());
		assert.ok(chart.resources.every(({ meta }) => meta?.versionId !== undefined));
	});

	test('tells what was asked for and not found', async () => {
		const chart = await gather('discharge-summary');
		assert.ok(chart.notFound.includes('procedures'));
		assert.ok(chart.notFound.includes('earlier-summaries'));
		assert.ok(!chart.notFound.includes('laboratory'));
	});

	test('names the medicines that prescriptions only refer to', async () => {
		const chart = await gather('discharge-summary');
		const [drug, ...others] = chart.resources.filter((one) => one.resourceType === 'Medication');
		assert.deepEqual(drug.code, { text: 'ZZ amoxicillin' });
		assert.equal(drug.manufacturer, undefined);
		assert.equal(others.length, 0);
	});

	test('holds declared elements only, with those that change a meaning', async () => {
		const chart = await gather('discharge-summary');
		for (const resource of chart.resources) {
			const reads = chart.declared.filter(({ type }) => type === resource.resourceType);
			const allowed = reads.flatMap(({ elements }) => elements);
			for (const member of Object.keys(resource)) {
				if (['resourceType', 'id', 'meta'].includes(member)) continue;
				assert.ok(
					allowed.some((element) => isElement(member, element)),
					`${resource.resourceType}.${member}`,
				);
			}
		}
		const patient = chart.resources.find(({ resourceType }) => resourceType === 'Patient');
		assert.equal(patient?.address, undefined);
		assert.equal(patient?.deceasedBoolean, false);
		assert.doesNotMatch(JSON.stringify(chart), /ZZ note|ZZ account|Zzcity|555-0100/);
	});

	test('is asked for by POST only, and for declared types only', async () => {
		ehr.requests.length = 0;
		const chart = await gather('discharge-summary');
		const types = new Set([...chart.declared.map(({ type }) => type), 'Encounter']);
		assert.ok(ehr.requests.length > 10);
		for (const { method, path } of ehr.requests) {
			assert.equal(method, 'POST');
			const [type, search] = path.split('/');
			assert.equal(search, '_search');
			assert.ok(types.has(type), type);
		}
	});

	test('is refused without an encounter, and for the encounter of somebody else', async () => {
		await assert.rejects(
			gather('discharge-summary', { encounter: undefined }),
			code('encounter-missing'),
		);
		await assert.rejects(
			gather('discharge-summary', { encounter: 'Encounter/enc-b' }),
			code('encounter-not-found'),
		);
	});
});

describe('other purposes', () => {
	test('identity reads one record and nothing clinical', async () => {
		ehr.requests.length = 0;
		const chart = await gather('identity', { encounter: undefined });
		assert.deepEqual(ids(chart.resources), ['pat-a']);
		assert.ok(ehr.requests.every(({ path }) => path === 'Patient/_search'));
	});

	test('imaging triage reads no name, and earlier reports by date', async () => {
		const chart = await gather('imaging-triage');
		// Versions are random, and may hold any digits.
		const read = chart.resources.map(({ meta: _, ...rest }) => rest);
		assert.doesNotMatch(JSON.stringify(read), /Zztest|1234|ZZ-a/);
		assert.deepEqual(
			chart.priors?.map(({ id }) => id),
			['r2025-a', 'r2024-a', 'r2023-a'],
			'the newest first, and none from beyond five years',
		);
		const earlier = await gather('imaging-triage', { before: '2025-01-01' });
		assert.deepEqual(
			earlier.priors?.map(({ id }) => id),
			['r2024-a', 'r2023-a'],
		);
	});

	for (const name of ['prior-authorization', 'medication-reconciliation']) {
		test(`${name} reads with and without an encounter`, async () => {
			const chart = await gather(name, { encounter: undefined });
			assert.ok(chart.resources.length > 0);
			assert.equal(chart.encounter, undefined);
			assert.equal((await gather(name)).encounter, 'Encounter/enc-a');
		});
	}
});

const ofA = { subject: { reference: 'Patient/pat-a' } };
const condition = (id: string, more: object = {}): FhirResource => ({
	resourceType: 'Condition',
	id,
	...ofA,
	code: { text: 'ZZ' },
	recordedDate: '2026-11-01',
	...more,
});

describe('a patient', () => {
	const read = (patient: FhirResource[], from = purpose('imaging-triage')) =>
		gatherChart(
			playing((type) => (type === 'Patient' ? patient : [])),
			from,
			{ patient: 'Patient/pat-a' },
		);

	for (const { name } of SHIPPED) {
		test(`that is not in the chart has no empty chart for ${name}`, async () => {
			const nobody = { patient: 'Patient/pat-none', encounter: 'Encounter/enc-none' };
			ehr.requests.length = 0;
			await assert.rejects(gather(name, nobody), code('patient-not-found'));
			assert.equal(ehr.requests.length, 1, 'nothing else is asked for');
		});
	}

	test('whose record was replaced by another one is refused, and the reason says so', async () => {
		const link = [{ other: { reference: 'Patient/pat-b' }, type: 'replaced-by' }];
		const record = { resourceType: 'Patient', id: 'pat-a', link };
		await assert.rejects(read([{ ...record, active: false }]), code('patient-replaced'));
		await assert.rejects(read([{ ...record, active: false }]), /inactive and was replaced/);
		await assert.rejects(read([record]), code('patient-replaced'));
		const identity = narrow(purpose('imaging-triage'), { leaveOut: ['patient'] });
		await assert.rejects(read([record], identity), code('patient-replaced'));
	});

	test('who is inactive, or whose record replaces another one, has a chart', async () => {
		const link = [{ other: { reference: 'Patient/pat-b' }, type: 'replaces' }];
		const chart = await read([{ resourceType: 'Patient', id: 'pat-a', active: false, link }]);
		assert.deepEqual(ids(chart.resources), ['pat-a']);
	});
});

describe('problems', () => {
	const clinical = (value: string) => ({ clinicalStatus: state('condition-clinical', value) });
	const problems = [
		condition('active', clinical('active')),
		condition('recurrence', clinical('recurrence')),
		condition('relapse', clinical('relapse')),
		condition('missing'),
		condition('text', { clinicalStatus: { text: 'ZZ ongoing' } }),
		condition('local', { clinicalStatus: { coding: [{ system: 'urn:zz', code: 'resolved' }] } }),
		condition('inactive', clinical('inactive')),
		condition('remission', clinical('remission')),
		condition('resolved', clinical('resolved')),
	];
	const kept = ['active', 'local', 'missing', 'recurrence', 'relapse', 'text'];

	for (const name of ['imaging-triage', 'discharge-summary', 'medication-reconciliation']) {
		const only = () => {
			const whole = purpose(name);
			const reads = whole.reads.filter((read) => read.name === 'problems');
			return { ...whole, encounter: 'none' as const, reads };
		};

		test(`of ${name} are those that came back, and those of which nothing is said`, async () => {
			const asked: Array<Record<string, unknown>> = [];
			const server = playing((type, parameters) => {
				if (type !== 'Condition') return [];
				asked.push(parameters);
				return problems;
			});
			const chart = await gatherChart(server, only(), { patient: 'Patient/pat-a' });
			assert.deepEqual(ids(chart.resources, 'Condition'), kept);
			assert.equal(chart.counts.problems, kept.length);
			assert.ok(asked.every((one) => !Object.keys(one).some((key) => key.includes('status'))));
		});

		test(`of ${name} that are over push out none that is not`, async () => {
			const over = Array.from({ length: 300 }, (_, at) =>
				condition(`over-${at}`, clinical('resolved')),
			);
			const server = playing((type) => (type === 'Condition' ? [...over, ...problems] : []));
			const chart = await gatherChart(server, only(), { patient: 'Patient/pat-a' });
			assert.deepEqual(ids(chart.resources, 'Condition'), kept);
			assert.deepEqual(chart.truncated, []);
		});
	}

	test('that a real server holds come through its search', async () => {
		const seeded = [
			['back', clinical('relapse')],
			['unsaid', {}],
			['over', clinical('resolved')],
		] as const;
		await ehr.seed(seedOf([{ resourceType: 'Patient', id: 'pat-c' }]));
		await ehr.seed(
			seedOf(
				seeded.map(
					([id, more]) =>
						({
							...condition(`${id}-c`, more),
							subject: { reference: 'Patient/pat-c' },
						}) as unknown as ReturnType<typeof chartOf>[number],
				),
			),
		);
		const chart = await gather('imaging-triage', { patient: 'Patient/pat-c', encounter: '' });
		assert.deepEqual(ids(chart.resources, 'Condition'), ['back-c', 'unsaid-c']);
	});

	test('entered in error are counted once, however many parts ask for them', async () => {
		const wrong = condition('wrong', {
			verificationStatus: state('condition-ver-status', 'entered-in-error'),
		});
		const [read] = purpose('imaging-triage').reads.filter(({ name }) => name === 'problems');
		const reads = [read, { ...read, name: 'again' }];
		const chart = await gatherChart(
			playing((type) => (type === 'Condition' ? [wrong] : [])),
			{ ...purpose('imaging-triage'), reads },
			{ patient: 'Patient/pat-a' },
		);
		assert.equal(chart.enteredInError, 1);
		assert.deepEqual(ids(chart.resources), []);
	});
});

describe('the medicine of a record', () => {
	const ORDERS = [
		'MedicationRequest',
		'MedicationStatement',
		'MedicationAdministration',
		'MedicationDispense',
	];
	const local = { resourceType: 'Medication', id: 'm1', code: { text: 'ZZ local medicine' } };
	const order = (type: string, reference: string, more: object = {}): FhirResource => ({
		resourceType: type,
		id: `rx-${type.toLowerCase()}`,
		...ofA,
		status: 'active',
		medicationReference: { reference },
		...more,
	});
	/** Reduces as a server does that takes `_elements` literally: nothing that is contained is left. */
	const reducing = (order: (type: string) => FhirResource, medicines: FhirResource[] = [local]) =>
		playing((type, parameters) => {
			if (type === 'Medication') {
				const { _id: wanted = '' } = parameters as { _id?: string };
				return medicines.filter(({ id = '' }) => wanted.split(',').includes(id));
			}
			if (!ORDERS.includes(type)) return [];
			const whole = order(type);
			const { _elements: elements } = parameters as { _elements?: string };
			if (elements === undefined) return [whole];
			const names = elements
				.split(',')
				.flatMap((one) => (one === 'medication' ? [`${one}Reference`] : [one]));
			const wanted = ['resourceType', 'id', ...names];
			const reduced = Object.entries(whole).filter(([name]) => wanted.includes(name));
			return [Object.fromEntries(reduced) as FhirResource];
		});
	const naming = SHIPPED.filter(({ reads }) => reads.some((one) => one.medications));
	const gatherFrom = (server: ReturnType<typeof playing>, from: Purpose) =>
		gatherChart(server, { ...from, encounter: 'none' }, { patient: 'Patient/pat-a' }, { now: NOW });

	for (const from of naming) {
		const types = [...new Set(from.reads.filter((one) => one.medications).map((one) => one.type))];

		test(`stays inside it for ${from.name}, also on a server that sends only elements`, async () => {
			const contained = [{ resourceType: 'Medication', id: 'c1', code: { text: 'ZZ inside' } }];
			const server = reducing((type) => order(type, '#c1', { contained }));
			const chart = await gatherFrom(server, from);
			for (const type of types) {
				const [found, ...others] = chart.resources.filter((one) => one.resourceType === type);
				assert.equal(others.length, 0);
				assert.deepEqual(found?.contained, contained, type);
			}
			assert.ok(!chart.notFound.some((one) => one.startsWith('referred-medicines')));
		});

		test(`on another server is not read from here for ${from.name}`, async () => {
			const far = 'https://pharmacy.example/fhir/Medication/m1';
			const chart = await gatherFrom(
				reducing((type) => order(type, far)),
				from,
			);
			assert.deepEqual(ids(chart.resources, 'Medication'), []);
			assert.doesNotMatch(JSON.stringify(chart), /ZZ local medicine/);
			assert.ok(
				chart.notFound.includes('referred-medicines: 1 not on this server, not read'),
				chart.notFound.join('; '),
			);
			assert.doesNotMatch(chart.notFound.join(), /pharmacy|m1/);
		});
	}

	for (const reference of [
		'Medication/m1',
		'Medication/m1/_history/2',
		`${PLAYED}/Medication/m1`,
		'http://inside.played.example:8080/fhir/Medication/m1',
	]) {
		test(`is read by ${reference}`, async () => {
			const chart = await gatherFrom(
				reducing((type) => order(type, reference)),
				purpose('imaging-triage'),
			);
			assert.deepEqual(ids(chart.resources, 'Medication'), ['m1']);
			assert.ok(!chart.notFound.some((one) => one.startsWith('referred-medicines')));
		});
	}

	test('that is lost, or not on the server, is named as not found', async () => {
		const lost = await gatherFrom(
			reducing((type) => order(type, '#c1')),
			purpose('imaging-triage'),
		);
		assert.ok(lost.notFound.includes('referred-medicines: 1 not inside the record that names it'));
		const types = ['m1', 'gone'];
		const two = await gatherFrom(
			playing((type) => {
				if (type === 'Medication') return [local];
				if (type !== 'MedicationRequest') return [];
				return types.map((id) => ({ ...order(type, `Medication/${id}`), id: `rx-${id}` }));
			}),
			purpose('imaging-triage'),
		);
		assert.deepEqual(ids(two.resources, 'Medication'), ['m1']);
		assert.ok(two.notFound.includes('referred-medicines: 1 not found on the server'));
	});
});

describe('what comes too much or too little', () => {
	test('the newest are only said to be kept when every record has the date', async () => {
		const most = narrow(purpose('imaging-triage'), { atMost: 2 });
		const cut = async (
			dates: Array<string | undefined>,
			missing: FhirResource[] | Error,
			wanted = 'AllergyIntolerance',
		) => {
			const found = dates.map(
				(date, at): FhirResource => ({
					resourceType: wanted,
					id: `c${at}`,
					subject: { reference: 'Patient/pat-a' },
					patient: { reference: 'Patient/pat-a' },
					...(date !== undefined && { recordedDate: date }),
				}),
			);
			const server = playing((type, parameters) => {
				if (type !== wanted) return [];
				if (!Object.keys(parameters).some((one) => one.endsWith('date:missing'))) return found;
				if (missing instanceof Error) throw missing;
				return missing;
			});
			const { truncated } = await gatherChart(server, most, { patient: 'Patient/pat-a' });
			assert.deepEqual(
				truncated.map(({ type, kept }) => [type, kept]),
				[[wanted, 2]],
			);
			return truncated[0].newestFirst;
		};
		const three = ['2026-03-03', '2026-02-02', '2026-01-01'];
		assert.equal(await cut(three, []), true);
		assert.equal(await cut(['2026-03-03', undefined, '2026-01-01'], []), false);
		assert.equal(await cut(['2026-03-03', '2026-02-02', undefined], []), false);
		const unseen = {
			resourceType: 'AllergyIntolerance',
			id: 'unseen',
			patient: { reference: 'Patient/pat-a' },
		};
		assert.equal(await cut(three, [unseen]), false);
		const refused = new FhirError('fhir-rejected', 'no', { nextStep: '', status: 400, issues: [] });
		assert.equal(await cut(three, refused), false);
		assert.equal(await cut(three, refused, 'Condition'), true, 'all of them were seen');
		assert.equal(await cut([...three, undefined], [], 'Condition'), false);
	});

	test('a report that only tells when it was issued is not sorted by that', async () => {
		const report = (id: string, more: object) =>
			({ resourceType: 'DiagnosticReport', id, ...ofA, ...more }) as FhirResource;
		const found = [
			report('r1', { effectiveDateTime: '2026-01-01' }),
			report('r2', { issued: '2026-02-02T00:00:00Z' }),
		];
		const chart = await gatherChart(
			playing((type) => (type === 'DiagnosticReport' ? found : [])),
			narrow(purpose('imaging-triage'), { atMost: 1 }),
			{ patient: 'Patient/pat-a' },
		);
		assert.deepEqual(
			chart.truncated.map(({ read, newestFirst }) => [read, newestFirst]),
			[['earlier-reports', false]],
		);
	});

	test('more than may be taken is cut off, the newest stay, and the item says so', async () => {
		const chart = await gather('', {}, narrow(purpose('discharge-summary'), { atMost: 1 }));
		assert.deepEqual(ids(chart.resources, 'Observation'), ['lab2-a']);
		assert.deepEqual(
			chart.truncated.find(({ read }) => read === 'laboratory'),
			{ read: 'laboratory', type: 'Observation', kept: 1, newestFirst: true },
		);
	});

	test('a server that ignores the wish for elements is stripped here', async () => {
		const [patient] = chartOf('a') as unknown as FhirResource[];
		const chart = await gatherChart(
			playing(() => [patient]),
			purpose('identity'),
			{ patient: 'Patient/pat-a' },
		);
		assert.deepEqual(Object.keys(chart.resources[0]).toSorted(), [
			'birthDate',
			'deceasedBoolean',
			'gender',
			'id',
			'identifier',
			'name',
			'resourceType',
		]);
	});

	test('of what is contained only a medicine is kept, and of the labels only the security ones', async () => {
		const contained = [
			{ resourceType: 'Medication', id: 'm', code: { text: 'ZZ amoxicillin' } },
			{ resourceType: 'Patient', id: 'p', name: [{ family: 'Zzother' }] },
		];
		const prescription = {
			resourceType: 'MedicationRequest',
			id: 'rx',
			meta: {
				versionId: '7',
				lastUpdated: '2026-11-22T00:00:00Z',
				security: [{ code: 'R' }],
				tag: [{ display: 'ZZ of the front desk' }],
				source: 'urn:zz',
			},
			contained,
			modifierExtension: [{ url: 'urn:zz:not-taken', valueBoolean: true }],
			extension: [{ url: 'urn:zz:clerk', valueString: 'ZZ' }],
			status: 'active',
			intent: 'order',
			subject: { reference: 'Patient/pat-a' },
			medicationReference: { reference: '#m' },
		};
		const chart = await gatherChart(
			playing((type) => (type === 'MedicationRequest' ? [prescription] : [])),
			purpose('imaging-triage'),
			{ patient: 'Patient/pat-a' },
		);
		const found = chart.resources.find(({ id }) => id === 'rx');
		assert.ok(found);
		assert.deepEqual(found.contained, contained.slice(0, 1));
		assert.deepEqual(Object.keys(found.meta ?? {}).toSorted(), [
			'lastUpdated',
			'security',
			'versionId',
		]);
		assert.ok(found.modifierExtension, 'it changes what the record means');
		assert.equal(found.extension, undefined);
	});

	test('a server that refuses elements or sorting is asked without', async () => {
		const asked: string[][] = [];
		const [patient] = chartOf('a') as unknown as FhirResource[];
		const server = playing((_type, parameters) => {
			asked.push(Object.keys(parameters));
			if ('_elements' in parameters || '_sort' in parameters) {
				throw new FhirError('fhir-rejected', 'no', { nextStep: '', status: 400, issues: [] });
			}
			return _type === 'Patient' ? [patient] : [];
		});
		const chart = await gatherChart(server, purpose('imaging-triage'), {
			patient: 'Patient/pat-a',
		});
		assert.deepEqual(ids(chart.resources), ['pat-a']);
		assert.equal(chart.resources[0].name, undefined);
		assert.ok(asked.length < chart.declared.length * 3, 'it is remembered');
	});

	test('a server that takes "value" literally is asked again, so that no value is lost', async () => {
		const whole = chartOf('a').find(({ id }) => id === 'lab1-a') as unknown as FhirResource;
		const server = playing((type, parameters) => {
			if (type !== 'Observation') return [];
			const { _elements: wanted } = parameters as { _elements?: string };
			if (wanted === undefined) return [whole];
			const names = ['resourceType', 'id', ...wanted.split(',')];
			return [
				Object.fromEntries(Object.entries(whole).filter(([name]) => names.includes(name))),
			] as FhirResource[];
		});
		const chart = await gatherChart(server, purpose('imaging-triage'), {
			patient: 'Patient/pat-a',
		});
		const found = chart.resources.find(({ id }) => id === 'lab1-a');
		assert.deepEqual(found?.valueQuantity, { value: 1.1, unit: 'mg/dL' });
		assert.equal(found?.note, undefined);
	});

	test('a server that ignores the encounter gives no other stay away', async () => {
		const conditions = chartOf('a').filter(
			({ resourceType }) => resourceType === 'Condition' || resourceType === 'Encounter',
		) as unknown as FhirResource[];
		const server = playing((type) => conditions.filter((one) => one.resourceType === type));
		const { name, version, title, why, encounter, reads } = purpose('discharge-summary');
		const only = reads.filter((read) => read.name === 'diagnoses');
		const chart = await gatherChart(
			server,
			{ name, version, title, why, encounter, reads: only },
			{ patient: 'Patient/pat-a', encounter: 'Encounter/enc-a' },
		);
		assert.deepEqual(ids(chart.resources), ['now-a']);
		assert.equal(chart.otherEncounter, 1);
	});
});

describe('a record of somebody else', () => {
	const purposeOf = (type: string): Purpose => ({
		name: 'test',
		version: '1',
		title: 'Test',
		why: 'Test.',
		encounter: 'none',
		reads: [{ name: 'one', why: 'Test.', type, elements: ['identifier'], atMost: 5 }],
	});
	const about = (type: string, patient: string): FhirResource => {
		const [element = ''] = TYPES[type].patient;
		if (type === 'Patient') return { resourceType: type, id: patient.split('/').at(-1) };
		const reference = { reference: patient };
		const value = type === 'Appointment' ? [{ actor: reference }] : reference;
		return { resourceType: type, id: 'x1', [element]: value };
	};
	const read = (
		type: string,
		...found: Parameters<typeof playing>[0] extends (...a: never[]) => infer R ? R : never
	) =>
		gatherChart(
			playing(() => found),
			purposeOf(type),
			{ patient: 'Patient/pat-a' },
		);

	for (const type of Object.keys(TYPES)) {
		test(`stops the reading of ${type}, also when it only came along or says nothing`, async () => {
			const mine = about(type, 'Patient/pat-a');
			assert.equal((await read(type, mine)).resources.length, 1);
			const stopped = (error: HospitalError) =>
				error instanceof OtherPatient && code('chart-other-patient')(error);
			await assert.rejects(read(type, mine, about(type, 'Patient/pat-b')), stopped);
			const elsewhere = 'http://other.example/fhir/Patient/pat-a';
			if (type !== 'Patient') {
				await assert.rejects(read(type, about(type, elsewhere)), stopped);
				await assert.rejects(read(type, { resourceType: type, id: 'x' }), stopped);
			}
			const foreign = { resource: about('Observation', 'Patient/pat-b'), mode: 'include' as const };
			await assert.rejects(read(type, foreign), stopped);
		});
	}

	test('is not seen in the same patient written in full or with a version', async () => {
		for (const reference of [
			'http://played.example/fhir/Patient/pat-a',
			'Patient/pat-a/_history/3',
		]) {
			assert.equal(
				(await read('Observation', about('Observation', reference))).resources.length,
				1,
			);
		}
	});

	test('is left out, and said so, where two patients share an appointment', async () => {
		const shared = {
			resourceType: 'Appointment',
			id: 'x1',
			participant: [
				{ actor: { reference: 'Patient/pat-a' } },
				{ actor: { reference: 'Patient/pat-b' } },
			],
		};
		const chart = (await read('Appointment', shared)) as {
			resources: object[];
			notFound: string[];
		};
		assert.deepEqual(chart.resources, []);
		assert.match(chart.notFound.join(), /: 1 of several patients together, left out/);
	});
});

describe('a step', () => {
	test('may only narrow, whatever it says', () => {
		const whole = purpose('discharge-summary');
		for (const narrowing of [
			{ atMost: 10_000, daysBack: 100_000 },
			{ atMost: 1, daysBack: 1, leaveOut: ['goals'], leaveOutElements: ['Patient.name'] },
		]) {
			const less = narrow(whole, narrowing);
			for (const read of less.reads) {
				const original = whole.reads.find(({ name }) => name === read.name);
				assert.ok(original);
				assert.ok(read.atMost <= original.atMost);
				assert.ok(read.elements.every((one) => original.elements.includes(one)));
				assert.deepEqual(read.search, original.search);
				assert.equal(read.encounter, original.encounter);
				if (original.back === undefined || !original.back.startsWith('P')) {
					assert.equal(read.back, original.back);
				}
			}
		}
		const less = narrow(whole, { leaveOut: ['goals', 'earlier-summaries'], daysBack: 30 });
		assert.equal(less.priors, undefined);
		assert.ok(!less.reads.some(({ name }) => name === 'goals'));
		assert.equal(less.reads.find(({ name }) => name === 'running-prescriptions')?.back, 'P30D');
	});

	test('that leaves out what is not there is told so: a slip would leave everything in', () => {
		const whole = purpose('discharge-summary');
		assert.throws(() => narrow(whole, { leaveOut: ['labs'] }), code('purpose-narrowing'));
		assert.throws(
			() => narrow(whole, { leaveOutElements: ['Patient.adress'] }),
			code('purpose-narrowing'),
		);
	});
});

describe("a site's own purpose", () => {
	const folder = mkdtempSync(join(tmpdir(), 'hospital-purposes-'));
	after(() => rmSync(folder, { recursive: true, force: true }));
	const place = (name: string, content: unknown, mode = 0o600) => {
		const path = join(folder, `${name}.json`);
		writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
		chmodSync(path, mode);
	};
	const own = { ...purpose('identity'), name: 'tumour-board' };

	test('is read from its file', async () => {
		place('tumour-board', own);
		assert.equal((await purposeNamed('tumour-board', folder)).title, 'Identity');
	});

	test('with the name of one that comes with the package is refused, and not just ignored', async () => {
		assert.equal(await purposeNamed('identity', folder), purpose('identity'));
		place('identity', { ...purpose('discharge-summary'), name: 'identity' });
		await assert.rejects(purposeNamed('identity', folder), code('purpose-name-taken'));
		await assert.rejects(purposeNamed('identity', folder), /identity\.json/);
		assert.equal(
			await purposeNamed('imaging-triage', join(folder, 'none')),
			purpose('imaging-triage'),
		);
	});

	test('is refused when others can change it, when it is damaged or not there', async () => {
		place('tumour-board', own, 0o666);
		await assert.rejects(purposeNamed('tumour-board', folder), code('purpose-exposed'));
		place('tumour-board', '{"name":');
		await assert.rejects(purposeNamed('tumour-board', folder), code('purpose-invalid'));
		place('tumour-board', { ...own, name: 'other' });
		await assert.rejects(purposeNamed('tumour-board', folder), code('purpose-invalid'));
		await assert.rejects(purposeNamed('nothing', folder), code('purpose-unknown'));
		await assert.rejects(purposeNamed('../../etc/passwd', folder), code('purpose-unknown'));
	});
});

test('the reference page tells of every part of every purpose what is kept', () => {
	const page = readFileSync(
		join(import.meta.dirname, '../../../docs/reference/chart-context.md'),
		'utf8',
	);
	for (const { name, version, why, reads, priors } of SHIPPED) {
		const [, section = ''] = page.split(`(\`${name}\`, version ${version})`);
		assert.ok(section.trimStart().startsWith(why), name);
		const [table] = section.split('\n## ');
		for (const read of [...reads, ...(priors ? [priors] : [])]) {
			const row = table.split('\n').find((line) => line.startsWith(`| \`${read.name}\``)) ?? '';
			for (const text of [read.why, read.type, String(read.atMost), read.elements.join(', ')]) {
				assert.ok(row.includes(text), `${name} ${read.name}: ${text}`);
			}
			for (const value of Object.values(read.search ?? {}).flatMap((one) => one.split(','))) {
				assert.ok(row.includes(value.replace('http://loinc.org|', '')), `${name} ${value}`);
			}
		}
	}
	for (const type of Object.keys(TYPES)) assert.ok(page.includes(type), type);
});
