import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { validateResource } from '../../../dist/nodes/Fhir/validation/index.js';
import {
	PATIENT,
	RESOURCE_TYPES,
	strings,
	wholeResource,
	type Json,
	type Plant,
} from './fhir-build.ts';
import { opened } from './open.ts';

const DATES: Readonly<Record<string, string>> = {
	date: '1962-07-19',
	dateTime: '1962-07-19T10:11:12Z',
	instant: '1962-07-19T10:11:12.345Z',
	time: '10:11:12',
};
const NUMBERS: Readonly<Record<string, unknown>> = {
	boolean: true,
	decimal: 1.5,
	integer: 3,
	positiveInt: 4,
	unsignedInt: 5,
};
const SENTENCE =
	'Quillonia Zzplantson (MRN ZQ7788991, born 07/19/1962) of 4711 Zzplant Street, call 617-555-0134';
/** What no result may hold, in any spelling of upper and lower case. */
const SECRETS = [
	'zzplantson',
	'quillonia',
	'zq7788991',
	'1962-07-19',
	'07/19/1962',
	'4711',
	'555-0134',
];

/** Values that are valid FHIR, and tell who the patient is wherever they can. */
const telling: Plant = (type, key, codes) => {
	if (DATES[type] !== undefined) return DATES[type];
	if (NUMBERS[type] !== undefined) return NUMBERS[type];
	if (codes !== undefined && codes.length > 0) return codes[0];
	if (type === 'string' || type === 'markdown') {
		if (key === 'Reference.reference') return 'Patient/zz-patient-1';
		if (key.endsWith('.status') && key.includes('response')) return '200 OK';
		return SENTENCE;
	}
	if (type === 'id') return 'Zzplantson-ZQ7788991';
	if (type === 'code') return 'Zzplantson';
	if (type === 'oid') return 'urn:oid:1.2.7788991';
	if (type === 'uuid') return 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520';
	if (type === 'base64Binary') return Buffer.from(SENTENCE).toString('base64');
	if (type === 'xhtml') return `<div xmlns="http://www.w3.org/1999/xhtml"><p>${SENTENCE}</p></div>`;
	return 'https://zzplantson.example/ZQ7788991';
};

const secretsIn = (text: string): string[] => {
	const lower = text.toLowerCase();
	return SECRETS.filter((secret) => lower.includes(secret));
};

function leaks(resource: unknown): string[] {
	const found: string[] = [];
	for (const [text, path] of strings(resource)) {
		const decoded = path.endsWith('.data') ? Buffer.from(text, 'base64').toString('utf8') : '';
		for (const secret of secretsIn(`${text} ${decoded}`)) found.push(`${path}: ${secret}`);
	}
	return found;
}

test('a patient who is named in every element of every resource type is named in none of the results', async (t) => {
	const phi = await opened();
	let strung = 0;
	for (const type of RESOURCE_TYPES) {
		for (const choice of [0, 1, 2, 3]) {
			const resource = wholeResource(type, telling, choice);
			strung += [...strings(resource)].length;
			assert.ok(leaks(resource).length > 0 || type === 'Parameters', `${type} was planted`);
			const { resource: out } = await phi.fhir(resource, { context: [PATIENT] });
			assert.deepEqual(leaks(out), [], `${type}, choice ${choice}`);
		}
	}
	assert.ok(RESOURCE_TYPES.length > 140, 'all types of R4');
	t.diagnostic(`${RESOURCE_TYPES.length} types, ${strung} planted values`);
});

test('every form of a choice is read: all types of value that a Parameters resource may hold', async () => {
	const phi = await opened();
	for (let choice = 0; choice < 50; choice++) {
		const resource = wholeResource('Parameters', telling, choice);
		const { resource: out } = await phi.fhir(resource, { context: [PATIENT] });
		assert.deepEqual(leaks(out), [], `choice ${choice}`);
	}
});

