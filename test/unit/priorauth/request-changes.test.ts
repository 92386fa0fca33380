import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	buildCancel,
	buildInquiry,
	buildRequest,
	buildUpdate,
} from '../../../dist/nodes/PriorAuth/request/index.js';
import { validatePas } from '../../../dist/nodes/PriorAuth/rules/index.js';
import { validateResource } from '../../../dist/nodes/Fhir/validation/index.js';
import { claimOf, extensionOf, golden, REQUESTS, type Json } from './golden.ts';
import { complete, HCPCS, order, report, PY } from './people.ts';

const systems = {
	bundle: 'http://hospital.example.org/pas/packets',
	claim: 'urn:trnorg:9012345678',
};
const base = { key: 'work-1/2', systems, created: '2026-11-23T10:00:00Z' };

const first = (): Json => buildRequest(complete());
const update = (change: Json): Json => buildUpdate({ ...base, earlier: first().bundle, ...change });
const sound = (bundle: Json): void => {
	assert.deepEqual(validatePas(bundle).findings, []);
	const { issues } = validateResource(bundle);
	assert.deepEqual(
		issues.filter(({ severity }) => severity === 'error'),
		[],
	);
};

for (const name of REQUESTS) {
	test(`the published example ${name} is sound FHIR`, () => sound(golden(name)));
}

test('a changed quantity is marked, and everything else stays', () => {
	const { bundle, kind, items } = update({
		change: { 1: { quantity: { value: 12, unit: 'visits' } } },
	});
	sound(bundle);
	assert.equal(kind, 'update');
	assert.equal(validatePas(bundle).kind, 'update');
	const order = 'ServiceRequest/o1';
	assert.deepEqual(items, [
		{ sequence: 1, system: HCPCS, code: 'G0154', order, change: 'changed' },
	]);
	const [item] = claimOf(bundle).item;
	assert.equal(item.quantity.value, 12);
	assert.equal(extensionOf(item, 'infoChanged').valueCode, 'changed');
	assert.deepEqual(bundle.entry[1].resource, claimOf(first().bundle));
	assert.equal(claimOf(bundle).related[0].claim.reference, bundle.entry[1].fullUrl);
	assert.notEqual(bundle.identifier.value, first().bundle.identifier.value);
});

test('a date takes the place of a period', () => {
	const { bundle } = update({ change: { 1: { servicedDate: '2026-12-10' } } });
	sound(bundle);
	assert.equal(claimOf(bundle).item[0].servicedPeriod, undefined);
	assert.equal(claimOf(bundle).item[0].servicedDate, '2026-12-10');
});

test('an item that is not wanted stays, crossed out', () => {
	const { bundle, items } = update({ cancel: [1] });
	sound(bundle);
	const [item] = claimOf(bundle).item;
	assert.equal(item.modifierExtension[0].valueBoolean, true);
	assert.equal(extensionOf(item, 'certificationType').valueCodeableConcept.coding[0].code, '3');
	assert.equal(items[0].change, 'cancelled');
});

test('evidence that no longer counts stays, crossed out', () => {
	const { bundle } = update({ withdraw: [2] });
	sound(bundle);
	const [kept, gone] = claimOf(bundle).supportingInfo;
	assert.equal(kept.modifierExtension, undefined);
	assert.equal(gone.modifierExtension[0].valueBoolean, true);
	assert.equal(extensionOf(gone, 'infoChanged').valueCode, 'changed');
});

test('new items and new evidence come under new numbers', () => {
	const more = buildRequest({
		...complete(),
		key: 'more',
		items: [{ ...complete().items[0], order: { ...order(), id: 'o2' } }],
		evidence: [{ resource: { ...report(), id: 'doc2' }, reportType: PY }],
	});
	const { bundle, items } = update({ add: more.bundle });
	sound(bundle);
	const claim = claimOf(bundle);
	assert.deepEqual(
		items.map(({ sequence, change }: Json) => [sequence, change]),
		[
			[1, undefined],
			[2, 'added'],
		],
	);
	assert.deepEqual(
		claim.supportingInfo.map(({ sequence }: Json) => sequence),
		[1, 2, 3],
	);
	assert.deepEqual(claim.item[1].informationSequence, [3]);
	assert.deepEqual(claim.item[1].diagnosisSequence, [1]);
	assert.deepEqual(claim.item[1].careTeamSequence, [1]);
	assert.equal(claim.diagnosis.length, 1);
});

