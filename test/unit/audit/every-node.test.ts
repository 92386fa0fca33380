import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { store } from '../../../dist/nodes/clients/dimse/index.js';
import { writePart10 } from '../../../dist/nodes/formats/dicom/index.js';
import { meaningOf } from '../../../dist/nodes/Audit/report/words.js';
import { signingRoom } from '../../../dist/nodes/Drafting/signing/signing-room.js';
import { closeLedger, ledger } from '../../../dist/nodes/shared/ledger/index.js';
import { workEngine, workStore } from '../../../dist/nodes/shared/work/index.js';
import { startEhr, type Ehr } from '../../hospital/ehr.ts';
import { readLedger } from '../../hospital/ledger.ts';
import { freePort } from '../../peers/ports.ts';
import { ctSlice, range } from '../dicom-data/build.ts';
import { peerFor, startTestListener } from '../dicom-net/build.ts';
import { pdf } from '../documents/pdf.ts';
import { hl7 } from '../hl7/build.ts';
import { Receiver } from '../hl7/face-rig.ts';
import { Sender } from '../hl7/rig.ts';
import { caseRecords, keep } from '../priorauth/case-records.ts';
import { startPayer, type Payer } from '../../hospital/payer/index.ts';
import { fakeOllama, MODEL, ndjson, ollamaLines, type Fake } from '../llm/fake-engines.ts';
import { startServer } from '../monai/server.ts';
import { Canvas, everyNode, everyOperation } from './canvas.ts';
import { inOrder, receiver } from './receiver.ts';

let root: string;
let canvas: Canvas;
let ehr: Ehr;
let llm: Fake;
let payer: Payer;
const closing: Array<() => Promise<unknown>> = [];
/** For helpers of other tests that clean up after the test that calls them. */
const always = { after: (done: () => Promise<unknown>) => void closing.push(done) } as TestContext;

before(async () => {
	root = await mkdtemp(join(tmpdir(), 'hospital-every-node-'));
	await writeFile(join(root, 'key'), randomBytes(32), { mode: 0o600 });
	process.env.HOSPITAL_DATA_DIR = join(root, 'data');
	process.env.HOSPITAL_KEY_FILE = join(root, 'key');
	process.env.HOSPITAL_INSTANCE = 'n8n.test';
	canvas = new Canvas();
	ehr = await startEhr();
	llm = await fakeOllama();
	payer = await startPayer({});
	payer.requirementFor('default', { paNeeded: 'auth-needed' });
	await keep(ehr, caseRecords());
	const inference = await startServer(always);
	const archive = await startTestListener(always);
	const siem = await receiver(inOrder);
	const laboratory = new Receiver();
	await laboratory.start();
	closing.push(
		() => llm.close(),
		() => siem.close(),
		() => laboratory.stop(),
		() => ehr.stop(),
		() => payer.stop(),
		() => inference.stop(),
	);
	canvas.credentials = {
		fhirServerApi: { baseUrl: ehr.url, authentication: 'none' },
		inferenceServerApi: { baseUrl: inference.url, token: '' },
		dicomNodeApi: {
			host: '127.0.0.1',
			port: archive.port,
			calledAeTitle: 'HOSPITAL',
			callingAeTitle: 'ZZN8N',
			transport: 'tcp',
		},
		syslogApi: { host: '127.0.0.1', port: siem.port, transport: 'tcp' },
		payerCrdApi: { baseUrl: payer.crd, authentication: 'none', payers: '' },
		localLlmApi: { engine: 'ollama', baseUrl: llm.url, contextWindow: 8192 },
		signOffPeopleApi: {
			secretPasscodes: 'zz.ada; Dr. Ada Testperson; attending; four-unusual-words-here',
		},
		mllpApi: { host: '127.0.0.1', port: laboratory.port, encryption: 'none' },
	};
});

after(async () => {
	for (const close of closing.reverse()) await close();
	await (await workEngine()).stop();
	await closeLedger();
	await rm(root, { recursive: true, force: true });
});

const patient = (value: string) => ({
	resourceType: 'Patient',
	identifier: [{ system: 'urn:zz', value }],
});
const PATIENT = patient('ZZ-1');
/** The record that Read left in the item. */
const read = () => canvas.item.resource as { id: string; meta: { versionId: string } };
/** Reference of a new record. */
const created = async (resource: object): Promise<string> => {
	const [{ chart }] = await canvas.run('fhir.create', { resource, sealOutput: false });
	return (chart as { references: string[] }).references[0];
};
/** The same bytes for reading and for taking out. */
const FAX = pdf([{ runs: [{ text: 'ZZTEST, ADA', x: 72, y: 700 }] }]);
const EMERGENCY = {
	kind: 'break-glass',
	interaction: 'break-glass-opened',
	emergencyReason: 'other-emergency',
	emergencyReview: 'bg-zzzz-zzzz-zzzz',
	emitOptions: { userId: 'ada', patientId: 'ZZ-1' },
};

