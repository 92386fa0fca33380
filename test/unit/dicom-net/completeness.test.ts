import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { archiveOf } from '../../../dist/nodes/Dicom/intake/assembly/archived.js';
import { Assembly } from '../../../dist/nodes/Dicom/intake/assembly/assembly.js';
import {
	answered,
	askAt,
	asks,
	isProved,
	newEnquiry,
} from '../../../dist/nodes/Dicom/intake/assembly/enquiries.js';
import { Senders } from '../../../dist/nodes/Dicom/intake/assembly/senders.js';
import { acquisitionsOf, isGapless } from '../../../dist/nodes/Dicom/intake/assembly/slices.js';
import { fits, holdsText, ruleKey } from '../../../dist/nodes/Dicom/intake/assembly/study-rule.js';
import { identify } from '../../../dist/nodes/Dicom/intake/reception/identify.js';
import type { InstanceRecord } from '../../../dist/nodes/Dicom/intake/spool/records.js';
import type { Route } from '../../../dist/nodes/Dicom/intake/settings.js';
import { dataSet, element, EXPLICIT, random, route } from './build.ts';

interface Slice {
	z?: number;
	series?: string;
	description?: string;
	modality?: string;
	acquisition?: number;
	images?: number;
	orientation?: number[];
}

let number = 0;

/** An axial slice at a height. */
function slice({ z, series = '2.25.3', orientation, ...options }: Slice): InstanceRecord {
	number++;
	const { description = 'Head axial', modality = 'CT', acquisition, images } = options;
	return {
		kind: 'instance',
		lane: 'HOSPITAL',
		studyKey: 's',
		sopKey: `sop-${number}`,
		sha256: String(number).padStart(64, '0'),
		bytes: 10,
		transferSyntax: EXPLICIT,
		receivedAt: new Date(1_700_000_000_000 + number).toISOString(),
		callingAeTitle: 'CT1',
		header: {
			sopClassUid: '1.2', sopInstanceUid: `2.25.9.${number}`, studyInstanceUid: '2.25.1',
			seriesInstanceUid: series, accessionNumber: '', studyDescription: '', studyDate: '',
			studyTime: '', referringPhysician: '', modality, seriesDescription: description, bodyPart: '',
			patient: { id: 'ZZ-1', issuer: '', name: 'ZZTEST^ADA', birthDate: '', sex: '' },
			...(z !== undefined && {
				slice: {
					position: [-100, -120, z],
					orientation: orientation ?? [1, 0, 0, 0, 1, 0],
					...(acquisition !== undefined && { acquisition }),
					...(images !== undefined && { imagesInAcquisition: images }),
				},
			}),
		}, // prettier-ignore
	};
}

const stack = (heights: number[], more: Slice = {}) => heights.map((z) => slice({ z, ...more }));
const heights = (count: number, distance = 5) => Array.from({ length: count }, (_, at) => at * distance); // prettier-ignore

class Listener {
	now = 0;
	readonly assembly = new Assembly({ monotonic: () => this.now, wall: () => 1.7e12 + this.now });

	constructor(options: Partial<Route>) {
		this.assembly.members.join(route({ quietPeriodMs: 60_000, ...options }));
	}

	receive(record: InstanceRecord, association?: number): void {
		const { callingAeTitle, header } = record;
		const { seriesInstanceUid } = header;
		const from = { callingAeTitle, seriesInstanceUid, association };
		this.assembly.arriving('HOSPITAL', 's', 1, from);
		this.assembly.load(record, undefined);
		const fresh = !this.assembly.find('HOSPITAL', 's')?.instances.has(record.sopKey);
		this.assembly.add(record);
		if (association !== undefined) this.assembly.brings(association, record, fresh);
		this.assembly.arriving('HOSPITAL', 's', -1, from);
	}

	/** Time goes on until something is complete, at most so long. @returns what, and when */
	until(
		ms: number,
	): { evidence: string; at: number; incomplete: boolean; count?: number } | undefined {
		const before = this.now;
		for (const end = before + ms; this.now <= end; ) {
			const { complete, askAt: next } = this.assembly.due();
			const [first] = complete;
			if (first !== undefined) {
				this.assembly.completed(first.record);
				const { evidence, incomplete, expectedCount: count } = first.record.completeness;
				return { evidence, at: this.now, incomplete, ...(count !== undefined && { count }) };
			}
			if (next > end) break;
			this.now = Math.max(next, this.now + 1);
		}
		this.now = before + ms;
		return undefined;
	}
}

