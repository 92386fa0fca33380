import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { propertiesOf, r4 } from '../../../dist/nodes/formats/fhir/index.js';
import { validateResource } from '../../../dist/nodes/Fhir/validation/index.js';
import { PRIMITIVES } from '../../../dist/nodes/Fhir/validation/primitives.js';

type Json = Record<string, any>;

const folder = join(
	process.env.HOSPITAL_SHARED_DATA ?? join(import.meta.dirname, '../../../../shared/data'),
	'synthea',
);
const skip = !existsSync(folder) && 'the Synthea records are absent (HOSPITAL_SHARED_DATA)';

/** Every record of the data set: the Bundles and what is in them. */
function records(): Json[] {
	return readdirSync(folder)
		.filter((name) => name.endsWith('.json'))
		.flatMap((name) => {
			const bundle = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Json;
			return [bundle, ...bundle.entry.map(({ resource }: Json) => resource)];
		});
}

test('no Synthea record is rejected', { skip }, (t) => {
	const all = records();
	const types = new Set(all.map(({ resourceType }) => resourceType as string));
	for (const record of all) {
		const { issues, resourceType } = validateResource(record);
		const errors = issues.filter(({ severity }) => severity === 'error');
		assert.deepEqual(errors, [], resourceType);
	}
	assert.ok(all.length > 500 && types.size > 10, 'the data set is whole');
	t.diagnostic(`${all.length} records of ${types.size} types, 0 rejected`);
});

/** A way to break a record; false where this record offers no place for it. */
type Mutation = (record: Json) => boolean;

const elementsOf = (record: Json) => r4().types[record.resourceType as string].elements;
const propertyOf = (record: Json, name: string) =>
	propertiesOf(r4().types[record.resourceType as string]).get(name);

/** Sets the first property of the record whose element fits. */
function change(
	record: Json,
	fits: (name: string, element: ReturnType<typeof propertyOf>) => boolean,
	value: (before: unknown) => unknown,
): boolean {
	const name = Object.keys(record).find(
		(key) => propertyOf(record, key) !== undefined && fits(key, propertyOf(record, key)),
	);
	if (name === undefined) return false;
	record[name] = value(record[name]);
	return true;
}

const isDate = (type = '') => ['date', 'dateTime', 'instant'].includes(type);

const MUTATIONS: Record<string, Mutation> = {
	'a missing required element': (record) => {
		const name = Object.keys(elementsOf(record)).find(
			(key) => elementsOf(record)[key][0] > 0 && key in record,
		);
		return name !== undefined && delete record[name];
	},
	'a code outside its list': (record) =>
		change(
			record,
			(_, found) => found?.type === 'code' && (found.entry[3] ?? -1) >= 0,
			() => 'zzz',
		),
	'an unknown property': (record) => {
		record.zzzUnknown = 'x';
		return true;
	},
	'two forms of one value': (record) => {
		for (const name of Object.keys(record)) {
			const found = propertyOf(record, name);
			if (!found?.element.endsWith('[x]')) continue;
			const stem = found.element.slice(0, -3);
			const other = [...propertiesOf(r4().types[record.resourceType]).keys()].find(
				(key) =>
					key.startsWith(stem) &&
					key !== name &&
					propertyOf(record, key)?.element === found.element,
			);
			if (other === undefined) continue;
			record[other] = record[name];
			return true;
		}
		return false;
	},
	'an empty list': (record) =>
		change(
			record,
			(name) => Array.isArray(record[name]),
			() => [],
		),
	'an empty element': (record) =>
		change(
			record,
			(_, found) => found?.entry[1] === 1 && PRIMITIVES[found.type] === undefined,
			() => ({}),
		),
	'a number in the place of a text': (record) =>
		change(
			record,
			(_, found) => PRIMITIVES[found?.type ?? '']?.json === 'string',
			() => 7,
		),
	'a list in the place of one value': (record) =>
		change(
			record,
			(_, found) => found?.entry[1] === 1,
			(before) => [before],
		),
	'one value in the place of a list': (record) =>
		change(
			record,
			(name) => Array.isArray(record[name]),
			(before) => (before as unknown[])[0],
		),
	'a day that does not exist': (record) =>
		change(
			record,
			(_, found) => isDate(found?.type),
			() => '2026-02-30',
		),
	'a time without its zone': (record) =>
		change(
			record,
			(_, found) => isDate(found?.type),
			() => '2026-02-03T10:00:00',
		),
	'a text in the place of an element': (record) =>
		change(
			record,
			(_, found) => found?.entry[1] === 1 && PRIMITIVES[found.type] === undefined,
			() => 'text',
		),
	null: (record) =>
		change(
			record,
			() => true,
			() => null,
		),
};

for (const [name, mutate] of Object.entries(MUTATIONS)) {
	test(`${name} is found in every Synthea record that has a place for it`, { skip }, (t) => {
		let tried = 0;
		for (const record of records().filter(({ resourceType }) => resourceType !== 'Bundle')) {
			const broken = structuredClone(record);
			if (!mutate(broken)) continue;
			tried += 1;
			assert.equal(validateResource(broken).valid, false, String(record.resourceType));
		}
		assert.ok(tried > 30, `${tried} records`);
		t.diagnostic(`${tried} records broken, all found`);
	});
}

/** Every property of a value at every depth, of lists the first two entries. */
function* places(value: unknown, steps: string[] = []): Generator<[steps: string[], name: string]> {
	if (Array.isArray(value)) {
		for (const [at, one] of value.slice(0, 2).entries()) yield* places(one, [...steps, String(at)]);
	} else if (typeof value === 'object' && value !== null) {
		for (const [name, child] of Object.entries(value)) {
			if (name === 'resourceType') continue;
			yield [steps, name];
			yield* places(child, [...steps, name]);
		}
	}
}

const valueAt = (record: Json, steps: string[]): Json =>
	steps.reduce((at, step) => at[step], record);

/** What breaks any property; undefined where it would be right. */
const ANYWHERE: Record<string, (before: unknown) => unknown> = {
	'an empty element': () => ({}),
	'an empty list': () => [],
	'an empty text': () => '',
	'a list around it': (before) => [before],
	'a number': (before) => (typeof before === 'number' ? undefined : 7),
	'a text': (before) => (typeof before === 'string' ? undefined : 'zz zz'),
	'a truth value': (before) => (typeof before === 'boolean' ? undefined : true),
	null: () => null,
	'spaces alone': () => '  ',
};

test('every property at every depth is found broken, misspelt or empty', { skip }, (t) => {
	const ofType = Map.groupBy(records(), ({ resourceType }) => resourceType as string);
	ofType.delete('Bundle');
	let tried = 0;
	const check = (record: Json, steps: string[], name: string, change: (parent: Json) => void) => {
		const copy = structuredClone(record);
		change(valueAt(copy, steps));
		tried += 1;
		const place = [record.resourceType, ...steps, name].join('.');
		assert.equal(validateResource(copy).valid, false, place);
	};
	for (const record of [...ofType.values()].flatMap((list) => list.slice(0, 2))) {
		for (const [steps, name] of [...places(record)].slice(0, 100)) {
			for (const breakIt of Object.values(ANYWHERE)) {
				const value = breakIt(valueAt(record, steps)[name]);
				if (value === undefined) continue;
				check(record, steps, name, (parent) => {
					parent[name] = value;
				});
			}
			check(record, steps, name, (parent) => {
				parent[`${name}Zz`] = parent[name];
				delete parent[name];
			});
		}
	}
	assert.ok(tried > 5000);
	t.diagnostic(`${tried} places broken, all found`);
});