/** The model of the played server. */
const LLM = { model: MODEL, instructions: 'Do it.' };

/** One order on its way to the payer: an item of its own. */
const asking: Record<string, unknown> = {};
const NUMBERS = 'https://hospital.example.org/prior-auth';
/** The credential of the record, or of the payer, as a person chooses it in each node. */
async function priorAuth(
	operation: string,
	values: Record<string, unknown> = {},
	server = ehr.url,
): Promise<void> {
	const own = canvas.credentials;
	canvas.credentials = { ...own, fhirServerApi: { baseUrl: server, authentication: 'none' } };
	try {
		const [made] = await canvas.run(
			`priorAuthorization.${operation}`,
			{ sealOutput: false, ...values },
			{ ...asking },
		);
		Object.assign(asking, made);
	} finally {
		canvas.credentials = own;
	}
}

type Case = (() => Promise<unknown>) | { touchesNothing: string };

/**
 * How each operation is made to do its work, in the order of a day: what one leaves in the item the
 * next one takes. An operation that records nothing needs a reason that a compliance officer accepts.
 */
const CASES: Readonly<Record<string, Case>> = {
	fhirTrigger: async () => {
		const { closeFunction } = await canvas.activate('fhirTrigger', { everySeconds: 1 });
		closing.push(async () => await closeFunction?.());
		await fetch(`${ehr.url}/Patient`, {
			method: 'POST',
			headers: { 'content-type': 'application/fhir+json' },
			body: JSON.stringify(patient('ZZ-0')),
		});
		await until('the change comes', () => canvas.item.change !== undefined);
		await closeFunction?.();
	},
	dicomTrigger: async () => {
		const port = await freePort();
		const { closeFunction } = await canvas.activate('dicomTrigger', {
			port,
			calledAeTitle: 'HOSPITAL',
			bindAddress: '127.0.0.1',
			quietPeriod: 0.1,
			owner: 'ZZTEST team',
			options: { minFreeGigabytes: 0 },
			sealOutput: false,
		});
		closing.push(async () => await closeFunction?.());
		const images = range(12).map((index) => ({ bytes: writePart10(ctSlice(index)) }));
		await store(peerFor(port), images);
		await until('the study comes', () => canvas.item.study !== undefined);
	},
	'identityGate.checkStudy': () =>
		canvas.run('identityGate.checkStudy', { issuers: 'ZZHOSP = urn:zz' }),
	'dicom.selectSeries': () =>
		canvas.run('dicom.selectSeries', {
			minSlices: 10,
			bodyParts: 'head, brain',
			sealOutput: false,
		}),
	'dicom.buildVolume': () => canvas.run('dicom.buildVolume', { sealOutput: false }),
	'monaiInference.runInference': () =>
		canvas.run('monaiInference.runInference', {
			model: 'hyperdensity-demo',
			version: '1',
			findingDisplay: 'Finding',
			findingCode: '50960005',
			findingSystem: 'http://snomed.info/sct',
			intendedUse: 'Synthetic tests only.',
			demonstration: true,
			sealOutput: false,
		}),
	'dicom.createStructuredReport': () =>
		canvas.run('dicom.createStructuredReport', { timeZone: 'UTC', sealOutput: false }),
	'dicom.sendStudy': () =>
		canvas.run('dicom.sendStudy', { sendWhat: 'report', readBack: false, sealOutput: false }),
	'dicom.verify': () => canvas.run('dicom.verify'),
	'fhir.create': () =>
		canvas.run('fhir.create', { resource: PATIENT, onceRule: 'identifier', sealOutput: false }),
	'fhir.search': () =>
		canvas.run('fhir.search', {
			resourceType: 'Patient',
			parameters: { parameter: [{ name: 'identifier', value: 'urn:zz|ZZ-1' }] },
			sealOutput: false,
		}),
	'fhir.read': () =>
		canvas.run('fhir.read', {
			resourceType: 'Patient',
			id: read().id,
			sealOutput: false,
		}),
	'fhir.transaction': () =>
		canvas.run('fhir.transaction', {
			content: 'custom',
			bundle: {
				resourceType: 'Bundle',
				type: 'transaction',
				entry: [{ resource: PATIENT, request: { method: 'POST', url: 'Patient' } }],
			},
			sealOutput: false,
		}),
	'fhir.update': () =>
		canvas.run('fhir.update', {
			resource: { ...(canvas.item.resource as object), gender: 'female' },
			sealOutput: false,
		}),
	'fhir.patch': () =>
		canvas.run('fhir.patch', {
			id: read().id,
			version: read().meta.versionId,
			changes: { change: [{ op: 'remove', path: '/gender' }] },
			sealOutput: false,
		}),
	'fhir.vread': () => canvas.run('fhir.vread', { id: read().id, version: read().meta.versionId }),
	'fhir.history': () => canvas.run('fhir.history', { id: read().id, sealOutput: false }),
	'fhir.operation': () => canvas.run('fhir.operation', { id: read().id, sealOutput: false }),
	'fhir.validate': () => canvas.run('fhir.validate', { resource: PATIENT }),
	'fhir.addToBundle': () => canvas.run('fhir.addToBundle', { resource: patient('ZZ-2') }),
	'fhir.chartContext': async () => {
		await canvas.run(
			'fhir.chartContext',
			{
				chartPurpose: 'identity',
				patientReference: await created(patient('ZZ-4')),
				encounterReference: '',
				sealOutput: false,
			},
			{ workItem: canvas.item.workItem },
		);
	},
	'clinicalDraft.extractFacts': () =>
		canvas.run('clinicalDraft.extractFacts', { sealOutput: false }),
	'clinicalDraft.draft': () =>
		canvas.run('clinicalDraft.draft', { sentencesBy: 'none', sealOutput: false }),
	'clinicalDraft.verify': () => canvas.run('clinicalDraft.verify', { sealOutput: false }),
	'clinicalDraft.render': () => canvas.run('clinicalDraft.render', { sealOutput: false }),
	'clinicianSignOff.createLink': async () => {
		const { store } = await signingRoom();
		const url = 'http://127.0.0.1/webhook/sign-off';
		await store.placeDesk({ url, roles: ['attending'], workflowId: 'wf-desk', at: '' });
		await canvas.run('clinicianSignOff.createLink', { account: 'zz.ada', sealOutput: false });
	},
	signOffDesk: async () => {
		const { url } = canvas.item.signOffLink as { url: string };
		const link = new URL(url).searchParams.get('link');
		const desk = { signIn: 'link', path: 'sign-off' };
		await canvas.submit('signOffDesk', desk, { act: 'passcode', link, passcode: 'zz-wrong' });
	},
	'clinicianSignOff.review': async () => {
		const { facts, draft, verification } = canvas.item;
		await canvas.run('clinicianSignOff.review', {}, { facts, draft, verification });
	},
	'clinicianSignOff.chartChanged': () =>
		canvas.run('clinicianSignOff.chartChanged', {}, { facts: canvas.item.facts }),
	'fhir.writeDraft': () =>
		canvas.run(
			'fhir.writeDraft',
			{
				patientReference: (canvas.item.chartContext as { patient: string }).patient,
				encounterReference: '',
				draftTitle: 'ZZ title',
				draftText: 'ZZ text',
				draftModel: 'zz-model',
				draftModelVersion: '1',
				draftModelDigest: '',
				sealOutput: false,
			},
			{ workItem: canvas.item.workItem },
		),
	'fhir.signDraft': async () => {
		const { workItem, draftDocument } = canvas.item;
		const store = await workStore();
		const { id, attempt } = workItem as { id: string; attempt: number };
		await store.park(id, attempt, 'review');
		await store.decide(id, 60_000);
		await canvas.run(
			'fhir.signDraft',
			{
				reviewedHash: (draftDocument as { textHash: string }).textHash,
				signer: await created({ ...patient('ZZ-5'), resourceType: 'Practitioner' }),
				approvedText: '',
				signedAt: '',
			},
			{ workItem, draftDocument },
		);
	},
	'fhir.bulkExport': () =>
		canvas.run('fhir.bulkExport', { exportLevel: 'system', exportTypes: 'Patient' }),
	'fhir.delete': async () => {
		const [{ chart }] = await canvas.run('fhir.create', {
			resource: patient('ZZ-3'),
			sealOutput: false,
		});
		const [reference] = (chart as { references: string[] }).references;
		await canvas.run('fhir.delete', { id: reference, overwrite: 'always', sealOutput: false });
	},
	hl7Trigger: async () => {
		const port = await freePort();
		const { closeFunction } = await canvas.activate('hl7Trigger', {
			port,
			acknowledge: 'respond',
			options: { minFreeGigabytes: 0 },
			sealOutput: false,
		});
		closing.push(async () => await closeFunction?.());
		const sender = await Sender.to(port);
		closing.push(async () => await sender.end());
		// Respond answers it.
		sender.send(hl7({ controlId: 'EVERY' })).catch(() => undefined);
		await until('the message comes', () => canvas.item.hl7 !== undefined);
	},
	'hl7.parse': () => canvas.run('hl7.parse'),
	'hl7.split': () => canvas.run('hl7.split', { hl7Batch: { messages: [canvas.item.hl7] } }),
	'hl7.toFhir': () =>
		canvas.run('hl7.toFhir', { moreSystems: 'HOSP = urn:zz:hosp', timeZone: 'UTC' }),
	'hl7.fromFhir': () =>
		canvas.run('hl7.fromFhir', { resources: [PATIENT], messageKind: 'ADT^A08', sealOutput: false }),
	'hl7.build': () =>
		canvas.run('hl7.build', {
			messageType: 'ADT^A08^ADT_A01',
			values: { value: [{ path: 'PID-3.1', value: 'ZZ-1' }] },
			sealOutput: false,
		}),
	'hl7.send': () => canvas.run('hl7.send'),
	'hl7.respond': () => canvas.run('hl7.respond'),
	'localLlm.chat': () => canvas.run('localLlm.chat', { ...LLM, text: 'A note.' }),
	'localLlm.structured': async () => {
		llm.routes['POST /api/chat'] = ndjson(ollamaLines(['{"urgent":true,"reason":"pain"}']));
		await canvas.run('localLlm.structured', { ...LLM, text: 'A note.' });
	},
	'localLlm.extract': async () => {
		llm.routes['POST /api/chat'] = ndjson(ollamaLines(['{"dose":["5 mg"]}']));
		const wanted = { field: [{ name: 'dose', description: '', several: false }] };
		await canvas.run('localLlm.extract', { ...LLM, text: 'Takes 5 mg.', wanted });
	},
	'localLlm.embed': () => canvas.run('localLlm.embed', { ...LLM, texts: 'A note.' }),
	localLlmChatModel: async () => {
		const model = (await canvas.supply('localLlmChatModel', LLM)) as {
			invoke(text: string): Promise<unknown>;
		};
		await model.invoke('Hello.');
	},
	'readDocument.read': async () => {
		canvas.files = { data: FAX };
		await canvas.run('readDocument.read', { readOptions: { check: 'suspicious' } });
		canvas.files = {};
	},
	'identityGate.checkDocument': () =>
		canvas.run('identityGate.checkDocument', { recordSystem: 'urn:zz' }),
	'readDocument.takeOut': async () => {
		canvas.files = { data: FAX };
		await canvas.run('readDocument.takeOut');
		canvas.files = {};
	},
	'readDocument.list': {
		touchesNothing:
			'It names the files of a folder with their size and time, and opens none; whatever reads one of them records that.',
	},
	'priorAuthorization.gatherCase': () =>
		priorAuth('gatherCase', { orderReferences: 'ServiceRequest/o1' }),
	'priorAuthorization.checkCoverage': () => priorAuth('checkCoverage'),
	'priorAuthorization.checkRequirement': () => priorAuth('checkRequirement'),
	'priorAuthorization.getQuestionnaire': () =>
		priorAuth('getQuestionnaire', { dtrQuestionnaires: '' }, payer.fhir),
	'priorAuthorization.answer': async () => {
		const [{ chartContext }] = await canvas.run(
			'fhir.chartContext',
			{
				chartPurpose: 'prior-authorization',
				patientReference: 'Patient/p1',
				encounterReference: '',
				sealOutput: false,
			},
			{},
		);
		asking.chartContext = chartContext;
		await priorAuth('answer', { dtrEvidenceBy: 'none' });
	},
	'priorAuthorization.criteriaChecklist': () => priorAuth('criteriaChecklist'),
	'priorAuthorization.buildRequest': () =>
		priorAuth('buildRequest', {
			paNumbers: NUMBERS,
			paCoverage: '',
			serviceCategory: '42',
			urgencyLevel: 'standard',
			paEvidence: [],
			paAnswers: [],
		}),
	'priorAuthorization.validate': () => priorAuth('validate'),
	'priorAuthorization.showPacket': () => priorAuth('showPacket'),
	'priorAuthorization.submit': async () => {
		payer.outcomeFor('default', 'approved');
		await priorAuth('submit', { pasSignedOff: false }, payer.fhir);
	},
	'priorAuthorization.readDecision': () =>
		priorAuth('readDecision', { paAnswer: asking.payerAnswer }),
	'priorAuthorization.writeAuthorization': () =>
		priorAuth('writeAuthorization', { authorizationSystem: `${NUMBERS}/numbers` }),
	'priorAuthorization.draftAppeal': async () => {
		const { priorAuthDecision } = asking;
		const [item] = (priorAuthDecision as { items: object[] }).items;
		const denied = { outcome: 'denied', items: [{ ...item, outcome: 'denied' }] };
		asking.priorAuthDecision = { ...(priorAuthDecision as object), ...denied };
		await priorAuth('draftAppeal', { peerToPeer: '' });
		asking.priorAuthDecision = priorAuthDecision;
	},
	'priorAuthorization.recordStep': () => priorAuth('recordStep', { paStep: 'peer-to-peer' }),
	'priorAuthorization.update': async () => {
		const before = asking.priorAuthRequest;
		await priorAuth('update', { changeItems: { 1: { quantity: { value: 3, unit: 'visits' } } } });
		asking.priorAuthRequest = before;
	},
	'priorAuthorization.cancel': async () => {
		const before = asking.priorAuthRequest;
		await priorAuth('cancel');
		asking.priorAuthRequest = before;
	},
	'priorAuthorization.metrics': () => priorAuth('metrics', { paZone: 'UTC' }),
	'priorAuthorization.status': async () => {
		payer.outcomeFor('default', 'pended');
		// The number on the order is a change of it.
		await priorAuth('gatherCase', { orderReferences: 'ServiceRequest/o1' });
		await priorAuth('buildRequest', {
			paNumbers: NUMBERS,
			paCoverage: '',
			serviceCategory: '42',
			urgencyLevel: 'standard',
			paEvidence: [],
			paAnswers: [],
			buildOptions: { number: 'pended' },
		});
		await priorAuth('submit', { pasSignedOff: false }, payer.fhir);
		await priorAuth('status', { pasAskedBy: 'person' }, payer.fhir);
	},
	priorAuthTrigger: async () => {
		delete canvas.item.priorAuthFollowUp;
		const rule = {
			name: 'ZZ short',
			urgency: 'standard',
			unit: 'hours',
			amount: 0.0005,
			source: 'test',
		};
		const { closeFunction } = await canvas.activate('priorAuthTrigger', {
			event: 'clock',
			paClockRules: JSON.stringify([rule]),
			owner: 'ZZTEST team',
		});
		closing.push(async () => await closeFunction?.());
		await until('the time is told', () => canvas.item.priorAuthFollowUp !== undefined);
		await closeFunction?.();
	},
	'phiDeIdentify.detect': () =>
		canvas.run('phiDeIdentify.detect', {
			record: 'Seen by Dr. Ada Testperson.',
			patientContext: '',
			detectOptions: { preview: true },
		}),
	'phiDeIdentify.deidentify': () =>
		canvas.run('phiDeIdentify.deidentify', { record: PATIENT, patientContext: '' }),
	// The vault of an empty site knows no code: the step fails, and the request is on record all the same.
	'phiDeIdentify.reidentify': () =>
		assert.rejects(
			canvas.run('phiDeIdentify.reidentify', {
				codes: '[MRN:7F3KQ9ZXT2M4B]',
				revealPurpose: 'data-correction',
				revealApproval: 'ZZ-1',
				revealUser: 'ada',
			}),
			/knows no code/,
		),
	'phiDeIdentify.riskReport': () =>
		canvas.run('phiDeIdentify.riskReport', { table: [{ sex: 'female' }], quasiIdentifiers: 'sex' }),
	'phiDeIdentify.selfTest': async () => {
		const folder = join(root, 'data', 'phi', 'labelled', 'zz');
		await mkdir(folder, { recursive: true });
		const note = { text: 'Seen by Dr. Testperson.', spans: [{ start: 12, end: 22, type: 'NAME' }] };
		await writeFile(join(folder, 'notes.jsonl'), JSON.stringify(note));
		await canvas.run('phiDeIdentify.selfTest', { labelled: 'zz' });
	},
	'phiDeIdentify.export': () =>
		canvas.run('phiDeIdentify.export', {
			exportTask: 'expect',
			exportName: 'zz',
			exportPatient: 'Patient/zz-1',
			exportNeedsConsent: false,
		}),
	'workItem.unseal': () =>
		canvas.run('workItem.unseal', { value: 'nothing sealed', field: 'plain' }),
	'workItem.list': {
		touchesNothing:
			'The list holds ids, states, reasons and owners of pieces of work; no field of it names or numbers a patient.',
	},
	'workItem.open': () => canvas.run('workItem.open', { queue: 'every', workKey: 'one' }),
	workTrigger: {
		touchesNothing:
			'It hands out what was put into its queue, which is on record from then on; whatever reads it records that.',
	},
	'workItem.tryAgain': () => canvas.run('workItem.tryAgain', { reason: 'test-again' }),
	'workItem.close': () =>
		canvas.run('workItem.close', { state: 'NO_RESULT', reason: 'test-ended' }),
	'siemAudit.emit': () => canvas.run('siemAudit.emit', EMERGENCY),
	'siemAudit.listBreakGlass': () =>
		canvas.run('siemAudit.listBreakGlass', { showEmergencies: 'all' }),
	'siemAudit.reviewBreakGlass': () =>
		canvas.run('siemAudit.reviewBreakGlass', {
			reviewNumber: EMERGENCY.emergencyReview,
			decision: 'justified',
			reviewer: 'grace',
		}),
	'siemAudit.query': () => canvas.run('siemAudit.query', { find: { patientId: 'ZZ-1' } }),
	'siemAudit.export': () => canvas.run('siemAudit.export', { find: { patientId: 'ZZ-1' } }),
	'siemAudit.findAnomalies': () => canvas.run('siemAudit.findAnomalies'),
	'siemAudit.account': () => canvas.run('siemAudit.account', { accountPatientId: 'ZZ-1' }),
	'siemAudit.report': () => canvas.run('siemAudit.report'),
	'siemAudit.verify': () => canvas.run('siemAudit.verify'),
	auditTrigger: {
		touchesNothing:
			'It hands on where events stand in the ledger, never what they say. Deliver, behind it, records what left.',
	},
	'siemAudit.deliver': async () => {
		const { closeFunction } = await canvas.activate('auditTrigger', { sink: 'every-node' });
		closing.push(async () => await closeFunction?.());
		await until('a batch comes', () => canvas.item.auditBatch !== undefined);
		// A batch of events belongs to no piece of work.
		await canvas.run('siemAudit.deliver', {}, { auditBatch: canvas.item.auditBatch });
	},
	auditFormTrigger: async () => {
		const { workflowData } = await canvas.submit(
			'auditFormTrigger',
			{ form: 'patientQuestion', path: 'zz' },
			{ account: 'ada', patientId: 'ZZ-1', scope: 'everything' },
		);
		assert.ok(workflowData, 'the form was taken in');
	},
};

