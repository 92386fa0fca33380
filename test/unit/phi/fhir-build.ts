import { propertiesOf, r4 } from '../../../dist/nodes/formats/fhir/index.js';

export type Json = Record<string, any>;

/** What is planted in a primitive, by its type and the place it stands in. */
export type Plant = (type: string, key: string, codes: readonly string[] | undefined) => unknown;

const DEEPEST = 5;

/** Types of R4 that a resource may have. */
export const RESOURCE_TYPES: readonly string[] = Object.entries(r4().types)
	.filter(([, { kind }]) => kind === 'resource')
	.map(([name]) => name);

const capital = (text: string): string => text[0]!.toUpperCase() + text.slice(1);

/**
 * A resource of a type with every element of the R4 table in it, down to a depth: lists have one entry,
 * and of a choice stands the form of this number.
 */
export function wholeResource(type: string, plant: Plant, choice = 0): Json {
	const built = element(type, plant, choice, 0, type);
	return { resourceType: type, ...built };
}

function element(type: string, plant: Plant, choice: number, depth: number, path: string): Json {
	const definition = r4().types[type];
	const out: Json = {};
	if (definition === undefined) return out;
	for (const [name, [min, max, types, binding = -1]] of Object.entries(definition.elements)) {
		const one = types[choice % types.length] ?? 'string';
		if (name === 'extension' || name === 'modifierExtension') continue;
		if (depth > DEEPEST && min === 0) continue;
		const isPrimitive = /^[a-z]/.test(one);
		const list = r4().bindings[binding];
		const codes = list && Object.values(list.systems).flat();
		let value: unknown;
		if (isPrimitive) value = plant(one, `${type}.${name}`, codes);
		else if (one === 'Resource') {
			value = path.endsWith('.contained') ? undefined : { ...inner(plant, choice) };
		} else if (one === 'CodeableConcept' && list !== undefined) {
			value = {
				coding: [coding(list, plant)],
				text: plant('string', 'CodeableConcept.text', undefined),
			};
		} else if (one === 'Coding' && list !== undefined) value = coding(list, plant);
		else value = element(one, plant, choice, depth + 1, `${path}.${name}`);
		if (value === undefined || (typeof value === 'object' && Object.keys(value!).length === 0))
			continue;
		const property = name.endsWith('[x]') ? name.slice(0, -3) + capital(one) : name;
		if (!propertiesOf(definition).has(property)) continue;
		out[property] = max === 1 ? value : [value];
	}
	return out;
}

const coding = (
	list: (typeof r4 extends () => infer D ? D : never)['bindings'][number],
	plant: Plant,
) => {
	const [system, codes] = Object.entries(list.systems)[0] ?? ['', []];
	return { system, code: codes[0], display: plant('string', 'Coding.display', undefined) };
};

const inner = (plant: Plant, choice: number): Json => ({
	resourceType: 'Basic',
	id: String(plant('id', 'Basic.id', undefined)),
	code: element('CodeableConcept', plant, choice, DEEPEST, 'Basic.code'),
});

/** Every string of a value with the names that lead to it. */
export function* strings(value: unknown, path = ''): Generator<[string, string]> {
	if (typeof value === 'string') yield [value, path];
	else if (Array.isArray(value)) for (const one of value) yield* strings(one, path);
	else if (typeof value === 'object' && value !== null) {
		for (const [name, one] of Object.entries(value)) yield* strings(one, `${path}.${name}`);
	}
}

/** A chart that says who the patient is: obviously nobody. */
export const PATIENT: Json = {
	resourceType: 'Patient',
	id: 'zz-patient-1',
	identifier: [
		{
			type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] },
			system: 'urn:oid:1.2.3.4.5',
			value: 'ZQ7788991',
		},
	],
	name: [{ family: 'Zzplantson', given: ['Quillonia', 'Xan'] }],
	birthDate: '1962-07-19',
	telecom: [
		{ system: 'phone', value: '617-555-0134' },
		{ system: 'email', value: 'quillonia@zzplantson.example' },
	],
	address: [
		{
			line: ['4711 Zzplant Street'],
			city: 'Zzplantville',
			state: 'MA',
			postalCode: '02139',
			country: 'US',
		},
	],
};
