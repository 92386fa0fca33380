import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fhirSink } from '../../../dist/nodes/Audit/delivery/fhir-sink.js';
import type { FhirClient } from '../../../dist/nodes/clients/fhir/index.js';
import {
	buildDraft,
	documentType,
	putDraft,
	signDraft,
	type DraftInput,
} from '../../../dist/nodes/Fhir/drafts/index.js';
import { imagingResultBundle } from '../../../dist/nodes/Fhir/results/imaging-result.js';
import { ChartWatch } from '../../../dist/nodes/Fhir/watching/chart-watch.js';
import { HistorySource } from '../../../dist/nodes/Fhir/watching/history-source.js';
import { SearchSource } from '../../../dist/nodes/Fhir/watching/search-source.js';
import type { ChangeSource } from '../../../dist/nodes/Fhir/watching/source.js';
import { signerOf } from '../../../dist/nodes/shared/ledger/signing.js';
import { ship } from '../siem/shipping.ts';
import {
	clientOf,
	folder,
	freshIdentifier,
	idOf,
	patiently,
	personOf,
	proxied,
	type Define,
	type ServerUnderTest,
} from './server.ts';

const BAD_DAY = { 'too-many': 0.1, unavailable: 0.1, html: 0.05, reset: 0.1, cut: 0.1 };
const PATIENT = { attempts: 12, firstDelayMs: 5, longestDelayMs: 20 };

/** What the pack writes into a chart and reads from it, on a server of somebody else. */
export function writesAndWatches(name: string, server: ServerUnderTest, define: Define): void {
	define(`${name}: an imaging result is written once, however often it is sent`, async (t) => {
		const found = await server.on(t);
		if (found === undefined) return;
		const client = clientOf(found.url);
		const patient = (await client.create(personOf(freshIdentifier()))).reference;
		const bundle = imagingResultBundle({
			identity: { ...IDENTITY, patientReference: patient } as never,
			study: { studyInstanceUid: `2.25.${BigInt(`0x${randomBytes(12).toString('hex')}`)}` },
			workKey: `work-${randomUUID()}`,
			result: RESULT,
		} as never);
		const first = await client.transaction(bundle);
		assert.ok(first.slice(1).every(({ outcome }) => outcome === 'created'));
		const again = await client.transaction(bundle);
		assert.ok(again.every(({ outcome }) => outcome === 'existing'));
		const of = { patient: idOf(patient) };
		assert.equal((await client.searchAll('DiagnosticReport', of)).length, 1);
		assert.equal((await client.searchAll('Observation', of)).length, 1);
	});

	define(
		`${name}: a draft is written once through a bad network, and signed by one person`,
		async (t) => {
			const found = await server.on(t);
			if (found === undefined) return;
			const direct = clientOf(found.url);
			const patient = (await direct.create(personOf(freshIdentifier()))).reference;
			const signer = (await direct.create(practitioner('Zztestdoctor'))).reference;
			const other = (await direct.create(practitioner('Zztestother'))).reference;
			const proxy = await proxied(t, found, { seed: 11, rates: BAD_DAY });
			const client = clientOf(proxy.url, { retry: PATIENT });
			const input = draftOf(patient);
			const built = buildDraft(input, found.url, {});
			const draft = await patiently(() => putDraft(client, input, built, undefined));
			assert.equal(draft.status, 'preliminary');
			const again = await patiently(() => putDraft(client, input, built, undefined));
			assert.deepEqual([again.outcome, again.reference], ['existing', draft.reference]);
			const sign = (by: string) =>
				patiently(() =>
					signDraft(
						client,
						{ ...SIGNING, draft, reviewedHash: draft.textHash, signer: by },
						undefined,
					),
				);
			assert.equal((await sign(signer)).status, 'final');
			assert.equal((await sign(signer)).outcome, 'existing');
			await assert.rejects(sign(other), { code: 'draft-signed-by-other' });
			const documents = await direct.searchAll('DocumentReference', { patient: idOf(patient) });
			assert.equal(documents.length, 1);
			assert.equal(documents[0]?.docStatus, 'final');
		},
	);

	define(`${name}: a draft that was altered after it was written is not signed`, async (t) => {
		const found = await server.on(t);
		if (found === undefined) return;
		const client = clientOf(found.url);
		const patient = (await client.create(personOf(freshIdentifier()))).reference;
		const signer = (await client.create(practitioner('Zztestdoctor'))).reference;
		const input = draftOf(patient);
		const draft = await putDraft(client, input, buildDraft(input, found.url, {}));
		const there = await client.read('DocumentReference', idOf(draft.reference));
		const sign = () =>
			signDraft(client, { ...SIGNING, draft, reviewedHash: draft.textHash, signer }, undefined);
		const div = '<div xmlns="http://www.w3.org/1999/xhtml"><p>ZZ other</p></div>';
		await client.update({ ...there, text: { status: 'additional', div } });
		await assert.rejects(sign(), { code: 'draft-changed' });
		await client.update(there);
		assert.equal((await sign()).status, 'final');
	});

	define(`${name}: each audit event is one AuditEvent, through a bad network too`, async (t) => {
		const found = await server.on(t);
		if (found === undefined) return;
		const proxy = await proxied(t, found, { seed: 3, rates: BAD_DAY });
		const { privateKey } = generateKeyPairSync('ed25519');
		const sink = fhirSink(clientOf(proxy.url, { retry: PATIENT }));
		const shipping = await ship(await folder(t), sink, signerOf(privateKey));
		t.after(async () => await shipping.stop());
		for (let part = 0; part < 6; part++) await shipping.record(25);
		assert.ok(await shipping.has(shipping.ids, 60_000), shipping.failures.join());
		const stored = await clientOf(found.url).searchAll('AuditEvent', { _count: 100 });
		const ids = stored.map(({ id }) => id ?? '');
		assert.equal(new Set(ids).size, ids.length);
		assert.deepEqual(
			shipping.ids.filter((id) => !ids.includes(id)),
			[],
		);
	});

	const sources = {
		search: (client: FhirClient): ChangeSource =>
			new SearchSource(client, { type: 'Basic', criteria: {}, method: 'POST' }),
		history: (client: FhirClient): ChangeSource => new HistorySource(client, 'Basic'),
	};
	for (const [way, sourceOf] of Object.entries(sources)) {
		define(
			`${name}: a watch by ${way} hands over each change once, late commits too`,
			async (t) => {
				const found = await server.on(t);
				if (found === undefined) return;
				const late = { share: 0.3, ms: 1_500 };
				const rates = { ...BAD_DAY, reordered: way === 'search' ? 0.1 : 0 };
				const proxy = await proxied(t, found, { seed: 17, rates, late });
				const direct = clientOf(found.url);
				const seen = new Map<string, number>();
				const watch = watchOf(
					await folder(t),
					sourceOf(clientOf(proxy.url, { retry: PATIENT })),
					seen,
				);
				t.after(async () => await watch.close());
				await patiently(async () => await watch.look());
				const written = new Set<string>();
				for (let number = 0; number < 30; number++) {
					const { reference } = await direct.create({
						resourceType: 'Basic',
						code: { text: 'ZZ' },
					});
					written.add(
						`${reference} ${(await direct.read('Basic', idOf(reference))).meta?.versionId}`,
					);
					await sleep(20);
					if (number % 3 === 0) await patiently(async () => await watch.look());
				}
				const all = () => [...written].every((one) => seen.has(one));
				for (
					const deadline = Date.now() + 30_000;
					!all() && Date.now() < deadline;
					await sleep(50)
				) {
					await patiently(async () => await watch.look());
				}
				assert.deepEqual(
					[...written].filter((one) => !seen.has(one)),
					[],
				);
				await patiently(async () => await watch.look());
				assert.deepEqual(
					[...seen].filter(([, count]) => count !== 1),
					[],
				);
				assert.ok(proxy.hidden > 0);
			},
		);
	}
}

