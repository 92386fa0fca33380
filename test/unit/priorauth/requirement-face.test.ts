import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { PriorAuthorization } from '../../../dist/nodes/PriorAuth/PriorAuthorization.node.js';
import type {
	CoverageCheck,
	PriorAuthRequirement,
} from '../../../dist/nodes/shared/contracts/prior-auth-requirement.js';
import { closeLedger } from '../../../dist/nodes/shared/ledger/index.js';
import { readLedger } from '../../hospital/ledger.ts';
import { information, insurer, practitioner, ScriptedPayer, SERVER, update } from './crd-payer.ts';
import type { Json } from './golden.ts';
import { coverage, order, patient } from './people.ts';

let root: string;
let payer: ScriptedPayer;
before(async () => {
	root = await mkdtemp(join(tmpdir(), 'hospital-requirement-'));
	await writeFile(join(root, 'key'), randomBytes(32), { mode: 0o600 });
	process.env.HOSPITAL_DATA_DIR = join(root, 'data');
	process.env.HOSPITAL_KEY_FILE = join(root, 'key');
	process.env.HOSPITAL_PRIOR_AUTH_DIR = join(root, 'tables');
	await mkdir(join(root, 'tables'));
	const rule = {
		id: 'r1',
		payer: '12345',
		code: 'G0154',
		needs: 'no',
		source: 'ZZ manual of 2026',
		from: '2026-01-01',
		to: '2027-12-31',
		checkedBy: 'ZZ nurse',
		checkedOn: '2026-10-01',
	};
	const table = JSON.stringify({ name: 'zz', version: '1', rules: [rule] });
	await writeFile(join(root, 'tables', 'zz.json'), table, { mode: 0o600 });
});
after(async () => {
	await payer.stop();
	await closeLedger();
	await rm(root, { recursive: true, force: true });
});
beforeEach(async () => {
	if (payer !== undefined) await payer.stop();
	payer = await new ScriptedPayer().start();
	payer.answering = () => ({ body: { systemActions: [update(said())] } });
});

/** The face asks today: what the payer says is of today too. */
const said = (parts: Json = {}): Json =>
	information({ date: new Date().toISOString().slice(0, 10), ...parts });

const gathered = (more: Json = {}): Json => ({
	contract: 'PriorAuthCase/1',
	decision: 'ready',
	reasons: [],
	server: { base: SERVER.base, knownAs: [] },
	orders: [order()],
	patient: patient(),
	coverages: [coverage()],
	insurers: [insurer()],
	subscribers: [],
	practitioner: practitioner(),
	diagnoses: [],
	supporting: [],
	others: [],
	notFound: [],
	asOf: '2026-11-22T12:00:00.000Z',
	...more,
});

/** Runs an operation of the node; the item that came out, and by which output. */
async function run(operation: string, json: Json, values: Json = {}): Promise<[number, Json]> {
	const parameters: Json = {
		operation,
		priorAuthCase: json.priorAuthCase,
		coverageCheck: json.coverageCheck,
		purposeOfUse: 'HPAYMT',
		sealOutput: true,
		...values,
	};
	const credentials: Json = {
		payerCrdApi: { baseUrl: payer.url, authentication: 'none', ...values.credential },
		fhirServerApi: { baseUrl: SERVER.base, authentication: 'none' },
	};
	const functions = {
		getNode: () => ({ id: '1', name: 'Check', type: 'x', typeVersion: 1, position: [0, 0] }),
		getNodeParameter: (name: string, _: number, fallback?: unknown) => parameters[name] ?? fallback,
		getCredentials: async (type: string) => await Promise.resolve(credentials[type]),
		getWorkflow: () => ({ id: 'w1', name: 'Prior authorization', active: true }),
		getMode: () => 'trigger',
		getTimezone: () => 'UTC',
		getExecutionId: () => '1',
		getExecutionCancelSignal: () => undefined,
		continueOnFail: () => false,
		getInputData: () => [{ json }],
		helpers: {},
		logger: { error: () => undefined, warn: () => undefined, info: () => undefined },
	};
	const outputs: INodeExecutionData[][] = await new PriorAuthorization().execute.call(
		functions as unknown as IExecuteFunctions,
	);
	const at = outputs.findIndex((items) => items.length > 0);
	return [at, outputs[at]?.[0]?.json ?? {}];
}

const covered = async (more: Json = {}): Promise<Json> => {
	const [, item] = await run('checkCoverage', { priorAuthCase: gathered(more) });
	return item;
};