describe('slices of a series', () => {
	test('have no gap, in whatever order they came', () => {
		assert.equal(isGapless(stack([10, 0, 5, 20, 15])), true);
		assert.equal(isGapless(stack([10, 0, 20, 15])), false, 'one is missing');
		assert.equal(isGapless(stack([0, 5])), true);
		assert.equal(isGapless(stack([0])), false, 'one slice is no stack');
	});

	test('may be up to one and a half times as far apart as usual', () => {
		assert.equal(isGapless(stack([0, 5, 10, 17.4, 22])), true);
		assert.equal(isGapless(stack([0, 5, 10, 17.6, 22])), false);
	});

	test('prove nothing when two lie at one place, when they are turned, or without a position', () => {
		assert.equal(isGapless(stack([0, 5, 5, 10])), false);
		assert.equal(
			isGapless([...stack([0, 5]), slice({ z: 10, orientation: [1, 0, 0, 0, 0, -1] })]),
			false,
		);
		assert.equal(isGapless([...stack([0, 5]), slice({})]), false);
	});

	test('are measured along their normal, not along an axis of the room', () => {
		const tilt = [1, 0, 0, 0, Math.SQRT1_2, -Math.SQRT1_2];
		// Along this normal the distance is 5 mm when z grows by 7.07.
		assert.equal(isGapless(stack(heights(10, 7.07), { orientation: tilt })), true);
		const record = slice({ z: 0, orientation: tilt });
		const moved = heights(10, 5).map((y) => ({
			...record,
			header: { ...record.header, slice: { ...record.header.slice!, position: [0, y, y] } },
		}));
		assert.equal(isGapless(moved), true);
	});

	test('of a shuffled stack with any one inner slice missing are never whole', () => {
		const next = random(5);
		for (let round = 0; round < 50; round++) {
			const count = 4 + Math.floor(next() * 60);
			const all = heights(count, 0.5 + next() * 5).sort(() => next() - 0.5);
			assert.equal(isGapless(stack(all)), true);
			const inner = all.filter((z) => z > 0 && z < Math.max(...all));
			const gone = inner[Math.floor(next() * inner.length)];
			assert.equal(isGapless(stack(all.filter((z) => z !== gone))), false);
		}
	});

	test('say by Images in Acquisition whether any is missing', () => {
		const of = (count: number, images?: number, acquisition = 1) =>
			stack(heights(count), { acquisition, ...(images !== undefined && { images }) });
		assert.deepEqual(acquisitionsOf(of(3)), { state: 'untold', count: 0 });
		assert.deepEqual(acquisitionsOf(of(3, 4)), { state: 'short', count: 1 });
		assert.deepEqual(acquisitionsOf(of(4, 4)), { state: 'whole', count: 1 });
		assert.deepEqual(acquisitionsOf([...of(4, 4), ...of(2, 4, 2)]), { state: 'short', count: 2 });
	});

	test('are read from the header as it arrives', () => {
		const bytes = Buffer.concat([
			dataSet().subarray(0, dataSet().indexOf(element(0x00200013, 'IS', '1'))),
			element(0x00200012, 'IS', '3'),
			element(0x00200032, 'DS', '-125.5\\-125\\62.25'),
			element(0x00200037, 'DS', '1\\0\\0\\0\\1\\0'),
			element(0x00201002, 'IS', '32'),
			element(0x7fe00010, 'OW', Buffer.alloc(64)),
		]);
		assert.deepEqual(identify(bytes, EXPLICIT, true)?.slice, {
			position: [-125.5, -125, 62.25],
			orientation: [1, 0, 0, 0, 1, 0],
			acquisition: 3,
			imagesInAcquisition: 32,
		});
		assert.equal(identify(dataSet(), EXPLICIT, true)?.slice, undefined);
	});
});