test('a word that nobody knows survives in texts that people write, and nowhere else', async () => {
	const phi = await opened();
	/** A word that no rule can find, in every element that has a form for it. */
	const unknown: Plant = (type, key, codes) => {
		const value = telling(type, key, undefined);
		if (typeof value !== 'string' || DATES[type] !== undefined) return value;
		if (codes !== undefined && codes.length > 0) return 'Qxwvub';
		if (type === 'base64Binary') return Buffer.from('Qxwvub').toString('base64');
		if (type === 'xhtml') return undefined;
		if (type === 'string' || type === 'markdown') return 'Qxwvub';
		if (type === 'uri' || type === 'canonical' || type === 'url') return 'https://qxwvub.example/a';
		return type === 'oid' || type === 'uuid' ? value : 'Qxwvub';
	};
	const survivors = new Set<string>();
	for (const type of RESOURCE_TYPES) {
		for (const choice of [0, 1, 2]) {
			const { resource } = await phi.fhir(wholeResource(type, unknown, choice));
			for (const [text, path] of strings(resource)) {
				if (text.toLowerCase().includes('qxwvub')) survivors.add(`${type}${path}`);
			}
		}
	}
	const never =
		/(?:\.(?:family|given|suffix|line|city|district|postalCode|state|country|id|url|uri|system|reference|fullUrl|serialNumber|lotNumber|subscriberId|preAuthRef|authorString|contentType|alias|deviceIdentifier|carrierHRF|distinctIdentifier|versionId|source|profile|valueSet|ifNoneExist|etag)|coding\.code|name\.prefix)$/;
	/** Records about software, terminology and studies in general, which tell of no patient. */
	const general =
		/^(?:ExampleScenario|ImplementationGuide|MedicationKnowledge|OperationDefinition|StructureDefinition|StructureMap|TestScript)\b/;
	const wrong = [...survivors].filter((path) => never.test(path) && !general.test(path));
	assert.deepEqual(wrong, []);
	assert.deepEqual(
		[...survivors].filter((path) =>
			/^(?:Organization|Location|Practitioner|HealthcareService)\.(?:name|alias)$/.test(path),
		),
		[],
	);
	assert.ok(survivors.has('Condition.note.text'), 'texts that people write stay');
});

test('what was valid FHIR R4 is valid FHIR R4 afterwards, under every profile', async () => {
	for (const profile of ['safe-harbor', 'limited-data-set', 'expert']) {
		const phi = await opened(profile);
		for (const type of RESOURCE_TYPES) {
			for (const choice of profile === 'safe-harbor' ? [0, 1, 2] : [0]) {
				const resource = wholeResource(type, telling, choice);
				const faults = (value: unknown): string[] =>
					validateResource(value as Json)
						.issues.filter(({ severity }) => severity === 'error')
						.map(({ path, message }) => `${path} ${message}`);
				const before = new Set(faults(resource));
				const { resource: out } = await phi.fhir(resource, { context: [PATIENT] });
				const fresh = faults(out).filter((fault) => !before.has(fault));
				assert.deepEqual(fresh, [], `${type}, ${profile}, choice ${choice}`);
			}
		}
	}
});

const folder = join(
	process.env.HOSPITAL_SHARED_DATA ?? join(import.meta.dirname, '../../../../shared/data'),
	'synthea',
);
const skip = !existsSync(folder) && 'the Synthea records are absent (HOSPITAL_SHARED_DATA)';

test(
	'six Synthea charts come out valid, whole and without a name, number, address or day',
	{ skip },
	async (t) => {
		const phi = await opened();
		const files = readdirSync(folder).filter((name) => /^[A-Z].*\.json$/.test(name));
		assert.ok(files.length >= 6, 'the data set is whole');
		let entries = 0;
		for (const file of files) {
			const bundle = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Json;
			const { resource, context } = await phi.fhir(bundle);
			const out = resource as Json;
			assert.equal(context, 'given');
			assert.equal(out.entry.length, bundle.entry.length);
			assert.deepEqual(
				validateResource(out).issues.filter(({ severity }) => severity === 'error'),
				[],
			);
			const text = JSON.stringify(out);
			const patient = bundle.entry[0].resource as Json;
			const secrets = [
				patient.name[0].family,
				...patient.name[0].given,
				...patient.identifier.map(({ value }: Json) => value),
				...patient.address.flatMap(({ line, city }: Json) => [...line, city]),
				patient.telecom[0].value,
				patient.birthDate,
				patient.id,
			] as string[];
			for (const secret of secrets) assert.ok(!text.includes(secret), `${file} holds a secret`);
			assert.ok(!/\d{4}-\d{2}-\d{2}/.test(text), 'no day is left');
			entries += out.entry.length;
			assertLinked(bundle, out);
		}
		t.diagnostic(`${files.length} charts, ${entries} records`);
	},
);

/** Every reference that led to a record of the Bundle still leads to the same one. */
function assertLinked(before: Json, after: Json): void {
	const places = (bundle: Json) =>
		new Map<string, number>(bundle.entry.map(({ fullUrl }: Json, at: number) => [fullUrl, at]));
	const [old, fresh] = [places(before), places(after)];
	const targets = (bundle: Json, known: Map<string, number>): number[] =>
		[...strings(bundle)]
			.filter(([, path]) => path.endsWith('.reference'))
			.flatMap(([text]) => known.get(text) ?? []);
	assert.deepEqual(targets(after, fresh), targets(before, old));
	assert.ok(targets(after, fresh).length > 50);
}
