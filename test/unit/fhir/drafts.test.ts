import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { validateResource } from '@medplum/core';
import type { Resource } from '@medplum/fhirtypes';
import {
	FhirClient,
	FhirError,
	type FhirResource,
} from '../../../dist/nodes/clients/fhir/index.js';
import { closeAgents } from '../../../dist/nodes/clients/http/index.js';
import {
	buildDraft,
	documentType,
	putDraft,
	signDraft,
	type DraftInput,
	type DraftServer,
} from '../../../dist/nodes/Fhir/drafts/index.js';
import type { DraftDocument } from '../../../dist/nodes/shared/contracts/index.js';
import type { HospitalError } from '../../../dist/nodes/shared/errors.js';
import { startEhr, type Ehr } from '../../hospital/ehr.ts';
import { definitions } from '../../hospital/ehr/definitions.ts';
import { chartOf, seedOf } from './chart-people.ts';

const TEXT = 'ZZ course of the stay.\n\nZZ plan: <b>none</b> & "rest".';
const DIGEST = `sha256:${'a'.repeat(64)}`;
const AIAST = 'AIAST';
let ehr: Ehr;
let client: FhirClient;
let work = 0;

before(async () => {
	definitions();
	ehr = await startEhr();
	await ehr.seed(
		seedOf([
			...chartOf('a'),
			...chartOf('b'),
			{ resourceType: 'Practitioner', id: 'doc1', active: true, name: [{ family: 'Zzdoctor' }] },
			{ resourceType: 'Practitioner', id: 'doc2', name: [{ family: 'Zzother' }] },
			{ resourceType: 'Practitioner', id: 'gone', active: false },
		]),
	);
	client = new FhirClient({ baseUrl: ehr.url, retry: { attempts: 1 } });
});
beforeEach(() => {
	work += 1;
	ehr.requests.length = 0;
});
after(async () => {
	closeAgents();
	await ehr.stop();
});

const input = (more: Partial<DraftInput> = {}): DraftInput => ({
	form: 'documentReference',
	patient: 'Patient/pat-a',
	encounter: 'Encounter/enc-a',
	type: documentType('18842-5'),
	title: 'Discharge summary',
	text: TEXT,
	contentType: 'text/plain',
	sections: [
		{ title: 'Hospital course', code: '8648-8', text: TEXT },
		{ title: 'Remarks', text: 'ZZ none' },
	],
	model: { name: 'local-summary', version: '2026-10', digest: DIGEST, demonstration: false },
	sources: ['Condition/now-a/_history/1', 'Observation/lab1-a'],
	madeAt: '2026-11-22T08:00:00.000Z',
	workKey: `work-${work}`,
	...more,
});
const people = async () => ({
	patient: await client.read('Patient', 'pat-a'),
	encounter: await client.read('Encounter', 'enc-a'),
});
const build = async (more: Partial<DraftInput> = {}) =>
	buildDraft(input(more), client.baseUrl, more.form === 'documentBundle' ? await people() : {});
const put = async (more: Partial<DraftInput> = {}, server: DraftServer = client) =>
	putDraft(server, input(more), await build(more), undefined);
const stored = async (reference: string): Promise<any> => {
	const [type = '', id = ''] = reference.split('/');
	return await client.read(type, id);
};
const code = (wanted: string) => (error: HospitalError) => {
	assert.equal(error.code, wanted, error.stack);
	assert.doesNotMatch(`${error.message} ${error.nextStep}`, /ZZ|Zz|pat-a|127\.0\.0\.1/);
	return true;
};
const count = async (type: string) => (await client.searchAll(type, { _count: 500 })).length;

/** The real server with some of its behaviour replaced. */
const server = (more: Partial<DraftServer>): DraftServer => {
	const methods = [
		'abilities',
		'read',
		'searchAll',
		'create',
		'update',
		'remove',
		'transaction',
		'raw',
	] as const;
	const bound = Object.fromEntries(
		methods.map((name) => [name, (client[name] as (...a: never[]) => unknown).bind(client)]),
	);
	return { baseUrl: client.baseUrl, ...bound, ...more } as unknown as DraftServer;
};
const withoutTransactions = (more: Partial<DraftServer> = {}) =>
	server({
		abilities: async () => ({ ...(await client.abilities()), interactions: [] }),
		transaction: () => assert.fail('there are no transactions'),
		...more,
	});