describe('a required series', () => {
	const required = { description: 'axial', fewestSlices: 4 };

	test('that says how many images there are proves the study with its last one', () => {
		const listener = new Listener({ requiredSeries: required });
		listener.receive(slice({ z: 0, series: '2.25.4', description: 'Scout' }), 1);
		const slices = stack([15, 0, 5, 20, 10], { acquisition: 1, images: 5 });
		for (const each of slices) {
			assert.equal(listener.until(100), undefined);
			listener.receive(each, 1);
		}
		const { now } = listener;
		assert.deepEqual(listener.until(0), { evidence: 'geometry', at: now, incomplete: false });
	});

	test('is not proved by a first part without a gap: its sender must have ended', () => {
		const listener = new Listener({ requiredSeries: required });
		for (const each of stack(heights(8))) listener.receive(each, 1);
		assert.equal(listener.until(30_000), undefined);
		listener.assembly.associationEnded(1, 'released');
		assert.deepEqual(listener.until(30_000)?.at, listener.now);
		assert.equal(listener.now, 32_000);
	});

	test('with a fixed number of slices is proved by it', () => {
		const listener = new Listener({ requiredSeries: { ...required, exactSlices: 5 } });
		for (const each of stack(heights(4))) listener.receive(each, 1);
		listener.assembly.associationEnded(1, 'released');
		assert.equal(listener.until(30_000), undefined);
		listener.receive(slice({ z: 20 }), 2);
		assert.equal(listener.until(0)?.evidence, 'geometry');
	});

	test('with fewer slices than it must have, another description or a gap proves nothing', () => {
		for (const images of [
			stack(heights(3)),
			stack(heights(9), { description: 'Sagittal' }),
			stack([0, 5, 10, 20, 25]),
		]) {
			const listener = new Listener({ requiredSeries: required });
			for (const each of images) listener.receive(each, 1);
			listener.assembly.associationEnded(1, 'released');
			assert.equal(listener.until(30_000), undefined);
			assert.equal(listener.until(60_000)?.evidence, 'quiet-period');
		}
	});
});

describe('the end of associations', () => {
	const settle = { releasedSettleMs: 2000 };

	test('proves a study complete when all that sent to it have released', () => {
		const listener = new Listener(settle);
		listener.receive(slice({ z: 0 }), 1);
		listener.receive(slice({ z: 5 }), 2);
		listener.assembly.associationEnded(1, 'released');
		assert.equal(listener.until(10_000), undefined, 'the other one is still there');
		listener.assembly.associationEnded(2, 'released');
		const { now } = listener;
		assert.deepEqual(listener.until(10_000), {
			evidence: 'association-released',
			at: now + 2000,
			incomplete: false,
		});
	});

	test('proves nothing after an abort, until the sender is back and releases', () => {
		const listener = new Listener(settle);
		listener.receive(slice({ z: 0 }), 1);
		listener.receive({ ...slice({ z: 5 }), callingAeTitle: 'CT2' }, 2);
		listener.assembly.associationEnded(1, 'aborted');
		listener.assembly.associationEnded(2, 'released');
		assert.equal(listener.until(10_000), undefined);
		listener.receive(slice({ z: 10 }), 3);
		listener.assembly.associationEnded(3, 'released');
		assert.equal(listener.until(10_000)?.evidence, 'association-released');
	});

	test('proves nothing about what came before a restart', () => {
		const listener = new Listener(settle);
		listener.receive(slice({ z: 0 }), 1);
		const after = new Listener(settle);
		after.assembly.replay([...listener.assembly.snapshot()]);
		after.receive(slice({ z: 5, series: '2.25.4' }), 1);
		after.assembly.associationEnded(1, 'released');
		assert.equal(after.until(10_000), undefined, 'the first series may be cut off');
		assert.equal(after.until(60_000)?.evidence, 'quiet-period');
	});

	test('of one series says nothing of another one', () => {
		const senders = new Senders();
		senders.sends(1, 'CT1', 'a');
		senders.sends(2, 'CT1', 'b');
		senders.ended(1, 'released', 10, () => []);
		senders.ended(2, 'aborted', 20, () => []);
		assert.deepEqual(senders.stateOf('a'), { open: 0, releasedAt: 10, brokenOff: false });
		assert.deepEqual(senders.stateOf('b'), {
			open: 0,
			releasedAt: undefined,
			brokenOff: true,
			interrupted: { how: 'aborted', at: 20 },
		});
		assert.equal(senders.stateOf('').brokenOff, true);
	});
});

