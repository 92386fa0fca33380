import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import {
	ATTESTATION,
	differencesFrom,
	fingerprintSection,
	FOLLOWS,
	packetSections,
	partsOf,
	shownHash,
	signatureOf,
} from '../../../dist/nodes/PriorAuth/packet/index.js';
import { buildRequest } from '../../../dist/nodes/PriorAuth/request/index.js';
import { readBeside } from '../../../dist/nodes/Drafting/signing/beside.js';
import { shown, signedOff } from './approved.ts';
import type { Json } from './golden.ts';
import { ldl, PY, report } from './people.ts';
import { packet } from './sending.ts';

const ROLES = ['attending'];
const TEXT = 'ZZTEST letter of medical necessity';
const textHash = createHash('sha256').update(TEXT).digest('hex');

/** What of the packet that is to go was not on the page that was signed. */
function differs(review: Json, request: Json, signOff: Json = {}): string[] {
	const page: any = shown(review);
	const signature = signatureOf(signedOff(page.sections, signOff) as any, page, ROLES);
	return differencesFrom(page, request as any, signature);
}

const reviewed = (change: (input: Json) => void = () => {}): Json => ({
	...packet('zz/review', change),
	forReview: true,
});
const letter = (words = TEXT, id = 'letter'): Json => ({
	resource: {
		...report(),
		id,
		docStatus: 'final',
		content: [
			{ attachment: { contentType: 'text/plain', data: Buffer.from(words).toString('base64') } },
		],
	},
	reportType: PY,
	description: 'Letter of medical necessity, signed',
});
const answers = (change: Json = {}): Json => ({
	resource: {
		resourceType: 'QuestionnaireResponse',
		id: 'answers',
		status: 'in-progress',
		questionnaire: 'http://payer.example.org/Questionnaire/zz|1',
		authored: '2026-11-22T08:00:00Z',
		subject: { reference: 'Patient/p1' },
		item: [{ linkId: '1', answer: [{ valueBoolean: true }] }],
		...change,
	},
	reportType: PY,
});
const add =
	(...evidence: Json[]) =>
	(input: Json): void => {
		input.evidence = [...(input.evidence ?? []), ...evidence];
	};
const SIGNED_AT = '2026-11-22T10:00:00Z';

