import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ReadDocument } from '../../../dist/nodes/Documents/ReadDocument.node.js';
import { closeLedger } from '../../../dist/nodes/shared/ledger/index.js';
import type { ReadDocument as Contract } from '../../../dist/nodes/shared/contracts/read-document.js';
import { readLedger } from '../../hospital/ledger.ts';
import { pdf } from './pdf.ts';

let root: string;
before(async () => {
	root = await mkdtemp(join(tmpdir(), 'hospital-documents-'));
	await writeFile(join(root, 'key'), randomBytes(32), { mode: 0o600 });
	process.env.HOSPITAL_DATA_DIR = join(root, 'data');
	process.env.HOSPITAL_KEY_FILE = join(root, 'key');
	process.env.HOSPITAL_INSTANCE = 'n8n.test';
});
after(async () => {
	await closeLedger();
	await rm(root, { recursive: true, force: true });
});

const NOTE = [
	'Progress Note',
	'Patient: Testperson, Ada   DOB: 03/04/1950   MRN: ZZ482913',
	'Chief Complaint: back pain',
	'Physical Exam: normal',
	'Assessment and Plan: rest',
];
const runs = NOTE.map((text, index) => ({ text, x: 60, y: 720 - index * 20 }));
const HIDDEN = { text: 'APPROVED', x: 60, y: 300, mode: 3 };

/** Runs the node on one item; what it gives on each of its outputs. */
async function run(
	file: Buffer | undefined,
	values: Record<string, unknown> = {},
	failures = false,
): Promise<INodeExecutionData[][]> {
	const node = new ReadDocument();
	const parameters: Record<string, unknown> = {
		operation: 'read',
		fileField: 'data',
		threshold: 0.8,
		splits: true,
		readOptions: { check: 'suspicious' },
		purposeOfUse: 'TREAT',
		sealOutput: true,
		...values,
	};
	const functions = {
		getNode: () => ({
			id: '1',
			name: 'Read Document',
			type: 'n8n-nodes-hospital.readDocument',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		}),
		getNodeParameter: (name: string, _: number, fallback?: unknown) => parameters[name] ?? fallback,
		getWorkflow: () => ({ id: 'w1', name: 'Faxes', active: true }),
		getMode: () => 'trigger',
		getTimezone: () => 'UTC',
		getExecutionId: () => '1',
		getExecutionCancelSignal: () => undefined,
		continueOnFail: () => failures,
		getInputData: () => [
			{
				json: { from: 'fax' },
				...(file && { binary: { data: { data: '', mimeType: 'application/pdf' } } }),
			},
		],
		helpers: { getBinaryDataBuffer: async () => file },
		logger: { error: () => undefined, warn: () => undefined, info: () => undefined },
	};
	return await node.execute.call(functions as unknown as IExecuteFunctions);
}

describe('Read Document', () => {
	test('a clear document leaves by the first output, sealed, with its kind readable', async () => {
		const [read, person] = await run(pdf([{ runs }]));
		assert.equal(person!.length, 0);
		const [{ json, binary }] = read as [INodeExecutionData];
		assert.equal(json.from, 'fax');
		// The file is not passed on: n8n would store it once more.
		assert.equal(binary, undefined);
		const result = json.readDocument as unknown as Contract;
		assert.equal(result.documents[0]!.kind, 'clinical-note');
		assert.equal(result.pages[0]!.origin, 'text-layer');
		assert.doesNotMatch(JSON.stringify(json), /testperson|482913|1950|back pain/i);
	});

	test('on request the text is readable', async () => {
		const [[item]] = await run(pdf([{ runs }]), { sealOutput: false });
		assert.match((item!.json.readDocument as unknown as Contract).pages[0]!.text, /Testperson/);
	});

	test('what is doubtful leaves by the output for a person, with the reason', async () => {
		const [read, person] = await run(pdf([{ runs: [...runs, HIDDEN] }]));
		assert.equal(read!.length, 0);
		const result = person![0]!.json.readDocument as unknown as Contract;
		assert.equal(result.status, 'review');
		assert.ok(result.review.some(({ code }) => code === 'hidden-text'));
	});

	test('a refusal fails the node, or leaves by the output for a person', async () => {
		await assert.rejects(run(Buffer.from('no document')), /neither a PDF nor a TIFF/);
		const [read, person] = await run(Buffer.from('no document'), {}, true);
		assert.equal(read!.length, 0);
		assert.equal((person![0]!.json.error as { code: string }).code, 'document-unsupported');
	});

	test('an item without a file is told where the file has to come from', async () => {
		await assert.rejects(run(undefined), /no file in that field/);
	});

	test('a field out of its range is refused', async () => {
		await assert.rejects(run(pdf([{ runs }]), { threshold: 0 }), /Ask a Person Below/);
	});

	test('readings, doubts and refusals are in the ledger, without any text', async () => {
		const events = (await readLedger(join(root, 'data'))).filter(({ interaction }) =>
			interaction?.startsWith('document-'),
		);
		const outcomes = events.map(({ interaction, outcome }) => `${interaction} ${outcome}`);
		for (const expected of ['document-read 0', 'document-read 4', 'document-refused 8']) {
			assert.ok(outcomes.includes(expected), outcomes.join());
		}
		assert.doesNotMatch(JSON.stringify(events), /testperson|482913|APPROVED/i);
	});
});