describe('a transfer that broke off', () => {
	const quiet = { quietPeriodMs: 10_000 };
	const begun = (options: Partial<Route> = quiet): Listener => {
		const listener = new Listener(options);
		for (const z of heights(5)) listener.receive(slice({ z }), 1);
		return listener;
	};
	const verdict = (found: ReturnType<Listener['until']>) => [found?.at, found?.incomplete];

	test('gets ten quiet periods, at most a minute, and its study is given on as incomplete', () => {
		for (const [period, at] of [[10_000, 60_000], [2_000, 20_000], [90_000, 90_000]] as const) {
			const listener = begun({ quietPeriodMs: period });
			listener.assembly.associationEnded(1, 'aborted');
			assert.deepEqual(verdict(listener.until(200_000)), [at, true]);
		} // prettier-ignore
	});

	test('is waited for from the moment when it broke off', () => {
		const listener = begun({ quietPeriodMs: 10_000 });
		listener.now = 9_000;
		listener.assembly.associationEnded(1, 'aborted');
		assert.deepEqual(verdict(listener.until(200_000)), [69_000, true]);
	});

	test('is made up for when its sender goes on with the series and releases', () => {
		const listener = begun();
		listener.assembly.associationEnded(1, 'aborted');
		listener.now = 20_000;
		listener.receive(slice({ z: 100 }), 2);
		listener.assembly.associationEnded(2, 'released');
		assert.deepEqual(verdict(listener.until(200_000)), [30_000, false]);
	});

	test('is made up for when its sender sends all of the series again and releases', () => {
		const listener = new Listener(quiet);
		const images = stack(heights(5));
		for (const each of images) listener.receive(each, 1);
		listener.assembly.associationEnded(1, 'aborted');
		for (const each of images) listener.receive(each, 2);
		listener.assembly.associationEnded(2, 'released');
		assert.deepEqual(verdict(listener.until(200_000)), [10_000, false]);
	});

	test('is not made up for by repetitions, another series, or a return that breaks off too', () => {
		const cases: Array<[more: InstanceRecord[], how: 'released' | 'failed' | 'aborted']> = [
			[[], 'released'],
			[[slice({ z: 0, series: '2.25.4' })], 'released'],
			[[slice({ z: 100 })], 'failed'],
			[[slice({ z: 100 })], 'aborted'],
		];
		for (const [more, how] of cases) {
			const listener = new Listener(quiet);
			const images = stack(heights(5));
			for (const each of images) listener.receive(each, 1);
			listener.assembly.associationEnded(1, 'aborted');
			for (const each of [...images.slice(0, 4), ...more]) listener.receive(each, 2);
			listener.assembly.associationEnded(2, how);
			assert.equal(listener.until(200_000)?.incomplete, true, how);
		}
	});

	test('is not made up for by a repetition after the study was put away and taken up again', () => {
		const listener = new Listener(quiet);
		const images = stack(heights(5));
		for (const each of images) listener.receive(each, 1);
		listener.assembly.associationEnded(1, 'aborted');
		const study = listener.assembly.find('HOSPITAL', 's')!;
		const archive = archiveOf(study);
		for (const [next, incomplete] of [[[images[0]!, slice({ z: 9, series: '2.25.4' })], true], [[slice({ z: 100 })], false]] as const) {
			listener.assembly.forget(study);
			for (const each of next) {
				listener.assembly.arriving('HOSPITAL', 's', 1, { callingAeTitle: 'CT1', seriesInstanceUid: each.header.seriesInstanceUid, association: 2 });
				listener.assembly.load(study, archive);
				listener.receive(each, 2);
				listener.assembly.arriving('HOSPITAL', 's', -1);
				listener.assembly.arriving('HOSPITAL', 's', -1, { callingAeTitle: 'CT1', seriesInstanceUid: each.header.seriesInstanceUid });
			}
			listener.assembly.associationEnded(2, 'released');
			assert.equal(listener.until(200_000)?.incomplete, incomplete);
		} // prettier-ignore
	});

	test('is not made up for by another sender, nor by one that had begun before', () => {
		for (const other of [{ callingAeTitle: 'CT2' }, {}]) {
			const listener = new Listener(quiet);
			listener.receive({ ...slice({ z: 0 }), ...other }, 2);
			listener.receive(slice({ z: 5 }), 1);
			listener.assembly.associationEnded(1, 'aborted');
			listener.receive({ ...slice({ z: 10 }), ...other }, 2);
			listener.assembly.associationEnded(2, 'released');
			assert.deepEqual(verdict(listener.until(200_000)), [60_000, true]);
		}
	});

	test('counts for the series that it was sending, and not for another one', () => {
		const listener = new Listener({ ...quiet, emit: 'series' });
		listener.receive(slice({ z: 0 }), 1);
		listener.receive(slice({ z: 0, series: '2.25.4' }), 2);
		listener.assembly.associationEnded(1, 'aborted');
		listener.assembly.associationEnded(2, 'released');
		const { complete } = ((listener.now = 10_000), listener.assembly.due());
		assert.deepEqual(
			complete.map(({ record }) => [
				record.scope?.seriesInstanceUid,
				record.completeness.incomplete,
			]),
			[['2.25.4', false]],
		);
	});

	test('is of no matter when the PACS has no more images', () => {
		const listener = begun({ ...quiet, expectedCount: { whenFewer: 'wait' } });
		listener.assembly.associationEnded(1, 'aborted');
		let found: ReturnType<Listener['until']>;
		for (; found === undefined && listener.now < 60_000; listener.now += 10) {
			const { questions, complete } = listener.assembly.due();
			for (const each of questions) listener.assembly.counted(each, each.claim, 5);
			const [first] = complete;
			if (first !== undefined) found = { at: listener.now, ...first.record.completeness };
		}
		assert.deepEqual([found?.evidence, found?.incomplete], ['expected-count', false]);
		assert.ok((found?.at ?? Infinity) < 10_000);
	});

	test('of reports is not made up for by the count of the PACS, which says nothing of them', () => {
		const listener = new Listener({ ...quiet, expectedCount: { whenFewer: 'wait' } });
		listener.receive(slice({ z: 0 }), 1);
		listener.receive(slice({ modality: 'SR', series: '2.25.9' }), 2);
		listener.assembly.associationEnded(1, 'aborted');
		listener.assembly.associationEnded(2, 'aborted');
		const [{ record } = { record: undefined }] = (() => {
			for (; ; listener.now += 10) {
				const { questions, complete } = listener.assembly.due();
				for (const each of questions) listener.assembly.counted(each, each.claim, 1);
				if (complete.length > 0 || listener.now > 60_000) return complete;
			}
		})();
		assert.equal(record?.completeness.evidence, 'expected-count');
		listener.assembly.completed(record!);
		const { senders } = listener.assembly.find('HOSPITAL', 's')!;
		assert.equal(senders.stateOf('2.25.3').interrupted, undefined);
		assert.equal(senders.stateOf('2.25.9').interrupted?.how, 'aborted');
	});

	test('is told from a release by the journal alone, and the unknown counts as broken off', () => {
		const records = (how?: 'released' | 'aborted') => {
			const before = begun();
			if (how !== undefined) before.assembly.associationEnded(1, how);
			return [...before.assembly.snapshot()];
		};
		const after = (journal: ReturnType<typeof records>) => {
			const listener = new Listener(quiet);
			listener.assembly.replay(journal);
			const { complete } = ((listener.now = 60_000), listener.assembly.due());
			return complete[0]?.record.completeness.incompleteReason;
		};
		assert.equal(after(records('released')), undefined);
		assert.equal(after(records('aborted')), 'transfer-aborted');
		assert.equal(after(records()), 'transfer-interrupted');
		const withoutNotes = records('released').filter(({ kind }) => kind !== 'senders');
		assert.equal(after(withoutNotes), 'transfer-interrupted', 'a lost note is on the safe side');
	});

	test('is not suspected of what was found complete before a restart', () => {
		const before = begun();
		const journal = [...before.assembly.snapshot()].filter(({ kind }) => kind !== 'senders');
		before.assembly.associationEnded(1, 'released');
		before.now = 10_000;
		const { record } = before.assembly.due().complete[0]!;
		const listener = new Listener(quiet);
		listener.assembly.replay([...journal, record, { ...record, kind: 'handed-over' }]);
		listener.receive(
			{ ...slice({ z: 100, modality: 'SR', series: '2.25.9' }), callingAeTitle: 'WS' },
			7,
		);
		listener.assembly.associationEnded(7, 'released');
		assert.deepEqual(verdict(listener.until(60_000)), [10_000, false]);
	});

	test('is remembered with what is put away', () => {
		const listener = begun();
		listener.assembly.associationEnded(1, 'aborted');
		const study = listener.assembly.find('HOSPITAL', 's')!;
		const archive = archiveOf(study);
		listener.assembly.forget(study);
		listener.assembly.load(study, archive);
		listener.receive({ ...slice({ z: 50 }), callingAeTitle: 'WS' }, 7);
		listener.assembly.associationEnded(7, 'released');
		assert.equal(listener.until(200_000)?.incomplete, true);
	});
});