const refused = () =>
	new FhirError('fhir-server-error', 'no', { nextStep: '', status: 500, issues: [] });

describe('a draft', () => {
	test('lies in the chart as preliminary, labelled, with its author and its origin', async () => {
		const draft = await put();
		assert.equal(draft.status, 'preliminary');
		assert.equal(draft.outcome, 'created');
		assert.equal(draft.how, 'transaction');
		assert.equal(draft.textHash, createHash('sha256').update(TEXT).digest('hex'));
		assert.deepEqual(
			ehr.requests.filter(({ method }) => method === 'POST').map(({ path }) => path),
			[''],
			'one transaction',
		);
		const document = await stored(draft.reference);
		assert.equal(document.docStatus, 'preliminary');
		assert.equal(document.meta.security[0].code, AIAST);
		assert.equal(document.subject.reference, 'Patient/pat-a');
		assert.equal(document.context.encounter[0].reference, 'Encounter/enc-a');
		assert.equal(document.type.coding[0].code, '18842-5');
		assert.equal(document.author[0].reference, draft.device);
		assert.equal(document.authenticator, undefined);
		assert.match(document.description, /^DRAFT/);
		const { attachment } = document.content[0];
		assert.equal(Buffer.from(attachment.data, 'base64').toString(), TEXT);
		assert.equal(attachment.hash, createHash('sha1').update(TEXT).digest('base64'));
		assert.equal(attachment.size, Buffer.byteLength(TEXT));
	});

	test('names the model by version and digest, as the AI Transparency guide wants it', async () => {
		const { device, provenance, reference } = await put();
		const model = await stored(device);
		assert.equal(model.type.coding[0].code, 'Artificial-Intelligence');
		assert.equal(model.deviceName[0].name, 'local-summary');
		assert.deepEqual(
			model.version.map(({ value }: { value: string }) => value),
			['2026-10', DIGEST],
		);
		assert.ok(model.identifier.some(({ value }: { value: string }) => value === DIGEST));
		const origin = await stored(provenance);
		assert.equal(origin.target[0].reference, reference);
		assert.ok(origin.reason.some((one: any) => one.coding[0].code === AIAST));
		const [agent] = origin.agent;
		assert.equal(agent.type.coding[0].code, 'author');
		assert.equal(agent.role[0].coding[0].code, 'Artificial-Intelligence');
		assert.equal(agent.who.reference, device);
		assert.deepEqual(
			origin.entity.map((one: any) => one.what.reference),
			['Condition/now-a/_history/1', 'Observation/lab1-a'],
		);
	});

	test('is written once, however often the same work is done', async () => {
		const first = await put();
		const before = [await count('DocumentReference'), await count('Provenance')];
		const again = await put();
		assert.equal(again.outcome, 'existing');
		assert.deepEqual(
			[again.reference, again.device, again.provenance],
			[first.reference, first.device, first.provenance],
		);
		assert.deepEqual([await count('DocumentReference'), await count('Provenance')], before);
		assert.equal(again.changed, false);
	});

	test('of another piece of work is another document by the same model', async () => {
		const first = await put();
		const other = await put({ workKey: 'other work' });
		assert.notEqual(other.reference, first.reference);
		assert.equal(other.device, first.device);
	});

	test('that somebody edited in the chart is not overwritten, and the item says so', async () => {
		const { reference } = await put();
		const document = await stored(reference);
		document.content[0].attachment.data = Buffer.from('ZZ edited').toString('base64');
		await client.update(document);
		const again = await put();
		assert.equal(again.outcome, 'existing');
		assert.equal(again.changed, true);
		assert.equal((await stored(reference)).content[0].attachment.data, 'WlogZWRpdGVk');
	});

	test('that was withdrawn is not written again', async () => {
		const document = await stored((await put()).reference);
		await client.update({ ...document, status: 'entered-in-error' });
		await assert.rejects(put(), code('draft-withdrawn'));
	});

	test('of a demonstration model is labelled as test data', async () => {
		const model = { ...input().model, demonstration: true, version: 'demo' };
		const { reference, device, provenance } = await put({ model });
		for (const one of [reference, device, provenance]) {
			const { meta } = await stored(one);
			assert.ok(
				meta.tag.some((tag: any) => tag.code === 'HTEST'),
				one,
			);
		}
	});

	for (const form of ['documentReference', 'documentBundle'] as const) {
		test(`as ${form} is valid FHIR in every part, and equal input gives equal bytes`, async () => {
			const one = await build({ form });
			for (const { resource } of one.bundle.entry ?? []) validateResource(resource as Resource);
			assert.deepEqual(await build({ form }), one);
		});
	}

	for (const [what, more] of Object.entries({
		'without a text': { text: '  ' },
		'without a title': { title: '' },
		'of an unknown model': { model: { name: '', version: '1', demonstration: false } },
		'with a digest that is none': {
			model: { name: 'm', version: '1', digest: 'abc', demonstration: false },
		},
		'with an untitled section': {
			form: 'documentBundle' as const,
			sections: [{ title: '', text: 'x' }],
		},
	})) {
		test(`${what} is refused before anything is sent`, async () => {
			await assert.rejects(build(more), code('draft-invalid'));
		});
	}
});

