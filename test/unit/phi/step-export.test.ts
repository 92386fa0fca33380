import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
	ExportPlace,
	exportRisk,
	recordsOf,
	tableRow,
} from '../../../dist/nodes/Phi/exporting/index.js';

const key = (number: number) => number.toString(16).padStart(32, '0');
const code = (wanted: string) => (error: unknown) => (error as { code?: string }).code === wanted;
const patient = (birthDate: string, gender = 'female') => ({
	resourceType: 'Patient',
	birthDate,
	gender,
	address: [{ state: 'CA', postalCode: '941' }],
});
const part = (...records: object[]) => ({
	records,
	row: tableRow(records),
	manifest: { profile: 'safe-harbor' },
	policy: 'zz-policy',
	consentAt: '2026-11-22T12:00:00.000Z',
});

let root: string;
before(async () => void (root = await mkdtemp(join(tmpdir(), 'hospital-export-'))));
after(async () => await rm(root, { recursive: true, force: true }));

describe('an export that is built patient by patient', () => {
	test('waits for everybody who is expected, and for nobody who was left out', async () => {
		const place = new ExportPlace(root, 'waits');
		for (const number of [1, 2, 3]) await place.expect(key(number));
		await place.add(key(1), part(patient('1951')));
		assert.equal((await place.standing()).waiting, 2);
		await place.leaveOut(key(2), 'needs-review');
		await place.add(key(3), part(patient('1951')));
		const { expected, added, leftOut, waiting, released } = await place.standing();
		assert.deepEqual([expected, added, leftOut, waiting, released], [3, 2, 1, 0, false]);
	});

	test('takes the same patient twice as one, and somebody who is left out later as none', async () => {
		const place = new ExportPlace(root, 'again');
		await place.add(key(1), part(patient('1951')));
		await place.add(key(1), part(patient('1951'), { resourceType: 'Condition' }));
		assert.equal((await place.table()).length, 1);
		await place.leaveOut(key(1), 'consent-denied');
		assert.equal((await place.table()).length, 0);
		assert.ok(!existsSync(join(root, 'again', 'building', 'parts', `${key(1)}.jsonl`)));
	});

	test('whoever refused, or was taken out by a person, does not come back', async () => {
		const place = new ExportPlace(root, 'stays-out');
		for (const [number, reason] of [
			[1, 'consent-denied'],
			[2, 'oral-refusal'],
			[3, 'needs-review'],
		] as const) {
			await place.leaveOut(key(number), reason);
			await place.add(key(number), part(patient('1951')));
		}
		assert.equal((await place.table()).length, 1);
		assert.equal((await place.standing()).leftOut, 2);
		await place.leaveOut(key(3), 'needs-review');
		await place.leaveOut(key(3), 'consent-denied');
		assert.equal(await place.outForGood(key(3)), 'consent-denied');
	});

	test('holds what one policy made', async () => {
		const place = new ExportPlace(root, 'one-policy');
		await place.add(key(1), part(patient('1951')));
		const other = { ...part(patient('1951')), policy: 'zz-other' };
		await assert.rejects(place.add(key(2), other), code('export-other-policy'));
		assert.equal((await place.standing()).added, 1);
	});

	test('knows whose consent was not looked at for long', async () => {
		const place = new ExportPlace(root, 'looked-at');
		await place.add(key(1), part(patient('1951')));
		await place.add(key(2), { ...part(patient('1951')), consentAt: '' });
		assert.equal(await place.consentsBefore('2026-11-22T11:00:00.000Z'), 0);
		assert.equal(await place.consentsBefore('2026-11-22T13:00:00.000Z'), 1);
		await place.noteConsent(key(1), '2026-11-22T14:00:00.000Z');
		assert.equal(await place.consentsBefore('2026-11-22T13:00:00.000Z'), 0);
	});

	test('is released whole, with the digest of every file, and once', async () => {
		const images = join(root, 'made');
		await mkdir(images);
		await writeFile(join(images, '0001-00001.dcm'), 'zz image');
		const place = new ExportPlace(root, 'whole');
		await place.expect(key(7));
		await place.add(key(7), { ...part(patient('1951'), { resourceType: 'Condition' }), images });
		const released = await place.finish({ releasedAt: 'now' });
		assert.deepEqual(released, { patients: 1, records: 2, images: 1, files: 4 });
		const manifest = JSON.parse(await readFile(join(place.release, 'manifest.json'), 'utf8')) as {
			files: Array<{ path: string; sha256: string }>;
		};
		for (const { path, sha256 } of manifest.files) {
			const bytes = await readFile(join(place.release, path));
			assert.equal(createHash('sha256').update(bytes).digest('hex'), sha256, path);
		}
		assert.deepEqual((await readdir(join(place.release, 'images'))).sort(), [
			'000001-0001-00001.dcm',
		]);
		assert.ok(!JSON.stringify(manifest).includes(key(7)), 'no key of a patient leaves');
		assert.equal((await stat(join(place.release, 'records.jsonl'))).mode & 0o077, 0);
		assert.deepEqual(await place.finish({ releasedAt: 'later' }), released);
		await assert.rejects(place.add(key(8), part(patient('1960'))), code('export-released'));
		assert.deepEqual([await place.holds(key(7)), await place.holds(key(8))], [true, false]);
		assert.deepEqual(await place.finish({}), released, 'what is released does not change');
	});

	test('takes nobody new after the release, and is not bothered by whoever was expected', async () => {
		const place = new ExportPlace(root, 'closed');
		await place.expect(key(1));
		await place.add(key(1), part(patient('1951')));
		await place.finish({});
		await place.expect(key(1));
		await assert.rejects(place.expect(key(2)), code('export-released'));
	});

	test('two that release at the same moment make one release', async () => {
		const place = new ExportPlace(root, 'both');
		await place.add(key(1), part(patient('1951')));
		const [one, other] = await Promise.all([
			place.finish({}),
			new ExportPlace(root, 'both').finish({}),
		]);
		assert.deepEqual(one, other);
		const left = (await readdir(join(root, 'both', 'building'))).filter((name) =>
			name.startsWith('.'),
		);
		assert.deepEqual(left, []);
	});

	test('takes no name and no key that leads elsewhere', async () => {
		for (const name of ['', '../zz', 'Zz', 'a'.repeat(101)]) {
			assert.throws(() => new ExportPlace(root, name), code('field-invalid'));
		}
		await assert.rejects(new ExportPlace(root, 'zz').expect('../zz'), code('input-invalid'));
	});
});

