import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildRequest } from '../../../dist/nodes/PriorAuth/request/index.js';
import type { PriorAuthRequest } from '../../../dist/nodes/shared/contracts/prior-auth.js';
import { makeCase } from '../../bench/prior-auth/cases.ts';
import { followUps } from '../../bench/prior-auth/follow-ups.ts';
import { HCPCS, NDC, type Json } from '../../bench/prior-auth/records.ts';
import { golden, REQUESTS } from '../../unit/priorauth/golden.ts';
import { isError, validateInJava, type JavaFinding } from '../fhir-validator.ts';
import { peer } from '../require.ts';

/**
 * Packets of generated orders in the Java validator: by FHIR R4, and by the profiles of the guide where
 * HOSPITAL_PAS_DEFINITIONS names a folder with the definitions of the packages hl7.fhir.us.davinci-pas
 * 2.2.1 and hl7.fhir.us.core 7.0.0.
 */
const REQUESTED = 200;
const LATER = 40;
const definitions = process.env.HOSPITAL_PAS_DEFINITIONS;
/** Code systems of the value set X12278RequestedServiceType. */
const SERVICES = [HCPCS, NDC, 'http://www.ama-assn.org/go/cpt'];

/**
 * The value set is made of licensed code systems, which nobody has here: a code beside another one that
 * is known to be none of the set (SNOMED CT) is taken for wrong. One code of such a system is enough.
 */
function isLicensed({ id, message }: JavaFinding): boolean {
	if (id !== 'Terminology_TX_NoValid_1_CC' || !/X12278RequestedServiceType/.test(message))
		return false;
	const codes = /\(codes = ([^)]*)\)/.exec(message)?.[1]?.split(', ') ?? [];
	return codes.some((code) => SERVICES.includes(code.split('#')[0] ?? ''));
}

const requests = (): object[] =>
	Array.from({ length: REQUESTED }, (_none, at) => buildRequest(makeCase('java', at).input).bundle);

/** Updates of two kinds, a cancellation and an inquiry about each of some cases. */
const later = (): PriorAuthRequest[] =>
	Array.from({ length: LATER / 4 }, (_none, at) => followUps('java', at)).flat();

/**
 * The validator ends with an error of its own where the first of two Claims of a bundle matches one of
 * two profiles only with remarks ("failed to validate, but no errors"): the records of updates and
 * cancellations are judged one by one, each by the profile that it names.
 */
const takenApart = ({ kind, bundle }: PriorAuthRequest): object[] =>
	kind === 'inquiry' ? [bundle] : (bundle as Json).entry.map(({ resource }: Json) => resource);

/** Each kind of error once, with how often it is there. */
function errorsOf(found: readonly JavaFinding[][]): string[] {
	const counts = new Map<string, number>();
	for (const { id, place, message } of found
		.flat()
		.filter((one) => isError(one) && !isLicensed(one))) {
		const name = `${id} ${place.replaceAll(/\d+|\/\*[^*]*\*\/?/g, '#')}: ${message.slice(0, 200)}`;
		counts.set(name, (counts.get(name) ?? 0) + 1);
	}
	return [...counts].map(([name, count]) => `${count} x ${name}`);
}

/** Changes that the base standard, or only the profiles, forbid: the validator has to see them. */
const WRONG: Array<{ name: string; byProfile: boolean; change(bundle: Json): void }> = [
	{
		name: 'a status that is none',
		byProfile: false,
		change: ({ entry }) => (entry[0].resource.status = 'zztest'),
	},
	{
		name: 'an element that is none',
		byProfile: false,
		change: ({ entry }) => (entry[0].resource.zztest = true),
	},
	{
		name: 'an item without a service',
		byProfile: false,
		change: ({ entry }) => delete entry[0].resource.item[0].productOrService,
	},
	{
		name: 'no identifier of the packet',
		byProfile: true,
		change: (bundle) => delete bundle.identifier,
	},
	{
		name: 'an item without a kind of certification',
		byProfile: true,
		change: ({ entry }) => {
			const [item] = entry[0].resource.item;
			item.extension = item.extension.filter(({ url }: Json) => !/certificationType/.test(url));
		},
	},
	{
		name: 'a coverage without the member id',
		byProfile: true,
		change: ({ entry }) => {
			const { resource } = entry.find(({ resource: one }: Json) => one.resourceType === 'Coverage');
			delete resource.identifier;
		},
	},
	{
		name: 'a bill',
		byProfile: true,
		change: ({ entry }) => (entry[0].resource.use = 'claim'),
	},
];

const changed = (byProfile: boolean): { names: string[]; bundles: object[] } => {
	const wanted = WRONG.filter((wrong) => byProfile || !wrong.byProfile);
	const bundles = wanted.map(({ change }, at) => {
		const bundle = structuredClone(buildRequest(makeCase('java', at).input).bundle);
		change(bundle);
		return bundle;
	});
	return { names: wanted.map(({ name }) => name), bundles };
};

test('the Java validator finds no error of FHIR R4 in 240 packets, and finds what is made wrong', async (t) => {
	const { names, bundles } = changed(false);
	const right = [...requests(), ...later().map(({ bundle }) => bundle)];
	const found = await peer(t, async () => await validateInJava([...right, ...bundles]));
	if (found === undefined) return;
	assert.deepEqual(errorsOf(found.slice(0, right.length)), []);
	for (const [at, name] of names.entries()) {
		assert.ok(found[right.length + at]?.some(isError), `${name} was not found`);
	}
});

test('the Java validator finds no error of the PAS profiles in 240 packets and in the published examples', async (t) => {
	if (definitions === undefined) {
		t.skip('HOSPITAL_PAS_DEFINITIONS names no folder with the profiles of the guide');
		return;
	}
	const { names, bundles } = changed(true);
	const examples = REQUESTS.map((name) => withoutEncounter(golden(name)));
	const right = [...requests(), ...later().flatMap(takenApart), ...examples];
	const all = [...right, ...bundles];
	const found = await peer(t, async () => await validateInJava(all, [definitions]));
	if (found === undefined) return;
	assert.deepEqual(errorsOf(found.slice(0, right.length)), []);
	for (const [at, name] of names.entries()) {
		assert.ok(found[right.length + at]?.some(isError), `${name} was not found`);
	}
});

/** An extension of FHIR R5 in R4, whose definitions are in a package of their own. */
function withoutEncounter(bundle: Json): Json {
	const [{ resource }] = bundle.entry;
	resource.extension = resource.extension?.filter(
		({ url }: Json) => !/5\.0\/StructureDefinition\/extension-Claim\.encounter$/.test(url),
	);
	if (resource.extension?.length === 0) delete resource.extension;
	bundle.entry = bundle.entry.filter(({ resource: one }: Json) => one.resourceType !== 'Encounter');
	return bundle;
}