describe('a document in sections', () => {
	const form = 'documentBundle' as const;

	test('begins with a preliminary Composition and carries all that it refers to', async () => {
		const draft = await put({ form });
		assert.equal(draft.status, 'preliminary');
		const bundle = await stored(draft.reference);
		assert.equal(bundle.type, 'document');
		const [first] = bundle.entry;
		const { resource: composition } = first;
		assert.equal(composition.resourceType, 'Composition');
		assert.equal(composition.status, 'preliminary');
		assert.equal(composition.meta.security[0].code, AIAST);
		assert.match(composition.title, /^DRAFT/);
		const inside = new Set(bundle.entry.map(({ fullUrl }: { fullUrl: string }) => fullUrl));
		for (const { reference } of [composition.subject, composition.encounter]) {
			assert.ok(inside.has(reference), reference);
		}
		assert.equal(composition.author[0].reference, '#model');
		assert.equal(composition.contained[0].deviceName[0].name, 'local-summary');
		assert.doesNotMatch(JSON.stringify(bundle), /555-0100|Zzcity|ZZ account/);
	});

	test('shows text as text: nothing in it becomes a tag', async () => {
		const bundle = await stored((await put({ form })).reference);
		const [section] = bundle.entry[0].resource.section;
		assert.equal(
			section.text.div,
			'<div xmlns="http://www.w3.org/1999/xhtml"><p>ZZ course of the stay.</p>' +
				'<p>ZZ plan: &lt;b&gt;none&lt;/b&gt; &amp; &quot;rest&quot;.</p></div>',
		);
		assert.equal(section.code.coding[0].code, '8648-8');
	});

	test('is signed as a whole', async () => {
		const draft = await put({ form });
		const signed = await signDraft(client, sign(draft), undefined);
		assert.equal(signed.status, 'final');
		const bundle = await stored(draft.reference);
		const { resource: composition } = bundle.entry[0];
		assert.equal(composition.status, 'final');
		assert.equal(composition.title, 'Discharge summary');
		assert.match(composition.attester[0].party.reference, /Practitioner\/doc1$/);
		validateResource(bundle);
		assert.ok(
			bundle.entry.some(({ fullUrl }: { fullUrl: string }) =>
				fullUrl.endsWith('Practitioner/doc1'),
			),
		);
	});
});

