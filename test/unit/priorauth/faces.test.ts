import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { outputOf } from '../../../dist/nodes/PriorAuth/actions/readDecision.operation.js';
import { closeLedger } from '../../../dist/nodes/shared/ledger/index.js';
import { startEhr, type Ehr } from '../../hospital/ehr.ts';
import type { PayerOutcome } from '../../hospital/payer/types.ts';
import { startPayer, type Payer } from '../../hospital/payer/index.ts';
import { Canvas } from '../audit/canvas.ts';
import { caseRecords, keep } from './case-records.ts';
import { claimOf, resourceOf, type Json } from './golden.ts';

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
	payer = await startPayer({});
	await keep(ehr, caseRecords());
	canvas = new Canvas('Prior authorization');
	canvas.credentials = { fhirServerApi: { baseUrl: ehr.url, authentication: 'none' } };
});
after(async () => {
	await ehr.stop();
	await payer.stop();
	await closeLedger();
	await rm(root, { recursive: true, force: true });
});

const run = async (operation: string, values: Json, item: Json = {}): Promise<Json> => {
	const [made] = await canvas.run(
		`priorAuthorization.${operation}`,
		{ sealOutput: false, ...values },
		item,
	);
	return made;
};
const gather = (values: Json = {}): Promise<Json> =>
	run('gatherCase', { orderReferences: 'ServiceRequest/o1', ...values });
const NUMBERS = 'https://hospital.example.org/prior-auth';
const BUILD = {
	paNumbers: NUMBERS,
	paCoverage: '',
	serviceCategory: '42',
	urgencyLevel: 'order',
	attestedBy: '',
	attestedAt: '',
	paEvidence: [{ reference: 'DiagnosticReport/lab', title: 'a report' }, 'DocumentReference/far'],
	paAnswers: [],
};
const build = async (values: Json = {}, found?: Json): Promise<Json> =>
	run('buildRequest', { ...BUILD, ...values }, found ?? (await gather()));
const code = async (work: Promise<unknown>): Promise<string> => {
	try {
		await work;
	} catch (error) {
		return String((error as Error).message);
	}
	return assert.fail('it was done');
};

