import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Assembly, REOFFER_MS } from '../../../dist/nodes/Dicom/intake/assembly/assembly.js';
import {
	referenceOf,
	samePatient,
	versionOf,
} from '../../../dist/nodes/Dicom/intake/assembly/study.js';
import type {
	CompleteRecord,
	InstanceRecord,
} from '../../../dist/nodes/Dicom/intake/spool/records.js';
import type { Route } from '../../../dist/nodes/Dicom/intake/settings.js';
import { random, route } from './build.ts';

const hex = (text: string) => Buffer.from(text).toString('hex').padEnd(64, '0').slice(0, 64);

/** Time that passes only when told to. */
class VirtualClock {
	now = 0;
	monotonic = () => this.now;
	wall = () => 1_700_000_000_000 + this.now;
}

function instance(
	study: string,
	number: number,
	options: Partial<InstanceRecord['header']> & { content?: string } = {},
): InstanceRecord {
	const { content = 'a', ...header } = options;
	return {
		kind: 'instance',
		lane: 'HOSPITAL',
		studyKey: study,
		sopKey: `${study}-${number}`,
		sha256: hex(`${study}${number}${content}`),
		bytes: 10,
		transferSyntax: '1.2.840.10008.1.2.1',
		receivedAt: new Date(1_700_000_000_000 + number).toISOString(),
		callingAeTitle: 'ZZTESTSCU',
		header: {
			sopClassUid: '1.2', sopInstanceUid: `2.25.${number}`, studyInstanceUid: `2.25.${study}`,
			seriesInstanceUid: '2.25.3', accessionNumber: '', studyDescription: '', studyDate: '',
			studyTime: '', referringPhysician: '', modality: 'CT', seriesDescription: '', bodyPart: '',
			patient: { id: 'ZZ-1', issuer: '', name: 'ZZTEST^ADA', birthDate: '', sex: '' },
			...header,
		}, // prettier-ignore
	};
}

/** Completes what is due, as the listener does after it has journalled the records. */
function settle(assembly: Assembly, settings: Route = route({ quietPeriodMs: 10_000 })) {
	const { complete, askAt } = assembly.due(() => settings);
	for (const record of complete) assembly.completed(record);
	return { complete, askAt };
}