const until = async (what: string, check: () => boolean) => {
	for (const deadline = Date.now() + 20_000; !check(); await sleep(20)) {
		assert.ok(Date.now() < deadline, what);
	}
};

/** The events of one node so far; the ledger's own are nobody's. */
async function eventsOf(node: string): Promise<number> {
	await (await ledger()).checkpoint();
	const lines = await readLedger(join(root, 'data'));
	return lines.filter(
		({ agent }) => (agent as { nodeType?: string }).nodeType === `n8n-nodes-hospital.${node}`,
	).length;
}

describe('every operation of every node records what it does', { timeout: 120_000 }, () => {
	test('there is a case for each of them, and none for what does not exist', () => {
		assert.deepEqual(Object.keys(CASES).sort(), everyOperation(everyNode()).sort());
	});

	for (const [name, perform] of Object.entries(CASES)) {
		if (typeof perform !== 'function') {
			test(`${name} touches nothing: ${perform.touchesNothing}`, () => {
				assert.ok(perform.touchesNothing.length > 40, 'a reason that can be judged');
			});
			continue;
		}
		test(`${name} writes its event`, async () => {
			const [node] = name.split('.');
			const before = await eventsOf(node);
			await perform();
			assert.ok((await eventsOf(node)) > before);
		});
	}

	test('and the audit report has words for every event of them', async () => {
		const recorded = new Set((await readLedger(join(root, 'data'))).map((one) => one.interaction));
		assert.ok(recorded.size > 50);
		assert.deepEqual(
			[...recorded].filter((interaction) => meaningOf(interaction) === undefined),
			[],
		);
	});
});
