import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { IWebhookFunctions } from 'n8n-workflow';
import { AuditFormTrigger } from '../../../dist/nodes/Audit/AuditFormTrigger.node.js';
import { readAnswers, readChoices, reviewNumber } from '../../../dist/nodes/Audit/forms/answers.js';
import { FORMS, reviewForm } from '../../../dist/nodes/Audit/forms/form.js';
import {
	accountOfHeader,
	isFromElsewhere,
	sessionOf,
} from '../../../dist/nodes/Audit/forms/person.js';
import { closeLedger } from '../../../dist/nodes/shared/ledger/index.js';
import { sealer } from '../../../dist/nodes/shared/sealed/index.js';
import { readLedger } from '../../hospital/ledger.ts';

let root: string;

before(async () => {
	root = await mkdtemp(join(tmpdir(), 'hospital-forms-'));
	await writeFile(join(root, 'key'), randomBytes(32).toString('hex'), { mode: 0o600 });
	process.env.HOSPITAL_DATA_DIR = join(root, 'data');
	process.env.HOSPITAL_KEY_FILE = join(root, 'key');
});
after(async () => {
	await closeLedger();
	await rm(root, { recursive: true, force: true });
});

interface Visit {
	parameters?: Record<string, unknown>;
	body?: Record<string, unknown>;
	headers?: Record<string, string>;
	/** Users by session, as n8n knows them. */
	sessions?: Record<string, string>;
}

/** What a browser gets, and what the workflow gets. */
async function visit({ parameters = {}, body, headers = {}, sessions = {} }: Visit) {
	const values: Record<string, unknown> = {
		form: 'breakGlass',
		path: 'zz',
		reasons: 'unconscious-patient = Patient cannot answer',
		accountFrom: 'typed',
		accountHeader: 'x-remote-user',
		patientIdIssuer: 'ZZHOSP',
		...parameters,
	};
	const shown = { status: 0, page: '', headers: {} as Record<string, string> };
	const functions = {
		getWebhookName: () => (body === undefined ? 'setup' : 'default'),
		getNodeParameter: (name: string, fallback?: unknown) => values[name] ?? fallback,
		getBodyData: () => body ?? {},
		getHeaderData: () => headers,
		getNode: () => ({ name: 'Form', type: 'n8n-nodes-hospital.auditFormTrigger' }),
		getWorkflow: () => ({ id: 'wf-form' }),
		getMode: () => 'webhook',
		validateCookieAuth: async (session: string) => {
			if (sessions[session] === undefined) throw new Error('ZZ no session');
			return { email: sessions[session] };
		},
		getResponseObject: () => ({
			status: (code: number) => void (shown.status = code),
			setHeader: (name: string, value: string) => void (shown.headers[name] = value),
			end: (page: string) => void (shown.page = page),
		}),
	};
	const { workflowData } = await new AuditFormTrigger().webhook.call(
		functions as unknown as IWebhookFunctions,
	);
	return {
		...shown,
		request: workflowData?.[0][0].json.request as Record<string, string> | undefined,
	};
}

const ANSWERS = { account: 'ada', reason: 'unconscious-patient', patientId: 'ZZ-4711' };