describe('Check Coverage', () => {
	test('the one coverage leaves by the first output, sealed but for the payer', async () => {
		const [output, item] = await run('checkCoverage', { priorAuthCase: gathered() });
		const check = item.coverageCheck as CoverageCheck;
		assert.equal(output, 0);
		assert.equal(check.decision, 'one');
		assert.equal(check.payer?.value, '12345');
		assert.match(String(check.coverage), /^sealed:/);
		assert.match(String(check.memberId), /^sealed:/);
	});

	test('several coverages leave by the output for a person', async () => {
		const two = [coverage(), { ...coverage(), id: 'c2' }];
		const [output, item] = await run('checkCoverage', {
			priorAuthCase: gathered({ coverages: two }),
		});
		assert.equal(output, 1);
		const { decision, advice = [], found = [] } = item.coverageCheck as CoverageCheck;
		assert.equal(decision, 'several');
		assert.equal(advice.length, 1);
		assert.match(advice[0] ?? '', /several coverages are active .* no payer was asked\. Find out/i);
		assert.deepEqual(
			found.map(({ reference = '', active }) => [/^sealed:/.test(reference), active]),
			[
				[true, true],
				[true, true],
			],
		);
	});

	test('orders for different days are for a person to say', async () => {
		const later = { ...order(), id: 'o2', occurrencePeriod: { start: '2027-02-01' } };
		await assert.rejects(covered({ orders: [order(), later] }), /different days/);
	});
});

describe('Check Requirement', () => {
	for (const [need, parts, output] of [
		['needed', {}, 0],
		['not needed', { 'pa-needed': 'no-auth' }, 1],
		['satisfied', { 'pa-needed': 'satisfied', 'satisfied-pa-id': 'ZZ-A1' }, 1],
		['asked for by the performer', { 'pa-needed': 'performpa' }, 2],
		['uncertain', { 'pa-needed': 'conditional', 'info-needed': 'location' }, 2],
	] as Array<[string, Json, number]>) {
		test(`authorization that is ${need} leaves by output ${output + 1}`, async () => {
			payer.answering = () => ({ body: { systemActions: [update(said(parts))] } });
			const [at, item] = await run('checkRequirement', await covered());
			assert.equal(at, output);
			const found = item.priorAuthRequirement as PriorAuthRequirement;
			assert.equal(found.source, 'payer');
			assert.match(String(found.items[0]?.order), /^sealed:/);
			assert.ok(!JSON.stringify(item.priorAuthRequirement).includes('ZZ-A1'));
		});
	}

	test('the table of the site answers when the payer does not, and alone when it is asked alone', async () => {
		payer.answering = () => ({ status: 503 });
		const [at, item] = await run('checkRequirement', await covered(), { requirementTable: 'zz' });
		const found = item.priorAuthRequirement as PriorAuthRequirement;
		assert.deepEqual([at, found.source, found.reasons], [1, 'table', ['payer-refused']]);
		const before = payer.asked.length;
		const alone = { requirementTable: 'zz', requirementSource: 'table' };
		const [again] = await run('checkRequirement', await covered(), alone);
		assert.equal(again, 1);
		assert.equal(payer.asked.length, before);
	});

	test('without payer and table it is for a person', async () => {
		const [at, item] = await run('checkRequirement', await covered(), {
			requirementSource: 'table',
		});
		assert.equal(at, 2);
		assert.deepEqual((item.priorAuthRequirement as PriorAuthRequirement).reasons, [
			'payer-not-asked',
			'no-table',
		]);
		const { advice = [] } = item.priorAuthRequirement as PriorAuthRequirement;
		for (const [place, words] of [
			/was not asked/,
			/no table/,
			/not taken for "not needed"/,
		].entries()) {
			assert.match(advice[place] ?? '', words);
		}
	});

	test('kinds of records that are withheld do not leave', async () => {
		payer.services[0].prefetch = {
			user: '{{context.userId}}',
			patient: 'Patient/{{context.patientId}}',
		};
		await run('checkRequirement', await covered(), {
			requirementOptions: { fewer: ['Practitioner'] },
		});
		assert.deepEqual(Object.keys(payer.question.prefetch), ['patient']);
	});

	test('nothing is asked without a coverage that is certain', async () => {
		const item = await covered({ coverages: [] });
		await assert.rejects(run('checkRequirement', item), /no coverage/);
		assert.equal(payer.asked.length, 0);
	});

	test('what was asked and found is in the ledger, under no name', async () => {
		const lines = (await readLedger(join(root, 'data'))).filter(({ interaction }) =>
			interaction?.startsWith('prior-auth-'),
		);
		const seen = new Set(lines.map(({ interaction, outcome }) => `${interaction} ${outcome}`));
		for (const expected of [
			'prior-auth-coverage-checked 0',
			'prior-auth-coverage-checked 4',
			'prior-auth-payer-asked 0',
			'prior-auth-requirement-checked 0',
			'prior-auth-requirement-checked 4',
		]) {
			assert.ok(seen.has(expected), [...seen].join());
		}
		assert.doesNotMatch(JSON.stringify(lines), /ZZTEST|ZZM-77|ZZ-1001|Patient\/p1/);
	});
});