describe('the count of the PACS', () => {
	const wait = { expectedCount: { whenFewer: 'wait' as const } };

	/** Lets a PACS answer for as long. @returns the completion, and how often it was asked */
	function withPacs(listener: Listener, count: () => number | undefined, ms: number) {
		let asked = 0;
		for (const end = listener.now + ms; listener.now <= end; listener.now += 10) {
			const { complete, questions } = listener.assembly.due();
			for (const { lane, studyKey, claim } of questions) {
				asked++;
				listener.assembly.counted({ lane, studyKey }, claim, count());
			}
			const [first] = complete;
			if (first === undefined) continue;
			listener.assembly.completed(first.record);
			return { asked, at: listener.now, ...first.record.completeness };
		}
		return { asked };
	}

	const evidenceOf = (result: object) => (result as { evidence?: string }).evidence;

	test('proves the study within half a second of the last image', () => {
		const listener = new Listener(wait);
		for (const z of heights(30)) {
			listener.receive(slice({ z }), 1);
			assert.equal(evidenceOf(withPacs(listener, () => 31, 40)), undefined);
		}
		listener.receive(slice({ z: 150 }), 1);
		const last = listener.now;
		const result = withPacs(listener, () => 31, 500);
		assert.equal(evidenceOf(result), 'expected-count');
		const { asked, at = 0, expectedCount, receivedCount, incomplete } = result as Record<string, number>; // prettier-ignore
		assert.deepEqual([expectedCount, receivedCount, incomplete], [31, 31, false]);
		assert.ok(at - last <= 250, `${at - last} ms`);
		assert.equal(asked, 1, 'one question after the last image');
	});

	test('that grows with what comes is not believed', () => {
		const listener = new Listener(wait);
		for (const [count, z] of heights(20).entries()) {
			listener.receive(slice({ z }), 1);
			// The PACS sends on what it has itself just received.
			const result = withPacs(listener, () => count + 1, 500);
			assert.equal(evidenceOf(result), undefined, `after ${count + 1}`);
		}
		assert.equal(evidenceOf(withPacs(listener, () => 20, 3000)), 'expected-count');
	});

	test('keeps a study that fell silent open while images are missing', () => {
		const listener = new Listener({ ...wait, quietPeriodMs: 5000 });
		for (const z of heights(9)) listener.receive(slice({ z }), 1);
		assert.equal(evidenceOf(withPacs(listener, () => 10, 600_000)), undefined);
		const result = withPacs(listener, () => 10, 3_600_000);
		assert.equal(evidenceOf(result), 'hard-maximum', 'an hour, when no longest wait is set');
		assert.equal((result as { incomplete?: boolean }).incomplete, true);
		assert.ok(result.asked < 80, `asked ${result.asked} times in an hour`);
	});

	test('lets it go where the workflow says so, marked as incomplete', () => {
		const passOn = { expectedCount: { whenFewer: 'pass-on' as const }, quietPeriodMs: 5000 };
		const listener = new Listener(passOn);
		for (const z of heights(9)) listener.receive(slice({ z }), 1);
		const result = withPacs(listener, () => 10, 10_000) as Record<string, unknown>;
		assert.equal(result.evidence, 'quiet-period');
		assert.deepEqual(
			[result.incomplete, result.expectedCount, result.receivedCount],
			[true, 10, 9],
		);
	});

	test('lets silence decide when the PACS does not say', () => {
		const listener = new Listener({ ...wait, quietPeriodMs: 5000 });
		for (const z of heights(9)) listener.receive(slice({ z }), 1);
		const result = withPacs(listener, () => undefined, 10_000) as Record<string, unknown>;
		assert.deepEqual([result.evidence, result.incomplete], ['quiet-period', false]);
		assert.ok((result.asked as number) <= 4);
	});

	test('that nobody answers at all delays a silent study by half a minute at most', () => {
		const listener = new Listener({ ...wait, quietPeriodMs: 5000 });
		listener.receive(slice({ z: 0 }), 1);
		const result = listener.until(40_000);
		assert.deepEqual([result?.evidence, result?.at], ['quiet-period', 30_000]);
	});

	test('is asked of the series where each series is a piece of work', () => {
		const listener = new Listener({ ...wait, emit: 'series' });
		listener.receive(slice({ z: 0 }), 1);
		listener.now = 200;
		const [question] = listener.assembly.due().questions;
		assert.equal(question?.seriesInstanceUid, '2.25.3');
		assert.equal(question?.studyInstanceUid, '2.25.1');
	});

	test('is not asked for what the workflow does not want, nor for single images', () => {
		for (const options of [{ only: { modalities: ['MR'] } }, { emit: 'instance' as const }]) {
			const listener = new Listener({ ...wait, ...options });
			listener.receive(slice({ z: 0 }), 1);
			listener.now = 5000;
			assert.deepEqual(listener.assembly.due().questions, []);
		}
	});

	test('is asked for with growing pauses, and at once when it is reached', () => {
		const enquiry = newEnquiry(0);
		const arrivals = { received: 5, lastChange: 50, longestGap: 50 };
		const times: number[] = [];
		for (let at = askAt(enquiry, arrivals); times.length < 8; at = askAt(enquiry, arrivals)) {
			times.push(at);
			asks(enquiry, at);
			assert.ok(askAt(enquiry, arrivals) > at + 30_000, 'not while it is being asked');
			answered(enquiry, 10, at);
		}
		assert.deepEqual(times, [100, 1100, 3100, 7100, 15_100, 31_100, 63_100, 123_100]);
		const reached = { received: 10, lastChange: 130_000, longestGap: 50 };
		assert.equal(isProved(enquiry, reached), false, 'the answer is older than the image');
		assert.equal(askAt(enquiry, reached), 130_100);
		asks(enquiry, 130_100);
		answered(enquiry, 10, 130_150);
		assert.equal(isProved(enquiry, reached), true);
	});
});

