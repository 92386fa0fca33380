import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { runInNewContext } from 'node:vm';
import type { INodeProperties } from 'n8n-workflow';
import { closeAgents } from '../../../dist/nodes/clients/http/index.js';
import { renderDocument } from '../../../dist/nodes/Drafting/render/index.js';
import { Fhir } from '../../../dist/nodes/Fhir/Fhir.node.js';
import type {
	ClinicalDraft,
	RenderedDocument,
} from '../../../dist/nodes/shared/contracts/index.js';
import { closeLedger } from '../../../dist/nodes/shared/ledger/index.js';
import { DRAFT, FACTS } from '../drafting/sign-build.ts';
import { startEhr, type Ehr } from '../../hospital/ehr.ts';
import { chartOf, seedOf } from './chart-people.ts';
import { dataPlace, runNode, type Place } from './run-node.ts';

type Item = Record<string, any>;
let place: Place;
let ehr: Ehr;

before(async () => {
	place = await dataPlace();
	ehr = await startEhr();
	await ehr.seed(seedOf([...chartOf('a')]));
});
after(async () => {
	await closeLedger();
	closeAgents();
	await ehr.stop();
	await place.remove();
});

const fields = new Fhir().description.properties;

/** What the fields of Write Draft Document hold by themselves for an item. */
function held(json: Item): Item {
	const shown = ({ displayOptions }: INodeProperties) =>
		displayOptions?.show?.operation?.includes('writeDraft') ?? false;
	return Object.fromEntries(
		fields
			.filter(shown)
			.map(({ name, default: value }) => [
				name,
				typeof value === 'string' && value.startsWith('={{')
					? runInNewContext(value.slice(3, -2), { $json: json })
					: value,
			]),
	);
}

const render = (draft: ClinicalDraft): RenderedDocument =>
	renderDocument(draft, FACTS, {
		forms: [],
		key: 'zz',
		at: '2026-11-22T08:00:00.000Z',
		isTest: false,
	});
const WORK = {
	attempt: 1,
	kind: 'fhir',
	priority: 'routine',
	openedAt: '2026-11-22T00:00:00.000Z',
};

/** Writes with nothing set but whom it is about. */
async function write(json: Item, form: string): Promise<Item> {
	const workItem = { ...WORK, id: `w${form.length.toString().padStart(31, '0')}` };
	const whom = { patientReference: 'Patient/pat-a', encounterReference: 'Encounter/enc-a' };
	const [items = []] = await runNode({
		node: new Fhir(),
		name: 'FHIR',
		parameters: {
			...held(json),
			...whom,
			operation: 'writeDraft',
			purposeOfUse: 'TREAT',
			sealOutput: false,
			draftForm: form,
		},
		credential: { baseUrl: ehr.url, authentication: 'none' },
		items: [{ workItem }],
	});
	const { reference } = items[0]?.json.draftDocument as { reference: string };
	const [type = '', id = ''] = reference.split('/');
	return (await ehr.repository.readResource(type, id)) as Item;
}

describe('Write Draft Document behind Clinical Draft', () => {
	const document = render(DRAFT);
	const item = { draft: DRAFT, document };

	test('takes text, title, sections and model of what Render gave', () => {
		const {
			draftTitle,
			draftText,
			draftSections,
			draftModel,
			draftModelVersion,
			draftModelDigest,
		} = held(item);
		assert.ok(document.text.length > 100 && document.sections.length > 1);
		assert.deepEqual(
			[draftTitle, draftText, draftSections, draftModel, draftModelVersion, draftModelDigest],
			[
				document.title,
				document.text,
				document.sections,
				document.model.name,
				document.model.version,
				document.model.digest,
			],
		);
	});

	test('names no model as the author of tables, though one was asked', () => {
		const model = { ...DRAFT.model!, digest: `sha256:${'f'.repeat(64)}` };
		const sections = DRAFT.sections.map((section) => ({ ...section, sentences: [] }));
		const tables = { ...DRAFT, model, status: 'structured-only' as const, sections };
		const { draftModel, draftModelVersion, draftModelDigest } = held({
			draft: tables,
			document: render(tables),
		});
		assert.match(draftModel, /structured draft/);
		assert.notEqual(draftModelVersion, '');
		assert.equal(draftModelDigest, undefined);
	});

	test('writes the rendered text to the byte, with nothing filled in', async () => {
		const { content } = await write(item, 'documentReference');
		assert.equal(Buffer.from(content[0].attachment.data, 'base64').toString(), document.text);
	});

	test('writes every rendered section of a document in sections', async () => {
		const { entry } = await write(item, 'documentBundle');
		const [{ resource: composition }] = entry;
		assert.deepEqual(
			composition.section.map(({ title }: Item) => title),
			document.sections.map(({ title }) => title),
		);
	});
});

describe('Write Draft Document behind a draft of the site itself', () => {
	test('takes text, sections and model of the item', () => {
		const draft = {
			text: 'ZZ text',
			sections: [{ title: 'Course', text: 'ZZ is well.' }],
			model: { name: 'local-summary', version: '1', digest: `sha256:${'0'.repeat(64)}` },
		};
		const { name, version, digest } = draft.model;
		const all = held({ draft });
		assert.deepEqual(
			[all.draftText, all.draftSections, all.draftModel, all.draftModelVersion],
			[draft.text, draft.sections, name, version],
		);
		assert.equal(all.draftModelDigest, digest);
		assert.equal(all.draftTitle, 'Discharge summary');
	});

	test('an item without a draft fills in nothing but the title', () => {
		const { draftTitle, draftText, draftSections, draftModel } = held({});
		assert.deepEqual(
			[draftTitle, draftText, draftSections, draftModel],
			['Discharge summary', undefined, undefined, undefined],
		);
	});
});
