import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Practitioner } from '@medplum/fhirtypes';
import { FhirClient } from '../../../dist/nodes/clients/fhir/index.js';
import { closeAgents } from '../../../dist/nodes/clients/http/index.js';
import {
	buildDraft,
	documentType,
	putDraft,
	signDraft,
	type DraftInput,
	type Elements,
} from '../../../dist/nodes/Fhir/drafts/index.js';
import type { DraftDocument } from '../../../dist/nodes/shared/contracts/index.js';
import type { HospitalError } from '../../../dist/nodes/shared/errors.js';
import { startEhr, type Ehr } from '../../hospital/ehr.ts';
import { definitions } from '../../hospital/ehr/definitions.ts';
import { chartOf, seedOf } from './chart-people.ts';

type Json = any;
let ehr: Ehr;
let client: FhirClient;
let work = 0;

before(async () => {
	definitions();
	ehr = await startEhr();
	const doctor: Practitioner = {
		resourceType: 'Practitioner',
		id: 'doc1',
		name: [{ family: 'Zzdoctor' }],
	};
	await ehr.seed(seedOf([...chartOf('a'), ...chartOf('b'), doctor]));
	client = new FhirClient({ baseUrl: ehr.url, retry: { attempts: 1 } });
});
beforeEach(() => void (work += 1));
after(async () => {
	closeAgents();
	await ehr.stop();
});

const input = (form: DraftInput['form']): DraftInput => ({
	form,
	patient: 'Patient/pat-a',
	encounter: 'Encounter/enc-a',
	type: documentType('18842-5'),
	title: 'Discharge summary',
	text: 'ZZ is well.',
	contentType: 'text/plain',
	sections: [{ title: 'Course', code: '8648-8', text: 'ZZ is well.' }],
	model: { name: 'local-summary', version: '1', demonstration: false },
	sources: [],
	madeAt: '2026-11-22T08:00:00.000Z',
	workKey: `altered-${work}`,
});
const build = async (form: DraftInput['form']) =>
	buildDraft(
		input(form),
		client.baseUrl,
		form === 'documentBundle'
			? {
					patient: await client.read('Patient', 'pat-a'),
					encounter: await client.read('Encounter', 'enc-a'),
				}
			: {},
	);
const put = async (form: DraftInput['form'], remember?: (one: Elements) => Promise<Elements>) =>
	putDraft(client, input(form), await build(form), remember && { remember });
const stored = async ({ reference }: DraftDocument): Promise<Json> => {
	const [type = '', id = ''] = reference.split('/');
	return structuredClone(await client.read(type, id));
};
const sha = (text: string) => createHash('sha256').update(text).digest('hex');
const sign = async (draft: DraftDocument, more: object = {}) =>
	signDraft(
		client,
		{
			draft,
			reviewedHash: draft.textHash,
			signer: 'Practitioner/doc1',
			at: '2026-11-22T09:00:00.000Z',
			workKey: `sign-${work}`,
			...more,
		},
		undefined,
	);
const refused =
	(code: string, named = '') =>
	(error: HospitalError) => {
		assert.equal(error.code, code, error.stack);
		assert.ok(error.message.includes(named), error.message);
		assert.doesNotMatch(`${error.message} ${error.nextStep}`, /ZZ|Zz|zz|pat-|enc-|anticoag/);
		return true;
	};
const narrative = (text: string) => ({
	status: 'additional',
	div: `<div xmlns="http://www.w3.org/1999/xhtml"><p>${text}</p></div>`,
});
const BAD = narrative('ZZ Stop all anticoagulants.');
const composition = (one: Json) => one.entry[0].resource;

