import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { workStore } from '../../../dist/nodes/shared/work/index.js';
import { closeLedger } from '../../../dist/nodes/shared/ledger/index.js';
import { startEhr, type Ehr } from '../../hospital/ehr.ts';
import { startPayer, type Payer } from '../../hospital/payer/index.ts';
import { Canvas } from '../audit/canvas.ts';
import { signedOff } from './approved.ts';
import { caseRecords, keep } from './case-records.ts';
import { claimOf, resourceOf, type Json } from './golden.ts';
import { ldl, report } from './people.ts';

const NUMBERS = 'https://hospital.example.org/prior-auth';
const LETTER = 'ZZTEST letter of medical necessity';
const textHash = createHash('sha256').update(LETTER).digest('hex');
const QUESTIONNAIRE = 'http://payer.example.org/Questionnaire/zz|1';

let root: string;
let ehr: Ehr;
let payer: Payer;
let canvas: Canvas;

before(async () => {
	root = await mkdtemp(join(tmpdir(), 'hospital-prior-auth-'));
	await writeFile(join(root, 'key'), randomBytes(32), { mode: 0o600 });
	process.env.HOSPITAL_DATA_DIR = join(root, 'data');
	process.env.HOSPITAL_KEY_FILE = join(root, 'key');
	process.env.HOSPITAL_INSTANCE = 'n8n.test';
	ehr = await startEhr();
	payer = await startPayer({ lenient: true });
	canvas = new Canvas('Approval of prior authorization');
});
after(async () => {
	await ehr.stop();
	await payer.stop();
	await closeLedger();
	await rm(root, { recursive: true, force: true });
});
beforeEach(async () => {
	payer.reset();
	const signed = [
		{ attachment: { contentType: 'text/plain', data: Buffer.from(LETTER).toString('base64') } },
	];
	await keep(ehr, [
		...caseRecords(),
		{ ...report(), id: 'signed', context: undefined, docStatus: 'final', content: signed },
	]);
});

const run = async (operation: string, values: Json, item: Json): Promise<Json> => {
	const baseUrl = operation === 'submit' ? payer.fhir : ehr.url;
	canvas.credentials = { fhirServerApi: { baseUrl, authentication: 'none' } };
	const [made] = await canvas.run(
		`priorAuthorization.${operation}`,
		{ sealOutput: false, clinicianRoles: 'attending', ...values },
		item,
	);
	return made;
};
const workItem = (): Json => ({
	contract: 'WorkItem/1',
	id: `w${randomUUID().replaceAll('-', '').slice(0, 31)}`,
	attempt: 1,
	priority: 'routine',
	test: false,
});

const response = (change: Json = {}): Json => ({
	resourceType: 'QuestionnaireResponse',
	id: 'zz-answers',
	status: 'in-progress',
	questionnaire: QUESTIONNAIRE,
	authored: '2026-11-22T08:00:00Z',
	subject: { reference: 'Patient/p1' },
	item: [{ linkId: '1', answer: [{ valueBoolean: true }] }],
	...change,
});
const asked = (requiredOpen = 0): Json => ({
	contract: 'PriorAuthQuestionnaire/1',
	needsPerson: false,
	forms: [{ questionnaire: QUESTIONNAIRE, counts: { requiredOpen }, answers: [] }],
});

interface Story {
	order?: string;
	/** Fields of both builds. */
	build?: Json;
	/** What the item carries from the start. */
	item?: Json;
	/** What changes while people look at it. */
	meanwhile?: () => Promise<void>;
	/** Of the sign-off. */
	signOff?: Json;
	/** Fields of the second build alone. */
	later?: Json;
}

const BUILD = {
	paNumbers: NUMBERS,
	paCoverage: '',
	serviceCategory: '42',
	urgencyLevel: 'order',
	attestedBy: '',
	attestedAt: '',
	paEvidence: ['DiagnosticReport/lab', 'Observation/ldl'],
	paAnswers: [],
};

/** The way of the template: gathered, built to be looked at, shown, signed, built anew. */
async function toBuilt({ order = 'o1', build = {}, ...story }: Story): Promise<Json> {
	const gathered = await run(
		'gatherCase',
		{ orderReferences: `ServiceRequest/${order}` },
		{ workItem: workItem(), ...story.item },
	);
	const review = await run(
		'buildRequest',
		{ ...BUILD, ...build, buildOptions: { number: 'review', forReview: true } },
		gathered,
	);
	const shown = await run('showPacket', {}, review);
	const signOff = signedOff(shown.priorAuthPacket.sections, { textHash, ...story.signOff });
	await story.meanwhile?.();
	return await run(
		'buildRequest',
		{
			...BUILD,
			attestedBy: signOff.by.name,
			attestedAt: signOff.at,
			...build,
			...story.later,
		},
		{ ...shown, signOff },
	);
}

