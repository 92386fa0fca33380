import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { casesOf, openingOf } from '../../../dist/nodes/PriorAuth/cases/index.js';
import { buildRequest, buildUpdate } from '../../../dist/nodes/PriorAuth/request/index.js';
import type {
	PriorAuthDecision,
	PriorAuthOutcome,
	PriorAuthRequest,
} from '../../../dist/nodes/shared/contracts/index.js';
import { dataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import { closeLedger } from '../../../dist/nodes/shared/ledger/index.js';
import { Canvas } from '../audit/canvas.ts';
import { decision } from './case-build.ts';
import type { Json } from './golden.ts';
import { complete, order } from './people.ts';

let root: string;

before(async () => {
	root = await mkdtemp(join(tmpdir(), 'hospital-update-decision-'));
	await writeFile(join(root, 'key'), randomBytes(32), { mode: 0o600 });
	process.env.HOSPITAL_DATA_DIR = join(root, 'data');
	process.env.HOSPITAL_KEY_FILE = join(root, 'key');
	process.env.HOSPITAL_INSTANCE = 'n8n.test';
});
after(async () => {
	await closeLedger();
	await rm(root, { recursive: true, force: true });
});

const TWELVE = { quantity: { value: 12, unit: 'visits' } };
const systems = {
	bundle: 'http://hospital.example.org/pas/packets',
	claim: 'urn:trnorg:9012345678',
};
const base = { key: 'work-1/2', systems, created: '2026-11-23T10:00:00Z' };

/** A request with two items, each for an order of its own. */
function two(): PriorAuthRequest {
	const [item] = complete().items;
	return buildRequest({
		...complete(),
		items: [item, { ...item, order: { ...order(), id: 'o2' } }],
	} as Json);
}

const said = (outcome: PriorAuthOutcome, ...items: Array<[number, PriorAuthOutcome]>) =>
	decision(outcome, {
		items: items.map(([sequence, of]) => ({
			sequence,
			outcome: of,
			reasonCodes: [],
			notes: [],
		})),
	});
const updated = (of: PriorAuthDecision, change: Json, earlier = two().bundle): Json =>
	buildUpdate({ ...base, earlier, decision: of, ...change });

test('an answer that denies one item alone leaves the others open to an update', () => {
	const denied = said('denied', [2, 'denied']);
	assert.equal(updated(denied, { change: { 1: TWELVE } }).kind, 'update');
	const mixed = said('mixed', [1, 'approved'], [2, 'denied']);
	assert.equal(updated(mixed, { change: { 1: TWELVE } }).items[0].change, 'changed');
});

test('an item that was denied is neither changed nor cancelled, whatever became of the others', () => {
	for (const answer of [
		said('denied', [2, 'denied']),
		said('mixed', [1, 'approved'], [2, 'denied']),
	]) {
		for (const change of [{ change: { 2: TWELVE } }, { cancel: [2] }]) {
			assert.throws(
				() => updated(answer, change),
				(error: Json) => error.code === 'prior-auth-update-denied' && /Item 2 /.test(error.message),
			);
		}
	}
});

test('a request of which everything that is still asked for was denied takes no update', () => {
	const all = said('denied', [1, 'denied'], [2, 'denied']);
	assert.throws(() => updated(all, { withdraw: [1] }), { code: 'prior-auth-update-denied' });
	const one = updated(said('pended'), { cancel: [1] }).bundle;
	assert.throws(
		() => updated(said('denied', [2, 'denied']), { key: 'work-1/3', withdraw: [1] }, one),
		{ code: 'prior-auth-update-denied' },
	);
});

test('Build Update takes what holds of each item from the register, not the last answer alone', async () => {
	const canvas = new Canvas('Update');
	const request = two();
	const register = await casesOf(await dataDirectory());
	const at = (hour: number) => `2026-11-22T${String(hour).padStart(2, '0')}:00:00.000Z`;
	await register.open(openingOf(request, { submittedAt: at(1) }));
	await register.received({ identifier: request.identifier }, at(1));
	const decide = async (identifier: Json, of: PriorAuthDecision, hour: number) =>
		await register.decide(
			{ identifier },
			{ decision: { ...of, created: at(hour) }, at: at(hour), source: 'answer' },
		);
	await decide(request.identifier, said('approved', [1, 'approved'], [2, 'approved']), 2);
	const build = async (earlier: PriorAuthRequest, of: PriorAuthDecision, changeItems: Json) => {
		const [made] = await canvas.run(
			'priorAuthorization.update',
			{ sealOutput: false, changeItems },
			{ priorAuthRequest: earlier, priorAuthDecision: of },
		);
		return made?.priorAuthRequest as Json;
	};
	const first = await build(request, said('approved', [2, 'approved']), { 2: TWELVE });
	await register.amend(
		{ identifier: request.identifier },
		{
			at: at(3),
			kind: 'update',
			identifier: first.identifier,
			trace: first.trace,
			items: first.items,
			request: first,
		},
	);
	const denied = said('denied', [2, 'denied']);
	await decide(first.identifier, denied, 4);
	const found = await register.find({ identifier: first.identifier });
	assert.deepEqual(
		found?.decision?.items.map(({ sequence, outcome }) => [sequence, outcome]),
		[
			[1, 'approved'],
			[2, 'denied'],
		],
	);
	const next = await build(first, denied, { 1: TWELVE });
	assert.deepEqual(
		next.items.map(({ change }: Json) => change),
		['changed', undefined],
	);
	// The item of the workflow may be of an earlier time: the register knows of the denial.
	await assert.rejects(
		build(first, said('approved', [2, 'approved']), {
			2: { quantity: { value: 9, unit: 'visits' } },
		}),
		/Item 2 was denied/,
	);
});