describe('What is sent is what was signed', () => {
	test('the fingerprint of the page is the one that the sign-off has', () => {
		const { sections } = shown(packet());
		assert.equal(shownHash(sections), readBeside(JSON.stringify(sections))?.sha256);
	});

	test('two builds of the same differ in their numbers alone', () => {
		assert.deepEqual(differs(reviewed(), packet('zz/sent')), []);
		assert.deepEqual(
			differs(
				reviewed(add(answers({ id: 'made-at-review' }))),
				packet('zz/sent', add(answers({ id: 'made-when-sent' }))),
			),
			[],
		);
	});

	for (const [name, change, expected] of [
		['another patient', (input: Json) => (input.patient.birthDate = '1999-01-01'), 'Patient'],
		[
			'another quantity',
			(input: Json) => (input.items[0].quantity = { value: 80, unit: 'visits' }),
			'items',
		],
		[
			'other days',
			(input: Json) => (input.items[0].serviced = { start: '2027-01-01', end: '2027-12-31' }),
			'items',
		],
		[
			'another code',
			(input: Json) =>
				(input.items[0].code = { ...input.items[0].order.code.coding[0], code: 'G0299' }),
			'items',
		],
		['another place', (input: Json) => (input.items[0].placeOfService = '22'), 'items'],
		[
			'another diagnosis',
			(input: Json) => (input.diagnoses[0].code.coding[1].code = 'C50.919'),
			'diagnoses',
		],
		[
			'another member number',
			(input: Json) => (input.coverage.identifier[0].value = 'ZZM-78'),
			'Coverage',
		],
		['another payer', (input: Json) => (input.insurer.name = 'ZZTEST OTHER'), 'Organization'],
		['another kind of claim', (input: Json) => (input.claimType = 'institutional'), 'request'],
		['a message', (input: Json) => (input.message = 'ZZ seen by nobody'), 'information'],
		[
			'one more piece of evidence',
			add({ resource: { ...ldl(), id: 'more' }, reportType: PY }),
			'Observation',
		],
		[
			'evidence that was amended since',
			(input: Json) =>
				(input.evidence[0].resource = { ...input.evidence[0].resource, description: 'ZZ amended' }),
			undefined,
		],
		['less evidence', (input: Json) => (input.evidence = []), 'information'],
		[
			'an urgency that nobody saw',
			(input: Json) =>
				(input.urgency = {
					level: 'expedited',
					attestation: { by: 'TESTPERSON SUE', at: SIGNED_AT },
				}),
			'urgency',
		],
	] as Array<[string, (input: Json) => unknown, string | undefined]>) {
		test(`${name} is not what was signed`, () => {
			const found = differs(
				reviewed(),
				packet('zz/sent', (input) => void change(input)),
			);
			assert.ok(found.length > 0);
			if (expected !== undefined) assert.ok(found.includes(expected), found.join());
			assert.doesNotMatch(found.join(), /\/|ZZ/, 'kinds, no numbers or names');
		});
	}

	test('the letter that was signed comes along, word for word and once, where the page said so', () => {
		const sent = packet('zz/sent', add(letter()));
		assert.deepEqual(differs(reviewed(), sent, { textHash }), []);
		const other = packet('zz/sent', add(letter(`${TEXT} and more`)));
		assert.ok(differs(reviewed(), other, { textHash }).includes('DocumentReference'));
		const { forReview: _forReview, ...plain } = reviewed();
		assert.ok(differs(plain, sent, { textHash }).includes('DocumentReference'));
		assert.ok(differs(reviewed(), sent, { textHash: '' }).includes('DocumentReference'));
	});

	test('answers are completed by the signature, and are otherwise what was shown', () => {
		const done = { status: 'completed', authored: SIGNED_AT };
		const review = reviewed(add(answers()));
		const sent = (change: Json): Json => packet('zz/sent', add(answers(change)));
		assert.deepEqual(differs(review, sent(done)), []);
		const item = [{ linkId: '1', answer: [{ valueBoolean: false }] }];
		for (const change of [
			{ ...done, item },
			{ ...done, authored: '2026-11-23T10:00:00Z' },
			{ ...done, status: 'amended' },
			{ item },
		]) {
			assert.deepEqual(differs(review, sent(change)), ['QuestionnaireResponse']);
		}
	});

	test('an expedited request needs the line that the clinician signed, and that clinician', () => {
		const urgent = (urgency: Json) => (input: Json) =>
			void (input.urgency = { level: 'expedited', ...urgency });
		const review = packet('zz/review', urgent({ toBeAttested: true }));
		assert.equal(review.forReview, true);
		assert.equal(review.attestation, undefined);
		const own = urgent({ attestation: { by: 'TESTPERSON SUE', at: SIGNED_AT } });
		assert.deepEqual(differs(review, packet('zz/sent', own)), []);
		const nurse = urgent({ attestation: { by: 'ZZ NURSE', at: SIGNED_AT } });
		assert.deepEqual(differs(review, packet('zz/sent', nurse)), ['attested-by-another']);
		const page: any = shown(review);
		page.sections = page.sections.filter(({ title }: Json) => title !== ATTESTATION.title);
		const signature = signatureOf(signedOff(page.sections) as any, page, ROLES);
		assert.deepEqual(differencesFrom(page, packet('zz/sent', own) as any, signature), [
			'attestation-not-shown',
		]);
	});

	test('a page that was changed after it was signed, or shows another packet, is not approved', () => {
		const page: any = shown(reviewed());
		const signOff: any = signedOff(page.sections);
		signatureOf(signOff, page, ROLES);
		const other = reviewed(
			(input) => void (input.items[0].quantity = { value: 80, unit: 'visits' }),
		);
		for (const changed of [
			{ ...page, parts: partsOf(other as any) },
			{ ...page, answers: ['0'.repeat(64)] },
			{ ...page, madeAt: '2026-11-21T09:00:00Z' },
			{ ...page, sections: [...page.sections, FOLLOWS] },
			{ ...page, sections: page.sections.slice(1) },
		]) {
			assert.throws(() => signatureOf(signOff, changed, ROLES), /another packet on the page/);
		}
	});

	test('a nurse, a resident whose role is not named, and nobody at all attest to nothing', () => {
		const page: any = shown(reviewed());
		const by = (role: string): any =>
			signedOff(page.sections, {
				by: { name: 'ZZ', subject: 'zz', role, issuer: 'zz', method: 'oidc' },
			});
		assert.throws(() => signatureOf(by('prior-auth-nurse'), page, ROLES), /Nobody whose signature/);
		assert.throws(() => signatureOf(by('attending'), page, []), /Nobody whose signature/);
		assert.equal(signatureOf(by('attending'), page, ROLES).by, 'ZZ');
	});
});