const send = async (story: Story = {}): Promise<Json> =>
	await run('submit', {}, await toBuilt(story));

const reasonsOf = ({ priorAuthSubmission: { status, needsPerson, reasons } }: Json): string[] => {
	assert.deepEqual([status, needsPerson], ['not-sent', true]);
	assert.equal(reasons[0], 'differs-from-what-was-approved');
	assert.equal(payer.requests('submit').length, 0);
	return reasons.slice(1);
};
const urgent = async (): Promise<void> =>
	await keep(ehr, [{ ...caseRecords().at(-1), id: 'fast', priority: 'urgent' }]);

describe('From the page that is signed to the payer', { timeout: 120_000 }, () => {
	test('what was shown is sent, with the signed letter', async () => {
		const evidence = [
			...BUILD.paEvidence,
			{ reference: 'DocumentReference/signed', description: 'Letter' },
		];
		const { priorAuthSubmission: submission } = await send({ later: { paEvidence: evidence } });
		assert.equal(submission.status, 'answered');
		assert.equal(payer.requests('submit').length, 1);
	});

	test('an order that other work asks people for is not shown, unless a person wants it once more', async () => {
		const store = await workStore();
		const at = [workItem(), workItem()];
		const lease = { attempt: 1, failures: 0, origin: 'zz', phase: 'running' } as const;
		const emittedAt = new Date().toISOString();
		for (const { id } of at) {
			await store.writeLease(id, { ...lease, emittedAt, until: Date.now() + 600_000 });
		}
		const review = async (work: Json): Promise<Json> =>
			await run(
				'buildRequest',
				{ ...BUILD, buildOptions: { number: 'review', forReview: true } },
				await run('gatherCase', { orderReferences: 'ServiceRequest/o1' }, { workItem: work }),
			);
		const [first, second] = [await review(at[0]), await review(at[1])];
		assert.ok((await run('showPacket', {}, first)).priorAuthPacket);
		assert.ok((await run('showPacket', {}, first)).priorAuthPacket, 'its own next attempt');
		assert.equal((await run('showPacket', {}, second)).priorAuthPacket, undefined);
		assert.ok((await run('showPacket', { onePerOrder: false }, second)).priorAuthPacket);
		const closing = { state: 'NO_RESULT', reason: 'zz', owner: '', attempt: 1 } as const;
		for (const { id } of at) await store.close(id, closing);
	});

	test('a packet that was built to be looked at is never sent', async () => {
		const item = await toBuilt({ later: { buildOptions: { forReview: true } } });
		await assert.rejects(run('submit', {}, item), /to be looked at, not to be sent/);
		await assert.rejects(run('submit', { pasSignedOff: false }, item), /to be looked at/);
		assert.equal(payer.requests('submit').length, 0);
	});

	test('the approval of one packet releases no other one', async () => {
		await keep(ehr, [
			{ ...caseRecords().at(-1), id: 'other', quantityQuantity: { value: 80, unit: 'visits' } },
		]);
		const { signOff, priorAuthPacket } = await toBuilt({});
		const { priorAuthRequest } = await toBuilt({ order: 'other' });
		const item = { signOff, priorAuthPacket, priorAuthRequest, workItem: workItem() };
		assert.ok(reasonsOf(await run('submit', {}, item)).includes('items'));
	});

	test('the approval of the nurse releases nothing', async () => {
		const by = { name: 'ZZ NURSE', role: 'prior-auth-nurse' };
		await assert.rejects(send({ signOff: { by } }), /Nobody whose signature releases a packet/);
		assert.equal(payer.requests('submit').length, 0);
	});

	test('an urgent order is shown as expedited with the line that is attested to, then sent so', async () => {
		await urgent();
		const built = await toBuilt({ order: 'fast' });
		const { sections } = built.priorAuthPacket;
		assert.match(sections[0].title, /attests to: expedited/);
		assert.match(sections[0].text, /seriously jeopardize the life or health/);
		assert.match(JSON.stringify(sections), /expedited: attested to by signing this page/);
		const sent = await run('submit', {}, built);
		assert.equal(sent.priorAuthSubmission.status, 'answered');
		assert.equal(sent.priorAuthRequest.attestation.by, 'TESTPERSON SUE');
		assert.equal(claimOf(sent.priorAuthRequest.bundle).priority.coding[0].code, 'stat');
	});

	test('a page that said standard makes nothing expedited, and nobody else attests', async () => {
		await urgent();
		const gathered = { order: 'fast', build: { urgencyLevel: 'standard' } };
		const reasons = reasonsOf(await send({ ...gathered, later: { urgencyLevel: 'order' } }));
		assert.ok(reasons.includes('urgency') && reasons.includes('attestation-not-shown'));
		const other = { attestedBy: 'ZZ NURSE' };
		assert.deepEqual(reasonsOf(await send({ order: 'fast', later: other })), [
			'attested-by-another',
		]);
	});

	test('evidence that was amended while it waited is not sent unseen', async () => {
		const meanwhile = async (): Promise<void> =>
			await keep(ehr, [{ ...ldl(), valueQuantity: { value: 90, unit: 'mg/dL' } }]);
		assert.deepEqual(reasonsOf(await send({ meanwhile })), ['Observation']);
	});

	test('evidence in another version than the one that was read builds nothing', async () => {
		const version = { reference: 'Observation/ldl', title: 'ZZ', version: 'zz-older' };
		await assert.rejects(
			toBuilt({ build: { paEvidence: [version] } }),
			/changed since it was read/,
		);
	});

	for (const [name, change, expected] of [
		['taken back', { status: 'revoked' }, /not built: the order is not open any more/],
		[
			'changed',
			{ quantityQuantity: { value: 80, unit: 'visits' } },
			/An order was changed in the record/,
		],
	] as const) {
		test(`an order that was ${name} while it waited builds nothing`, async () => {
			const meanwhile = async (): Promise<void> =>
				await keep(ehr, [{ ...caseRecords().at(-1), ...change }]);
			await assert.rejects(toBuilt({ meanwhile }), expected);
		});
	}

	const recordOf = (type: string, id: string): Json =>
		caseRecords().find((one) => one.resourceType === type && one.id === id);
	for (const [name, type, id, change, expected] of [
		['the patient got another name', 'Patient', 'p1', { name: [{ family: 'ZZOTHER' }] }, /patient/],
		['the patient got another birth date', 'Patient', 'p1', { birthDate: '1999-01-01' }, /patient/],
		['the coverage ended', 'Coverage', 'c1', { status: 'cancelled' }, /The coverage was changed/],
		['the payer got another name', 'Organization', 'payer', { name: 'ZZTEST OTHER' }, /The payer/],
		['a diagnosis was refuted', 'Condition', 'd1', { verificationStatus: undefined }, /./],
		[
			'a note that the order names was marked as wrong',
			'DocumentReference',
			'doc1',
			{ status: 'entered-in-error' },
			/\(DocumentReference\) was changed/,
		],
	] as Array<[string, string, string, Json, RegExp]>) {
		test(`where ${name} while it waited, nothing is built`, async () => {
			const meanwhile = async (): Promise<void> =>
				await keep(ehr, [{ ...recordOf(type, id), ...change }]);
			await assert.rejects(toBuilt({ meanwhile }), expected);
			assert.equal(payer.requests('submit').length, 0);
		});
	}

	test('an order that was authorized while it waited is not asked for again', async () => {
		const number = { type: { text: 'Prior authorization number' }, system: 'urn:zz', value: 'N-1' };
		const order = recordOf('ServiceRequest', 'o1');
		const meanwhile = async (): Promise<void> =>
			await keep(ehr, [{ ...order, identifier: [number] }]);
		await assert.rejects(toBuilt({ meanwhile }), /another request for it was approved/);
		// A number of an earlier year is no news.
		await keep(ehr, [{ ...order, identifier: [number] }]);
		assert.equal((await send()).priorAuthSubmission.status, 'answered');
	});

	test('who signs sees that the order was asked for before, and under which number it was approved', async () => {
		const title = 'This was asked for before';
		const fresh = await toBuilt({});
		const sectionIn = ({ priorAuthPacket }: Json): Json =>
			priorAuthPacket.sections.find((one: Json) => one.title === title);
		// Earlier tests sent this order; those are decided.
		const before: string[] = (sectionIn(fresh)?.rows ?? []).map((row: string[]) => row[1]);
		const sent = await run('submit', {}, fresh);
		const number = { type: { text: 'Prior authorization number' }, system: 'urn:zz', value: 'N-1' };
		const period = { start: '2026-12-01', end: '2026-12-31' };
		await keep(ehr, [{ ...recordOf('ServiceRequest', 'o1'), identifier: [{ ...number, period }] }]);
		const { rows } = sectionIn(await toBuilt({}));
		assert.deepEqual(rows[0], ['authorization on the order', 'N-1', '2026-12-01 to 2026-12-31']);
		assert.equal(rows[1][1], sent.priorAuthRequest.trace.value);
		assert.equal(rows[1][2], 'approved');
		assert.equal(rows.length, before.length + 2);
	});

	test('evidence of the chart that was marked as wrong while it waited is not sent', async () => {
		const chartContext: Json = {
			contract: 'ChartContext/1',
			resources: [(await (await fetch(`${ehr.url}/Observation/ldl`)).json()) as Json],
			priors: [],
		};
		const meanwhile = async (): Promise<void> =>
			await keep(ehr, [{ ...ldl(), status: 'entered-in-error' }]);
		const story = { item: { chartContext }, meanwhile };
		await assert.rejects(toBuilt(story), /evidence \(Observation\) was changed in the record/);
	});

	test('a new telephone number, a later version and a stay that goes on hold nothing up', async () => {
		const meanwhile = async (): Promise<void> => {
			const telecom = [{ system: 'phone', value: '555-0199' }];
			const patient = { ...recordOf('Patient', 'p1'), telecom };
			await keep(ehr, [patient, recordOf('Coverage', 'c1'), recordOf('Condition', 'd1')]);
		};
		assert.equal((await send({ meanwhile })).priorAuthSubmission.status, 'answered');
	});

	test('answers that were shown are completed by the signature, and sent', async () => {
		const paAnswers = [response()];
		const sent = await send({ build: { paAnswers }, item: { priorAuthQuestionnaire: asked() } });
		const answers = resourceOf(sent.priorAuthRequest.bundle, 'QuestionnaireResponse');
		assert.deepEqual([answers.status, answers.authored], ['completed', '2026-11-22T10:00:00Z']);
		assert.equal(sent.priorAuthSubmission.status, 'answered');
	});

	for (const [name, item, later] of [
		['of which nobody knows what is open', {}, {}],
		['with a required question open', { priorAuthQuestionnaire: asked(1) }, {}],
		[
			'that were not on the page',
			{ priorAuthQuestionnaire: asked() },
			{ paAnswers: [response({ item: [{ linkId: '1', answer: [{ valueBoolean: false }] }] })] },
		],
	] as Array<[string, Json, Json]>) {
		test(`answers ${name} are not completed`, async () => {
			const story = { build: { paAnswers: [response()] }, item, later };
			const { priorAuthRequest } = await toBuilt(story);
			const answers = resourceOf(priorAuthRequest.bundle, 'QuestionnaireResponse');
			assert.equal(answers.status, 'in-progress');
		});
	}

	test('a sign-off of something else completes no answers', async () => {
		const story = { build: { paAnswers: [response()] }, item: { priorAuthQuestionnaire: asked() } };
		for (const signOff of [{ shownBesideHash: '0'.repeat(64) }, { decision: 'rejected' }]) {
			await assert.rejects(toBuilt({ ...story, signOff }), /approved/);
		}
	});

	test('what the checklist found and did not use stays, unless it bears out another point', async () => {
		const evidence = (id: string): Json => ({
			reference: `Observation/${id}`,
			title: 'ZZ',
			quote: `ZZ ${id}`,
			start: 0,
			end: 4,
		});
		await keep(ehr, [{ ...ldl(), id: 'relative' }]);
		const criteria = [
			{ id: '1', state: 'met', judgedBy: 'answer', evidence: [evidence('ldl')], reasons: [] },
			{
				id: '2',
				state: 'unknown',
				judgedBy: 'answer',
				evidence: [evidence('relative'), evidence('ldl')],
				reasons: ['about-a-relative'],
			},
		].map((each) => ({ ...each, text: 'ZZ', required: false }));
		const priorAuthChecklist = {
			contract: 'PriorAuthChecklist/1',
			criteria,
			counts: { met: 1, unmet: 0, unknown: 1 },
			source: { kind: 'questionnaire', names: [], sha256: '' },
			asOf: '2026-11-22T08:00:00Z',
		};
		const travelling = async (paEvidence: Json[]): Promise<string[]> => {
			const { priorAuthRequest } = await toBuilt({
				item: { priorAuthChecklist },
				build: { paEvidence },
			});
			return priorAuthRequest.bundle.entry
				.map(({ resource }: Json) => `${resource.resourceType}/${resource.id}`)
				.filter((name: string) => name.startsWith('Observation/'));
		};
		const all = criteria.flatMap((each) => each.evidence);
		assert.deepEqual(await travelling(all), ['Observation/ldl']);
		assert.deepEqual((await travelling([...all, 'Observation/relative'])).sort(), [
			'Observation/ldl',
			'Observation/relative',
		]);
	});
});
