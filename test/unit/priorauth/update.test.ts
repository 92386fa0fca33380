import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { OperationContext } from '../../../dist/nodes/shared/face/index.js';
import { cancel } from '../../../dist/nodes/PriorAuth/actions/cancel.operation.js';
import { update } from '../../../dist/nodes/PriorAuth/actions/update.operation.js';
import { readDecision } from '../../../dist/nodes/PriorAuth/decision/index.js';
import { submit } from '../../../dist/nodes/PriorAuth/sending/index.js';
import { granted } from '../../../dist/nodes/PriorAuth/writing/authorization.js';
import { canonicalJson } from '../../../dist/nodes/shared/canonical-json.js';
import { startPayer } from '../../hospital/payer/index.ts';
import type { Json } from './golden.ts';
import { clientOf, packet, QUICK } from './sending.ts';

let root: string;

before(async () => {
	root = await mkdtemp(join(tmpdir(), 'hospital-update-'));
	await writeFile(join(root, 'key'), randomBytes(32), { mode: 0o600 });
	process.env.HOSPITAL_DATA_DIR = join(root, 'data');
	process.env.HOSPITAL_KEY_FILE = join(root, 'key');
});
after(async () => await rm(root, { recursive: true, force: true }));

/** One work item: what was journalled under it stays. */
class Work {
	readonly kept = new Map<string, unknown>();
	readonly audited: Json[] = [];

	context(item: Json, values: Json = {}, more: Json = {}): OperationContext {
		const fields: Json = { changeNumber: '1', ...values };
		const context = {
			isTest: false,
			executionId: '1',
			contract: async () => await Promise.resolve(item.priorAuthRequest),
			optionalContract: async () => await Promise.resolve(item.priorAuthDecision),
			parameter: async (name: string, fallback?: unknown) =>
				await Promise.resolve(fields[name] ?? fallback),
			onceJson: async (name: string, compute: () => Promise<unknown>) => {
				const fresh = !this.kept.has(name);
				if (fresh) this.kept.set(name, await compute());
				return { value: structuredClone(this.kept.get(name)), fresh };
			},
			audit: async (event: Json) => {
				this.audited.push(event);
				return await Promise.resolve();
			},
			...more,
		};
		return context as unknown as OperationContext;
	}

	async make(operation: typeof update, item: Json, values: Json = {}, more: Json = {}) {
		const outcome: Json = await operation.execute(this.context(item, values, more));
		return outcome.add[0].value as Json;
	}
}

const visits = (value: number): Json => ({
	changeItems: { 1: { quantity: { value, unit: 'visits' } } },
});
const idOf = ({ identifier }: Json): string => identifier.value;

test('a rerun gives the packet that was made, to the byte; another change gives another', async (t) => {
	t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2026-11-22T10:00:00Z') });
	const item = { priorAuthRequest: packet('w') };
	const work = new Work();
	const made = await work.make(update, item, visits(12));
	t.mock.timers.setTime(Date.parse('2026-11-22T15:00:00Z'));
	const again = await work.make(update, item, visits(12));
	assert.equal(canonicalJson(again), canonicalJson(made));
	const other = await work.make(update, item, visits(3));
	assert.notEqual(idOf(other), idOf(made));
	assert.equal(other.bundle.entry[0].resource.item[0].quantity.value, 3);
	const taken = await work.make(cancel, item);
	const numbered = await work.make(update, item, { ...visits(12), changeNumber: '2' });
	assert.equal(new Set([made, other, taken, numbered].map(idOf)).size, 4);
	assert.equal(canonicalJson(await work.make(cancel, item)), canonicalJson(taken));
});

test('two works that change the same packet in two ways give two identifiers', async () => {
	const item = { priorAuthRequest: packet('w') };
	const first = await new Work().make(update, item, visits(12));
	const second = await new Work().make(update, item, visits(3));
	assert.notEqual(idOf(first), idOf(second));
	// The same change in two works is the same to the payer: it is not asked for twice.
	assert.equal(idOf(await new Work().make(update, item, visits(12))), idOf(first));
});

test('a test run never takes the identifiers of real work', async () => {
	const item = { priorAuthRequest: packet('w') };
	const real = await new Work().make(update, item, visits(12));
	const tried = await new Work().make(update, item, visits(12), { isTest: true });
	assert.notEqual(idOf(tried), idOf(real));
});

test('only quantity and days are changes, and the failure is on record', async () => {
	const item = { priorAuthRequest: packet('w') };
	const product = { productOrService: { coding: [{ system: 'x', code: 'E0430' }] } };
	for (const changeItems of [{ 1: product }, { x: {} }, [], 'visits']) {
		await assert.rejects(
			new Work().make(update, item, { changeItems: JSON.stringify(changeItems) }),
			{
				code: 'prior-auth-change-wrong',
			},
		);
	}
	const work = new Work();
	await assert.rejects(work.make(update, item, { changeCancel: '7' }), {
		code: 'prior-auth-update-unknown',
	});
	assert.equal(work.audited[0]?.outcomeReason, 'prior-auth-update-unknown');
});

test('what is added keeps the order that it was built for', async () => {
	const item = { priorAuthRequest: packet('w') };
	const addition = packet('more', (input) => {
		input.items[0].order.id = 'o2';
	});
	const made = await new Work().make(update, item, { changeAdd: addition });
	assert.deepEqual(
		made.items.map(({ order }: Json) => order),
		['ServiceRequest/o1', 'ServiceRequest/o2'],
	);
});

test('the approval of an update is written onto the order that it is for', async () => {
	const payer = await startPayer();
	try {
		const request = packet('w');
		const item = { priorAuthRequest: request };
		const changed = await new Work().make(update, item, visits(12));
		const numbers: string[] = [];
		for (const sent of [request, changed]) {
			const { response }: Json = await submit({
				client: clientOf(payer.pas),
				bundle: Buffer.from(canonicalJson(sent.bundle)),
				identifier: sent.identifier,
				pauses: QUICK,
			});
			const [one, another] = granted(readDecision(response, sent.bundle), sent);
			assert.equal(one?.order, 'ServiceRequest/o1');
			assert.equal(another, undefined);
			numbers.push(one?.number ?? '');
		}
		assert.ok(numbers.every((number) => number !== ''));
		assert.equal(payer.duplicates(), 0);
	} finally {
		await payer.stop();
	}
});