test('the diagnoses of new items are added, those that are there are pointed to', () => {
	const [condition] = complete().diagnoses as Json[];
	const other = structuredClone(condition);
	other.id = 'd2';
	other.code.coding[1].code = 'M54.5';
	const more = buildRequest({ ...complete(), key: 'more', diagnoses: [other, condition] });
	const { bundle } = update({ add: more.bundle });
	sound(bundle);
	const claim = claimOf(bundle);
	assert.deepEqual(
		claim.diagnosis.map(({ sequence, diagnosisCodeableConcept }: Json) => [
			sequence,
			diagnosisCodeableConcept.coding[0].code,
		]),
		[
			[1, 'G89.4'],
			[2, 'M54.5'],
		],
	);
	assert.deepEqual(claim.item[1].diagnosisSequence, [2, 1]);
});

test('new dates of the stay take the place of those that were sent, and are marked', () => {
	const earlier = buildRequest({ ...complete(), discharge: '2026-12-03' }).bundle;
	const again = (discharge: string) =>
		buildUpdate({
			...base,
			earlier,
			withdraw: [3],
			add: buildRequest({ ...complete(), key: 'more', discharge, evidence: [] }).bundle,
		}).bundle;
	for (const discharge of ['2026-12-03', '2026-12-09']) {
		const bundle = again(discharge);
		sound(bundle);
		const info = claimOf(bundle).supportingInfo;
		assert.equal(info.length, 3);
		assert.equal(info[2].timingDate, discharge);
		assert.equal(info[2].extension.length, 1);
	}
});

test('what belongs to another patient is not added', () => {
	const other = JSON.parse(
		JSON.stringify(complete()).replaceAll('Patient/p1', 'Patient/p2'),
	) as Json;
	other.patient.id = 'p2';
	assert.throws(() => update({ add: buildRequest(other).bundle }), {
		code: 'prior-auth-other-patient',
	});
});

test('an update of an update has only the claim before it, and only its own marks', () => {
	const second = update({ change: { 1: { quantity: { value: 12, unit: 'visits' } } } });
	const third = buildUpdate({ ...base, key: 'work-1/3', earlier: second.bundle, withdraw: [1] });
	sound(third.bundle);
	const claims = (third.bundle as Json).entry.filter(
		({ resource }: Json) => resource.resourceType === 'Claim',
	);
	assert.equal(claims.length, 2);
	assert.deepEqual(third.items[0]?.change, undefined);
	const again = buildUpdate({ ...base, key: 'work-1/4', earlier: third.bundle, cancel: [1] });
	sound(again.bundle);
});

test('an item that was cancelled before stays cancelled, without being marked again', () => {
	const second = update({ cancel: [1] });
	const third = buildUpdate({ ...base, key: 'work-1/3', earlier: second.bundle, withdraw: [1] });
	sound(third.bundle);
	const [item] = claimOf(third.bundle).item;
	assert.equal(item.modifierExtension.length, 1);
	assert.ok(!item.extension.some(({ url }: Json) => url.endsWith('infoChanged')));
});

for (const name of REQUESTS.filter((each) => each.startsWith('request'))) {
	test(`the published example ${name} can be changed and cancelled`, () => {
		const earlier = golden(name);
		sound(buildUpdate({ ...base, earlier, change: { 1: { servicedDate: '2026-12-10' } } }).bundle);
		sound(buildCancel({ ...base, earlier }).bundle);
		sound(buildInquiry({ ...base, earlier }).bundle);
	});
}

test('a cancellation says so for the whole claim and for each item', () => {
	const { bundle, kind, items } = buildCancel({ ...base, earlier: first().bundle });
	sound(bundle);
	assert.equal(kind, 'cancel');
	assert.equal(
		extensionOf(claimOf(bundle), 'certificationType').valueCodeableConcept.coding[0].code,
		'3',
	);
	assert.deepEqual(
		items.map(({ change }) => change),
		['cancelled'],
	);
});

