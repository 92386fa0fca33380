import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { closeAgents } from '../../../dist/nodes/clients/http/index.js';
import { Fhir } from '../../../dist/nodes/Fhir/Fhir.node.js';
import { closeLedger } from '../../../dist/nodes/shared/ledger/index.js';
import { workStore } from '../../../dist/nodes/shared/work/index.js';
import { startEhr, type Ehr } from '../../hospital/ehr.ts';
import { chartOf, seedOf } from './chart-people.ts';
import { faultServer, json, searchset, type FaultServer } from './fault-server.ts';
import { dataPlace, runNode, type Place } from './run-node.ts';

type Item = Record<string, any>;
let place: Place;
let ehr: Ehr;
const running: FaultServer[] = [];

before(async () => {
	place = await dataPlace();
	ehr = await startEhr();
	await ehr.seed(
		seedOf([
			...chartOf('a'),
			...chartOf('b'),
			{ resourceType: 'Practitioner', id: 'doc1', name: [{ family: 'Zzdoctor' }] },
		]),
	);
});
after(async () => {
	await closeLedger();
	closeAgents();
	await Promise.all(running.map((server) => server.close()));
	await ehr.stop();
	await place.remove();
});

const WORK = {
	id: 'w0000000000000000000000000000001',
	attempt: 1,
	kind: 'fhir',
	priority: 'routine',
	openedAt: '2026-11-22T00:00:00.000Z',
};
const identity = {
	decision: 'match',
	reasons: [],
	patientReference: 'Patient/pat-a',
	encounterReference: 'Encounter/enc-a',
};
const run = async (
	operation: string,
	parameters: Item,
	item: Item = {},
	url = ehr.url,
	execution: { stretch?: object; executionId?: string } = {},
) => {
	const [items = []] = await runNode({
		node: new Fhir(),
		name: 'FHIR',
		parameters: { purposeOfUse: 'TREAT', sealOutput: true, ...parameters, operation },
		credential: { baseUrl: url, authentication: 'none' },
		items: [item],
		...execution,
	});
	return items.map(({ json }) => json as Item);
};
const whom = { patientReference: 'Patient/pat-a', encounterReference: 'Encounter/enc-a' };
const events = async (interaction: string) =>
	(await place.ledger()).filter((event) => event.interaction === interaction);

describe('Chart Context', () => {
	test('seals what it read, keeps counts readable, and records everything it touched', async () => {
		const [{ chartContext: chart }] = await run(
			'chartContext',
			{ chartPurpose: 'discharge-summary', ...whom },
			{ identity, workItem: WORK },
		);
		assert.equal(chart.purpose, 'discharge-summary');
		assert.equal(chart.counts.laboratory, 2);
		assert.ok(chart.notFound.includes('procedures'));
		assert.doesNotMatch(JSON.stringify(chart), /ZZ |Zztest|pat-a|1950-\d\d-/);
		const [event, ...others] = await events('fhir-chart-context');
		assert.equal(others.length, 0);
		assert.equal(event.outcome, '0');
		assert.equal(event.outcomeReason, 'discharge-summary');
		assert.ok(event.objects.length > 10);
		assert.doesNotMatch(JSON.stringify(event), /pat-a|Zz|ZZ/);
	});

	test('takes options that narrow it', async () => {
		const [{ chartContext: chart }] = await run('chartContext', {
			chartPurpose: 'discharge-summary',
			...whom,
			chartOptions: { leaveOut: 'notes, goals', leaveOutElements: 'Patient.name', atMost: 1 },
			sealOutput: false,
		});
		const names = chart.declared.map(({ name }: { name: string }) => name);
		assert.ok(!names.includes('notes') && !names.includes('goals'));
		assert.doesNotMatch(JSON.stringify(chart.resources), /Zztest/);
		assert.ok(chart.truncated.some(({ read }: { read: string }) => read === 'laboratory'));
	});

	for (const [what, item, fields, message] of [
		[
			'an identity that is held',
			{ identity: { ...identity, decision: 'hold' } },
			{},
			/whose chart/,
		],
		[
			'another patient than the gate found',
			{ identity },
			{ patientReference: 'Patient/pat-b' },
			/another patient/,
		],
		['no patient', {}, { patientReference: '' }, /no reference/],
		[
			'an address instead of a patient',
			{},
			{ patientReference: 'http://x.example/Patient/pat-a' },
			/no reference/,
		],
	] as const) {
		test(`is refused for ${what}, and nothing is asked`, async () => {
			ehr.requests.length = 0;
			await assert.rejects(
				run('chartContext', { chartPurpose: 'discharge-summary', ...whom, ...fields }, item),
				message,
			);
			assert.equal(ehr.requests.length, 0);
		});
	}

	test('of which the server sends somebody else gives nothing on, and that is on record', async () => {
		const foreign = {
			resourceType: 'Patient',
			id: 'pat-b',
			name: [{ family: 'Zztest' }],
		};
		const server = await faultServer((_seen, answer) => json(answer, searchset([foreign])));
		running.push(server);
		await assert.rejects(
			run('chartContext', { chartPurpose: 'identity', ...whom }, {}, server.base),
			/not of the patient asked for/,
		);
		const [event] = await events('fhir-other-patient-received');
		assert.equal(event.outcome, '8');
		assert.equal(event.objects.length, 2);
		assert.notEqual(event.objects[0].pseudonym, event.objects[1].pseudonym);
		const failed = (await events('fhir-chart-context')).find(({ outcome }) => outcome === '8');
		assert.equal(failed?.outcomeReason, 'chart-other-patient');
	});
});

