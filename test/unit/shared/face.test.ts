import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { IDataObject, IExecuteFunctions, ITriggerFunctions } from 'n8n-workflow';
import { dataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import { HospitalError } from '../../../dist/nodes/shared/errors.js';
import {
	activating,
	runOperations,
	type Operation,
} from '../../../dist/nodes/shared/face/index.js';
import { Inbox } from '../../../dist/nodes/shared/work/inbox.js';
import { workItemId, workStore } from '../../../dist/nodes/shared/work/index.js';
import { WorkItem } from '../../../dist/nodes/WorkItem/WorkItem.node.js';
import { keyFile, temporaryFolder } from './support.ts';

const ID = workItemId('flow/node', 'a');

/** What a node sees of n8n, with parameters per item. */
function functions(
	items: IDataObject[],
	parameters: Record<string, unknown>,
	continueOnFail = false,
	settings: object = {},
): IExecuteFunctions {
	const fake = {
		getInputData: () => items.map((json) => ({ json })),
		getNodeParameter: (name: string, index: number, fallback?: unknown) => {
			const value = parameters[name] ?? fallback;
			return typeof value === 'function'
				? (value as (json: IDataObject) => unknown)(items[index])
				: value;
		},
		getNode: () => ({ name: 'Node', type: 'test', id: 'n', parameters: {}, ...settings }),
		getWorkflow: () => ({ id: 'flow' }),
		getExecutionId: () => '7',
		getMode: () => 'trigger',
		continueOnFail: () => continueOnFail,
		helpers: {},
	};
	return fake as unknown as IExecuteFunctions;
}

function site(t: TestContext): string {
	const folder = temporaryFolder(t);
	process.env.HOSPITAL_DATA_DIR = join(folder, 'data');
	process.env.HOSPITAL_KEY_FILE = keyFile(folder);
	return join(folder, 'data');
}

const operation = (part: Partial<Operation>): Operation => ({
	value: 'test',
	name: 'Test',
	description: '',
	action: '',
	fields: [],
	execute: async () => ({}),
	...part,
});

const work = (part: object = {}): IDataObject => ({
	workItem: { id: ID, attempt: 1, kind: 'k', priority: 'routine', openedAt: '2026-01-01', ...part },
});

describe('the face of a node', () => {
	test('seals what an operation adds under its work item, keeps what came, and opens it again', async (t) => {
		const data = site(t);
		const adds = operation({
			execute: async () => ({
				add: [
					{ key: 'study', value: { name: 'ZZTEST^ADA', modality: 'CT' }, clear: ['/modality'] },
				],
			}),
		});
		const came: IDataObject = { ...work(), before: 1 };
		const [[{ json, pairedItem }]] = await runOperations(functions([came], { operation: 'test' }), [
			adds,
		]);
		assert.deepEqual([json.before, json.workItem, pairedItem], [1, came.workItem, { item: 0 }]);
		assert.doesNotMatch(JSON.stringify(json), /ZZTEST/);
		assert.equal((json.study as IDataObject).modality, 'CT');
		assert.deepEqual(readdirSync(join(data, 'sealed')), [ID]);
		let opened: unknown;
		const reads = operation({
			execute: async (context) => {
				opened = await context.parameter('study');
				return {};
			},
		});
		const parameters = { operation: 'test', study: (item: IDataObject) => item.study };
		await runOperations(functions([json], parameters), [reads]);
		assert.deepEqual(opened, { name: 'ZZTEST^ADA', modality: 'CT' });
	});

	for (const workItem of [
		{ id: '../../outside', attempt: 1 },
		{ id: 'x', attempt: 1 },
		{ id: ID, attempt: '1' },
		{ id: ID },
	]) {
		test(`refuses a changed work item ${JSON.stringify(workItem)} and writes nothing for it`, async (t) => {
			const data = site(t);
			let ran = false;
			const adds = operation({ execute: async () => ((ran = true), {}) });
			const running = runOperations(functions([{ workItem }], { operation: 'test' }), [adds]);
			await assert.rejects(running, /"workItem" of the item was changed/);
			assert.equal(ran, false);
			assert.equal(existsSync(data), false);
			assert.deepEqual(readdirSync(join(data, '..')), ['site.key']);
		});
	}

	for (const [what, fails, expected] of [
		[
			'a setting that a person has to mend',
			() => new HospitalError('field-invalid', 'No.', { nextStep: 'Mend it.' }),
			{ code: 'field-invalid', needsPerson: true },
		],
		[
			'an outage',
			() => new HospitalError('http-timeout', 'No.', { nextStep: 'Wait.', retryable: true }),
			{ code: 'http-timeout', needsPerson: false },
		],
		[
			'a failure of unknown kind',
			() => new TypeError('ZZTEST^ADA'),
			{ code: 'unexpected', needsPerson: false },
		],
		[
			'a ledger that cannot be written',
			() => new HospitalError('audit-unavailable', 'No.', { nextStep: 'Free space.' }),
			{ code: 'audit-unavailable', needsPerson: false },
		],
	] as const) {
		test(`tells the engine about ${what}, unless the workflow goes on after it`, async (t) => {
			site(t);
			const failing = operation({ execute: () => Promise.reject(fails()) });
			await runOperations(functions([work()], { operation: 'test' }, true), [failing]);
			assert.equal(await (await workStore()).failure(ID, 1), undefined);
			await assert.rejects(runOperations(functions([work()], { operation: 'test' }), [failing]));
			const noted = await (await workStore()).failure(ID, 1);
			assert.deepEqual(noted, { attempt: 1, node: 'Node', ends: true, ...expected });
			assert.equal(await (await workStore()).failure(ID, 2), undefined);
		});
	}

	test('what n8n may run again, or another workflow catch, does not end the work', async (t) => {
		const failing = operation({ execute: () => Promise.reject(new TypeError('ZZTEST^ADA')) });
		const fields = { operation: 'test' };
		const again = functions([work()], fields, false, { retryOnFail: true });
		const inside = { ...functions([work()], fields), getMode: () => 'integrated' };
		for (const context of [again, inside as unknown as IExecuteFunctions]) {
			site(t);
			await assert.rejects(runOperations(context, [failing]));
			assert.equal((await (await workStore()).failure(ID, 1))?.ends, false);
		}
	});

	test('a field whose expression fails and a missing credential are for a person to mend', async (t) => {
		site(t);
		class ExpressionError extends Error {}
		class CredentialNotFoundError extends Error {}
		const parameters = {
			operation: 'test',
			field: () => {
				throw new ExpressionError('ZZTEST^ADA');
			},
		};
		const reads = operation({ execute: async (context) => (await context.parameter('field'), {}) });
		await assert.rejects(runOperations(functions([work()], parameters), [reads]), {
			message: 'The expression in "field" does not work',
		});
		assert.deepEqual((await (await workStore()).failure(ID, 1))?.code, 'expression-failed');
		const asks = operation({
			execute: async (context) => (await context.credentials('dicomNodeApi'), {}),
		});
		const without = Object.assign(functions([work()], parameters), {
			getCredentials: () => Promise.reject(new CredentialNotFoundError('ZZTEST^ADA')),
		});
		await assert.rejects(runOperations(without, [asks]), {
			message: 'The node has no usable credential (dicomNodeApi)',
		});
		const noted = await (await workStore()).failure(ID, 1);
		assert.deepEqual([noted?.code, noted?.needsPerson], ['credential-missing', true]);
	});

	test('does nothing more for work that has ended, except what is meant for it', async (t) => {
		site(t);
		await (await workStore()).close(ID, { state: 'BLOCKED', reason: 'x', owner: '', attempt: 1 });
		const parameters = { operation: 'test' };
		await assert.rejects(
			runOperations(functions([work()], parameters), [operation({ execute: () => assert.fail() })]),
			/already closed as BLOCKED/,
		);
		let ran = false;
		const allowed = operation({ endedWork: true, execute: async () => ((ran = true), {}) });
		await runOperations(functions([work()], parameters), [allowed]);
		assert.equal(ran, true);
	});

	test('turns a foreign error into plain words without its text, also when it goes on', async (t) => {
		site(t);
		const fails = operation({ execute: () => Promise.reject(new Error('ZZTEST^ADA at 10.0.0.1')) });
		const parameters = { operation: 'test' };
		await assert.rejects(
			runOperations(functions([work()], parameters), [fails]),
			(error: Error) => {
				assert.doesNotMatch(
					`${error.message} ${JSON.stringify(error)} ${String(error.cause)}`,
					/ZZTEST/,
				);
				return error.name === 'NodeOperationError';
			},
		);
		const [[{ json }]] = await runOperations(functions([work()], parameters, true), [fails]);
		assert.equal((json.error as IDataObject).code, 'unexpected');
		assert.doesNotMatch(JSON.stringify(json), /ZZTEST/);
	});

	test('a result is journalled for real work and computed anew for a test event', async (t) => {
		site(t);
		let computed = 0;
		const once = operation({
			execute: async (context) => {
				const { value } = await context.onceJson('answer', async () => ++computed);
				return { add: [{ key: 'answer', value, clear: [''], plain: true }] };
			},
		});
		const run = async (item: IDataObject): Promise<unknown> =>
			(await runOperations(functions([item], { operation: 'test' }), [once]))[0][0].json.answer;
		assert.deepEqual([await run(work()), await run(work({ attempt: 2 }))], [1, 1]);
		assert.deepEqual([await run(work({ test: true, id: 'test' })), await run({})], [2, 3]);
	});
});

describe('the activation of a trigger', () => {
	test('says cause and next step in the message, the only thing that n8n shows of it', async () => {
		const node = { getNode: () => ({ name: 'Trigger', type: 'test' }), helpers: {} };
		const failing = activating(node as unknown as ITriggerFunctions, () =>
			Promise.reject(new HospitalError('x', 'The port is taken', { nextStep: 'Choose another.' })),
		);
		await assert.rejects(failing, {
			name: 'NodeOperationError',
			message: 'The port is taken. Choose another.',
		});
	});

	test('never repeats text of a foreign error', async () => {
		const node = { getNode: () => ({ name: 'Trigger', type: 'test' }), helpers: {} };
		const failing = activating(node as unknown as ITriggerFunctions, () =>
			Promise.reject(new Error('ZZTEST^ADA')),
		);
		await assert.rejects(failing, (error: Error) => {
			assert.match(error.message, /^Activating the trigger: .*\. Try again/);
			return !`${error.message} ${JSON.stringify(error)} ${String(error.cause)}`.includes('ZZTEST');
		});
	});
});

describe('Work Item → List', () => {
	test('gives the last failure as the reason of open work, and only the end for what has ended', async (t) => {
		site(t);
		const { work: folder, key } = await dataDirectory();
		const inbox = new Inbox(
			join(folder, 'inbox'),
			'20260101T000000Z-0123456789abcdef',
			key.key('work'),
		);
		const openedAt = '2026-01-01T00:00:00.000Z';
		const record = { id: ID, kind: 'k', route: 'flow/node', owner: 'o', openedAt };
		await inbox.append({ ...record, priority: 'routine' }, {});
		await inbox.close();
		const store = await workStore();
		const emittedAt = openedAt;
		const lease = { attempt: 1, failures: 1, origin: 'o', emittedAt, until: 0 };
		await store.writeLease(ID, { ...lease, phase: 'failed', lastFailure: 'econnrefused' });
		const reasons = async (): Promise<unknown[]> => {
			const parameters = { operation: 'list', show: 'all', limit: 50 };
			const [out] = await new WorkItem().execute.call(functions([{}], parameters));
			return out.map(({ json }) => (json.work as IDataObject).reason);
		};
		assert.deepEqual(await reasons(), ['econnrefused']);
		await store.close(ID, { state: 'DELIVERED', reason: '', owner: '', attempt: 1 });
		assert.deepEqual(await reasons(), ['']);
	});
});

describe('Work Item → Close', () => {
	const close = async (items: IDataObject[], state: string, reason: string): Promise<unknown[]> => {
		const parameters = { operation: 'close', state, reason, owner: '' };
		const [out] = await new WorkItem().execute.call(functions(items, parameters));
		return out.map(({ json }) => (json.workItem as IDataObject).state);
	};

	test('several items of one piece of work, or a repeated run, close it once and all say how', async (t) => {
		site(t);
		assert.deepEqual(await close([work(), work()], 'DELIVERED', ''), ['DELIVERED', 'DELIVERED']);
		assert.deepEqual(await close([work({ attempt: 2 })], 'BLOCKED', 'late'), ['DELIVERED']);
		assert.equal((await (await workStore()).closing(ID))?.attempt, 1);
	});

	test('a test event says how it would end and closes nothing', async (t) => {
		site(t);
		assert.deepEqual(await close([work({ test: true })], 'BLOCKED', 'x'), ['BLOCKED']);
		assert.equal(await (await workStore()).closing(ID), undefined);
	});

	for (const [state, reason] of [
		['NO_RESULT', ''],
		['BLOCKED', 'Ada Testperson'],
		['ESCALATED', 'x'.repeat(65)],
		['DELIVERED', 'Not A Code'],
		['NEGATIVE', 'x'],
	]) {
		test(`refuses ${state} with the reason "${reason.slice(0, 20)}"`, async (t) => {
			site(t);
			await assert.rejects(close([work()], state, reason), { name: 'NodeOperationError' });
			assert.equal(await (await workStore()).closing(ID), undefined);
		});
	}
});
