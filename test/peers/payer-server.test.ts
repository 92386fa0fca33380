import assert from 'node:assert/strict';
import { after, test, type TestContext } from 'node:test';
import { FhirClient } from '../../dist/nodes/clients/fhir/index.js';
import { closeAgents } from '../../dist/nodes/clients/http/index.js';
import { readDecision } from '../../dist/nodes/PriorAuth/decision/index.js';
import { buildRequest } from '../../dist/nodes/PriorAuth/request/index.js';
import { validatePas } from '../../dist/nodes/PriorAuth/rules/index.js';
import { submit, type Submitted } from '../../dist/nodes/PriorAuth/sending/index.js';
import { makeCase } from '../bench/prior-auth/cases.ts';
import type { Json } from '../bench/prior-auth/records.ts';

/**
 * The reference implementation of a payer (HL7-DaVinci/prior-auth), started by whoever runs this: its
 * FHIR endpoint in HOSPITAL_PAYER_URL (`http://127.0.0.1:9015/fhir`), with BYPASS_AUTH=true and its rules
 * (CDS-Library) beside it. What it does otherwise than the guide is said at each test.
 */
const url = process.env.HOSPITAL_PAYER_URL;
after(closeAgents);

function payer(t: TestContext): FhirClient | undefined {
	if (url !== undefined) return new FhirClient({ baseUrl: url });
	t.skip('HOSPITAL_PAYER_URL names no running payer');
	return undefined;
}

/**
 * The threads of this payer race: about one time in ten it answers 400 to what it takes a moment later.
 * The product does not repeat a 4XX, so the test does, as a new packet.
 */
const TRIES = 10;

interface Sent {
	submitted: Submitted;
	bundle: Json;
}

/**
 * @param code billed in every item; what the order says when absent
 * @param plain relative references, because this payer splits them at the slash: it refuses `urn:uuid`,
 *   which the guide allows (spec-16)
 */
async function send(
	client: FhirClient,
	index: number,
	{ code, plain = true }: { code?: { system: string; code: string }; plain?: boolean } = {},
): Promise<Sent> {
	for (let left = TRIES; ; left--) {
		const sent = await sendOnce(client, index, { ...(code && { code }), plain });
		if (sent.submitted.status === 'answered' || !plain || left === 0) return sent;
	}
}

async function sendOnce(
	client: FhirClient,
	index: number,
	{ code, plain }: { code?: { system: string; code: string }; plain: boolean },
): Promise<Sent> {
	const { input } = makeCase('payer', index);
	const { bundle, identifier } = buildRequest({ ...input, key: `${input.key}-${Date.now()}` });
	const given: Json = plain ? withPlainAddresses(bundle) : bundle;
	assert.equal(validatePas(given).valid, true);
	if (code !== undefined) {
		for (const item of given.entry[0].resource.item) item.productOrService = { coding: [code] };
	}
	const bytes = Buffer.from(JSON.stringify(given));
	const submitted = await submit({ client, bundle: bytes, identifier, attempts: 1 });
	return { submitted, bundle: given };
}

function withPlainAddresses(bundle: Json): Json {
	let text = JSON.stringify(bundle);
	for (const { fullUrl, resource } of bundle.entry) {
		const name = `${resource.resourceType}/${resource.id}`;
		text = text
			.replaceAll(`"fullUrl":"${fullUrl}"`, `"fullUrl":"https://ehr.zztest.example/fhir/${name}"`)
			.replaceAll(`"${fullUrl}"`, `"${name}"`);
	}
	return JSON.parse(text);
}

function responseIn({ submitted }: Sent): Json {
	if (submitted.status !== 'answered') assert.fail(`the payer said ${submitted.status}`);
	return submitted.response.entry?.[0]?.resource;
}

test('the reference payer takes 20 packets and keeps them pending, and nothing is made of that without a review action', async (t) => {
	const client = payer(t);
	if (client === undefined) return;
	for (let index = 0; index < 20; index++) {
		const sent = await send(client, index);
		const { disposition, outcome, item } = responseIn(sent);
		assert.deepEqual({ disposition, outcome }, { disposition: 'Pending', outcome: 'queued' });
		assert.equal(item.length, sent.bundle.entry[0].resource.item.length);
		const decision = readDecision((sent.submitted as Json).response, sent.bundle);
		// It says so only in words: its items have numbers of authorizations although they are pended.
		assert.equal(decision.outcome, 'unknown');
		assert.equal(decision.needsPerson, true);
		assert.ok(decision.reasons.includes('no-review-action'));
		assert.deepEqual(decision.authorizationNumbers, []);
	}
});

test('the reference payer approves, and a person is asked because it gives no review action', async (t) => {
	const client = payer(t);
	if (client === undefined) return;
	// Its table has the code system by another address than the value set of the guide.
	const code = {
		system: 'https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
		code: 'E0250',
	};
	const sent = await send(client, 30, { code });
	const { disposition, outcome, preAuthRef } = responseIn(sent);
	assert.deepEqual({ disposition, outcome }, { disposition: 'Granted', outcome: 'complete' });
	assert.ok(preAuthRef);
	const decision = readDecision((sent.submitted as Json).response, sent.bundle);
	assert.equal(decision.outcome, 'unknown');
	assert.equal(decision.needsPerson, true);
	assert.deepEqual(decision.authorizationNumbers, []);
});

test('the reference payer asks for more information by a review action that X12 has not, and a person looks', async (t) => {
	const client = payer(t);
	if (client === undefined) return;
	const code = { system: 'http://www.ama-assn.org/go/cpt', code: '73722' };
	const sent = await send(client, 40, { code });
	assert.equal(responseIn(sent).disposition, 'Pending');
	const decision = readDecision((sent.submitted as Json).response, sent.bundle);
	assert.equal(decision.outcome, 'unknown');
	assert.equal(decision.needsPerson, true);
	assert.deepEqual(
		decision.items.map(({ outcome, reasonCodes }) => [outcome, reasonCodes[0]?.code]),
		decision.items.map(() => ['unknown', 'OS']),
	);
});

test('a packet that the reference payer cannot read is refused for good, and is not sent again', async (t) => {
	const client = payer(t);
	if (client === undefined) return;
	const { submitted } = await send(client, 50, { plain: false });
	assert.deepEqual(
		{ status: submitted.status, http: 'httpStatus' in submitted && submitted.httpStatus },
		{ status: 'refused', http: 400 },
	);
	assert.equal(submitted.attempts, 1);
});