const ALTERATIONS: Array<[DraftInput['form'], string, (one: Json) => void]> = [
	['documentReference', 'DocumentReference.text', (one) => (one.text = BAD)],
	[
		'documentReference',
		'DocumentReference.text',
		(one) => (one.text = { ...BAD, status: 'generated' }),
	],
	[
		'documentReference',
		'DocumentReference.content',
		(one) => (one.content[0].attachment.contentType = 'text/html'),
	],
	[
		'documentReference',
		'DocumentReference.content',
		(one) => (one.content[0].attachment.url = 'http://other.example/zz.txt'),
	],
	[
		'documentReference',
		'DocumentReference.type',
		(one) => (one.type.coding[0] = { system: 'http://loinc.org', code: '69409-1' }),
	],
	[
		'documentReference',
		'DocumentReference.relatesTo',
		(one) =>
			(one.relatesTo = [{ code: 'replaces', target: { reference: 'DocumentReference/note-a' } }]),
	],
	[
		'documentReference',
		'DocumentReference.context',
		(one) => (one.context.encounter[0].reference = 'Encounter/enc-b'),
	],
	['documentReference', 'DocumentReference.meta.security', (one) => delete one.meta.security],
	['documentReference', 'DocumentReference.description', (one) => (one.description = 'ZZ other')],
	['documentBundle', 'Composition.text', (one) => (composition(one).text = BAD)],
	[
		'documentBundle',
		'Composition.section',
		(one) => (composition(one).section[0].section = [{ title: 'ZZ', text: BAD }]),
	],
	[
		'documentBundle',
		'Patient.name',
		(one) => {
			const person = one.entry.find((entry: Json) => entry.resource.resourceType === 'Patient');
			person.resource.name = [{ family: 'Zzother' }];
			person.resource.identifier = [{ system: 'urn:zz:mrn', value: 'ZZ-b' }];
		},
	],
	[
		'documentBundle',
		'MedicationRequest',
		(one) => {
			one.entry.push({
				fullUrl: 'urn:uuid:6f7c1c1e-0000-4000-8000-000000000001',
				resource: {
					resourceType: 'MedicationRequest',
					status: 'active',
					intent: 'order',
					medicationCodeableConcept: { text: 'ZZ' },
					subject: { reference: `${ehr.url}/Patient/pat-a` },
				},
			});
		},
	],
];

describe('a draft that was altered in the chart after it was written', () => {
	for (const [form, named, alter] of ALTERATIONS) {
		test(`is not signed: ${form}, ${named}`, async () => {
			const draft = await put(form);
			const document = await stored(draft);
			alter(document);
			await client.update(document);
			const altered = await stored(draft);
			await assert.rejects(sign(draft), refused('draft-changed', named));
			assert.deepEqual(await stored(draft), altered, 'nothing was written');
			assert.equal((await put(form)).changed, true, 'a rerun of the work says so');
		});
	}

	test('is not signed by a fingerprint that somebody changed in the item', async () => {
		const draft = await put('documentReference');
		const elements = { ...draft.elements, type: sha('x') };
		await assert.rejects(sign({ ...draft, elements }), refused('draft-changed'));
		await assert.rejects(
			sign({ ...draft, elements: {}, documentHash: '' }),
			refused('draft-unmarked'),
		);
	});

	test('may have a narrative that the server wrote when it stored it, and no other', async () => {
		let written: Elements | undefined;
		const remember = (one: Elements) => Promise.resolve((written ??= one));
		const narrating = new Proxy(client, {
			get: (target, name) => {
				if (name !== 'read') return Reflect.get(target, name, target).bind?.(target) ?? ehr.url;
				return async (type: string, id: string) => {
					const one = structuredClone(await target.read(type, id));
					return type === 'DocumentReference'
						? { ...one, text: { ...narrative('ZZ shown'), status: 'generated' } }
						: one;
				};
			},
		});
		const made = await build('documentReference');
		const draft = await putDraft(narrating, input('documentReference'), made, { remember });
		assert.equal(draft.changed, false);
		const again = await putDraft(narrating, input('documentReference'), made, { remember });
		assert.deepEqual([again.outcome, again.changed], ['existing', false]);
		assert.equal(again.documentHash, draft.documentHash);
	});

	test('may claim a profile that the server added when it stored it, and no other label', async () => {
		const adding = (more: object) =>
			new Proxy(client, {
				get: (target, name) => {
					if (name !== 'read') return Reflect.get(target, name, target).bind?.(target) ?? ehr.url;
					return async (type: string, id: string) => {
						const one = structuredClone(await target.read(type, id));
						return type === 'DocumentReference' ? { ...one, meta: { ...one.meta, ...more } } : one;
					};
				},
			});
		const what = input('documentReference');
		const made = await build('documentReference');
		const profiled = adding({ profile: ['http://example.org/StructureDefinition/note'] });
		assert.equal((await putDraft(profiled, what, made)).changed, false);
		work += 1;
		await assert.rejects(
			putDraft(
				adding({ security: [{ code: 'ZZ' }] }),
				input('documentReference'),
				await build('documentReference'),
			),
			refused('draft-damaged'),
		);
	});
});

