import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { buildFacts } from '../../../dist/nodes/Drafting/facts/index.js';
import { SHIPPED } from '../../../dist/nodes/Fhir/chart/index.js';
import { keptElements, strip } from '../../../dist/nodes/Fhir/chart/strip.js';
import {
	clinicalFactsContract,
	type ChartContext,
	type ClinicalFacts,
} from '../../../dist/nodes/shared/contracts/index.js';
import { HospitalError } from '../../../dist/nodes/shared/errors.js';
import * as build from './facts-chart.ts';

const { amount, chart, concept, dose, inStay, lab, note, patient, range, record, stay } = build;

/** Not part of the repository. */
const FOLDER = join(
	process.env.HOSPITAL_SHARED_DATA ?? join(import.meta.dirname, '../../../../shared/data'),
	'synthea',
);

/** A stay with something of every kind, many times over. */
function largeStay(times: number): ChartContext {
	const resources: build.ChartResource[] = [patient(), stay({ reasonCode: [concept('Dyspnea')] })];
	for (let at = 0; at < times; at += 1) {
		const day = `2026-11-${String(10 + (at % 4)).padStart(2, '0')}T${String(at % 24).padStart(2, '0')}:00:00+01:00`;
		const name = (text: string) => `${text} number ${at % 40}`;
		resources.push(
			lab(name('Analyte'), day, amount(3 + (at % 50) / 10, 'mmol/L'), range(3.5, 5, 'mmol/L')),
			lab(name('Analyte'), day, amount(3 + (at % 30) / 10, 'mmol/L'), range(3.5, 5, 'mmol/L')),
			record('Condition', { code: concept(name('Problem')) }),
			inStay('Procedure', { status: 'completed', code: concept(name('Procedure')) }),
			build.homeMedicine(`${name('Drug')} 10 mg tablet`, dose(10, 'mg')),
			build.dischargeMedicine(`${name('Drug')} 10 mg tablet`, dose(10 + (at % 3), 'mg', 2)),
			inStay('MedicationAdministration', {
				status: 'completed',
				medicationCodeableConcept: concept(`${name('Drug')} 10 mg tablet`),
				dosage: { dose: { value: 10, unit: 'mg' } },
				effectiveDateTime: day,
			}),
			note('Feels better today. Continue treatment. Plan: discharge tomorrow.\n- call family'),
		);
	}
	return chart(resources);
}

/** One record of every kind. */
const everyKind = (): ChartContext =>
	chart([
		patient(),
		stay({
			reasonCode: [concept('Dyspnea')],
			location: [{ location: { reference: 'Location/l', display: 'Ward' } }],
			hospitalization: { dischargeDisposition: concept('Home') },
			participant: [{ type: [build.coded('ATND')], individual: { display: 'Dr. Zz' } }],
			diagnosis: [{ condition: { reference: 'Condition/c1' }, use: build.coded('DD'), rank: 1 }],
		}),
		inStay('Condition', { id: 'c1', code: concept('Asthma'), bodySite: [concept('Left lung')] }),
		inStay('Procedure', {
			status: 'completed',
			code: concept('Zz'),
			performedDateTime: '2026-11-11',
		}),
		build.homeMedicine('Furosemide 20 mg tablet', dose(20, 'mg')),
		build.dischargeMedicine('Furosemide 20 mg tablet', [
			dose(40, 'mg', 1, { sequence: 1, asNeededCodeableConcept: concept('edema') }),
			dose(20, 'mg', 1, { sequence: 2, text: '20 mg daily' }),
		]),
		inStay('MedicationAdministration', {
			status: 'completed',
			medicationCodeableConcept: concept('Heparin'),
			dosage: { dose: { value: 5000, unit: 'U' } },
		}),
		record('AllergyIntolerance', {
			code: concept('Latex'),
			reaction: [{ manifestation: [concept('Hives')], severity: 'mild' }],
		}),
		lab('Sodium', '2026-11-11', amount(130, 'mmol/L'), range(135, 145, 'mmol/L')),
		inStay('DiagnosticReport', {
			status: 'partial',
			code: concept('CT'),
			conclusion: 'Nodule. No effusion.',
			effectiveDateTime: '2026-11-12',
		}),
		inStay('ServiceRequest', {
			status: 'active',
			code: concept('Culture'),
			authoredOn: '2026-11-12',
		}),
		record('Appointment', {
			subject: undefined,
			status: 'booked',
			start: '2026-12-01T09:00:00Z',
			serviceType: [concept('Zz')],
			participant: [
				{ actor: { reference: build.PATIENT } },
				{ actor: { reference: 'Location/l', display: 'Zz' } },
			],
		}),
		record('CarePlan', {
			status: 'active',
			intent: 'plan',
			activity: [{ detail: { description: 'Weigh yourself', status: 'in-progress' } }],
		}),
		record('CareTeam', {
			status: 'active',
			participant: [
				{ role: [concept('Nurse')], member: { reference: 'Practitioner/p', display: 'Zz' } },
			],
		}),
		record('Immunization', {
			status: 'completed',
			vaccineCode: concept('Zz'),
			occurrenceDateTime: '2026-11-12',
		}),
		note('Plan: go home. Feels better.'),
		note('<p>Plan: go home.</p>', {}, 'text/html'),
	]);

