import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Practitioner } from '@medplum/fhirtypes';
import { FhirClient, type FhirResource } from '../../../dist/nodes/clients/fhir/index.js';
import { closeAgents } from '../../../dist/nodes/clients/http/index.js';
import { Fhir } from '../../../dist/nodes/Fhir/Fhir.node.js';
import { gatherChart, type Purpose } from '../../../dist/nodes/Fhir/chart/index.js';
import { SHIPPED } from '../../../dist/nodes/Fhir/chart/shipped.js';
import { closeLedger } from '../../../dist/nodes/shared/ledger/index.js';
import type { HospitalError } from '../../../dist/nodes/shared/errors.js';
import { startEhr, type Ehr } from '../../hospital/ehr.ts';
import { chartOf, seedOf } from './chart-people.ts';
import { faultServer, json, searchset } from './fault-server.ts';
import { dataPlace, runNode, type Place } from './run-node.ts';

type Item = Record<string, any>;
let place: Place;
let ehr: Ehr;
let client: FhirClient;
let work = 0;

before(async () => {
	place = await dataPlace();
	ehr = await startEhr();
	client = new FhirClient({ baseUrl: ehr.url, retry: { attempts: 1 } });
	const doctor: Practitioner = {
		resourceType: 'Practitioner',
		id: 'doc1',
		name: [{ family: 'Zzdoctor' }],
	};
	await ehr.seed(seedOf([...chartOf('a'), ...chartOf('b'), doctor]));
});
beforeEach(async () => {
	work += 1;
	await change('Patient/pat-a', { active: true, link: undefined });
	await change('Encounter/enc-a', { status: 'in-progress' });
});
after(async () => {
	await closeLedger();
	closeAgents();
	await ehr.stop();
	await place.remove();
});

async function change(reference: string, more: Item): Promise<void> {
	const [type = '', id = ''] = reference.split('/');
	const there = await client.read(type, id);
	await client.update(JSON.parse(JSON.stringify({ ...there, ...more })) as FhirResource);
}

const purpose = (name: string): Purpose => SHIPPED.find((one) => one.name === name) as Purpose;
const subject = { patient: 'Patient/pat-a', encounter: 'Encounter/enc-a' };
const gather = () => gatherChart(client, purpose('discharge-summary'), subject);
const code = (wanted: string) => (error: HospitalError) => {
	assert.equal(error.code, wanted, error.stack);
	return true;
};
const linkTo = (type: string) => [{ other: { reference: 'Patient/pat-b' }, type }];

describe('Chart Context', () => {
	test('says that a record was merged into this one, whose own records it does not read', async () => {
		assert.ok(!(await gather()).notFound.some((one) => one.startsWith('merged-records')));
		await change('Patient/pat-a', { link: linkTo('replaces') });
		const { notFound, resources } = await gather();
		assert.ok(notFound.some((one) => /^merged-records: 1 merged/.test(one)));
		assert.ok(resources.every(({ id = '' }) => !id.endsWith('-b')));
		await change('Patient/pat-a', { link: linkTo('seealso') });
		assert.ok(!(await gather()).notFound.some((one) => one.startsWith('merged-records')));
	});

	test("says that the patient's record is not in use, and refuses one that was replaced", async () => {
		await change('Patient/pat-a', { active: false });
		assert.ok((await gather()).notFound.some((one) => /not in use/.test(one)));
		await change('Patient/pat-a', { active: false, link: linkTo('replaced-by') });
		await assert.rejects(gather(), code('patient-replaced'));
	});

	test('is not about a stay that was entered in error', async () => {
		await change('Encounter/enc-a', { status: 'entered-in-error' });
		await assert.rejects(gather(), code('encounter-entered-in-error'));
		await change('Encounter/enc-a', { status: 'cancelled' });
		assert.equal((await gather()).encounter, 'Encounter/enc-a');
	});

	test('never mixes two versions of a record: it reads anew, or says that the chart moves', async () => {
		const order = {
			resourceType: 'MedicationRequest',
			id: 'm',
			status: 'active',
			intent: 'order',
			subject: { reference: 'Patient/a' },
			encounter: { reference: 'Encounter/e' },
			authoredOn: '2026-11-02',
		};
		const warfarin = {
			...order,
			meta: { versionId: '1' },
			medicationCodeableConcept: { text: 'ZZ one' },
			dosageInstruction: [{ text: 'ZZ 10 mg daily' }],
		};
		const other = {
			...order,
			meta: { versionId: '2' },
			medicationCodeableConcept: { text: 'ZZ two' },
		};
		/** How many whole readings see the change in their middle. */
		let moves = 0;
		let readings = 0;
		const server = await faultServer(({ url, body }, answer) => {
			const type = /fhir\/(\w+)\//.exec(url)?.[1];
			const asked = new URLSearchParams(body);
			if (type === 'Patient')
				return json(answer, searchset([{ resourceType: 'Patient', id: 'a' }]));
			if (type === 'Encounter') {
				if (!asked.get('_elements')?.includes('class')) readings += 1;
				const encounter = { ...order, resourceType: 'Encounter', id: 'e', encounter: undefined };
				return json(answer, searchset([{ ...encounter, status: 'in-progress', class: {} }]));
			}
			if (type !== 'MedicationRequest') return json(answer, searchset([]));
			const isSecond = asked.has('status');
			const old = !isSecond && readings <= moves;
			json(answer, searchset([old ? warfarin : other]));
		});
		const reading = new FhirClient({ baseUrl: server.base, retry: { attempts: 1 } });
		const read = () => {
			readings = 0;
			return gatherChart(reading, purpose('discharge-summary'), {
				patient: 'Patient/a',
				encounter: 'Encounter/e',
			});
		};
		const found = async () =>
			(await read()).resources.filter(({ resourceType }) => resourceType === 'MedicationRequest');
		try {
			for (moves of [0, 1, 2]) {
				const [{ meta, medicationCodeableConcept, dosageInstruction }] = await found();
				assert.equal(meta?.versionId, '2');
				assert.deepEqual(medicationCodeableConcept, { text: 'ZZ two' });
				assert.equal(dosageInstruction, undefined, 'of the version before');
			}
			moves = 100;
			await assert.rejects(read(), code('chart-changing'));
		} finally {
			await server.close();
		}
	});
});

