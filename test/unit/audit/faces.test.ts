import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	ITriggerFunctions,
} from 'n8n-workflow';
import { AuditTrigger } from '../../../dist/nodes/Audit/AuditTrigger.node.js';
import type { BatchReference } from '../../../dist/nodes/Audit/batch.js';
import { readCursor } from '../../../dist/nodes/Audit/delivery/cursor.js';
import type { DeliveryResult } from '../../../dist/nodes/Audit/delivery/delivery-contract.js';
import { queryLedger } from '../../../dist/nodes/Audit/index/query.js';
import { SiemAudit } from '../../../dist/nodes/Audit/SiemAudit.node.js';
import { dataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import { ledger, type AuditRecord } from '../../../dist/nodes/shared/ledger/index.js';
import { workItemId, workStore } from '../../../dist/nodes/shared/work/index.js';
import { inOrder, receiver, unframe, type Receiver } from './receiver.ts';
import { parse } from './rfc5424-parser.ts';

const PLANTED = 'ZZTEST12345';
let root: string;
let siem: Receiver;

before(async () => {
	root = await mkdtemp(join(tmpdir(), 'hospital-faces-'));
	await writeFile(join(root, 'key'), '42'.repeat(32), { mode: 0o600 });
	process.env.HOSPITAL_DATA_DIR = join(root, 'data');
	process.env.HOSPITAL_KEY_FILE = join(root, 'key');
	process.env.HOSPITAL_INSTANCE = 'n8n.test';
	siem = await receiver(inOrder);
});

after(async () => {
	await (await ledger()).close();
	await siem.close();
	await rm(root, { recursive: true, force: true });
});

const node = (type: string) => ({
	id: 'node-1',
	name: `Node of ${PLANTED}`,
	type: `n8n-nodes-hospital.${type}`,
	typeVersion: 1,
	position: [0, 0] as [number, number],
	parameters: {},
});

/** What n8n hands a node, as far as these nodes use it. */
const common = (parameters: IDataObject) => ({
	getNode: () => node('siemAudit'),
	getMode: () => 'trigger',
	getWorkflow: () => ({ id: 'Wf1', active: true }),
	logger: { error: () => undefined, warn: () => undefined, info: () => undefined },
	parameters,
});

async function execute(parameters: IDataObject, json: IDataObject = {}): Promise<IDataObject> {
	const [[item]] = await run(parameters, json);
	return item.json;
}

async function run(
	parameters: IDataObject,
	json: IDataObject = {},
): Promise<INodeExecutionData[][]> {
	const functions = {
		...common(parameters),
		getInputData: (): INodeExecutionData[] => [{ json }],
		getNodeParameter: (name: string, _index: number, fallback?: unknown) =>
			name in parameters ? parameters[name] : fallback,
		getCredentials: async () => ({ host: '127.0.0.1', port: siem.port, transport: 'tcp' }),
		getExecutionId: () => '77',
		getExecutionCancelSignal: () => undefined,
		continueOnFail: () => false,
		helpers: { getSecureEgressFilter: () => undefined },
	};
	return await new SiemAudit().execute.call(functions as unknown as IExecuteFunctions);
}

/** Activates the trigger and gives the first batch it emits. */
async function firstBatch(mode: 'trigger' | 'manual', sink = 'siem'): Promise<BatchReference> {
	let emitted: (batch: BatchReference) => void;
	const batch = new Promise<BatchReference>((resolve) => (emitted = resolve));
	const response = await new AuditTrigger().trigger.call({
		...common({}),
		getMode: () => mode,
		getNodeParameter: (name: string, fallback?: unknown) => (name === 'sink' ? sink : fallback),
		helpers: { createDeferredPromise: () => ({ promise: new Promise(() => undefined) }) },
		emit: ([[item]]: INodeExecutionData[][]) =>
			emitted(item.json.auditBatch as unknown as BatchReference),
	} as unknown as ITriggerFunctions);
	await response.manualTriggerFunction?.();
	const found = await batch;
	await response.closeFunction?.();
	return found;
}

const emitEvent = async (changes: IDataObject = {}, json: IDataObject = { kept: 1 }) =>
	await execute(
		{
			operation: 'emit',
			kind: 'disclosure',
			interaction: 'report-faxed',
			auditAction: 'R',
			outcome: '0',
			purposeOfUse: 'TREAT',
			recipient: 'state-registry',
			disclosed: 'radiology-report',
			disclosureBasis: 'public-health',
			emitOptions: { patientId: PLANTED, userId: 'ada' },
			...changes,
		},
		json,
	);

/** The newest event in the ledger that is not the ledger's own. */
async function lastRecord(): Promise<AuditRecord> {
	const { audit } = await dataDirectory();
	const { entries } = await queryLedger(audit, { limit: 20 });
	const found = entries.find(({ record }) => !record.interaction.startsWith('audit-'));
	assert.ok(found);
	return found.record;
}

const deliverBatch = async (batch: BatchReference) =>
	(await execute({
		operation: 'deliver',
		auditBatch: batch as unknown as IDataObject,
		deliverOptions: {},
	})) as unknown as { auditDelivery: DeliveryResult };

test('an emitted event reaches the SIEM by trigger and Deliver, the patient as a pseudonym', async () => {
	assert.deepEqual(await emitEvent(), { kept: 1 }, 'Emit only appends and passes the item on');
	const batch = await firstBatch('trigger');
	assert.equal(batch.count, 1);
	const { auditDelivery } = await deliverBatch(batch);
	assert.deepEqual(auditDelivery, {
		sink: 'siem',
		delivered: 1,
		repeated: 0,
		alreadyDelivered: 0,
		breaks: 0,
		confirmation: 'closed',
	});
	const [message] = unframe(siem.bytes());
	const body = JSON.parse(parse(message).msg);
	assert.equal(body.interaction, 'report-faxed');
	assert.equal(body.purposeOfUse, 'TREAT');
	assert.equal(body.agent.executionId, '77');
	assert.match(body.patient.pseudonym, /^[0-9a-f]{32}$/);
	assert.ok(!siem.bytes().includes('ZZTEST'), 'neither the patient id nor the name of the node');
	const again = await deliverBatch(batch);
	assert.equal(again.auditDelivery.alreadyDelivered, 1);
});

test('an event is recorded also for work that has ended', async () => {
	const workItem = {
		id: workItemId('Wf1/node', 'ended'),
		attempt: 1,
		kind: 'k',
		priority: 'routine',
		openedAt: '2026-01-01T00:00:00.000Z',
	};
	const ending = { state: 'BLOCKED', reason: 'patient-not-found', owner: '', attempt: 1 } as const;
	await (await workStore()).close(workItem.id, ending);
	const json = { workItem };
	assert.deepEqual(await emitEvent({ interaction: 'hold-announced' }, json), json);
	const batch = await firstBatch('trigger');
	await deliverBatch(batch);
	const events = unframe(siem.bytes()).map((message) => JSON.parse(parse(message).msg));
	const recorded = events.find(({ interaction }) => interaction === 'hold-announced');
	assert.equal(recorded.workItem.id, workItem.id);
});

test('a delivery is itself recorded, and that record starts no batch of its own', async () => {
	const { audit, auditCursors } = await dataDirectory();
	const { origins } = await readCursor(auditCursors, 'siem');
	await emitEvent();
	const batch = await firstBatch('trigger');
	assert.equal(batch.count, 2, 'the record of the first delivery goes with the next event');
	assert.deepEqual(batch.origins[0].from, origins[batch.origins[0].origin]);
	assert.ok(audit.startsWith(root));
	await deliverBatch(batch);
});

test('a test event sends the first batch and leaves it due', async () => {
	await emitEvent();
	const batch = await firstBatch('manual');
	assert.equal(batch.test, true);
	const sent = siem.bytes().length;
	assert.equal((await deliverBatch(batch)).auditDelivery.test, true);
	assert.ok(siem.bytes().length > sent);
	assert.ok((await firstBatch('trigger')).count >= batch.count);
});

test('two active triggers with one SIEM name: the second does not activate', async () => {
	const activate = async (workflow: string) =>
		await new AuditTrigger().trigger.call({
			...common({}),
			getWorkflow: () => ({ id: workflow, active: true }),
			getNodeParameter: (name: string, fallback?: unknown) =>
				name === 'sink' ? 'twice' : fallback,
			helpers: { createDeferredPromise: () => ({ promise: new Promise(() => undefined) }) },
			emit: () => undefined,
		} as unknown as ITriggerFunctions);
	const first = await activate('Wf1');
	await assert.rejects(activate('Wf2'), /Another active workflow ships to this SIEM name/);
	await first.closeFunction?.();
	const second = await activate('Wf2');
	await second.closeFunction?.();
});

test('each kind has a form, and what it says stands in the ledger as codes, times and fingerprints', async () => {
	const hash = 'ab'.repeat(32);
	await emitEvent({
		kind: 'break-glass',
		emergencyReason: 'unconscious-patient',
		emergencyUntil: '2026-11-22T18:00:00+01:00',
		emergencyReview: 'task-17',
		emitOptions: { patientId: PLANTED, userId: 'ada', userRole: 'physician', encounterId: 'e1' },
	});
	const emergency = await lastRecord();
	assert.equal(emergency.breakGlass, true);
	assert.deepEqual(emergency.emergency, {
		reason: 'unconscious-patient',
		until: '2026-11-22T17:00:00.000Z',
		review: 'task-17',
	});
	assert.deepEqual(emergency.actor, { type: 'user', id: 'ada', role: 'physician' });
	assert.match(emergency.encounter?.pseudonym ?? '', /^[0-9a-f]{32}$/);
	await emitEvent({
		kind: 'inference',
		engine: 'vllm',
		model: 'notes:3',
		modelDigest: `sha256:${hash}`,
		inputHash: hash,
		inputLength: '812',
		latencyMs: 41.5,
	});
	assert.deepEqual((await lastRecord()).inference, {
		engine: 'vllm',
		model: 'notes:3',
		digest: hash,
		inputHash: hash,
		tokensIn: 812,
		latencyMs: 41.5,
	});
	await emitEvent({
		kind: 'configuration',
		changeSubject: 'model',
		changeId: 'ct',
		changeBefore: hash,
		changeAfter: 'v2',
	});
	assert.deepEqual((await lastRecord()).change, {
		subject: 'model',
		id: 'ct',
		before: hash,
		after: createHash('sha256').update('v2').digest('hex'),
	});
	await emitEvent({ kind: 'access', objectType: 'Patient', objectId: PLANTED, objectCount: 2 });
	const [object] = (await lastRecord()).objects ?? [];
	assert.equal(object.count, 2);
	assert.match(object.pseudonym ?? '', /^[0-9a-f]{32}$/);
	await emitEvent({ disclosureReference: 'REQ-1' });
	assert.deepEqual((await lastRecord()).disclosure, {
		recipient: 'state-registry',
		description: 'radiology-report',
		basis: 'public-health',
		reference: 'REQ-1',
	});
	await emitEvent({ kind: 'system', interaction: 'nightly-backup' });
	assert.equal((await lastRecord()).interaction, 'nightly-backup');
});

test('nobody can speak in the name of the ledger', async () => {
	for (const interaction of ['audit-checkpoint', 'audit-hold-lifted', 'ledger-chain-broken']) {
		await assert.rejects(emitEvent({ interaction }), /record by themselves/);
	}
});

test('free text where a code belongs is refused, and the message does not repeat it', async () => {
	for (const changes of [
		{ interaction: 'Fax for ZZTEST^ADA' },
		{ emitOptions: { outcomeReason: 'ZZTEST^ADA said no' } },
		{ emitOptions: { userId: 'ZZTEST^ADA' } },
		{ recipient: 'ZZTEST^ADA' },
		{ disclosed: 'letter about ZZTEST^ADA' },
		{ kind: 'break-glass', emergencyReason: 'ZZTEST^ADA collapsed' },
		{ kind: 'break-glass', emergencyReason: 'coma', emergencyUntil: 'when ZZTEST^ADA wakes' },
		{ kind: 'configuration', changeSubject: 'model', changeId: 'ZZTEST^ADA' },
		{ kind: 'inference', engine: 'vllm', model: 'of ZZTEST^ADA' },
		{ kind: 'inference', engine: 'vllm', model: 'm', inputHash: 'ZZTEST^ADA' },
		{ kind: 'inference', engine: 'vllm', model: 'm', latencyMs: 'ZZTEST^ADA' },
		{ kind: 'access', objectType: 'chart of ZZTEST^ADA' },
	]) {
		await assert.rejects(emitEvent(changes), (error: Error) => {
			assert.match(
				error.message,
				/holds no (code|account name|technical name|SHA-256|date and time|number)/,
			);
			assert.ok(!`${error.message} ${JSON.stringify(error)}`.includes('ZZTEST^'));
			return true;
		});
	}
});

test('the connection test of the credential opens the connection and says what is wrong', async () => {
	const run = async (data: IDataObject) =>
		await new SiemAudit().methods.credentialTest.syslogReceiver.call(
			{} as ICredentialTestFunctions,
			{ data } as unknown as ICredentialsDecrypted,
		);
	const good = { host: '127.0.0.1', port: siem.port, transport: 'tcp' };
	assert.equal((await run(good)).status, 'OK');
	const closed = await run({ ...good, port: 1 });
	assert.equal(closed.status, 'Error');
	assert.match(closed.message, /Nothing listens/);
	assert.equal((await run({ ...good, host: '169.254.1.1' })).status, 'Error');
	const half = await run({ ...good, transport: 'tls', clientCertificate: 'x' });
	assert.match(half.message, /belong together/);
});

test('a query gives one item per event, by patient number too, and is itself recorded', async () => {
	await emitEvent({
		interaction: 'chart-printed',
		emitOptions: { patientId: '4711', userId: 'grace' },
	});
	const ask = async (find: IDataObject, more: IDataObject = {}) =>
		(
			await run({
				operation: 'query',
				find,
				since: '',
				until: '',
				limit: 50,
				purposeOfUse: 'HOPERAT',
				...more,
			})
		)[0].map(({ json }) => json.auditEvent as unknown as AuditRecord);
	const byPatient = await ask({ patientId: '4711' });
	assert.deepEqual(
		byPatient.map(({ interaction }) => interaction),
		['audit-queried', 'chart-printed'],
		'that somebody asked stands there too',
	);
	assert.equal((await ask({ userId: 'grace' })).length, 1);
	assert.equal((await ask({ userId: 'grace', kind: 'inference' })).length, 0);
	assert.equal((await ask({ userId: 'grace' }, { until: '2020-01-01T00:00:00Z' })).length, 0);
	await assert.rejects(ask({ userId: 'grace' }, { since: 'yesterday' }), /holds no date and time/);
	await assert.rejects(
		ask({ patientId: '4711', patientPseudonym: 'ab'.repeat(16) }),
		/Patient ID and Patient Pseudonym differ/,
	);
});

test('verification leaves by one output when the ledger is sound and by the other when it is not', async () => {
	await (await ledger()).checkpoint();
	const verify = async (publicKey = ''): Promise<INodeExecutionData[][]> =>
		await run({ operation: 'verify', publicKey });
	const [sound, notSound] = await verify();
	assert.equal(notSound.length, 0);
	const { records } = sound[0].json.verification as { records: number };
	assert.ok(records > 5);
	await assert.rejects(verify('no key'), /no public key of an audit ledger/);
	const { audit } = await dataDirectory();
	const path = join(audit, (await ledger()).origin, '000001.jsonl');
	const bytes = await readFile(path);
	await writeFile(
		path,
		Buffer.concat([bytes.subarray(0, 40), Buffer.from('X'), bytes.subarray(41)]),
	);
	const [none, broken] = await verify();
	await writeFile(path, bytes);
	assert.equal(none.length, 0);
	const { findings } = broken[0].json.verification as { findings: Array<{ problem: string }> };
	assert.equal(findings[0].problem, 'chain-broken');
});