describe('Prior Authorization, its own steps', { timeout: 120_000 }, () => {
	test('an order leads to patient, coverage, payer, clinician, organization, place and reasons', async () => {
		const { priorAuthCase: found } = await gather({
			caseOptions: { accountSystem: 'http://hospital.example.org/accounts' },
		});
		assert.equal(found.decision, 'ready');
		assert.deepEqual(found.reasons, []);
		assert.deepEqual(
			['patient', 'practitioner', 'role', 'provider', 'facility'].map((name) => found[name].id),
			['p1', 'doc', 'role', 'clinic', 'home'],
		);
		for (const [name, ids] of [
			['orders', ['o1']],
			['coverages', ['c1']],
			['insurers', ['payer']],
			['diagnoses', ['d1']],
			['supporting', ['doc1']],
		] as const) {
			assert.deepEqual(
				found[name].map(({ id }: Json) => id),
				ids,
				name,
			);
		}
		assert.equal(found.orderedBy, 'Practitioner/doc');
		assert.deepEqual(found.accounts, ['zz.sue']);
		assert.deepEqual(found.server, { base: ehr.url, knownAs: [] });
	});

	test('an order that is over, a plan, and a patient without coverage go to a person with the reason', async () => {
		const order = caseRecords().at(-1);
		await keep(ehr, [
			{ ...order, id: 'over', status: 'revoked' },
			{ ...order, id: 'plan', intent: 'plan' },
			{ ...caseRecords()[0], id: 'p2' },
			{
				...order,
				id: 'uninsured',
				subject: { reference: 'Patient/p2' },
				reasonReference: undefined,
				supportingInfo: undefined,
			},
		]);
		const reasons = async (id: string): Promise<unknown> => {
			const { priorAuthCase: found } = await gather({ orderReferences: `ServiceRequest/${id}` });
			assert.equal(found.decision, 'hold');
			// One step mends a coverage that is missing, and with it its payer.
			assert.equal(found.advice.length, 1);
			assert.match(found.advice[0], /no payer was asked\. [A-Z].*\.$/);
			return found.reasons;
		};
		assert.deepEqual(await reasons('over'), ['order-not-active']);
		assert.deepEqual(await reasons('plan'), ['not-an-order']);
		assert.deepEqual(await reasons('uninsured'), ['coverage-not-found', 'insurer-not-found']);
	});

	test('a record of another patient stops everything, and so do orders of two patients', async () => {
		const order = caseRecords().at(-1);
		await keep(ehr, [
			{ ...caseRecords()[0], id: 'p3' },
			{ ...order, id: 'mixed', subject: { reference: 'Patient/p3' } },
		]);
		assert.match(
			await code(gather({ orderReferences: 'ServiceRequest/mixed' })),
			/not of the patient/,
		);
		assert.match(
			await code(gather({ orderReferences: 'ServiceRequest/o1, ServiceRequest/mixed' })),
			/not of the patient/,
		);
		assert.match(await code(gather({ orderReferences: 'ServiceRequest/gone' })), /cannot be read/);
		assert.match(await code(gather({ orderReferences: 'Patient/p1' })), /cannot be read/);
	});

	test('a reason that is only a code finds the condition of the patient that has it', async () => {
		const order = caseRecords().at(-1);
		await keep(ehr, [
			{
				...order,
				id: 'coded',
				reasonReference: undefined,
				reasonCode: [{ coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'G89.4' }] }],
			},
		]);
		const { priorAuthCase: found } = await gather({ orderReferences: 'ServiceRequest/coded' });
		assert.deepEqual(
			found.diagnoses.map(({ id }: Json) => id),
			['d1'],
		);
	});

	test('the case becomes a packet that breaks no rule, with the chosen evidence and that of the order', async () => {
		const found = await gather();
		const { priorAuthRequest: request } = await build({}, found);
		assert.equal(request.completeness.complete, true);
		assert.equal(request.identifier.system, `${NUMBERS}/packets`);
		assert.equal(request.trace.system, `${NUMBERS}/cases`);
		const { priorAuthValidation: judged } = await run(
			'validate',
			{},
			{
				...found,
				priorAuthRequest: request,
			},
		);
		assert.deepEqual(judged.findings, []);
		const claim = claimOf(request.bundle);
		assert.equal(claim.supportingInfo.length, 3);
		assert.equal(claim.item[0].locationCodeableConcept.coding[0].code, '12');
		assert.equal(resourceOf(request.bundle, 'DiagnosticReport').id, 'lab');
		assert.ok(request.leftOut.length > 0);
	});

	test('the content of a document that lies elsewhere in the record goes inside it', async () => {
		const { priorAuthRequest: request } = await build();
		const [{ attachment }] = resourceOf(request.bundle, 'DocumentReference/far').content;
		assert.equal(Buffer.from(attachment.data, 'base64').toString(), 'ZZTEST course');
		assert.equal(attachment.url, undefined);
	});

	test('evidence of another patient and evidence that is gone build nothing', async () => {
		await keep(ehr, [
			{ ...caseRecords()[0], id: 'p4' },
			{
				...caseRecords().find(({ id }) => id === 'ldl'),
				id: 'foreign',
				subject: { reference: 'Patient/p4' },
			},
		]);
		assert.match(await code(build({ paEvidence: ['Observation/foreign'] })), /not of the patient/);
		assert.match(await code(build({ paEvidence: ['Observation/none'] })), /not at hand/);
		assert.match(await code(build({ paEvidence: ['not a reference'] })), /"Evidence"/);
	});

	test('what is no evidence by the guide does not travel, and that is said', async () => {
		const { priorAuthRequest: request } = await build({
			paEvidence: ['Patient/p1', 'Coverage/c1', 'Location/l9'],
		});
		assert.deepEqual(
			request.leftOut
				.filter(({ why, reference }: Json) => why === 'not-evidence' && reference)
				.map(({ reference }: Json) => reference),
			['Location/l9'],
			'patient and coverage travel as parties: nobody may read that they stay',
		);
	});

	test('an urgent order is expedited only with a clinician who attests to it', async () => {
		const order = caseRecords().at(-1);
		await keep(ehr, [{ ...order, id: 'fast', priority: 'urgent' }]);
		const found = await gather({ orderReferences: 'ServiceRequest/fast' });
		assert.match(await code(build({}, found)), /attests/);
		const attested = { attestedBy: 'Practitioner/doc', attestedAt: '2026-11-22T09:30:00Z' };
		const { priorAuthRequest: request } = await build(attested, found);
		assert.equal(request.urgency, 'expedited');
		assert.deepEqual(request.attestation, { by: 'Practitioner/doc', at: '2026-11-22T09:30:00Z' });
		const { priorAuthRequest: standard } = await build({ urgencyLevel: 'standard' }, found);
		assert.equal(standard.urgency, 'standard');
	});

	test('a held case, a missing coverage and a missing number build nothing', async () => {
		const found = await gather();
		const held = {
			priorAuthCase: { ...found.priorAuthCase, decision: 'hold', reasons: ['order-not-active'] },
		};
		assert.match(await code(build({}, held)), /was not built: the order is not open any more/);
		assert.match(await code(build({ paCoverage: 'Coverage/other' }, found)), /which coverage/);
		assert.match(await code(build({ paNumbers: '' }, found)), /Address for Numbers/);
		assert.match(await code(build({ serviceCategory: '' }, found)), /Category of Service/);
	});

	test('details of an order come before what is set for all', async () => {
		const { priorAuthRequest: request } = await build({
			buildOptions: {
				details: { 'ServiceRequest/o1': { quantity: { value: 3, unit: 'visits' } } },
				message: 'ZZ message',
				number: '2',
			},
		});
		assert.deepEqual(claimOf(request.bundle).item[0].quantity, { value: 3, unit: 'visits' });
		assert.match(JSON.stringify(request.bundle), /ZZ message/);
	});

	test('the packet in words names what is asked for, what goes and what stays', async () => {
		const found = await gather();
		const built = await build({}, found);
		const { priorAuthPacket: packet } = await run(
			'showPacket',
			{ addedLater: 'the letter' },
			built,
		);
		const titles = packet.sections.map(({ title }: Json) => title);
		assert.deepEqual(titles.slice(0, 3), [
			'What is asked for',
			'Diagnoses it rests on',
			'Who asks whom',
		]);
		const [asked] = packet.sections;
		assert.deepEqual(asked.rows[0].slice(0, 5), [
			'1',
			'G0154 (HCPCS)',
			'8 visits',
			'2026-12-01 to 2026-12-31',
			'12',
		]);
		assert.match(packet.html, /<h1>Packet for the payer<\/h1>/);
		assert.match(packet.html, /the letter/);
		assert.doesNotMatch(packet.html, /<script|http-equiv="refresh"|src=/);
		assert.equal(packet.request, built.priorAuthRequest.sha256);
	});

	test('each decision of the payer goes its own way, and a doubtful one to a person', async () => {
		for (const [outcome, output] of [
			['approved', 0],
			['pended', 1],
			['denied', 3],
			['modified', 3],
			['partially-approved', 3],
			['contact-payer', 5],
			['mixed', 5],
			['unknown', 5],
			['cancelled', 5],
		] as const) {
			payer.outcomeFor('default', outcome);
			const built = await build();
			const answer = await fetch(`${payer.fhir}/Claim/$submit`, {
				method: 'POST',
				headers: { 'content-type': 'application/fhir+json' },
				body: JSON.stringify(built.priorAuthRequest.bundle),
			});
			const { priorAuthDecision } = await run(
				'readDecision',
				{ paAnswer: await answer.json() },
				built,
			);
			assert.equal(outputOf(priorAuthDecision), output, outcome);
		}
	});

	/** A packet that the payer answered in this way, with the decision read. */
	const answered = async (outcome: PayerOutcome): Promise<Json> => {
		payer.outcomeFor('default', outcome);
		const built = await build();
		const answer = await fetch(`${payer.fhir}/Claim/$submit`, {
			method: 'POST',
			headers: { 'content-type': 'application/fhir+json' },
			body: JSON.stringify(built.priorAuthRequest.bundle),
		});
		return await run('readDecision', { paAnswer: await answer.json() }, built);
	};
	const SYSTEM = `${NUMBERS}/authorizations`;
	const write = async (item: Json, values: Json = {}): Promise<Json> =>
		await run('writeAuthorization', { authorizationSystem: SYSTEM, ...values }, item);
	const numbersOn = async (): Promise<Json[]> => {
		const { identifier = [] } = (await (
			await fetch(`${ehr.url}/ServiceRequest/o1`)
		).json()) as Json;
		return identifier.filter(({ system }: Json) => system === SYSTEM);
	};

	test('an authorization number goes on the order once, with its days, and only when it is approved', async () => {
		for (const outcome of ['denied', 'modified', 'pended'] as const) {
			assert.match(await code(write(await answered(outcome))), /no approved order/);
		}
		const item = await answered('approved');
		const { chart } = await write(item);
		assert.deepEqual([chart.references, chart.outcomes], [['ServiceRequest/o1'], ['updated']]);
		assert.deepEqual((await write(item)).chart.outcomes, ['existing']);
		const [number, ...more] = await numbersOn();
		assert.equal(more.length, 0);
		assert.equal(number.value, item.priorAuthDecision.authorizationNumbers[0]);
		assert.match(number.period.start, /^\d{4}-\d{2}-\d{2}$/);
	});

	test('a test run writes no number', async () => {
		const item = await answered('approved');
		const before = await numbersOn();
		canvas.mode = 'manual';
		try {
			assert.deepEqual((await write(item)).chart.outcomes, ['not-written']);
		} finally {
			canvas.mode = 'trigger';
		}
		assert.deepEqual(await numbersOn(), before);
	});

	test('a denial becomes a draft with reasons, numbers and the call, and accepts nothing', async () => {
		const item = await answered('denied');
		const { priorAuthAppeal: appeal } = await run(
			'draftAppeal',
			{ peerToPeer: 'ZZ 555-0100' },
			item,
		);
		assert.equal(appeal.about, 'denied');
		assert.deepEqual(appeal.items, [1]);
		for (const words of ['Nothing was accepted', 'G0154 (HCPCS)', 'denied', 'ZZ 555-0100']) {
			assert.ok(appeal.text.includes(words), words);
		}
		const approved = await answered('approved');
		assert.match(
			await code(run('draftAppeal', { peerToPeer: '' }, approved)),
			/denied and changed nothing/,
		);
	});

	test('an update and a cancellation have identifiers of their own and break no rule', async () => {
		const item = await answered('pended');
		const change = { changeItems: { 1: { quantity: { value: 3, unit: 'visits' } } } };
		const seen = new Set([item.priorAuthRequest.identifier.value]);
		for (const [operation, values] of [
			['update', change],
			['update', { ...change, changeNumber: '2' }],
			['cancel', {}],
		] as const) {
			const made = await run(operation, values, item);
			seen.add(made.priorAuthRequest.identifier.value);
			const { priorAuthValidation: judged } = await run('validate', {}, made);
			assert.deepEqual(judged.findings, [], operation);
		}
		assert.equal(seen.size, 4);
		const denied = await answered('denied');
		assert.match(await code(run('update', change, denied)), /denied request cannot be updated/);
		assert.match(
			await code(run('update', { changeItems: { x: {} } }, item)),
			/changes of items|Change Items/,
		);
	});
});