describe('drafts', () => {
	const draft = {
		draftForm: 'documentReference',
		documentType: '18842-5',
		draftTitle: 'Discharge summary',
		draftText: 'ZZ text of the draft',
		draftContentType: 'text/plain',
		draftModel: 'local-summary',
		draftModelVersion: '1',
		draftModelDigest: '',
		...whom,
	};
	const count = () => ehr.repository.search({ resourceType: 'DocumentReference' });
	const written = async (item: Item = { workItem: WORK }) => {
		const [json] = await run('writeDraft', draft, item);
		return json;
	};

	test('go into the chart with the chart they were made from as their sources', async () => {
		const [{ chartContext: chart }] = await run('chartContext', {
			chartPurpose: 'identity',
			...whom,
			sealOutput: false,
		});
		const [{ draftDocument: document }] = await run(
			'writeDraft',
			{ ...draft, sealOutput: false },
			{ workItem: { ...WORK, id: 'w0000000000000000000000000000002' }, chartContext: chart },
		);
		const [type = '', id = ''] = document.provenance.split('/');
		const provenance = (await ehr.repository.readResource(type, id)) as Item;
		const [{ id: patient, meta }] = chart.resources;
		assert.deepEqual(
			provenance.entity.map((one: Item) => one.what.reference),
			[`Patient/${patient}/_history/${meta.versionId}`],
		);
		await assert.rejects(
			run('writeDraft', draft, { chartContext: { ...chart, patient: 'Patient/pat-b' } }),
			/another patient/,
		);
	});

	test("are not filed under somebody else's stay", async () => {
		await assert.rejects(
			run('writeDraft', { ...draft, encounterReference: 'Encounter/enc-b' }, { workItem: WORK }),
			/not one of this patient/,
		);
	});

	test('are written once for a work item, and a person signs the text that was reviewed', async () => {
		const first = await written();
		const before = (await count()).total;
		assert.equal((await written()).draftDocument.outcome, 'existing');
		assert.equal((await count()).total, before);
		const { textHash } = first.draftDocument;
		const fields = { reviewedHash: textHash, signer: 'Practitioner/doc1', signedAt: '' };
		await assert.rejects(
			run('signDraft', { ...fields, reviewedHash: 'f'.repeat(64) }, first),
			/not the one that the person approved/,
		);
		await assert.rejects(run('signDraft', { ...fields, signer: '' }, first), /not known who signs/);
		const [{ draftDocument: signed }] = await run('signDraft', fields, first);
		assert.equal(signed.status, 'final');
		const [again] = await run('signDraft', fields, first);
		assert.equal(again.draftDocument.signedAt, signed.signedAt, 'a rerun tells no other story');
		assert.equal(again.draftDocument.outcome, 'existing');
		const [event] = await events('document-signed');
		assert.equal(event.actor.id, 'Practitioner/doc1');
		assert.equal(event.objects[0].sha256, textHash);
	});

	test('leave nothing in a test run, and are never signed there, whatever the node says', async () => {
		const test = { ...WORK, id: 'test', test: true };
		const before = (await count()).total;
		const dry = await written({ workItem: test });
		assert.equal(dry.draftDocument.status, 'not-written');
		assert.equal((await count()).total, before);
		const [wet] = await run('writeDraft', { ...draft, writeInTests: true }, { workItem: test });
		assert.equal(wet.draftDocument.status, 'preliminary');
		const fields = {
			reviewedHash: wet.draftDocument.textHash,
			signer: 'Practitioner/doc1',
			signedAt: '',
			writeInTests: true,
		};
		const [unsigned] = await run('signDraft', fields, wet);
		assert.equal(unsigned.draftDocument.status, 'not-signed');
		const documents = ((await count()).entry ?? []).map(({ resource }) => resource as Item);
		assert.ok(
			documents.some(
				({ docStatus, author }) => docStatus === 'preliminary' && author !== undefined,
			),
		);
	});

	test('are signed only after a pause in which somebody could read them', async () => {
		const workItem = { ...WORK, id: 'w0000000000000000000000000000009' };
		const write = async (execution: object, attempt = 1) =>
			await run('writeDraft', draft, { workItem: { ...workItem, attempt } }, ehr.url, execution);
		const sign = async (item: Item, execution: object) =>
			await run(
				'signDraft',
				{ reviewedHash: item.draftDocument.textHash, signer: 'Practitioner/doc1', signedAt: '' },
				item,
				ehr.url,
				execution,
			);
		const atOnce = { stretch: {}, executionId: '21' };
		const [item = {}] = await write(atOnce);
		const refused = /Nobody can have read the draft/;
		await assert.rejects(sign(item, atOnce), refused);
		await assert.rejects(sign(item, { ...atOnce, stretch: undefined, executionId: '22' }), refused);
		const skipped = { ...item, workItem: { ...workItem, attempt: 3 } };
		await assert.rejects(sign(skipped, { executionId: '23' }), refused, 'nobody wrote it there');
		const rerun = { stretch: {}, executionId: '24' };
		const [again = {}] = await write(rerun, 2);
		assert.equal(again.draftDocument.outcome, 'existing');
		await assert.rejects(sign(again, rerun), refused, 'that it was there before is no review');
		const [signed = {}] = await sign(again, { executionId: '24' });
		assert.equal(signed.draftDocument.status, 'final');
		const [repeated = {}] = await sign(again, { executionId: '25' });
		assert.equal(repeated.draftDocument.outcome, 'existing', 'a retry needs no second review');
	});

	test('are signed after the decision that the work item waited for', async () => {
		const id = 'w000000000000000000000000000000a';
		const atOnce = { stretch: {}, executionId: '31' };
		const store = await workStore();
		const [item = {}] = await run(
			'writeDraft',
			draft,
			{ workItem: { ...WORK, id } },
			ehr.url,
			atOnce,
		);
		const fields = {
			reviewedHash: item.draftDocument.textHash,
			signer: 'Practitioner/doc1',
			signedAt: '',
		};
		await store.park(id, 1, 'review');
		await assert.rejects(
			run('signDraft', fields, item, ehr.url, atOnce),
			/Nobody can have read the draft/,
		);
		await store.decide(id, 60_000);
		const [signed = {}] = await run('signDraft', fields, item, ehr.url, atOnce);
		assert.equal(signed.draftDocument.status, 'final');
	});

	test('are not signed without a piece of work', async () => {
		const first = await written();
		const { workItem: _, ...item } = first;
		await assert.rejects(
			run('signDraft', { reviewedHash: '', signer: 'Practitioner/doc1' }, item),
			/no piece of work/,
		);
	});
});