test('the table says what the recipient sees of a patient', () => {
	const condition = { resourceType: 'Condition', code: { coding: [{ code: 'zz-1' }] } };
	const row = tableRow([condition, { ...patient('1951'), deceasedDateTime: '2020' }]);
	const { born, died, sex, state, zip, condition: first } = row;
	assert.deepEqual(
		[born, died, sex, state, zip, first],
		['1951', '2020', 'female', 'CA', '941', 'zz-1'],
	);
	assert.equal(tableRow([]).born, null);
});

test('k is the smallest group of patients who look alike', () => {
	const rows = ['1951', '1951', '1951', '1960'].map((year) => tableRow([patient(year)]));
	assert.equal(exportRisk(rows.slice(0, 3), 3).meetsK, true);
	const { k, meetsK, uniqueness, determination } = exportRisk(rows, 3);
	assert.deepEqual([k, meetsK, uniqueness, determination], [1, false, 0.25, null]);
});

test('each resource, note and message of a result is a line of its own', () => {
	const entry = [
		{ resource: { resourceType: 'Patient' } },
		{ resource: { resourceType: 'Condition' } },
	];
	const bundle = { resourceType: 'Bundle', entry };
	const of = (more: object) => recordsOf({ status: 'done', ...more } as never);
	assert.equal(of({ resource: bundle }).length, 2);
	assert.deepEqual(of({ text: 'zz' }), [{ text: 'zz' }]);
	assert.deepEqual(of({ message: 'enp6' }), [{ hl7: 'enp6' }]);
});