describe('a server without transactions', () => {
	test('gets the parts one after the other, and the item says so', async () => {
		const draft = await put({}, withoutTransactions());
		assert.equal(draft.how, 'sequence');
		const origin = await stored(draft.provenance);
		assert.equal(origin.target[0].reference, draft.reference);
		assert.equal(origin.agent[0].who.reference, draft.device);
		assert.equal((await put({}, withoutTransactions())).outcome, 'existing');
	});

	const failing = (more: Partial<DraftServer> = {}) =>
		withoutTransactions({
			create: async (resource, options) =>
				resource.resourceType === 'Provenance'
					? Promise.reject(refused())
					: await client.create(resource, options),
			...more,
		});

	test('keeps no draft of unknown origin', async () => {
		const before = await count('DocumentReference');
		await assert.rejects(put({}, failing()), code('fhir-server-error'));
		assert.equal(await count('DocumentReference'), before);
	});

	test('that will not take it back is reported, and the next attempt completes it', async () => {
		const remove = () => Promise.reject(refused());
		await assert.rejects(put({}, failing({ remove })), code('draft-left-behind'));
		const draft = await put({}, withoutTransactions());
		assert.equal(draft.outcome, 'existing');
		assert.equal((await stored(draft.provenance)).target[0].reference, draft.reference);
	});
});

describe('reading back', () => {
	const answering = (change: (resource: any) => void) =>
		server({
			read: async (type, id, options) => {
				const resource = structuredClone(await client.read(type, id, options));
				change(resource);
				return resource;
			},
		});

	for (const [what, change, wanted] of [
		[
			'another patient',
			(one: any) => (one.subject.reference = 'Patient/pat-b'),
			'fhir-answer-invalid',
		],
		['another document', (one: any) => (one.identifier = []), 'fhir-answer-invalid'],
		['another text', (one: any) => (one.content[0].attachment.data = 'AAAA'), 'draft-damaged'],
		['no text', (one: any) => delete one.content[0].attachment.data, 'fhir-answer-invalid'],
	] as const) {
		test(`finds ${what}`, async () => {
			await assert.rejects(put({}, answering(change)), code(wanted));
		});
	}

	test('finds the text where the server has put it into a Binary', async () => {
		const { reference } = await client.create({
			resourceType: 'Binary',
			contentType: 'text/plain',
			data: Buffer.from(TEXT).toString('base64'),
		} as FhirResource);
		const moved = answering((one) => {
			delete one.content[0].attachment.data;
			one.content[0].attachment.url = reference;
		});
		assert.equal((await put({}, moved)).changed, false);
	});
});

const sign = (draft: DraftDocument, more: object = {}) => ({
	draft,
	reviewedHash: draft.textHash,
	signer: 'Practitioner/doc1',
	at: '2026-11-22T09:00:00.000Z',
	workKey: `sign-${work}`,
	...more,
});