for (const form of ['documentReference', 'documentBundle'] as const) {
	describe(`an approved text of the person's own, ${form}`, () => {
		const sections = [
			{ title: 'Course', code: '8648-8', text: 'ZZ is very well.' },
			{ title: 'Plan', text: 'ZZ none.' },
		];
		const text = 'Discharge summary\n\nPatient: ZZ\n\nCOURSE\nZZ is very well.\n\nPLAN\nZZ none.\n';
		const approved = (more: object = {}) => ({
			reviewedHash: sha(text),
			approval: { text, sections, ...more },
		});
		const shown = async (draft: DraftDocument): Promise<string> => {
			const document = await stored(draft);
			return form === 'documentReference'
				? Buffer.from(document.content[0].attachment.data, 'base64').toString()
				: JSON.stringify(composition(document).section);
		};

		test('takes the place of the drafted one in the write that signs', async () => {
			const draft = await put(form);
			const signed = await sign(draft, approved());
			assert.equal(signed.status, 'final');
			assert.match(await shown(draft), /very well/);
			assert.notEqual(signed.textHash, draft.textHash);
			assert.notEqual(signed.documentHash, draft.documentHash);
			const [document, history] = [await stored(draft), client.history({})];
			assert.equal(document.meta.versionId, signed.versionId);
			await history.return(undefined);
			assert.equal(Number(signed.versionId), Number(draft.versionId) + 1, 'one write');
			const again = await sign(draft, approved());
			assert.deepEqual([again.outcome, again.versionId], ['existing', signed.versionId]);
		});

		test('is refused when it is not the one that was approved', async () => {
			const draft = await put(form);
			await assert.rejects(
				sign(draft, { ...approved(), reviewedHash: sha('x') }),
				refused('approval-mismatch'),
			);
			await assert.rejects(
				sign(draft, approved({ text: `${text} ZZ more` })),
				refused('approval-mismatch'),
			);
			if (form === 'documentBundle') {
				for (const wrong of [
					sections.slice(0, 1),
					sections.slice(1),
					[],
					[{ ...sections[0], text: 'ZZ is dead.' }, sections[1]],
					sections.toReversed(),
					[{ ...sections[0], code: '48765-2' }, sections[1]],
					[{ ...sections[0], text: 'zz is very well.' }, sections[1]],
				]) {
					await assert.rejects(
						sign(draft, approved({ sections: wrong })),
						refused('approval-mismatch'),
						JSON.stringify(wrong),
					);
				}
			}
			for (const more of [
				'Patient: ZZ\nSTOP warfarin.',
				'Penicillin allergy: anaphylaxis.',
				'COURSE\n\nAll well.',
			]) {
				if (form !== 'documentBundle') break;
				const longer = text.replace('Patient: ZZ', more);
				await assert.rejects(
					sign(draft, { ...approved({ text: longer }), reviewedHash: sha(longer) }),
					refused('approval-mismatch'),
					more,
				);
			}
			if (form === 'documentBundle') {
				const merged = 'PLAN\nZZ none.\n\nCOURSE\nZZ is well.';
				await assert.rejects(
					sign(draft, {
						reviewedHash: sha(merged),
						approval: {
							text: merged,
							sections: [{ title: 'Plan', text: 'ZZ none.\n\nCOURSE\nZZ is well.' }],
						},
					}),
					refused('approval-mismatch'),
				);
			}
			assert.match(await shown(draft), /ZZ is well/);
		});

		test('does not go over a draft that was altered meanwhile', async () => {
			const draft = await put(form);
			const document = await stored(draft);
			if (form === 'documentReference') document.text = BAD;
			else composition(document).section[0].text = BAD;
			await client.update(document);
			await assert.rejects(sign(draft, approved()), refused('draft-changed'));
			assert.doesNotMatch(await shown(draft), /very well/);
		});
	});
}

describe('a signature that is there already', () => {
	for (const [what, alter] of [
		['another mode', (one: Json) => (composition(one).attester[0].mode = 'personal')],
		['another moment', (one: Json) => (composition(one).attester[0].time = '2020-01-01T00:00:00Z')],
		['another moment of the document', (one: Json) => (one.timestamp = '2020-01-01T00:00:00Z')],
		['another name', (one: Json) => (one.entry.at(-1).resource.name = [{ family: 'Zzforged' }])],
		[
			'another record in the place of the person',
			(one: Json) => {
				one.entry.at(-1).resource = {
					resourceType: 'MedicationRequest',
					status: 'active',
					intent: 'order',
					medicationCodeableConcept: { text: 'ZZ' },
					subject: { reference: `${ehr.url}/Patient/pat-a` },
				};
			},
		],
	] as const) {
		test(`is not taken over with ${what}`, async () => {
			const draft = await put('documentBundle');
			await sign(draft);
			assert.equal((await sign(draft)).outcome, 'existing');
			const document = await stored(draft);
			alter(document);
			await client.update(document);
			await assert.rejects(sign(draft), refused('draft-changed'));
		});
	}
});
