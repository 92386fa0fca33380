import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { FhirClient } from '../../../dist/nodes/clients/fhir/index.js';
import { closeAgents } from '../../../dist/nodes/clients/http/index.js';
import { ExportPlace, readLines, runExport } from '../../../dist/nodes/Fhir/bulk/index.js';
import { gatherChart, SHIPPED } from '../../../dist/nodes/Fhir/chart/index.js';
import {
	buildDraft,
	documentType,
	putDraft,
	signDraft,
	type DraftInput,
} from '../../../dist/nodes/Fhir/drafts/index.js';
import { chartOf, seedOf } from '../../unit/fhir/chart-people.ts';
import { ServerUnderTest } from '../fhir-behaviour/server.ts';
import { startHapiJpa } from '../hapi.ts';

/** Chart Context, drafts, signatures and Bulk Export against HAPI's JPA server. */
const server = new ServerUnderTest(startHapiJpa);
const folder = mkdtempSync(join(tmpdir(), 'hospital-hapi-bulk-'));
const DOCTOR = 'Practitioner/zz-doc1';
const NOW = new Date('2026-11-22T08:00:00Z');

after(async () => {
	closeAgents();
	await server.stop();
	rmSync(folder, { recursive: true, force: true });
});

let seeded = false;
/** @returns undefined after the test was marked as skipped */
async function client(t: TestContext): Promise<FhirClient | undefined> {
	const started = await server.on(t);
	if (started === undefined) return undefined;
	const fhir = new FhirClient({ baseUrl: started.url });
	if (!seeded) {
		const doctor = {
			resourceType: 'Practitioner' as const,
			id: 'zz-doc1',
			active: true,
			name: [{ family: 'Zzdoctor' }],
		};
		await fhir.transaction(seedOf([...chartOf('a'), ...chartOf('b'), doctor]) as never);
		seeded = true;
	}
	return fhir;
}

for (const purpose of SHIPPED) {
	test(`HAPI answers every search of the purpose ${purpose.name}, for one patient only`, async (t) => {
		const fhir = await client(t);
		if (fhir === undefined) return;
		const chart = await gatherChart(
			fhir,
			purpose,
			{ patient: 'Patient/pat-a', encounter: 'Encounter/enc-a' },
			{ now: NOW },
		);
		assert.ok(chart.resources.some(({ id }) => id === 'pat-a'));
		assert.ok(chart.resources.every(({ id = '' }) => id.endsWith('-a')));
		const values = chart.resources.filter(({ resourceType }) => resourceType === 'Observation');
		assert.ok(values.every(({ valueQuantity }) => valueQuantity !== undefined));
		if (purpose.name === 'discharge-summary') assert.equal(chart.counts.laboratory, 2);
		if (purpose.name === 'imaging-triage') {
			assert.deepEqual(
				chart.priors?.map(({ id }) => id),
				['r2025-a', 'r2024-a', 'r2023-a'],
			);
		}
	});
}

const input = (form: DraftInput['form']): DraftInput => ({
	form,
	patient: 'Patient/pat-a',
	encounter: 'Encounter/enc-a',
	type: documentType('18842-5'),
	title: 'Discharge summary',
	text: 'ZZ text.\n\nZZ <plan> & rest.',
	contentType: 'text/plain',
	sections: [{ title: 'Hospital course', code: '8648-8', text: 'ZZ text.\n\nZZ <plan> & rest.' }],
	model: {
		name: 'local-summary',
		version: '1',
		digest: `sha256:${'b'.repeat(64)}`,
		demonstration: false,
	},
	sources: ['Condition/now-a/_history/1'],
	madeAt: '2026-11-22T08:00:00.000Z',
	workKey: `hapi-${form}`,
});

for (const form of ['documentReference', 'documentBundle'] as const) {
	test(`a draft as ${form} is written once, read back and signed on HAPI`, async (t) => {
		const fhir = await client(t);
		if (fhir === undefined) return;
		const people = {
			patient: await fhir.read('Patient', 'pat-a'),
			encounter: await fhir.read('Encounter', 'enc-a'),
		};
		const built = buildDraft(input(form), fhir.baseUrl, people);
		const draft = await putDraft(fhir, input(form), built, undefined);
		assert.deepEqual(
			[draft.outcome, draft.status, draft.changed],
			['created', 'preliminary', false],
		);
		const again = await putDraft(fhir, input(form), built, undefined);
		assert.deepEqual([again.outcome, again.reference], ['existing', draft.reference]);
		const order = {
			draft,
			reviewedHash: draft.textHash,
			signer: DOCTOR,
			at: '2026-11-22T09:00:00.000Z',
			workKey: `hapi-sign-${form}`,
		};
		const signed = await signDraft(fhir, order, undefined);
		assert.deepEqual([signed.status, signed.signedBy], ['final', DOCTOR]);
		assert.equal((await signDraft(fhir, order, undefined)).outcome, 'existing');
	});
}

test('HAPI exports in bulk, and every record can be read', { timeout: 400_000 }, async (t) => {
	const fhir = await client(t);
	if (fhir === undefined) return;
	const place = new ExportPlace(folder, randomBytes(32), 3_600_000);
	const { id, files } = await runExport(
		fhir,
		{ level: 'patient', types: ['Patient', 'Observation'], typeFilters: [], method: 'GET' },
		{ place, question: 'q', keep: false, limits: { maxWaitMs: 380_000 }, longestPauseMs: 1000 },
	);
	const found = new Map<string, number>();
	for (const { index, kind } of files.filter((file) => file.kind === 'output')) {
		assert.equal(kind, 'output');
		const { resources } = await readLines(place, id, index, 0, { lines: 1000, bytes: 2 ** 24 });
		for (const { resourceType } of resources) {
			found.set(resourceType, (found.get(resourceType) ?? 0) + 1);
		}
	}
	assert.deepEqual(Object.fromEntries(found), { Patient: 2, Observation: 6 });
});