function watchOf(dir: string, source: ChangeSource, seen: Map<string, number>): ChartWatch {
	return new ChartWatch({
		place: { folder: dir, key: randomBytes(32), name: 'watch', question: 'q' },
		source,
		outlet: {
			holdBack: 0,
			handOver: async (fresh) => {
				for (const { change } of fresh) {
					const one = `${change.type}/${change.id} ${change.version}`;
					seen.set(one, (seen.get(one) ?? 0) + 1);
				}
			},
		},
		settings: { overlapMs: 5_000, limit: 1000, pageSize: 7 },
	});
}

const practitioner = (family: string) => ({ resourceType: 'Practitioner', name: [{ family }] });

const draftOf = (patient: string): DraftInput => ({
	form: 'documentReference',
	patient,
	type: documentType('18842-5'),
	title: 'Discharge summary',
	text: 'ZZTEST text of a draft.',
	contentType: 'text/plain',
	sections: [],
	model: { name: 'zz-model', version: '1', demonstration: true },
	sources: [],
	madeAt: '2026-02-03T04:05:06Z',
	workKey: `work-${randomUUID()}`,
});

const SIGNING = { at: '2026-02-03T05:00:00Z', workKey: `work-${randomUUID()}` };

const IDENTITY = { decision: 'match', reasons: [] };
const RESULT = {
	status: 'result',
	finding: { system: 'http://snomed.info/sct', code: '1386000', display: 'Hemorrhage' },
	score: 0.9,
	threshold: 0.5,
	suspected: true,
	model: {
		name: 'hyperdensity-demo',
		version: '1',
		server: 'test',
		demonstration: true,
		intendedUse: 'None.',
	},
	decidedAt: '2026-02-03T04:05:06.789Z',
};