describe('What a person reads of a packet', () => {
	const text = (sections: any[]): string => JSON.stringify(sections);

	test('a review says what the signature adds, and gives no number that is not the one that is sent', () => {
		const review = reviewed();
		const words = text(packetSections({ request: review as any }));
		assert.ok(words.includes('given when it is sent'));
		assert.ok(!words.includes(review.trace.value));
		assert.ok(words.includes(FOLLOWS.text ?? '-'));
		assert.ok(!text(packetSections({ request: packet() as any })).includes(FOLLOWS.title));
	});

	test('an answered question is an answer, and only a rule of the site makes a point met', () => {
		const criterion = (id: string, state: string, judgedBy: string): Json => ({
			id,
			text: `ZZ ${id}`,
			required: false,
			state,
			judgedBy,
			evidence: [],
			reasons: [],
		});
		const checklist: any = {
			criteria: [
				criterion('a', 'met', 'answer'),
				criterion('b', 'unmet', 'answer'),
				criterion('c', 'met', 'policy'),
				criterion('d', 'unknown', 'answer'),
			],
			counts: { met: 2, unmet: 1, unknown: 1 },
			source: { kind: 'questionnaire', names: ['zz'], sha256: '' },
			asOf: '2026-11-22T09:00:00Z',
		};
		const section = packetSections({ request: packet() as any, checklist }).find(
			({ title }) => title === 'What the payer wants to see',
		);
		assert.deepEqual(
			section?.rows?.map(([, state]) => state),
			['Answered', 'Answered: no', 'Met', 'Unknown'],
		);
		assert.match(section?.text ?? '', /^1 answered, 1 answered: no, 1 met, 1 unknown\./);
	});

	test('people and orders of the packet stand there by name, and what was found and not taken says why', () => {
		const request: any = packet();
		const resources: any[] = request.bundle.entry.map((one: any) => one.resource);
		const doctor = resources.find(({ resourceType }) => resourceType === 'Practitioner');
		const order = resources.find(({ resourceType }) => resourceType === 'ServiceRequest');
		const checklist: any = {
			criteria: [
				{
					id: 'a',
					text: 'ZZ a',
					required: true,
					state: 'met',
					judgedBy: 'answer',
					answer: 'ZZ none',
					from: `Said by a person (Practitioner/${doctor.id})`,
					evidence: [],
					reasons: [],
				},
				{
					id: 'b',
					text: 'ZZ b',
					required: true,
					state: 'unknown',
					judgedBy: 'answer',
					answer: '6',
					evidence: [{ reference: 'Observation/zz', title: 'ZZ value' }],
					reasons: ['unit-unknown'],
				},
			],
			counts: { met: 1, unmet: 0, unknown: 1 },
			source: { kind: 'questionnaire', names: ['zz'], sha256: '' },
			asOf: '2026-11-22T09:00:00Z',
		};
		const requirement: any = {
			source: 'payer',
			reasons: [],
			items: [{ order: `ServiceRequest/${order.id}`, needed: 'yes', doubts: [] }],
		};
		const sections = packetSections({ request, checklist, requirement });
		const rows = (title: string) => sections.find((one) => one.title === title)?.rows;
		const [said, found] = rows('What the payer wants to see') ?? [];
		assert.match(
			said?.[3] ?? '',
			new RegExp(
				`^Said by a person \\(.*${doctor.name[0].family}.* \\(Practitioner/${doctor.id}\\)\\)$`,
			),
		);
		assert.deepEqual(found?.slice(2), [
			'Found, not confirmed: 6',
			'ZZ value, Observation/zz. The unit is not known',
		]);
		const [[asked] = []] = rows('Is authorization needed?') ?? [];
		assert.match(asked ?? '', new RegExp(`^.+ \\(ServiceRequest/${order.id}\\)$`));
	});

	test('the fingerprint is bound to the showing of the page', () => {
		const bound = { parts: [], answers: [], madeAt: '2026-11-22T09:00:00Z' };
		const later = { ...bound, madeAt: '2026-11-22T09:00:01Z' };
		assert.notDeepEqual(fingerprintSection(bound), fingerprintSection(later));
	});
});

describe('A request is built of what stands', () => {
	const verification = (code: string): Json => ({
		coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code }],
	});
	for (const [name, change] of [
		...['refuted', 'entered-in-error', 'unconfirmed', 'differential'].map((code) => [
			`a ${code} diagnosis`,
			(input: Json) => (input.diagnoses[0].verificationStatus = verification(code)),
		]),
		...['revoked', 'entered-in-error', 'completed'].map((status) => [
			`an order that is ${status}`,
			(input: Json) => (input.items[0].order.status = status),
		]),
		['an order not to do it', (input: Json) => (input.items[0].order.doNotPerform = true)],
		[
			'a patient whose record was merged',
			(input: Json) =>
				(input.patient.link = [{ type: 'replaced-by', other: { reference: 'Patient/p2' } }]),
		],
		...[{ status: 'entered-in-error' }, { status: 'superseded' }, { docStatus: 'preliminary' }].map(
			(state) => [
				`a document with ${JSON.stringify(state)}`,
				add({ resource: { ...report(), id: 'zz', ...state }, reportType: PY }),
			],
		),
	] as Array<[string, (input: Json) => unknown]>) {
		test(`${name} builds nothing`, () => {
			assert.throws(() => packet('zz', (input) => void change(input)), /Not built/);
		});
	}

	test('an established diagnosis and a final document do', () => {
		const request = packet('zz', (input) => {
			input.diagnoses[0].verificationStatus = verification('confirmed');
			add({ resource: { ...report(), id: 'zz', docStatus: 'final' }, reportType: PY })(input);
		});
		assert.equal(request.completeness.complete, true);
		assert.ok(buildRequest);
	});
});