test('an inquiry asks by example, with no evidence and no order', () => {
	const { bundle, kind } = buildInquiry({
		...base,
		earlier: first().bundle,
		number: { system: 'http://payer.example.org/auth', value: 'AUTH0001' },
	});
	sound(bundle);
	assert.equal(kind, 'inquiry');
	assert.equal(validatePas(bundle).kind, 'inquiry');
	assert.equal(claimOf(bundle).identifier[0].value, 'AUTH0001');
	assert.deepEqual(
		(bundle as Json).entry.map(({ resource }: Json) => resource.resourceType).sort(),
		['Claim', 'Coverage', 'Organization', 'Organization', 'Patient'],
	);
	assert.doesNotMatch(JSON.stringify(bundle), /DocumentReference|Condition|WlpURVNU/);
});

test('the same change gives the same bytes, and the earlier packet stays as it was', () => {
	const { bundle } = first();
	const before = structuredClone(bundle);
	const build = () => buildUpdate({ ...base, earlier: bundle, cancel: [1] });
	assert.equal(JSON.stringify(build()), JSON.stringify(build()));
	assert.deepEqual(bundle, before);
});

test('what cannot be an update is refused', () => {
	const decision = { outcome: 'denied' as const };
	assert.throws(() => update({ cancel: [1], decision }), { code: 'prior-auth-update-denied' });
	assert.throws(() => update({}), { code: 'prior-auth-update-empty' });
	assert.throws(() => update({ cancel: [7] }), { code: 'prior-auth-update-unknown' });
	assert.throws(() => update({ withdraw: [7] }), { code: 'prior-auth-update-unknown' });
	assert.throws(() => update({ cancel: [1], created: 'now' }), {
		code: 'prior-auth-setting-wrong',
	});
	for (const key of ['work-1', ' ']) {
		const earlier = first().bundle;
		assert.throws(() => update({ key, cancel: [1] }), { code: 'prior-auth-setting-wrong' });
		assert.throws(() => buildCancel({ ...base, key, earlier }), {
			code: 'prior-auth-setting-wrong',
		});
	}
	for (const earlier of [undefined, {}, { resourceType: 'Bundle' }, golden('inquiry')]) {
		assert.throws(() => update({ earlier, cancel: [1] }), { code: 'prior-auth-earlier-unusable' });
		assert.throws(() => buildCancel({ ...base, earlier }), { code: 'prior-auth-earlier-unusable' });
		assert.throws(() => buildInquiry({ ...base, earlier }), {
			code: 'prior-auth-earlier-unusable',
		});
	}
});

test('a change to what was sent already is said at once, and nothing is built', () => {
	const { quantity } = claimOf(first().bundle).item[0];
	assert.throws(
		() => update({ change: { 1: { quantity } } }),
		(error: Json) => error.code === 'prior-auth-update-empty' && /Item 1/.test(error.message),
	);
});

const twelve = { 1: { quantity: { value: 12, unit: 'visits' } } };

test('two changes of one packet never share identifiers, whatever their key; the same change does', () => {
	const three = { 1: { quantity: { value: 3, unit: 'visits' } } };
	const more = buildRequest({ ...complete(), key: 'more', evidence: [] }).bundle;
	const made = [
		update({ change: twelve }),
		update({ change: three }),
		update({ cancel: [1] }),
		update({ withdraw: [1] }),
		update({ withdraw: [1, 2] }),
		update({ add: more }),
		update({ change: twelve, add: more }),
		update({ change: twelve, key: 'work-1/3' }),
	];
	for (const of of [
		({ identifier }: Json) => identifier.value,
		({ trace }: Json) => trace.value,
		({ bundle }: Json) => claimOf(bundle).id,
	]) {
		assert.equal(new Set(made.map(of)).size, made.length);
	}
	const later = update({ change: twelve, created: '2026-11-24T10:00:00Z' });
	assert.deepEqual(later.identifier, made[0]?.identifier);
	assert.notEqual(later.sha256, made[0]?.sha256);
	const turned = update({ withdraw: [2, 1, 2] });
	assert.deepEqual(turned.identifier, made[4]?.identifier);
});

test('every item of an update and of a cancellation says for which order it is', () => {
	const more = buildRequest({
		...complete(),
		key: 'more',
		items: [{ ...complete().items[0], order: { ...order(), id: 'o2' } }],
	});
	const orders = ({ items }: Json) => items.map((item: Json) => item.order);
	const changed = update({ change: twelve, add: more.bundle });
	assert.deepEqual(orders(changed), ['ServiceRequest/o1', 'ServiceRequest/o2']);
	const again = buildUpdate({ ...base, key: 'work-1/3', earlier: changed.bundle, cancel: [2] });
	assert.deepEqual(orders(again), ['ServiceRequest/o1', 'ServiceRequest/o2']);
	assert.deepEqual(orders(buildCancel({ ...base, earlier: changed.bundle })), orders(changed));
});