describe('a large chart', () => {
	test('of 2,000 records takes less than 200 ms', () => {
		const context = largeStay(250);
		assert.ok(context.resources.length >= 2000);
		buildFacts(context);
		const times = [1, 2, 3].map(() => {
			const before = process.cpuUsage();
			buildFacts(context);
			const { user, system } = process.cpuUsage(before);
			return (user + system) / 1000;
		});
		assert.ok(Math.min(...times) < 200, `${times.join(', ')} ms`);
	});

	test('has no kind of record that makes it slow, however many there are', () => {
		const many = (make: (at: number) => build.ChartResource) =>
			chart([patient(), stay(), ...Array.from({ length: 4000 }, (_, at) => make(at))]);
		const kinds: Record<string, (at: number) => build.ChartResource> = {
			allergies: (at) => record('AllergyIntolerance', { code: concept(`Zz${at}`) }),
			problems: (at) => record('Condition', { code: concept(`Zz${at}`) }),
			'one medicine': (at) => build.homeMedicine('Zz 1 mg tablet', dose(at + 1, 'mg')),
			medicines: (at) => build.dischargeMedicine(`Zz${at} tablet`, dose(1, 'mg')),
			'one analyte': (at) => lab('Zz', '2026-11-12', amount(at, 'mg/dL')),
			analytes: (at) => lab(`Zz${at}`, '2026-11-12', amount(at, 'mg/dL')),
			orders: (at) => inStay('ServiceRequest', { status: 'active', code: concept(`Zz${at}`) }),
			reports: (at) =>
				inStay('DiagnosticReport', {
					status: 'final',
					code: concept('Zz'),
					conclusion: `Zz ${at}.`,
				}),
		};
		for (const [kind, make] of Object.entries(kinds)) {
			const context = many(make);
			const before = process.cpuUsage();
			const { facts } = buildFacts(context);
			const { user } = process.cpuUsage(before);
			assert.ok(user < 2_000_000, `${kind}: ${user / 1000} ms`);
			assert.ok(facts.length < 5000, kind);
		}
	});
});

