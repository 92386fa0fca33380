import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IExecuteFunctions,
	INodeExecutionData,
	IRun,
	ITriggerFunctions,
} from 'n8n-workflow';
import { echo, store } from '../../../dist/nodes/clients/dimse/index.js';
import { Dicom } from '../../../dist/nodes/Dicom/Dicom.node.js';
import { DicomTrigger } from '../../../dist/nodes/Dicom/DicomTrigger.node.js';
import { dataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import { workEngine, workViews } from '../../../dist/nodes/shared/work/index.js';
import { CT, dataSet, part10, peerFor, startTestListener } from './build.ts';

let folder: string;

before(async () => {
	folder = await mkdtemp(join(tmpdir(), 'hospital-dicom-faces-'));
	await writeFile(join(folder, 'site.key'), randomBytes(32), { mode: 0o600 });
	process.env.HOSPITAL_KEY_FILE = join(folder, 'site.key');
	process.env.HOSPITAL_DATA_DIR = join(folder, 'data');
});
after(async () => {
	await (await workEngine()).stop();
	await rm(folder, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port;
}

interface Emitted {
	json: Record<string, any>;
}

/** Starts the real trigger; only n8n itself is played. */
async function startTrigger(t: TestContext, values: Record<string, unknown>, mode = 'trigger') {
	const items: Emitted[] = [];
	const parameters: Record<string, unknown> = {
		calledAeTitle: 'HOSPITAL',
		bindAddress: '127.0.0.1',
		quietPeriod: 0.1,
		priority: 'urgent',
		owner: 'ZZTEST team',
		options: { minFreeGigabytes: 0 },
		sealOutput: true,
		...values,
	};
	const functions = {
		getNodeParameter: (name: string, fallback?: unknown) => parameters[name] ?? fallback,
		getNode: () => ({ id: 'node-1', name: 'DICOM Trigger', type: 'dicomTrigger' }),
		getWorkflow: () => ({ id: 'wf-dicom' }),
		getMode: () => mode,
		logger: { error: (message: string) => t.diagnostic(message) },
		helpers: { createDeferredPromise: () => Promise.withResolvers<IRun>() },
		emit: (data: Emitted[][], _response: unknown, done?: PromiseWithResolvers<IRun>) => {
			items.push(...data.flat());
			done?.resolve({ status: 'success' } as IRun);
		},
	};
	const response = await new DicomTrigger().trigger.call(functions as unknown as ITriggerFunctions);
	t.after(async () => await response.closeFunction?.());
	return { items, response };
}

async function execute(
	operation: string,
	port: number,
	json: Record<string, unknown>,
	values: Record<string, unknown> = {},
): Promise<INodeExecutionData[][]> {
	const parameters: Record<string, unknown> = {
		operation,
		purposeOfUse: 'TREAT',
		...json,
		...values,
	};
	const functions = {
		getInputData: () => [{ json }],
		getNodeParameter: (name: string, _index: number, fallback?: unknown) =>
			parameters[name] ?? fallback,
		getNode: () => ({ name: 'DICOM', type: 'dicom' }),
		getWorkflow: () => ({ id: 'wf-dicom' }),
		getExecutionId: () => '17',
		getMode: () => 'trigger',
		getCredentials: () => Promise.resolve(credential(port)),
		getExecutionCancelSignal: () => undefined,
		helpers: {},
		continueOnFail: () => false,
	};
	return await new Dicom().execute.call(functions as unknown as IExecuteFunctions);
}

const credential = (port: number, calledAeTitle = 'HOSPITAL') => ({
	host: '127.0.0.1',
	port,
	calledAeTitle,
	callingAeTitle: 'ZZN8N',
	transport: 'tcp',
});

async function ledger(): Promise<string> {
	const files = await readdir(join(folder, 'data', 'audit'), {
		recursive: true,
		withFileTypes: true,
	});
	const texts = files
		.filter((file) => file.isFile())
		.map(async (file) => await readFile(join(file.parentPath, file.name), 'utf8'));
	return (await Promise.all(texts)).join('');
}

const until = async (what: string, check: () => boolean) => {
	for (let waited = 0; !check(); waited += 10) {
		assert.ok(waited < 8000, what);
		await sleep(10);
	}
};

describe('the DICOM Trigger', { timeout: 60_000 }, () => {
	test('turns a received study into one sealed item with a work item, audited by pseudonym', async (t) => {
		const port = await freePort();
		const { items } = await startTrigger(t, { port });
		await store(peerFor(port), [{ bytes: part10(dataSet({ study: '2.25.31337' })) }]);
		await until('the item comes', () => items.length > 0);
		const { study, workItem } = items[0]!.json;
		assert.equal(workItem.kind, 'dicom-study');
		assert.equal(workItem.priority, 'urgent');
		assert.equal(study.instanceCount, 1);
		assert.match(study.patient.name, /^sealed:/);
		assert.ok(!JSON.stringify(items).includes('ZZTEST^ADA'));
		const text = await ledger();
		assert.match(text, /dicom-store-received/);
		assert.match(text, /dicom-study-complete/);
		assert.ok(!text.includes('ZZ-0001') && !text.includes('2.25.31337'));
	});

	test('a test event is one item that is marked as a test', async (t) => {
		const port = await freePort();
		const { items, response } = await startTrigger(t, { port }, 'manual');
		const waiting = response.manualTriggerFunction?.();
		await store(peerFor(port), [{ bytes: part10(dataSet({ study: '2.25.31338' })) }]);
		await waiting;
		assert.equal(items.length, 1);
		assert.equal(items[0]!.json.workItem.test, true);
	});

	test('refuses at activation what cannot work, in plain words', async (t) => {
		const port = await freePort();
		await startTrigger(t, { port });
		await assert.rejects(
			startTrigger(t, {
				port,
				options: { minFreeGigabytes: 0, callingNetworks: '10.0.0.0/8' },
				calledAeTitle: 'OTHER',
			}),
			/other settings/,
		);
		await assert.rejects(startTrigger(t, { port, calledAeTitle: 'SEVENTEEN_LETTERS' }), /AE title/);
		await assert.rejects(
			startTrigger(t, { port, calledAeTitle: 'THIRD', options: { quietPeriods: 'US=long' } }),
			/^NodeOperationError: The field "Silence by Modality" holds "US=long"\. Open .* such as US=60\.$/,
		);
	});

	const options = (more: object) => ({ options: { minFreeGigabytes: 0, ...more } });
	for (const [label, values, form, given] of [
		['Port', { port: 0 }, 'from 1 to 65535', '0'],
		['Port', { port: 65_536 }, 'from 1 to 65535', '65536'],
		['Port', { port: 104.5 }, 'whole number', '104.5'],
		['Port', { port: '' }, 'whole number', 'nothing'],
		['Complete After Silence (Seconds)', { quietPeriod: 0 }, 'from 0.1 to 86400', '0'],
		['Complete After Silence (Seconds)', { quietPeriod: 86_401 }, 'from 0.1 to 86400', '86401'],
		['Complete After Silence (Seconds)', { quietPeriod: 'ten' }, 'number of seconds', '"ten"'],
		['Complete After Silence (Seconds)', { quietPeriod: Number.NaN }, 'number', 'NaN'],
		['Priority', { priority: 'stat' }, 'one of urgent, routine, batch', '"stat"'],
		['Priority', { priority: 'Urgent' }, 'one of urgent, routine, batch', '"Urgent"'],
		['Silence by Modality', options({ quietPeriods: 'US=60, MR=0' }), 'US=60', '"MR=0"'],
		['Silence by Modality', options({ quietPeriods: 'us=60' }), 'capital letters', '"us=60"'],
		['Silence by Modality', options({ quietPeriods: 'US' }), 'equals sign', '"US"'],
		['Longest Wait (Minutes)', options({ hardMaximumMinutes: -1 }), 'from 0 to', '-1'],
		['Longest Wait (Minutes)', options({ hardMaximumMinutes: 1e9 }), 'from 0 to', '1000000000'],
		['Free Disk Space to Keep (GB)', options({ minFreeGigabytes: 'much' }), 'from 0 to', '"much"'],
		['Free Disk Space to Keep (GB)', options({ minFreeGigabytes: 1e6 }), 'whole disk', '1000000'],
		['Most Associations', options({ maxAssociations: 0 }), 'from 1 to 250', '0'],
	] as const) {
		test(`refuses ${given} in the field ${label} and says what it wants`, async (t) => {
			const port = await freePort();
			await assert.rejects(startTrigger(t, { port, ...values }), (error: Error) => {
				assert.ok(
					error.message.startsWith(`The field "${label}" holds ${given}. Open the DICOM Trigger`),
					error.message,
				);
				return error.message.includes(form);
			});
			await assert.rejects(echo(peerFor(port)), { code: 'econnrefused' });
		});
	}

	for (const [given, shown] of [
		[-1, '-1'],
		['abc', '"abc"'],
		[1.5, '1.5'],
		[1001, '1001'],
		['', 'nothing'],
	] as const) {
		test(`refuses ${shown} in the field At Once, names the node, and opens no port`, async (t) => {
			const port = await freePort();
			await assert.rejects(
				startTrigger(t, { port, atOnce: given }),
				new RegExp(
					`The field "At Once" holds ${shown}\\. Open the node "DICOM Trigger" and enter a whole number from 1 to 1000, or 0`,
				),
			);
			await assert.rejects(echo(peerFor(port)), { code: 'econnrefused' });
		});
	}

	test('takes At Once as a number or as text, and 0 for no limit of its own', async (t) => {
		for (const atOnce of [0, 2, '3']) {
			const { response } = await startTrigger(t, { port: await freePort(), atOnce });
			await response.closeFunction?.();
		}
	});

	test('a PACS at a forbidden address is refused before the port opens', async (t) => {
		const port = await freePort();
		const compare = { compareWith: 'dicomweb', dicomWebAddress: 'https://203.0.113.7/dicom-web' };
		await assert.rejects(
			startTrigger(t, { port, ...compare }),
			/"Compare With the PACS" .* public address\. Check the field "DICOMweb Address"\. .*HOSPITAL_EGRESS_ALLOW/,
		);
		await assert.rejects(echo(peerFor(port)), { code: 'econnrefused' });
	});

	test('the work tells the evidence, and a late version names the one that it replaces', async (t) => {
		const port = await freePort();
		const { items } = await startTrigger(t, { port });
		await store(peerFor(port), [
			{ bytes: part10(dataSet({ study: '2.25.31339', sop: '2.25.1' })) },
		]);
		await until('the first version comes', () => items.length === 1);
		await store(peerFor(port), [
			{ bytes: part10(dataSet({ study: '2.25.31339', sop: '2.25.2' })) },
		]);
		await until('the late version comes', () => items.length === 2);
		const [first, second] = items.map(({ json }) => json.workItem.id as string);
		const views = await workViews();
		const late = views.find(({ id }) => id === second);
		assert.deepEqual([late?.supersedes, late?.evidence], [first, 'quiet-period']);
		assert.equal(views.find(({ id }) => id === first)?.supersedes, undefined);
	});

	test('takes waiting times at the ends of what is allowed', async (t) => {
		const port = await freePort();
		const wide = options({ quietPeriods: 'US=0.1, MR = 86400', hardMaximumMinutes: 525_600 });
		const { response } = await startTrigger(t, { port, quietPeriod: 86_400, ...wide });
		await echo(peerFor(port));
		await response.closeFunction?.();
	});

	test('closing the trigger closes the port', async (t) => {
		const port = await freePort();
		const { response } = await startTrigger(t, { port });
		await echo(peerFor(port));
		await response.closeFunction?.();
		await assert.rejects(echo(peerFor(port)), { code: 'econnrefused' });
	});
});

describe('the DICOM node', { timeout: 60_000 }, () => {
	test('Verify says who answered', async (t) => {
		const server = await startTestListener(t);
		const [[item]] = (await execute('verify', server.port, {})) as [[INodeExecutionData]];
		const { calledAeTitle } = item.json.verification as { calledAeTitle: string };
		assert.equal(calledAeTitle, 'HOSPITAL');
	});

	test('the credential test answers in one line, good or bad', async (t) => {
		const server = await startTestListener(t);
		const { dicomNode } = new Dicom().methods.credentialTest;
		const run = async (data: object) =>
			await dicomNode.call({} as ICredentialTestFunctions, { data } as ICredentialsDecrypted);
		assert.match((await run(credential(server.port))).message, /^HOSPITAL answered in \d+ ms$/);
		const bad = await run(credential(server.port, 'ELSEWHERE'));
		assert.equal(bad.status, 'Error');
		assert.match(bad.message, /called AE title/);
	});

	test('Send Study sends the bytes of the result, refuses changed ones, and records both', async (t) => {
		const server = await startTestListener(t);
		await execute('verify', server.port, {});
		const bytes = part10(dataSet({ study: '2.25.808' }));
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		const free = join(folder, 'data', 'volumes', 'free');
		await mkdir(free, { recursive: true });
		const file = join(free, `${sha256.slice(0, 32)}.dcm`);
		await writeFile(file, bytes);
		const report = {
			key: sha256.slice(0, 32),
			sopClassUid: CT,
			sopInstanceUid: '2.25.1001',
			seriesInstanceUid: '2.25.21',
			studyInstanceUid: '2.25.808',
			bytes: bytes.length,
			sha256,
		};
		const send = async () =>
			await execute(
				'sendStudy',
				server.port,
				{ report },
				{ sendWhat: 'report', readBack: false, sealOutput: false },
			);
		const [[item]] = (await send()) as [[INodeExecutionData]];
		assert.equal((item.json.report as { storedIn: string }).storedIn, 'HOSPITAL');
		assert.equal((await server.event('study-complete')).study.studyInstanceUid, '2.25.808');
		await writeFile(file, Buffer.concat([bytes, Buffer.alloc(2)]));
		await assert.rejects(send(), /not the one referred to/);
		await rm(file);
		await assert.rejects(send(), /not in the data directory/);
		const text = await ledger();
		assert.match(text, /dicom-send-begun/);
		assert.match(text, /"dicom-sent"/);
		assert.match(text, /"disclosure":\{"description":"dicom-report","recipient":"HOSPITAL"\}/);
		assert.ok(!text.includes('2.25.808'));
	});

	test('Send Study sends received images on, exactly as they came', async (t) => {
		const port = await freePort();
		const { items } = await startTrigger(t, { port, sealOutput: false });
		const bytes = dataSet({ study: '2.25.909' });
		await store(peerFor(port), [{ bytes: part10(bytes) }]);
		await until('the item comes', () =>
			items.some(({ json }) => json.study?.studyInstanceUid === '2.25.909'),
		);
		const { study } = items.find(({ json }) => json.study?.studyInstanceUid === '2.25.909')!.json;
		const server = await startTestListener(t);
		const values = { sendWhat: 'study', readBack: false, sealOutput: false };
		const [[item]] = (await execute('sendStudy', server.port, { study }, values)) as [
			[INodeExecutionData],
		];
		assert.equal((item.json.sent as { count: number }).count, 1);
		const received = (await server.event('study-complete')).study;
		assert.equal(received.version, study.version, 'the same content');
		const events = (await ledger())
			.split('\n')
			.filter((line) => line.includes('"description":"dicom-study"'))
			.map((line) => JSON.parse(line));
		const { key } = await dataDirectory();
		const { pseudonym } = key.pseudonym('patient', study.patient.issuer, study.patient.id);
		assert.deepEqual(
			events.map(({ interaction, patient }) => [interaction, patient.pseudonym]),
			[
				['dicom-send-begun', pseudonym],
				['dicom-sent', pseudonym],
			],
		);
	});
});
