import { Random } from '../../hospital/random.ts';
import { makeEvidence } from './evidence.ts';
import { daysAfter } from './numbers.ts';
import { makeOrder, type OrderedTruth } from './orders.ts';
import { Chart, concept, NPI, PLACES, SERVER, type Json, type Records } from './records.ts';

/** A request to be, and what its packet has to say, known from how it was made. */
export interface Case {
	input: Records;
	truth: Truth;
}

export interface Truth {
	items: OrderedTruth[];
	/** ICD-10-CM, the most important first. */
	diagnoses: string[];
	/** Numbers of those who ask. */
	npis: string[];
	urgency: 'standard' | 'expedited';
	member: string;
	payer: string;
	mrn: string;
	/** Words that no payer may see. */
	mark: string;
	/** Words that must arrive. */
	words: string[];
}

const X12 = 'https://codesystem.x12.org/005010';
/** Category of service and request type of the guide's examples, which belong together. */
const SERVICE_KINDS = [
	{ category: '42', requestType: 'HS' },
	{ category: '3', requestType: 'SC' },
	{ category: '2', requestType: 'HS' },
	{ category: '1', requestType: 'IN' },
] as const;
const DIAGNOSES = ['G89.4', 'C18.9', 'M54.16', 'E11.65', 'I50.22', 'J44.1', 'F32.1', 'N18.4'];

/**
 * A case as a record system would give it. Equal seeds give equal cases; the key of the request is the
 * caller's.
 */
export function makeCase(seed: string, index: number): Case {
	const random = new Random('prior-auth', seed, index);
	const chart = new Chart(random, index);
	const day = daysAfter('2026-11-25', random.integer(0, 60));
	const who = parties(chart);
	const orders = Array.from({ length: random.pick([1, 1, 1, 2, 2, 3, 4]) }, (_none, at) => {
		const made = makeOrder(chart, `o-${at}`, daysAfter(day, at));
		const place = who.facility?.place ?? random.pick(['11', '12', '21', '22', '31']);
		const kind = random.pick(SERVICE_KINDS);
		return {
			item: {
				...made.item,
				category: { system: `${X12}/1365`, code: kind.category },
				requestType: { system: `${X12}/1525`, code: kind.requestType },
				...(who.facility === undefined && { placeOfService: place }),
			},
			truth: { ...made.truth, place },
		};
	});
	const codes = random.shuffle(DIAGNOSES).slice(0, random.integer(1, 4));
	const many = random.next() < 0.03;
	const diagnoses = many ? [...codes, ...manyCodes(14 - codes.length)] : codes;
	const { evidence, others, words } = makeEvidence(chart);
	const urgency = urgencyIn(random);
	const institutional = random.next() < 0.2;
	return {
		input: {
			key: `case-${index}`,
			systems: {
				bundle: 'https://ehr.zztest.example/pas/packets',
				claim: 'urn:trnorg:9012345678',
				item: 'https://ehr.zztest.example/pas/items',
				member: 'https://payer.zztest.example/members',
			},
			created: random.pick(['2026-11-22T09:30:00-05:00', '2026-11-22T14:30:00Z']),
			server: SERVER,
			claimType: institutional ? 'institutional' : 'professional',
			patient: chart.patient(),
			...who.records,
			items: orders.map(({ item }) => item),
			diagnoses: diagnoses.map((code, at) => chart.condition(`d-${at + 1}`, code)),
			evidence,
			others: [...others, chart.organization('board', 'ZZTEST BOARD', [])],
			urgency: urgency.given,
			...(institutional && { admission: { start: day } }),
			...(random.next() < 0.3 && { message: 'Zztest message to the reviewer.' }),
		},
		truth: {
			items: orders.map(({ truth }) => truth),
			diagnoses,
			npis: who.npis,
			urgency: urgency.level,
			member: chart.member,
			payer: who.payer,
			mrn: chart.mrn,
			mark: chart.mark,
			words,
		},
	};
}

/** More diagnoses than X12 can carry. */
const manyCodes = (count: number): string[] =>
	Array.from({ length: count }, (_none, at) => `Z98.${at}`);

function urgencyIn(random: Random): { level: Truth['urgency']; given: Json } {
	if (random.next() < 0.75) return { level: 'standard', given: { level: 'standard' } };
	const attestation = { by: 'Zztestdoc, N., MD', at: '2026-11-22T09:12:00-05:00' };
	return { level: 'expedited', given: { level: 'expedited', attestation } };
}

interface Parties {
	records: Json;
	npis: string[];
	payer: string;
	facility?: { place: string };
}

/** Who is insured how, who asks, and where it is done. */
function parties(chart: Chart): Parties {
	const { random } = chart;
	const insured = random.pick(['member', 'member', 'subscriber', 'dependent'] as const);
	const payer = String(random.integer(10_000, 99_999));
	const clinic = random.next() < 0.8 ? chart.npi() : undefined;
	// Somebody of those who ask has a number.
	const doctor = clinic === undefined || random.next() < 0.8 ? chart.npi() : undefined;
	const tax = { system: 'urn:oid:2.16.840.1.113883.4.4', value: '99-9999999' };
	const provider = chart.organization('clinic-1', 'ZZTEST CLINIC', [
		...(clinic === undefined ? [tax] : [{ system: NPI, value: clinic }]),
	]);
	const place = random.pick(['11', '21', '22']);
	const facility = random.next() < 0.3 ? location(chart, place) : undefined;
	const subscriber =
		insured === 'dependent'
			? chart.person(`${chart.patientId}-sub`, [
					{ system: 'https://payer.zztest.example/subscribers', value: `S-${chart.member}` },
				])
			: undefined;
	return {
		records: {
			coverage: chart.coverage(insured),
			...(subscriber !== undefined && { subscriber }),
			insurer: chart.organization('payer-1', 'ZZTEST INSURANCE', [
				{ system: 'https://payers.zztest.example/ids', value: payer },
			]),
			provider,
			practitioner: chart.practitioner(doctor),
			...(facility !== undefined && { facility }),
		},
		npis: [clinic, doctor].flatMap((each) => each ?? []),
		payer,
		...(facility !== undefined && { facility: { place } }),
	};
}

const location = (chart: Chart, place: string): Json => ({
	resourceType: 'Location',
	id: 'place-1',
	text: chart.text,
	status: 'active',
	name: 'ZZTEST OUTPATIENT BUILDING',
	type: [concept(PLACES, place)],
	telecom: [{ system: 'phone', value: '555-0102' }],
	address: { city: 'Testville', state: 'MA' },
	managingOrganization: chart.to('Organization/clinic-1'),
	partOf: { reference: 'Location/campus', display: chart.mark },
});