describe('study assembly', () => {
	test('a study is complete when its quiet period is over, to the millisecond', () => {
		const clock = new VirtualClock();
		const assembly = new Assembly(clock);
		assembly.add(instance('s', 1));
		clock.now = 4000;
		assembly.add(instance('s', 2));
		clock.now = 13_999;
		const early = settle(assembly);
		assert.deepEqual(early, { complete: [], askAt: 14_000 });
		clock.now = 14_000;
		const [record] = settle(assembly).complete;
		assert.equal(record?.completeness.evidence, 'quiet-period');
		assert.equal(record?.version, versionOf([instance('s', 1), instance('s', 2)]));
		assert.equal(settle(assembly).complete.length, 0);
	});

	test('interleaved studies from eight associations, shuffled: none early, none missing', () => {
		const next = random(99);
		for (let pattern = 0; pattern < 300; pattern++) {
			const clock = new VirtualClock();
			const assembly = new Assembly(clock);
			const arrivals = Array.from({ length: 8 * 6 }, (_, index) => ({
				record: instance(`s${index % 8}`, Math.floor(index / 8)),
				at: Math.floor(next() * 40_000),
			})).sort((a, b) => a.at - b.at);
			const last = new Map<string, number>();
			const done: Array<{ key: string; at: number; version: string }> = [];
			for (let step = 0; clock.now < 80_000; clock.now += 500) {
				for (; arrivals[step] !== undefined && arrivals[step]!.at <= clock.now; step++) {
					assembly.add(arrivals[step]!.record);
					last.set(arrivals[step]!.record.studyKey, clock.now);
				}
				for (const { studyKey, version } of settle(assembly).complete) {
					assert.equal(clock.now, last.get(studyKey)! + 10_000, 'not early, not late');
					done.push({ key: studyKey, at: clock.now, version });
				}
			}
			for (let study = 0; study < 8; study++) {
				const whole = versionOf(
					arrivals.map((a) => a.record).filter((r) => r.studyKey === `s${study}`),
				);
				const versions = done.filter(({ key }) => key === `s${study}`);
				assert.equal(versions.at(-1)?.version, whole, 'the last version has every image');
			}
		}
	});

	test('late images make a new version that names the one it supersedes', () => {
		const clock = new VirtualClock();
		const assembly = new Assembly(clock);
		assembly.add(instance('s', 1));
		clock.now = 10_000;
		const [first] = settle(assembly).complete;
		assembly.handOver(first!);
		clock.now = 50_000;
		assembly.add(instance('s', 2));
		clock.now = 60_000;
		const [second] = settle(assembly).complete;
		assert.equal(second?.supersedes, first?.version);
		assert.notEqual(second?.version, first?.version);
	});

	test('equal content again changes nothing; other content of an instance is a new version', () => {
		const clock = new VirtualClock();
		const assembly = new Assembly(clock);
		assembly.add(instance('s', 1));
		clock.now = 10_000;
		assembly.handOver(settle(assembly).complete[0]!);
		assembly.add(instance('s', 1));
		clock.now = 90_000;
		assert.deepEqual(settle(assembly).complete, []);
		assert.equal(assembly.holds('HOSPITAL', 's', 's-1', instance('s', 1).sha256), true);
		assembly.add(instance('s', 1, { content: 'b' }));
		assert.equal(assembly.holds('HOSPITAL', 's', 's-1', instance('s', 1).sha256), false);
		clock.now = 100_000;
		assert.equal(settle(assembly).complete.length, 1);
		assert.equal([...assembly.find('HOSPITAL', 's')!.instances.values()].length, 1);
	});

	test('an instance that is on its way keeps its study open', () => {
		const clock = new VirtualClock();
		const assembly = new Assembly(clock);
		assembly.add(instance('s', 1));
		assembly.arriving('HOSPITAL', 's', 1);
		clock.now = 60_000;
		assert.deepEqual(settle(assembly).complete, []);
		assembly.arriving('HOSPITAL', 's', -1);
		assert.equal(settle(assembly).complete.length, 1);
	});

	test('a study that is never quiet ends with the hard maximum, marked as incomplete', () => {
		const clock = new VirtualClock();
		const assembly = new Assembly(clock);
		const settings = route({ quietPeriodMs: 10_000, hardMaximumMs: 30_000 });
		const ends: CompleteRecord[] = [];
		for (let number = 0; clock.now < 30_000; number++, clock.now += 5000) {
			assembly.add(instance('s', number));
			ends.push(...settle(assembly, settings).complete);
		}
		ends.push(...settle(assembly, settings).complete);
		assert.equal(ends.length, 1);
		assert.equal(ends[0]?.completeness.evidence, 'hard-maximum');
		assert.equal(ends[0]?.completeness.incomplete, true);
	});

	test('the longest quiet period of the modalities in the study counts', () => {
		const clock = new VirtualClock();
		const assembly = new Assembly(clock);
		const settings = route({
			quietPeriodMs: 1000,
			quietPeriodMsByModality: { US: 5000, CT: 2000 },
		});
		assembly.add(instance('s', 1));
		assembly.add(instance('s', 2, { modality: 'US' }));
		assert.equal(settle(assembly, settings).askAt, 5000);
	});

	test('a completed version is offered again until somebody took it over', () => {
		const clock = new VirtualClock();
		const assembly = new Assembly(clock);
		assembly.add(instance('s', 1));
		clock.now = 10_000;
		const [record] = settle(assembly).complete;
		assert.equal(assembly.toOffer().length, 1);
		assert.equal(assembly.offeredNow(assembly.toOffer()[0]!), 1);
		assert.equal(assembly.toOffer().length, 0);
		clock.now += REOFFER_MS;
		assert.equal(assembly.offeredNow(assembly.toOffer()[0]!), 2);
		assembly.handOver(record!);
		clock.now += REOFFER_MS;
		assert.equal(assembly.toOffer().length, 0);
	});

	test('replaying the snapshot gives the same state back, at every stage of a study', () => {
		const clock = new VirtualClock();
		const assembly = new Assembly(clock);
		const check = () => {
			const copy = new Assembly(clock);
			copy.replay(assembly.snapshot());
			assert.deepEqual([...copy.snapshot()], [...assembly.snapshot()]);
			assert.equal(copy.toOffer().length, assembly.toOffer().length, 'offers');
			clock.now += 10_000;
			const versions = (each: Assembly) => each.due(() => route()).complete.map((c) => c.version);
			assert.deepEqual(versions(copy), versions(assembly), 'still to be completed');
			clock.now -= 10_000;
		};
		assembly.add(instance('s', 1));
		check();
		clock.now = 20_000;
		const [first] = settle(assembly).complete;
		check();
		assembly.add(instance('s', 2));
		check();
		assembly.handOver(first!);
		check();
		clock.now = 50_000;
		settle(assembly);
		check();
	});

	test('a study without a workflow waits', () => {
		const clock = new VirtualClock();
		const assembly = new Assembly(clock);
		assembly.add(instance('s', 1));
		clock.now = 1e6;
		assert.deepEqual(assembly.due(() => undefined).complete, []);
	});
});