describe('a draft', () => {
	const run = async (operation: string, parameters: Item, item: Item) => {
		const [items = []] = await runNode({
			node: new Fhir(),
			name: 'FHIR',
			parameters: { purposeOfUse: 'TREAT', sealOutput: true, ...parameters, operation },
			credential: { baseUrl: ehr.url, authentication: 'none' },
			items: [item],
		});
		return items[0]?.json as Item;
	};
	const text = 'ZZ is well.';
	const write = async () => {
		const workItem = {
			id: `w${String(work).padStart(31, '0')}`,
			attempt: 1,
			kind: 'fhir',
			priority: 'routine',
			openedAt: '2026-11-22T00:00:00.000Z',
		};
		return await run(
			'writeDraft',
			{
				patientReference: 'Patient/pat-a',
				encounterReference: 'Encounter/enc-a',
				draftForm: 'documentReference',
				documentType: '18842-5',
				draftTitle: 'Discharge summary',
				draftText: text,
				draftContentType: 'text/plain',
				draftModel: 'zz-model',
				draftModelVersion: '1',
			},
			{ workItem },
		);
	};
	const sha = (one: string) => createHash('sha256').update(one).digest('hex');
	const sign = async (item: Item, more: Item = {}) =>
		await run(
			'signDraft',
			{ reviewedHash: sha(text), signer: 'Practitioner/doc1', signedAt: '', ...more },
			item,
		);
	const documents = async () =>
		(await client.searchAll('DocumentReference', { _count: 500 })).length;

	test('is not filed into a record that was merged away, or that is not in use', async () => {
		const before = await documents();
		await change('Patient/pat-a', { active: false, link: linkTo('replaced-by') });
		await assert.rejects(write(), /replaced by another one/);
		await change('Patient/pat-a', { active: true, link: linkTo('replaced-by') });
		await assert.rejects(write(), /replaced by another one/);
		await change('Patient/pat-a', { active: false, link: undefined });
		await assert.rejects(write(), /is not in use/);
		assert.equal(await documents(), before);
	});

	test('is not signed after the record was merged away', async () => {
		const item = await write();
		await change('Patient/pat-a', { active: false, link: linkTo('replaced-by') });
		await assert.rejects(sign(item), /replaced by another one/);
		await change('Patient/pat-a', { active: true, link: undefined });
		assert.equal((await sign(item)).draftDocument.status, 'final');
	});

	test('is signed with the approved text in its place, by the fingerprint of that text', async () => {
		const item = await write();
		const approvedText = 'ZZ is very well.';
		await assert.rejects(sign(item, { approvedText }), /fingerprint is not the one/);
		const signed = await sign(item, { approvedText, reviewedHash: sha(approvedText) });
		assert.equal(signed.draftDocument.status, 'final');
		assert.equal(signed.draftDocument.textHash, sha(approvedText));
		assert.doesNotMatch(JSON.stringify(signed), /very well/);
		const found = await client.searchAll('DocumentReference', { patient: 'Patient/pat-a' });
		const texts = found.map(({ content }) =>
			Buffer.from((content as Item[])[0]?.attachment.data ?? '', 'base64').toString(),
		);
		assert.ok(texts.includes(approvedText));
	});

	test('that was altered meanwhile is not signed, and the message names the element only', async () => {
		const item = await write();
		const found = await client.searchAll('DocumentReference', { patient: 'Patient/pat-a' });
		const mine = found.find(({ docStatus }) => docStatus === 'preliminary');
		await client.update({
			...(mine as FhirResource),
			context: { encounter: [{ reference: 'Encounter/enc-b' }] },
		});
		await assert.rejects(sign(item), (error: Error) => {
			assert.match(error.message, /DocumentReference\.context/);
			assert.doesNotMatch(error.message, /enc-b|pat-a|ZZ/);
			return true;
		});
	});
});
