import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideIdentity, type IdentityClaim } from '../../../dist/nodes/Identity/decide.js';
import type { Patient, ServiceRequest } from '../../../dist/nodes/Identity/chart/resources.js';
import { Random } from '../../hospital/random.ts';
import { ACCESSION, Chart, MRN, policy } from './chart.ts';

const CASES = 2000;
const FAMILIES = [
	'Zzadler',
	'Zzbäcker',
	'Zzcastaño',
	'Zzdvořák',
	'Zzeriksen',
	'Zzfrança',
	'Zzgröße',
	'Zzhansen-Lund',
	"O'Zzian",
	'van der Zzjong',
];
const GIVEN = [
	'Ada',
	'Björn',
	'Chloé',
	'Dieter',
	'Émile',
	'Fatima',
	'Gül',
	'Hannah',
	'Ines',
	'Jörg',
	'Karin',
	'Luís',
];

interface Scene {
	chart: Chart;
	claim: IdentityClaim;
	patient: Patient;
	other: Patient;
	order: ServiceRequest;
	otherOrder: ServiceRequest;
}

const digits = (random: Random, count: number) =>
	Array.from({ length: count }, () => random.integer(0, 9)).join('');

function person(random: Random, id: string): Patient {
	const day = new Date(Date.UTC(1930, 0, 1) + random.integer(0, 30_000) * 86_400_000)
		.toISOString()
		.slice(0, 10);
	const given = random.pick(GIVEN);
	return {
		resourceType: 'Patient',
		id,
		active: true,
		identifier: [{ system: MRN, value: `${id.length}${digits(random, 7)}` }],
		name: [
			{
				family: `${random.pick(FAMILIES)}${random.pick(['', 'k', 'm', 't'])}`,
				given: random.integer(0, 1) ? [given, random.pick(GIVEN)] : [given],
			},
		],
		birthDate: day,
		gender: random.pick(['male', 'female']),
	};
}

const orderOf = (patient: Patient, id: string, accession: string): ServiceRequest => ({
	resourceType: 'ServiceRequest',
	id,
	identifier: [{ system: ACCESSION, value: accession }],
	status: 'active',
	subject: { reference: `Patient/${patient.id}` },
});

/** Two different people with orders, and a study that belongs to the first. */
function scene(random: Random): Scene {
	const patient = person(random, 'one');
	const other = person(random, 'other');
	const order = orderOf(patient, 'o1', `A1${digits(random, 6)}`);
	const otherOrder = orderOf(other, 'o2', `A2${digits(random, 6)}`);
	const claim: IdentityClaim = {
		patient: claimed(patient),
		accessionNumber: order.identifier?.[0].value ?? '',
	};
	return {
		chart: new Chart(patient, other, order, otherOrder),
		claim,
		patient,
		other,
		order,
		otherOrder,
	};
}

function claimed({ identifier, name, birthDate = '', gender }: Patient): IdentityClaim['patient'] {
	const [{ family = '', given = [] }] = name ?? [{}];
	return {
		id: identifier?.[0].value ?? '',
		issuer: 'DEMO',
		name: [family, ...given].join('^'),
		birthDate: birthDate.replaceAll('-', ''),
		sex: gender === 'male' ? 'M' : 'F',
	};
}

/** Replaces one letter or digit by another one of its kind, so that the text means something else. */
function typo(random: Random, text: string): string {
	const places = [...text].flatMap((letter, index) => (/[a-z0-9]/i.test(letter) ? [index] : []));
	const at = random.pick(places);
	const kind = /\d/.test(text[at]) ? '0123456789' : 'bcdfghkz';
	const others = [...kind].filter((letter) => letter !== text[at].toLowerCase());
	return text.slice(0, at) + random.pick(others) + text.slice(at + 1);
}

const MISMATCHES: Record<string, (scene: Scene, random: Random) => void> = {
	'another patient under this id': ({ claim, other }) =>
		(claim.patient.id = other.identifier?.[0].value ?? ''),
	'typing error in the id': ({ claim }, random) =>
		(claim.patient.id = typo(random, claim.patient.id)),
	'another issuer': ({ claim }, random) =>
		(claim.patient.issuer = random.pick(['OTHER', 'ELSEWHERE', ''])),
	'typing error in the family name': ({ claim }, random) => {
		const [family, ...rest] = claim.patient.name.split('^');
		claim.patient.name = [typo(random, family), ...rest].join('^');
	},
	'typing error in the given name': ({ claim }, random) => {
		const [family, given, ...rest] = claim.patient.name.split('^');
		claim.patient.name = [family, typo(random, given), ...rest].join('^');
	},
	'family and given name swapped': ({ claim }) => {
		const [family, given] = claim.patient.name.split('^');
		claim.patient.name = `${given}^${family}`;
	},
	'another birth date': ({ claim, patient }, random) => {
		const shift = random.integer(1, 20_000) * 86_400_000;
		claim.patient.birthDate = new Date(Date.parse(patient.birthDate ?? '') + shift)
			.toISOString()
			.slice(0, 10)
			.replaceAll('-', '');
	},
	'typing error in the birth date': ({ claim }, random) =>
		(claim.patient.birthDate = typo(random, claim.patient.birthDate)),
	'another sex': ({ claim }) => (claim.patient.sex = claim.patient.sex === 'M' ? 'F' : 'M'),
	'the order of another patient': ({ claim, otherOrder }) =>
		(claim.accessionNumber = otherOrder.identifier?.[0].value ?? ''),
	'typing error in the accession number': ({ claim }, random) =>
		(claim.accessionNumber = typo(random, claim.accessionNumber)),
	'an order that was revoked': ({ order }, random) =>
		(order.status = random.pick(['revoked', 'on-hold', 'draft', 'unknown'])),
	'merged into another patient': ({ patient, other }) =>
		(patient.link = [{ type: 'replaced-by', other: { reference: `Patient/${other.id}` } }]),
	'merged in a circle': ({ patient, other }) => {
		patient.link = [{ type: 'replaced-by', other: { reference: `Patient/${other.id}` } }];
		other.link = [{ type: 'replaced-by', other: { reference: `Patient/${patient.id}` } }];
	},
	'retired without a replacement': ({ patient }) => (patient.active = false),
	'a second patient with the same id': ({ chart, patient }) =>
		chart.add({ ...patient, id: 'twin' }),
	'images of two people': ({ claim }) => (claim.mixedIdentity = true),
	'the details of another patient': ({ claim, other }) =>
		(claim.patient = { ...claimed(other), id: claim.patient.id }),
};

