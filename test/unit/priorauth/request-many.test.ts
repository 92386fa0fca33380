import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDecision } from '../../../dist/nodes/PriorAuth/decision/index.js';
import {
	buildCancel,
	buildRequest,
	buildUpdate,
} from '../../../dist/nodes/PriorAuth/request/index.js';
import { validatePas } from '../../../dist/nodes/PriorAuth/rules/index.js';
import { validateResource } from '../../../dist/nodes/Fhir/validation/index.js';
import { claimOf, concept, PAS, type Json } from './golden.ts';
import { complete, HCPCS, labReport, order, report, PY } from './people.ts';

/** Numbers that look random and are the same in every run (mulberry32). */
function random(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

const UNITS = ['visits', 'visit', 'days', 'd', 'hours', 'h', 'units', 'min', 'mo', '[iU]'];

function device(id: string): Json {
	const { code, occurrencePeriod: _period, quantityQuantity: _quantity, ...rest } = order();
	return { ...rest, id, resourceType: 'DeviceRequest', codeCodeableConcept: code };
}

/** A complete request of any shape that hospitals send. */
function anyRequest(seed: number): Json {
	const next = random(seed);
	const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
	const some = () => next() < 0.5;
	const input: Json = complete();
	const [first] = input.items;
	input.key = `work-${seed}`;
	input.items = Array.from({ length: 1 + Math.floor(next() * 4) }, (_none, at) => ({
		...first,
		order: some() ? device(`o${at}`) : { ...order(), id: `o${at}` },
		quantity: { value: 1 + Math.floor(next() * 30), unit: pick(UNITS) },
		serviced: some() ? '2026-12-05' : { start: '2026-12-05', ...(some() && { end: '2027-01-05' }) },
		...(some() && { modifiers: [{ system: HCPCS, code: 'LT' }] }),
		...(some() && { code: { system: HCPCS, code: pick(['G0154', 'B4184', 'E1223']) } }),
	}));
	if (some()) {
		// An order that has no code for billing: the code is given beside it.
		const code = concept('http://snomed.info/sct', '1');
		input.items[0].order = { ...order(), id: 'o0', code };
		input.items[0].code = { system: HCPCS, code: 'G0154' };
	}
	input.evidence = Array.from({ length: Math.floor(next() * 4) }, (_none, at) => ({
		resource: some() ? { ...report(), id: `doc${at}` } : { ...labReport(), id: `lab${at}` },
		reportType: PY,
	}));
	const [condition] = input.diagnoses;
	input.diagnoses = Array.from({ length: 1 + Math.floor(next() * 14) }, (_none, at) => ({
		...condition,
		id: `d${at}`,
	}));
	if (some()) delete input.practitioner;
	if (some()) {
		const attestation = { by: 'Practitioner/doc', at: '2026-11-22T09:00:00+01:00' };
		input.urgency = { level: 'expedited', attestation };
	}
	if (some()) input.discharge = '2027-01-06';
	if (some()) input.message = 'ZZTEST';
	return input;
}

const X306 = 'https://codesystem.x12.org/005010/306';
const ACTIONS: Readonly<Record<string, string>> = {
	A1: 'approved',
	A2: 'partially-approved',
	A3: 'denied',
	A4: 'pended',
	A6: 'modified',
	C: 'cancelled',
};

/** The answer of a payer that decides alike about every item. */
function answerTo(bundle: Json, code: string): Json {
	const claim = claimOf(bundle);
	const adjudication = [
		{
			extension: [
				{
					url: `${PAS}extension-reviewAction`,
					extension: [
						{ url: 'number', valueString: 'N1' },
						{ url: `${PAS}extension-reviewActionCode`, valueCodeableConcept: concept(X306, code) },
					],
				},
			],
			category: concept('http://terminology.hl7.org/CodeSystem/adjudication', 'submitted'),
		},
	];
	const { patient, insurer, item } = claim;
	const resource = {
		resourceType: 'ClaimResponse',
		status: 'active',
		use: 'preauthorization',
		patient,
		insurer,
		outcome: 'complete',
		item: item.map(({ sequence }: Json) => ({ itemSequence: sequence, adjudication })),
	};
	return { ...bundle, entry: [{ fullUrl: 'urn:uuid:answer', resource }] };
}

test('two hundred requests of any shape break no rule, are sound FHIR, and repeat byte by byte', () => {
	for (let seed = 1; seed <= 200; seed++) {
		const { bundle } = buildRequest(anyRequest(seed)) as Json;
		assert.deepEqual(validatePas(bundle).findings, [], `seed ${seed}`);
		const { issues } = validateResource(bundle);
		const errors = issues.filter(({ severity }) => severity === 'error');
		assert.deepEqual(errors, [], `seed ${seed}`);
		const again = buildRequest(anyRequest(seed));
		assert.equal(JSON.stringify(again.bundle), JSON.stringify(bundle), `seed ${seed}`);
	}
});

test('no two requests share an identifier', () => {
	const seen = new Set<string>();
	for (let seed = 1; seed <= 100; seed++) {
		const { identifier, trace, bundle } = buildRequest(anyRequest(seed)) as Json;
		for (const value of [identifier.value, trace.value, claimOf(bundle).id]) {
			assert.ok(!seen.has(value));
			seen.add(value);
		}
	}
});

test('every answer to every request is read as what it says', () => {
	for (let seed = 1; seed <= 50; seed++) {
		const { bundle } = buildRequest(anyRequest(seed)) as Json;
		for (const [code, outcome] of Object.entries(ACTIONS)) {
			const decision = readDecision(answerTo(bundle, code), bundle);
			assert.equal(decision.outcome, outcome, `seed ${seed} ${code}`);
			assert.equal(decision.items.length, claimOf(bundle).item.length);
		}
		const other = buildRequest(anyRequest(seed + 1000)).bundle;
		assert.equal(readDecision(answerTo(bundle, 'A1'), other).outcome, 'unknown');
	}
});

test('updates and cancellations of any request break no rule', () => {
	for (let seed = 1; seed <= 60; seed++) {
		const { bundle } = buildRequest(anyRequest(seed)) as Json;
		const last = claimOf(bundle).item.length;
		const base = {
			earlier: bundle,
			key: `work-${seed}/2`,
			systems: complete().systems,
			created: '2026-11-23T10:00:00Z',
		};
		const change = { 1: { quantity: { value: 99, unit: 'visits' } } };
		const add = buildRequest(anyRequest(seed + 500)).bundle;
		const updated = buildUpdate({ ...base, change, ...(last > 1 && { cancel: [last] }), add });
		const found = validatePas(updated.bundle).findings.map(({ rule }) => rule);
		// More than twelve diagnoses together are for a person to choose from.
		assert.deepEqual(
			found.filter((rule) => rule !== 'pas-diagnosis-limit'),
			[],
			`seed ${seed}`,
		);
		assert.deepEqual(validatePas(buildCancel(base).bundle).findings, [], `seed ${seed}`);
	}
});

test('a packet is put together and judged in far less than two seconds', () => {
	const input = anyRequest(7);
	input.evidence = Array.from({ length: 50 }, (_none, at) => ({
		resource: {
			...report(),
			id: `doc${at}`,
			content: [{ attachment: { contentType: 'application/pdf', data: 'A'.repeat(100_000) } }],
		},
		reportType: PY,
	}));
	const before = performance.now();
	const { bundle } = buildRequest(input);
	assert.equal(validatePas(bundle).valid, true);
	assert.ok(performance.now() - before < 2000);
});