describe('what a purpose reads', () => {
	/** The chart as a server and the purpose would give it: nothing but the declared elements. */
	function asRead({ resources, ...context }: ChartContext, name: string): ChartContext {
		const purpose = SHIPPED.find((one) => one.name === name);
		const kept = resources.flatMap((resource) => {
			const reads = purpose?.reads.filter(({ type }) => type === resource.resourceType) ?? [];
			if (reads.length === 0) return [];
			const elements = reads.flatMap(({ elements: own }) => own);
			return [strip(resource, keptElements(resource.resourceType, elements))];
		});
		return { ...context, resources: kept };
	}

	for (const name of ['discharge-summary', 'chart-summary'] as const) {
		test(`is enough for the facts of a ${name}`, () => {
			const whole = largeStay(10);
			const context = name === 'chart-summary' ? { ...whole, encounter: undefined } : whole;
			const options = { purpose: name };
			const read = asRead(context, name);
			const types = new Set(read.resources.map(({ resourceType }) => resourceType));
			const same = {
				...context,
				resources: context.resources.filter(({ resourceType }) => types.has(resourceType)),
			};
			assert.ok(types.size >= 7);
			assert.deepEqual(buildFacts(read, options), buildFacts(same, options));
		});
	}
});

/** What must hold for the facts of any chart. */
function checkAll(context: ChartContext, facts: ClinicalFacts): void {
	const known = new Set(context.resources.map(({ resourceType, id }) => `${resourceType}/${id}`));
	facts.facts.forEach((one, at) => {
		assert.equal(one.id, `f${at + 1}`);
		assert.ok(one.text.trim().length > 0, one.id);
		assert.ok(one.source.length > 0);
		for (const { reference } of one.source) assert.ok(known.has(reference), reference);
		for (const text of [one.text, ...Object.values(one.parts ?? {})]) {
			assert.doesNotMatch(text, /undefined|\[object|NaN|null/);
		}
	});
	assert.equal(new Set(facts.facts.map(({ id }) => id)).size, facts.facts.length);
	assert.doesNotThrow(() => JSON.parse(JSON.stringify(facts)) as unknown);
}

describe('a chart with anything anywhere', () => {
	const GARBAGE: unknown[] = [
		null,
		0,
		-1,
		true,
		'',
		' ',
		'zz',
		[],
		{},
		[null],
		[[]],
		['zz'],
		{ coding: null },
		{ coding: [null, 'zz', {}] },
		{ reference: 5 },
		{ value: 'zz' },
		'9999-99-99',
		Number.MAX_VALUE,
		'__proto__',
	];

	/** A number from 0 to below `limit`, the same at every run. */
	function chance(seed: number): (limit: number) => number {
		let state = seed;
		return (limit) => {
			state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
			return Math.floor((state / 2 ** 32) * limit);
		};
	}

	/** The same value with one element of it, somewhere, replaced. */
	function spoil(value: unknown, next: (limit: number) => number, depth = 0): unknown {
		const isLeaf = typeof value !== 'object' || value === null;
		if (isLeaf || (depth > 0 && next(5) === 0)) return GARBAGE[next(GARBAGE.length)];
		const names = Object.keys(value).filter((name) => name !== 'resourceType' && name !== 'id');
		if (names.length === 0) return GARBAGE[next(GARBAGE.length)];
		const name = names[next(names.length)];
		const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
		(copy as Record<string, unknown>)[name] = spoil(
			(value as Record<string, unknown>)[name],
			next,
			depth + 1,
		);
		return copy;
	}

	test('gives facts that hold together, or a plain refusal, and never anything else', () => {
		const whole = everyKind();
		let refused = 0;
		for (let seed = 1; seed <= 1500; seed += 1) {
			const next = chance(seed);
			const resources = whole.resources.map((one) =>
				next(3) === 0 ? (spoil(one, next) as build.ChartResource) : one,
			);
			const context = { ...whole, resources };
			try {
				checkAll(context, buildFacts(context));
			} catch (error) {
				if (!(error instanceof HospitalError)) throw error;
				assert.match(error.code, /^facts-/);
				refused += 1;
			}
		}
		assert.ok(refused > 50 && refused < 1400, String(refused));
	});
});

test('every leaf of facts is named by the contract, except what is typed by kind', () => {
	const patterns = Object.keys(clinicalFactsContract.fields).map(
		(one) => new RegExp(`^${one.replaceAll('*', '[^/]+')}$`),
	);
	const leaves = (value: unknown, at: string): string[] =>
		typeof value === 'object' && value !== null
			? Object.entries(value).flatMap(([name, item]) => leaves(item, `${at}/${name}`))
			: [at];
	const facts = buildFacts(largeStay(3));
	for (const leaf of leaves(facts, '')) {
		if (/^\/facts\/\d+\/data\//.test(leaf)) continue;
		assert.ok(
			patterns.some((one) => one.test(leaf)),
			leaf,
		);
	}
});

describe('synthetic patients of Synthea', { skip: skipReason() }, () => {
	for (const file of filesOf()) {
		test(`${file.slice(0, 5)}… gives facts of each stay, each with its record`, () => {
			const resources = resourcesOf(file);
			const subject = resources.find(({ resourceType }) => resourceType === 'Patient');
			assert.ok(subject);
			const own = resources.filter((one) => isOf(one, `Patient/${subject.id}`));
			const context: ChartContext = {
				...chart(own),
				purpose: 'chart-summary',
				patient: `Patient/${subject.id}`,
				encounter: undefined,
				asOf: '2026-11-22T00:00:00Z',
			};
			const facts = buildFacts(context);
			checkAll(context, facts);
			assert.ok(facts.facts.some(({ kind }) => kind === 'vital'));
			assert.ok(facts.facts.some(({ kind }) => kind === 'immunization'));
			for (const encounter of own.filter(({ resourceType }) => resourceType === 'Encounter')) {
				checkStay(context, `Encounter/${encounter.id}`);
			}
		});
	}
});

function checkStay(context: ChartContext, encounter: string): void {
	const resources = context.resources.filter((one) => {
		const of = (one.encounter ?? one.context) as { reference?: string } | undefined;
		if (one.resourceType === 'Encounter') return `Encounter/${one.id}` === encounter;
		return of?.reference === undefined || of.reference === encounter;
	});
	const own = { ...context, purpose: 'discharge-summary', encounter, resources };
	const facts = buildFacts(own);
	checkAll(own, facts);
	const stayTimes = facts.facts.filter(({ role }) => role === 'admission' || role === 'discharge');
	assert.equal(stayTimes.length, 2);
	const observations = resources.filter(({ resourceType }) => resourceType === 'Observation');
	const told = facts.facts.filter(({ kind }) => kind === 'vital' || kind === 'lab');
	const wanted = observations.filter(({ category }) =>
		/laboratory|vital-signs/.test(JSON.stringify(category ?? [])),
	);
	assert.equal(told.length > 0, wanted.length > 0);
}

function skipReason(): string | false {
	return existsSync(FOLDER) ? false : 'the Synthea records are absent (HOSPITAL_SHARED_DATA)';
}

function filesOf(): string[] {
	if (!existsSync(FOLDER)) return [];
	return readdirSync(FOLDER).filter((one) => /^[A-Z].*\.json$/.test(one));
}

/** The records of a bundle, with references by type and id instead of by urn. */
function resourcesOf(file: string): build.ChartResource[] {
	const text = readFileSync(join(FOLDER, file), 'utf8');
	const bundle = JSON.parse(text) as {
		entry: Array<{ fullUrl: string; resource: build.ChartResource }>;
	};
	const names = new Map(
		bundle.entry.map(({ fullUrl, resource }) => [
			fullUrl,
			`${resource.resourceType}/${resource.id}`,
		]),
	);
	const plain = text.replace(/urn:uuid:[0-9a-f-]{36}/g, (urn) => names.get(urn) ?? urn);
	return (JSON.parse(plain) as typeof bundle).entry.map(({ resource }) => resource);
}

function isOf(one: build.ChartResource, wanted: string): boolean {
	if (`${one.resourceType}/${one.id}` === wanted) return true;
	const about = (one.subject ?? one.patient) as { reference?: string } | undefined;
	return about?.reference === wanted;
}