const unaccented = (text: string) =>
	text
		.normalize('NFD')
		.replace(/[\u0300-\u036f]/g, '')
		.replaceAll('ß', 'ss');

const HARMLESS: Record<string, (scene: Scene, random: Random) => void> = {
	nothing: () => undefined,
	'capital letters': ({ claim }) => (claim.patient.name = claim.patient.name.toUpperCase()),
	'no diacritics': ({ claim }) => (claim.patient.name = unaccented(claim.patient.name)),
	'capital letters without diacritics': ({ claim }) =>
		(claim.patient.name = unaccented(claim.patient.name).toUpperCase()),
	'umlauts spelled out': ({ claim }) => {
		const spelled: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue' };
		claim.patient.name = claim.patient.name.replace(/[äöü]/g, (letter) => spelled[letter]);
	},
	'no punctuation': ({ claim }) => (claim.patient.name = claim.patient.name.replace(/['-]/g, ' ')),
	'no middle name': ({ claim }) =>
		(claim.patient.name = claim.patient.name.split('^').slice(0, 2).join('^')),
	'middle name as initial': ({ claim }) => {
		const [family, given, middle = 'x'] = claim.patient.name.split('^');
		claim.patient.name = `${family}^${given}^${middle[0]}`;
	},
	'middle name only in the images': ({ claim, patient }) => {
		patient.name = patient.name?.map((name) => ({ ...name, given: name.given?.slice(0, 1) }));
		claim.patient.name += claim.patient.name.split('^').length > 2 ? '' : '^Zora';
	},
	'title and trailing carets': ({ claim }) =>
		(claim.patient.name = [...claim.patient.name.split('^'), '', '']
			.slice(0, 3)
			.concat('Dr.', '')
			.join('^')),
	'merged into a record with the same details': ({ chart, patient, claim, order }, random) => {
		const survivor: Patient = {
			...patient,
			id: 'survivor',
			identifier: [{ system: MRN, value: '99' }],
		};
		chart.add(survivor);
		patient.active = false;
		patient.link = [{ type: 'replaced-by', other: { reference: 'Patient/survivor' } }];
		if (random.integer(0, 1)) order.subject = { reference: 'Patient/survivor' };
		claim.patient.id = patient.identifier?.[0].value ?? '';
	},
	'a completed order': ({ order }) => (order.status = 'completed'),
	'a former name beside the present one': ({ patient }) =>
		patient.name?.unshift({ use: 'maiden', family: 'Zzformer', given: ['Ada'] }),
};

/** Middle names that were only invented by a change must not contradict one that exists. */
const withoutMiddle = ({ name }: Patient) => (name?.[0].given?.length ?? 0) < 2;

async function run(
	changes: typeof MISMATCHES,
	expected: 'match' | 'hold',
	seed: string,
): Promise<void> {
	const names = Object.keys(changes);
	const random = new Random(seed);
	for (let index = 0; index < CASES; index++) {
		const name = names[index % names.length];
		const one = scene(random);
		if (name === 'middle name as initial' && withoutMiddle(one.patient))
			one.patient.name?.[0].given?.push('xaver');
		changes[name](one, random);
		const { decision, reasons } = await decideIdentity(one.claim, one.chart, policy());
		const shown = () =>
			`${seed} case ${index}, ${name}: ${decision} ${reasons.join()}\n${JSON.stringify(one.claim)}\n${JSON.stringify(one.patient)}`;
		assert.equal(decision, expected, shown());
		assert.equal(reasons.length > 0, expected === 'hold', shown());
	}
}

test(`${CASES} seeded mismatches are all held`, () => run(MISMATCHES, 'hold', 'mismatches'));

test(`${CASES} seeded harmless variations are all matched`, () =>
	run(HARMLESS, 'match', 'variations'));
