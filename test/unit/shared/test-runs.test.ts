import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { runOperations, type Operation } from '../../../dist/nodes/shared/face/index.js';
import { workItemId } from '../../../dist/nodes/shared/work/index.js';
import { keyFile, temporaryFolder } from './support.ts';

const ID = workItemId('flow/node', 'a');
const REAL = { id: ID, attempt: 1, kind: 'k', priority: 'routine', openedAt: '2026-01-01' };

interface Seen {
	isTest: boolean;
	mayWrite: boolean;
	live: boolean;
	/** What the item says of itself to nodes that look at it. */
	marked: boolean;
}

/** What an operation is told, in an execution that n8n describes so. */
async function seen(
	t: TestContext,
	n8n: object,
	workItem?: object,
	writeInTests?: boolean,
): Promise<Seen> {
	const folder = temporaryFolder(t);
	process.env.HOSPITAL_DATA_DIR = join(folder, 'data');
	process.env.HOSPITAL_KEY_FILE = keyFile(folder);
	let found: Seen | undefined;
	const looks: Operation = {
		value: 'look',
		name: 'Look',
		description: '',
		action: '',
		fields: [],
		execute: async (context) => {
			found = {
				isTest: context.isTest,
				mayWrite: await context.mayWrite(),
				live: context.liveWork !== undefined,
				marked: context.work?.test === true,
			};
			return {};
		},
	};
	const parameters: IDataObject = { operation: 'look', writeInTests };
	const functions = {
		getInputData: () => [{ json: workItem === undefined ? {} : { workItem } }],
		getNodeParameter: (name: string, _index: number, fallback?: unknown) =>
			parameters[name] ?? fallback,
		getNode: () => ({ name: 'Node', type: 'test', id: 'n', parameters: {} }),
		getWorkflow: () => ({ id: 'flow' }),
		getExecutionId: () => '7',
		continueOnFail: () => false,
		helpers: {},
		...n8n,
	};
	await runOperations(functions as unknown as IExecuteFunctions, [looks]);
	assert.ok(found);
	return found;
}

const mode = (name: string, source = name) => ({
	getMode: () => name,
	getExecutionContext: () => ({ source }),
});

const TRIED: Array<[string, object]> = [
	['a run in the editor', mode('manual')],
	['a run in the editor that tells no source', { getMode: () => 'manual' }],
	['an evaluation', mode('evaluation')],
	['the retry of a run in the editor', mode('retry', 'manual')],
	[
		'a sub-workflow of a run in the editor, however deep',
		{ ...mode('integrated'), additionalData: { rootExecutionMode: 'manual' } },
	],
	[
		'a sub-workflow of a run in the editor after a pause',
		{
			...mode('integrated'),
			additionalData: {},
			runExecutionData: { parentExecution: { executionContext: { source: 'manual' } } },
		},
	],
];

const PRODUCTION: Array<[string, object]> = [
	['a published trigger', mode('trigger')],
	['a published webhook', mode('webhook')],
	['an execution without a context', { getMode: () => 'trigger', getExecutionContext: () => {} }],
	['the retry of a real execution', mode('retry', 'trigger')],
	['a workflow that handles errors', mode('error')],
	[
		'a sub-workflow of a published workflow',
		{
			...mode('integrated'),
			additionalData: { rootExecutionMode: 'trigger' },
			runExecutionData: { parentExecution: { executionContext: { source: 'trigger' } } },
		},
	],
];

describe('a test run', () => {
	for (const [what, n8n] of TRIED) {
		test(`is ${what}: nothing is written for an item without a work item`, async (t) => {
			const told = await seen(t, n8n);
			assert.deepEqual(told, { isTest: true, mayWrite: false, live: false, marked: false });
		});

		test(`is ${what}: with the data of a real execution too, whose work it leaves alone`, async (t) => {
			const told = await seen(t, n8n, REAL);
			assert.deepEqual(told, { isTest: true, mayWrite: false, live: false, marked: true });
		});

		test(`is ${what}: it writes when the node is told to`, async (t) => {
			const told = await seen(t, n8n, undefined, true);
			assert.deepEqual([told.isTest, told.mayWrite], [true, true]);
		});
	}

	for (const [what, n8n] of PRODUCTION) {
		test(`is not ${what}`, async (t) => {
			const real = await seen(t, n8n, REAL);
			assert.deepEqual(real, { isTest: false, mayWrite: true, live: true, marked: false });
			const other = await seen(t, n8n);
			assert.deepEqual(other, { isTest: false, mayWrite: true, live: false, marked: false });
		});

		test(`is an item of a test event, also in ${what}`, async (t) => {
			const told = await seen(t, n8n, { ...REAL, id: 'test', test: true });
			assert.deepEqual(told, { isTest: true, mayWrite: false, live: false, marked: true });
		});
	}
});
