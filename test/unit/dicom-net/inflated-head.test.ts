import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { identify, MAX_HEAD } from '../../../dist/nodes/Dicom/intake/reception/identify.js';
import { readInflated } from '../../../dist/nodes/Dicom/intake/reception/inflated-head.js';
import { dataSet, DEFLATED, element, startTestListener } from './build.ts';
import { Sender } from './sender.ts';

const deflated = (...parts: Buffer[]) => deflateRawSync(Buffer.concat(parts), { level: 9 });

describe('the header of a deflated data set', { timeout: 60_000 }, () => {
	test('is read without inflating what stands behind it', () => {
		const bomb = deflated(dataSet({ pixels: Buffer.alloc(512 * 1024 * 1024) }));
		let most = 0;
		let all = 0;
		const found = readInflated(bomb, MAX_HEAD, (inflated) => {
			most = Math.max(most, inflated.length);
			all += inflated.length;
			return inflated.includes('2.25.21') || undefined;
		});
		assert.equal(found, true);
		assert.ok(all < 512 * 1024, `${all} bytes were inflated, ${most} at once`);
		const began = performance.now();
		assert.equal(identify(bomb, DEFLATED, true)?.studyInstanceUid, '2.25.11');
		assert.ok(performance.now() - began < 500);
	});

	test('is found wherever it lies within the bound, and beyond it the object is refused', () => {
		const private1 = (bytes: Buffer) => element(0x00091001, 'OB', bytes);
		const split = dataSet().indexOf(element(0x00100010, 'PN', 'ZZTEST^ADA'));
		const [before, behind] = [dataSet().subarray(0, split), dataSet().subarray(split)];
		for (const filling of [randomBytes(3_000), randomBytes(300_000), Buffer.alloc(4_000_000)]) {
			const bytes = deflated(before, private1(filling), behind);
			assert.equal(identify(bytes, DEFLATED, true)?.patient.id, 'ZZ-0001');
			// With zeros behind it too, of which a few bytes are already too much.
			const pixels = element(0x7fe00010, 'OW', Buffer.alloc(50_000_000));
			const bomb = deflated(before, private1(filling), behind.subarray(0, -524), pixels);
			assert.equal(identify(bomb, DEFLATED, true)?.patient.id, 'ZZ-0001');
		}
		const beyond = deflated(before, private1(Buffer.alloc(MAX_HEAD)), behind);
		assert.throws(() => identify(beyond, DEFLATED, true), RangeError);
	});

	test('that is not whole yet is waited for, and damage is damage', () => {
		const bytes = deflateRawSync(
			dataSet({ patientName: 'ZZTEST^ADA', pixels: randomBytes(9_000) }),
		);
		assert.equal(identify(bytes.subarray(0, 60), DEFLATED, false), undefined);
		assert.equal(identify(bytes.subarray(0, 4_000), DEFLATED, false)?.modality, 'CT');
		assert.throws(() => identify(Buffer.alloc(300, 0xff), DEFLATED, false));
	});

	test('of an object that inflates to more than the largest allowed: it is refused as too large', async (t) => {
		const server = await startTestListener(t, { limits: { maxInstanceBytes: 1_000_000 } });
		const sender = await Sender.open(server.port, {}, DEFLATED);
		const outOfResources = 0xa700;
		await sender.send({}, deflated(dataSet({ pixels: Buffer.alloc(30_000_000) })), outOfResources);
		await sender.send({}, deflated(dataSet({ pixels: Buffer.alloc(900_000) })));
		assert.equal((await server.event('instance-refused')).reason, 'too-large');
	});
});