describe('signing', () => {
	test('makes the reviewed text final in the name of the person, and records who and which version', async () => {
		const draft = await put();
		const signed = await signDraft(client, sign(draft), undefined);
		assert.equal(signed.status, 'final');
		assert.equal(signed.signedBy, 'Practitioner/doc1');
		assert.notEqual(signed.versionId, draft.versionId);
		const document = await stored(draft.reference);
		assert.equal(document.docStatus, 'final');
		assert.equal(document.authenticator.reference, 'Practitioner/doc1');
		assert.equal(document.meta.security[0].code, AIAST, 'a model still wrote it');
		assert.equal(document.description, 'Discharge summary');
		const verification = await stored(signed.verification ?? '');
		assert.equal(verification.agent[0].type.coding[0].code, 'verifier');
		assert.equal(verification.agent[0].who.reference, 'Practitioner/doc1');
		assert.equal(
			verification.entity[0].what.reference,
			`${draft.reference}/_history/${draft.versionId}`,
		);
		validateResource(document);
		validateResource(verification);
	});

	test('again for the same person changes nothing', async () => {
		const draft = await put();
		const first = await signDraft(client, sign(draft), undefined);
		const again = await signDraft(client, sign(draft), undefined);
		assert.equal(again.outcome, 'existing');
		assert.equal(again.versionId, first.versionId);
		assert.equal(again.verification, first.verification);
	});

	test('stays when the work is done again: the draft of a rerun is the signed document', async () => {
		const draft = await put();
		await signDraft(client, sign(draft), undefined);
		const again = await put();
		assert.deepEqual(
			[again.status, again.outcome, again.signedBy],
			['final', 'existing', 'Practitioner/doc1'],
		);
	});

	const refuses = (
		what: string,
		wanted: string,
		prepare: (draft: DraftDocument) => Promise<object | void>,
	) =>
		test(`is refused ${what}`, async () => {
			const draft = await put();
			const more = (await prepare(draft)) ?? {};
			const before = await stored(draft.reference);
			await assert.rejects(signDraft(client, sign(draft, more), undefined), code(wanted));
			assert.deepEqual(await stored(draft.reference), before);
		});

	refuses('when the text changed since the person saw it', 'draft-changed', async (draft) => {
		const document = await stored(draft.reference);
		document.content[0].attachment.data = Buffer.from('ZZ edited').toString('base64');
		await client.update(document);
	});
	refuses('without the fingerprint of what was seen', 'draft-changed', async () => ({
		reviewedHash: '',
	}));
	refuses('when somebody else has signed', 'draft-signed-by-other', async (draft) => {
		await signDraft(client, sign(draft, { signer: 'Practitioner/doc2' }), undefined);
	});
	refuses('when the draft was withdrawn', 'draft-withdrawn', async (draft) => {
		const document = await stored(draft.reference);
		await client.update({ ...document, status: 'entered-in-error' });
	});
	refuses('without a signer', 'signer-missing', async () => ({ signer: '' }));
	refuses('for something that is no person', 'signer-missing', async () => ({
		signer: 'Device/x',
	}));
	refuses('for a person whom the chart does not know', 'fhir-not-found', async () => ({
		signer: 'Practitioner/nobody',
	}));
	refuses('for a person who left', 'signer-inactive', async () => ({
		signer: 'Practitioner/gone',
	}));

	test('is refused for a draft that was never written', async () => {
		const draft = { ...(await put()), reference: '', status: 'not-written' as const };
		await assert.rejects(signDraft(client, sign(draft), undefined), code('draft-not-written'));
	});

	for (const [how, make] of [
		['with transactions', server],
		['without transactions', withoutTransactions],
	] as const) {
		test(`${how} is refused when somebody writes at the same moment`, async () => {
			const draft = await put();
			let once = true;
			const racing = make({
				read: async (type, id, options) => {
					const resource = await client.read(type, id, options);
					if (type !== 'DocumentReference' || !once) return resource;
					once = false;
					await client.update({ ...resource, description: 'ZZ touched' });
					return resource;
				},
			});
			await assert.rejects(signDraft(racing, sign(draft), undefined), code('draft-changed'));
			assert.equal((await stored(draft.reference)).docStatus, 'preliminary');
		});
	}

	test('without transactions is completed by the next attempt when it broke off in between', async () => {
		const draft = await put();
		const broken = withoutTransactions({ create: () => Promise.reject(refused()) });
		await assert.rejects(signDraft(broken, sign(draft), undefined), code('fhir-server-error'));
		assert.equal((await stored(draft.reference)).docStatus, 'final');
		const signed = await signDraft(withoutTransactions(), sign(draft), undefined);
		assert.equal(signed.outcome, 'existing');
		const verification = await stored(signed.verification ?? '');
		assert.equal(verification.target[0].reference, draft.reference);
	});
});

test('kinds of documents come from the list, or with a code and its meaning', () => {
	assert.deepEqual(documentType('18842-5'), { code: '18842-5', display: 'Discharge summary' });
	assert.deepEqual(documentType('60591-5', 'Patient summary'), {
		code: '60591-5',
		display: 'Patient summary',
	});
	assert.throws(() => documentType('60591-5'), code('document-type-invalid'));
	assert.throws(() => documentType('abc', 'Text'), code('document-type-invalid'));
});