describe('the Audit Form Trigger', () => {
	test('shows a form without any script that nobody may put into a frame', async () => {
		const { status, page, headers } = await visit({});
		assert.equal(status, 200);
		assert.match(page, /Patient cannot answer/);
		assert.match(page, /Your account/);
		assert.ok(!page.includes('<script'));
		assert.match(headers['content-security-policy'], /frame-ancestors 'none'/);
		assert.equal(headers['cache-control'], 'no-store');
	});

	test('seals the number of the patient before n8n gets anything, and records that it came', async () => {
		const { request } = await visit({
			body: { ...ANSWERS, encounterId: 'visit-9', extra: 'ZZ extra' },
		});
		assert.ok(request);
		assert.match(request.patientId, /^sealed:/);
		assert.match(request.encounterId, /^sealed:/);
		assert.equal(request.reason, 'unconscious-patient');
		assert.equal(request.authentication, 'self-declared');
		assert.match(request.number, /^bg-(?:[a-z]{4}-?){3}$/);
		assert.ok(!JSON.stringify(request).includes('ZZ-4711') && !('extra' in request));
		const opened = await (await sealer()).open(request, 'wf-form');
		assert.equal((opened as typeof request).patientId, 'ZZ-4711');
		const recorded = (await readLedger(join(root, 'data'))).at(-1);
		assert.equal(recorded?.interaction, 'audit-form-received');
		assert.deepEqual(recorded?.actor, { type: 'user', id: 'ada', authentication: 'self-declared' });
		assert.ok(!JSON.stringify(recorded).includes('ZZ-4711'));
	});

	test('takes the account from the header of a sign-on proxy, and nobody without one', async () => {
		const parameters = { accountFrom: 'header' };
		const { account: _, ...body } = ANSWERS;
		const signed = { parameters, headers: { 'x-remote-user': 'grace@hospital.example' } };
		assert.match((await visit(signed)).page, /signed on as <b>grace@hospital.example/);
		const { request } = await visit({ ...signed, body: { ...body, account: 'somebody-else' } });
		assert.equal(request?.account, 'grace@hospital.example');
		assert.equal(request?.authentication, 'sign-on-proxy');
		const nobody = await visit({ parameters, body: ANSWERS });
		assert.equal(nobody.status, 401);
		assert.equal(nobody.request, undefined);
	});

	test('takes the account from the session in n8n', async () => {
		const parameters = { accountFrom: 'n8n' };
		const { account: _, ...body } = ANSWERS;
		const sessions = { good: 'ada@hospital.example' };
		const headers = { cookie: 'other=1; n8n-auth=good' };
		const { request } = await visit({ parameters, body, headers, sessions });
		assert.equal(request?.account, 'ada@hospital.example');
		assert.equal(request?.authentication, 'n8n-sign-in');
		for (const cookie of ['', 'n8n-auth=stale']) {
			const refused = await visit({ parameters, body, headers: { cookie }, sessions });
			assert.equal(refused.status, 401);
			assert.ok(!refused.page.includes('ZZ no session'));
		}
	});

	test('starts nothing when it cannot be recorded', async (t) => {
		const { HOSPITAL_KEY_FILE } = process.env;
		process.env.HOSPITAL_KEY_FILE = join(root, 'no-such-key');
		t.after(() => (process.env.HOSPITAL_KEY_FILE = HOSPITAL_KEY_FILE));
		const { status, page, request } = await visit({ body: ANSWERS });
		assert.equal(status, 503);
		assert.match(page, /Nothing was recorded/);
		assert.equal(request, undefined);
	});

	test('says what is wrong with a list of reasons that cannot be used', async () => {
		for (const reasons of ['', 'Unconscious Patient']) {
			const { status, page } = await visit({ parameters: { reasons } });
			assert.equal(status, 503);
			assert.match(page, /field &quot;Reasons&quot;/);
		}
	});
});

describe('answers', () => {
	test('nothing that is not asked for, too long, of another form or of another kind is taken', () => {
		const questions = reviewForm.questions([]);
		const good = { review: 'bg-bcdf-ghjk-mnpq', decision: 'justified' };
		assert.deepEqual(readAnswers(questions, { ...good, more: 'x' }), good);
		for (const bad of [
			{ ...good, review: 'x'.repeat(65) },
			{ ...good, review: '../../etc' },
			{ ...good, decision: 'perhaps' },
			{ ...good, decision: ['justified'] },
			{ review: good.review },
		]) {
			assert.throws(() => readAnswers(questions, bad), { code: 'form-answer' });
		}
	});

	test('every pattern takes whole answers only, without line breaks', () => {
		for (const form of FORMS) {
			for (const { pattern } of form.questions([{ value: 'a', words: 'A' }])) {
				assert.ok(!pattern.test('1\n2') && !pattern.test('<b>'), String(pattern));
			}
		}
	});

	test('reasons are codes with words; review numbers are not guessed twice', () => {
		assert.deepEqual(readChoices('danger-to-life = Danger = now\n\n other'), [
			{ value: 'danger-to-life', words: 'Danger = now' },
			{ value: 'other', words: 'other' },
		]);
		const numbers = new Set(Array.from({ length: 1000 }, () => reviewNumber()));
		assert.equal(numbers.size, 1000);
	});
});

describe('who fills in a form', () => {
	test('a form that the page of another site sends is told apart', () => {
		const host = 'n8n.hospital.example';
		assert.ok(!isFromElsewhere({ host }));
		assert.ok(!isFromElsewhere({ host, origin: `https://${host}` }));
		assert.ok(
			!isFromElsewhere({ host: 'inner:5678', 'x-forwarded-host': host, origin: `https://${host}` }),
		);
		assert.ok(!isFromElsewhere({ host, 'sec-fetch-site': 'same-origin' }));
		assert.ok(isFromElsewhere({ host, origin: 'https://elsewhere.example' }));
		assert.ok(isFromElsewhere({ host, origin: 'null' }));
		assert.ok(isFromElsewhere({ host, 'sec-fetch-site': 'cross-site' }));
		assert.ok(isFromElsewhere({ host, 'sec-fetch-site': 'same-site' }));
	});

	test('a header or cookie that holds no account gives none', () => {
		for (const value of [undefined, '', 'ada, grace', 'a b', '<b>']) {
			assert.throws(() => accountOfHeader({ 'x-user': value }, 'X-User'), {
				code: 'form-not-signed-on',
			});
		}
		assert.equal(accountOfHeader({ 'x-user': 'ada' }, ' X-User '), 'ada');
		assert.equal(sessionOf({ cookie: 'xn8n-auth=1' }), undefined);
	});
});