describe('the study reference', () => {
	const complete: CompleteRecord = {
		kind: 'complete', lane: 'HOSPITAL', studyKey: 's', version: hex('v'),
		completeness: { evidence: 'quiet-period', incomplete: false, decidedAt: '2026-01-01T00:00:00Z' },
	}; // prettier-ignore
	const reference = (...records: InstanceRecord[]) => {
		const assembly = new Assembly(new VirtualClock());
		assembly.replay(records);
		return referenceOf(assembly.find('HOSPITAL', 's')!, complete);
	};

	test('counts series and instances and lists modalities once', () => {
		const study = reference(
			instance('s', 1),
			instance('s', 2),
			instance('s', 3, { modality: 'SR', seriesInstanceUid: '2.25.4', studyDescription: 'HEAD' }),
		);
		assert.deepEqual(study.modalities, ['CT', 'SR']);
		assert.deepEqual(
			study.series.map((series) => series.instanceCount),
			[2, 1],
		);
		assert.equal(study.instanceCount, 3);
		assert.equal(study.bytes, 30);
		assert.equal(study.studyDescription, 'HEAD');
		assert.equal(study.mixedIdentity, false);
	});

	test('says so when the images name more than one patient', () => {
		const other = { id: 'ZZ-2', issuer: '', name: 'ZZTEST^ADA', birthDate: '', sex: '' };
		assert.equal(
			reference(instance('s', 1), instance('s', 2, { patient: other })).mixedIdentity,
			true,
		);
	});

	test('an absent id differs from a present one, other absent details do not', () => {
		const ada = { id: 'ZZ-1', issuer: 'A', name: 'Zztest^Ada', birthDate: '19700101', sex: 'F' };
		assert.equal(samePatient(ada, { ...ada, issuer: '', birthDate: '', sex: '' }), true);
		assert.equal(samePatient(ada, { ...ada, name: 'ZZTEST^ADA^^' }), true);
		assert.equal(samePatient(ada, { ...ada, id: '' }), false);
		assert.equal(samePatient(ada, { ...ada, name: 'ZZTEST^EVA' }), false);
		assert.equal(samePatient(ada, { ...ada, birthDate: '19700102' }), false);
		assert.equal(samePatient(ada, { ...ada, issuer: 'B' }), false);
	});
});