test('an order that does not travel is known by the packet that was built of it', () => {
	const uncoded = (id: string, key: string) => {
		const input: Json = { ...complete(), key };
		const { code } = input.items[0].order;
		input.items[0].code = code.coding[0];
		input.items[0].order = { ...input.items[0].order, id, code: { text: 'home visits' } };
		return buildRequest(input);
	};
	const [earlier, more] = [uncoded('o7', 'seven'), uncoded('o8', 'eight')];
	assert.equal(extensionOf(claimOf(earlier.bundle).item[0], 'requestedService'), undefined);
	const { items } = buildUpdate({
		...base,
		earlier: earlier.bundle,
		earlierItems: earlier.items,
		add: more.bundle,
		addedItems: more.items,
	});
	assert.deepEqual(
		items.map((item) => item.order),
		['ServiceRequest/o7', 'ServiceRequest/o8'],
	);
	const other = earlier.items.map((item) => ({ ...item, code: 'E0430' }));
	const { items: unsure } = buildCancel({
		...base,
		earlier: earlier.bundle,
		earlierItems: other,
	});
	assert.equal(unsure[0]?.order, undefined);
});

for (const [what, change] of [
	['another service', { productOrService: { coding: [{ system: HCPCS, code: 'E0430' }] } }],
	['extensions', { servicedDate: '2026-12-10', extension: [] }],
	['nothing', {}],
	['a quantity below nothing', { quantity: { value: -5, unit: 'visits' } }],
	['a quantity in words', { quantity: { value: '12', unit: 'visits' } }],
	['a quantity without a unit', { quantity: { value: 12 } }],
	['a quantity of a unit that no payer counts in', { quantity: { value: 12, unit: 'mg' } }],
	['a quantity with a comparator', { quantity: { value: 12, unit: 'visits', comparator: '<' } }],
	['a day that is none', { servicedDate: '2026-02-30' }],
	[
		'a period that ends before it begins',
		{ servicedPeriod: { start: '2026-12-31', end: '2026-12-01' } },
	],
	['a period without a beginning', { servicedPeriod: { end: '2026-12-01' } }],
	['a date and a period', { servicedDate: '2026-12-10', servicedPeriod: { start: '2026-12-01' } }],
	['a list', []],
] as Array<[string, Json]>) {
	test(`${what} is no change that an update can make of an item`, () => {
		assert.throws(() => update({ change: { 1: change } }), { code: 'prior-auth-change-wrong' });
	});
}

test('an item is either changed or no longer wanted', () => {
	assert.throws(() => update({ change: twelve, cancel: [1] }), { code: 'prior-auth-change-wrong' });
});

for (const [what, change] of [
	['another coverage', (input: Json) => (input.coverage.id = 'c9')],
	['another member number', (input: Json) => (input.coverage.identifier[0].value = 'ZZM-99')],
	['another day of birth', (input: Json) => (input.patient.birthDate = '1999-01-01')],
] as Array<[string, (input: Json) => void]>) {
	test(`what was built for ${what} is not added`, () => {
		const input: Json = complete();
		input.key = 'more';
		change(input);
		assert.throws(() => update({ add: buildRequest(input).bundle }), {
			code: 'prior-auth-other-patient',
		});
	});
}

test('a request that was taken back is not changed any more; one of its items may have been', () => {
	const cancelled = buildCancel({ ...base, key: 'work-1/9', earlier: first().bundle }).bundle;
	const code = 'prior-auth-update-cancelled';
	assert.throws(() => update({ earlier: cancelled, change: twelve }), { code });
	const decision = (...sequences: number[]): Json => ({
		outcome: 'cancelled',
		items: sequences.map((sequence) => ({ sequence })),
	});
	assert.throws(() => update({ change: twelve, decision: decision(1) }), { code });
	assert.throws(() => update({ change: twelve, decision: decision() }), { code });
	const { bundle: two } = buildRequest({
		...complete(),
		items: [complete().items[0], { ...complete().items[0], order: { ...order(), id: 'o2' } }],
	} as Parameters<typeof buildRequest>[0]);
	sound(update({ earlier: two, change: twelve, decision: decision(2) }).bundle);
});