describe('the rule of a route', () => {
	const key = (only: Route['only'], more: Partial<Route> = {}) => ruleKey(route({ only, ...more }));

	test('is the same whatever the order, case and spaces', () => {
		assert.equal(
			key({ modalities: ['CT', ' mr'], descriptions: ['Head  AXIAL ', 'neck'] }),
			key({ modalities: ['MR', 'ct', 'CT'], descriptions: ['neck', 'head axial'] }),
		);
		assert.equal(key({ bodyParts: ['HEAD'] }), key({ bodyParts: ['head'], modalities: [] }));
		assert.notEqual(key({ bodyParts: ['HEAD'] }), key({ descriptions: ['HEAD'] }));
		assert.notEqual(key({}, { callingAeTitles: ['CT1'] }), key({}, { callingAeTitles: ['ct1'] }));
		assert.notEqual(key({}, { emit: 'series' }), key({}));
	});

	test('has no name when it wants everything, whatever it waits for', () => {
		assert.equal(key(undefined), '');
		assert.equal(key({ modalities: [] }, { quietPeriodMs: 5, priority: 'urgent' }), '');
	});

	test('fits when each list that it has finds something', () => {
		const images = [slice({ z: 0 }), slice({ z: 0, modality: 'SR', description: 'Dose Report' })];
		const wants = (only: Route['only']) => fits(route({ only }), images);
		assert.equal(wants({ modalities: ['ct'] }), true);
		assert.equal(wants({ modalities: ['MR', 'SR'] }), true);
		assert.equal(wants({ modalities: ['MR'] }), false);
		assert.equal(wants({ modalities: ['CT'], descriptions: ['DOSE'] }), true);
		assert.equal(wants({ modalities: ['CT'], descriptions: ['DOSE'], bodyParts: ['HEAD'] }), false);
		assert.equal(wants(undefined), true);
	});

	test('finds texts by parts, and a star stands for anything', () => {
		for (const [text, pattern, found] of [
			['CT Head  W/O Contrast', 'head w/o', true],
			['CT Head W/O Contrast', 'head*contrast', true],
			['Contrast head', 'head*contrast', false],
			['Schädel nativ', 'SCHÄDEL', true],
			['Schädel', 'scha\u0308del', true],
			['aXb', 'a.b', false],
			['aab', 'a*ab', true],
			['ab', 'ab*ab', false],
			['', 'x', false],
		] as const) {
			assert.equal(holdsText(text, pattern), found, `${pattern} in ${text}`);
		}
	});
});
