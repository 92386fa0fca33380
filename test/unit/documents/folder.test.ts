import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ReadDocument } from '../../../dist/nodes/Documents/ReadDocument.node.js';
import { closeLedger } from '../../../dist/nodes/shared/ledger/index.js';
import type { ReadDocument as Contract } from '../../../dist/nodes/shared/contracts/read-document.js';
import { pdf } from './pdf.ts';

let root: string;
let folder: string;
before(async () => {
	root = await realpath(await mkdtemp(join(tmpdir(), 'hospital-folder-')));
	folder = join(root, 'faxes');
	await mkdir(folder);
	await writeFile(join(root, 'key'), randomBytes(32), { mode: 0o600 });
	process.env.HOSPITAL_DATA_DIR = join(root, 'data');
	process.env.HOSPITAL_KEY_FILE = join(root, 'key');
});
after(async () => {
	await closeLedger();
	await rm(root, { recursive: true, force: true });
});

const note = pdf([
	{
		runs: ['Progress Note', 'Chief Complaint: back pain', 'Assessment and Plan: rest'].map(
			(text, index) => ({ text, x: 60, y: 720 - index * 20 }),
		),
	},
]);

/** n8n's helpers, which let the node into one folder. */
const helpers = {
	resolvePath: async (path: string) => await realpath(path),
	isFilePathBlocked: (path: string) => !`${path}${sep}`.startsWith(`${folder}${sep}`),
	createReadStream: async (path: string) => await Promise.resolve(createReadStream(path)),
};

async function run(
	values: Record<string, unknown>,
	json: Record<string, unknown> = {},
): Promise<INodeExecutionData[][]> {
	const parameters: Record<string, unknown> = {
		fileFrom: 'folder',
		fileFolder: folder,
		listFolder: folder,
		readOptions: { check: 'suspicious' },
		readDocument: json.readDocument,
		purposeOfUse: 'TREAT',
		...values,
	};
	const functions = {
		getNode: () => ({ id: '1', name: 'Read', type: 'x', typeVersion: 1, position: [0, 0] }),
		getNodeParameter: (name: string, _: number, fallback?: unknown) => parameters[name] ?? fallback,
		getWorkflow: () => ({ id: 'w1', name: 'Faxes', active: true }),
		getMode: () => 'trigger',
		getTimezone: () => 'UTC',
		getExecutionId: () => '1',
		getExecutionCancelSignal: () => undefined,
		continueOnFail: () => true,
		getInputData: () => [{ json }],
		helpers,
		logger: { error: () => undefined, warn: () => undefined, info: () => undefined },
	};
	return await new ReadDocument().execute.call(functions as unknown as IExecuteFunctions);
}

const read = async (fileName: string, more: Record<string, unknown> = {}) =>
	await run({ operation: 'read', fileName, ...more });

const codeOf = (outputs: INodeExecutionData[][]): string =>
	(outputs.at(-1)?.[0]?.json.error as { code: string }).code;

describe('Files of a folder', () => {
	test('PDF and TIFF files are named, the oldest first, and none is opened', async () => {
		await writeFile(join(folder, '2.pdf'), note);
		await writeFile(join(folder, '1.TIF'), 'no fax');
		await writeFile(join(folder, '3.pdf.part'), note);
		await writeFile(join(folder, 'notes.txt'), 'x');
		await mkdir(join(folder, 'old.pdf'));
		await symlink('/etc/hostname', join(folder, 'link.pdf'));
		await utimes(join(folder, '2.pdf'), 1000, 1000);
		const [files] = await run({ operation: 'list' });
		const found = files!.map(({ json }) => json.file as { name: string; bytes: number });
		assert.deepEqual(
			found.map(({ name }) => name),
			['2.pdf', '1.TIF'],
		);
		assert.deepEqual(found[0], {
			name: '2.pdf',
			bytes: note.length,
			modified: '1970-01-01T00:16:40.000Z',
		});
	});

	test('a file is read where it lies, and a document of it is taken out', async () => {
		const [[item] = []] = await read('2.pdf');
		const contract = item!.json.readDocument as unknown as Contract;
		assert.equal(contract.documents[0]!.kind, 'clinical-note');
		const values = { operation: 'takeOut', fileName: '2.pdf', takenNumber: 1 };
		const [[taken] = []] = await run(values, item!.json);
		assert.deepEqual((taken!.json.takenDocument as { pages: number[] }).pages, [1]);
		assert.match(String((taken!.json.takenDocument as { data: string }).data), /^sealed:/);
		await writeFile(join(folder, 'other.pdf'), pdf([{ runs: [{ text: 'x', x: 60, y: 700 }] }]));
		const other = await run({ ...values, fileName: 'other.pdf' }, item!.json);
		assert.equal(codeOf(other), 'document-other-file');
	});

	for (const name of ['../key', '/etc/passwd', 'a/../../key', '.hidden.pdf', '', 'a\0.pdf', '..']) {
		test(`${JSON.stringify(name)} names no file of the folder`, async () => {
			assert.equal(codeOf(await read(name)), 'document-missing');
		});
	}

	test('a link that leads out of the folder, and a folder that n8n may not read, are refused', async () => {
		assert.equal(codeOf(await read('link.pdf')), 'document-folder-forbidden');
		assert.equal(codeOf(await read('key', { fileFolder: root })), 'document-folder-forbidden');
		assert.equal(
			codeOf(await run({ operation: 'list', listFolder: root })),
			'document-folder-forbidden',
		);
	});

	test('what is not there, is no file, or is too large is said', async () => {
		assert.equal(codeOf(await read('gone.pdf')), 'document-missing');
		assert.equal(codeOf(await read('old.pdf')), 'document-missing');
		assert.equal(
			codeOf(await run({ operation: 'list', listFolder: join(root, 'none') })),
			'document-folder-missing',
		);
		await writeFile(join(folder, 'long.pdf'), Buffer.alloc(1024 * 1024 + 1));
		const options = { readOptions: { megabytes: 1 } };
		assert.equal(codeOf(await read('long.pdf', options)), 'document-too-large');
	});
});