describe('Bulk Export', () => {
	const ask = {
		bulkTask: 'export',
		exportLevel: 'system',
		exportTypes: 'Patient, Observation',
	};

	test('gives an item per file without its content, then its records in batches, sealed', async () => {
		ehr.exports.polls = 0;
		const files = await run('bulkExport', ask, { workItem: WORK });
		assert.deepEqual(files.map(({ exportFile: { type, lines } }) => [type, lines]).toSorted(), [
			['Observation', 6],
			['Patient', 2],
		]);
		assert.doesNotMatch(JSON.stringify(files), /Zztest|pat-a|1950-\d\d-/);
		const observations = files.find(({ exportFile }) => exportFile.type === 'Observation');
		assert.ok(observations);
		const read = async (exportPosition: number) => {
			const fields = { bulkTask: 'read', exportPosition, exportLines: 4 };
			const [{ exportBatch }] = await run('bulkExport', fields, observations);
			return exportBatch;
		};
		const first = await read(0);
		assert.equal(first.count, 4);
		assert.equal(first.last, false);
		assert.doesNotMatch(JSON.stringify(first), /pat-|ZZ /);
		const second = await read(first.next);
		assert.deepEqual([second.count, second.last, second.next], [2, true, undefined]);
		const [removed] = await run('bulkExport', { bulkTask: 'remove' }, observations);
		assert.equal(removed.bulkRemoved.files, 2);
		await assert.rejects(read(0), /not there any more/);
		const recorded = await events('fhir-bulk-exported');
		assert.deepEqual(recorded[0].objects.map(({ type, count }: Item) => [type, count]).toSorted(), [
			['Observation', 6],
			['Patient', 2],
		]);
		for (const one of [
			'fhir-bulk-fetch',
			'fhir-bulk-export',
			'fhir-bulk-read',
			'fhir-bulk-removed',
		]) {
			assert.ok((await events(one)).length > 0, one);
		}
	});

	test('of nothing is one item that says so', async () => {
		ehr.exports.polls = 0;
		const items = await run('bulkExport', { ...ask, exportTypes: 'Claim' });
		assert.equal(items.length, 1);
		assert.deepEqual([items[0].bulkExport.files, items[0].bulkExport.resources], [0, 0]);
		assert.equal(items[0].exportFile, undefined);
	});
});
