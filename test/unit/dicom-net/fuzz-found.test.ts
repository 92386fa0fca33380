import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { store } from '../../../dist/nodes/clients/dimse/index.js';
import { dataSet, element, part10, peerFor, startTestListener } from './build.ts';

/** Faults that the campaigns found or looked for, one small case each. */
describe('a listener that is lied to', { timeout: 30_000 }, () => {
	test('refuses a Study or Series Instance UID that is none, whatever it would lead to', async (t) => {
		const server = await startTestListener(t);
		const uids = ['../../../tmp/x', '2.25.1/../x', '*', '2.25.*', '2.25.1?', '%2e%2e', `2.25.${'1'.repeat(60)}`];
		const files = uids.flatMap((uid, index) =>
			[{ study: uid }, { series: uid }].map((wrong, which) => {
				const sop = `2.25.5${index}${which}`;
				return { bytes: part10(dataSet({ sop, ...wrong }), { sop }) };
			}),
		);
		const outcomes = await store(peerFor(server.port), files);
		assert.deepEqual(new Set(outcomes.map(({ status }) => status)), new Set([0xc000]));
		assert.deepEqual(await server.files(), []);
		assert.equal((await server.event('instance-refused')).reason, 'uid-invalid');
	}); // prettier-ignore

	test('refuses identifiers without end and cuts descriptions off: both stay in memory', async (t) => {
		const server = await startTestListener(t);
		const sop = '2.25.1001';
		const long = 'Z'.repeat(60_000);
		const [refused] = await store(peerFor(server.port), [{ bytes: part10(dataSet({ patientId: long })) }]);
		assert.equal(refused?.status, 0xc000);
		const described = Buffer.concat([
			dataSet({ sop }).subarray(0, dataSet({ sop }).indexOf(element(0x00100010, 'PN', 'ZZTEST^ADA'))),
			element(0x00081030, 'LO', long),
			dataSet({ sop }).subarray(dataSet({ sop }).indexOf(element(0x00100010, 'PN', 'ZZTEST^ADA'))),
		]);
		const [stored] = await store(peerFor(server.port), [{ bytes: part10(described) }]);
		assert.equal(stored?.status, 0);
		const { study } = await server.event('study-complete');
		assert.ok(study.studyDescription.length > 0 && study.studyDescription.length < 2000);
	}); // prettier-ignore
});
